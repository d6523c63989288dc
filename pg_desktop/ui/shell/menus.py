"""The menu bar: which action stands where."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar

from pg_desktop.ui.kit.actions import Actions


def fill_menus(
    bar: QMenuBar, actions: Actions, recent: QMenu, docks: Iterable[QDockWidget], perspectives: Iterable[QAction]
) -> None:
    """Fill the menu bar.

    Args:
        bar: the window's.
        actions: what can be done.
        recent: the menu of recent files.
        docks: the panes that can be shown and hidden.
        perspectives: the arrangements that can be chosen.
    """
    a = actions
    _fill(bar.addMenu(_tr("&File")), [a.new, a.open, recent, a.save, a.save_as, a.revert, a.recover])
    file = bar.actions()[-1].menu()
    presets = QMenu(_tr("Pr&esets"), bar)
    _fill(presets, [a.save_preset, a.manage_presets])
    _fill(file, [None, presets, None, a.save_policy, a.export_history, a.export_plot])  # type: ignore[arg-type]
    _fill(file, [a.export_episode, a.export_anatomy, a.export_edits])  # type: ignore[arg-type]
    _fill(file, [a.replay_edits, None, a.quit])  # type: ignore[arg-type]
    _fill(bar.addMenu(_tr("&Edit")), [a.undo, a.redo, None, a.limits])
    _fill(bar.addMenu(_tr("&Train")), [a.train_or_pause, a.step, a.next_stage, a.reset, None, a.back_to_now, a.branch])
    view = bar.addMenu(_tr("&View"))
    _fill(view, [*perspectives, None])
    panes = view.addMenu(_tr("&Panes"))
    for dock in docks:
        panes.addAction(dock.toggleViewAction())
    _fill(view.addMenu(_tr("G&o to")), [a.next_place, a.previous_place, a.next_tab, a.previous_tab])
    zoom = view.addMenu(_tr("&Zoom"))
    _fill(zoom, [a.zoom_in, a.zoom_out, a.zoom_reset])
    _fill(view, [None, a.x_by_episode, a.x_by_step, a.fit, None, a.gymnasium_frames, None])
    _fill(view, [*a.themes.values(), None, a.present, a.reset_layout])
    help_menu = bar.addMenu(_tr("&Help"))
    _fill(help_menu, [a.help, a.whats_this, a.glossary, a.why_no_score, a.shortcuts, None])
    _fill(help_menu, [a.welcome, a.start_afresh, None])
    _fill(help_menu, [a.report, a.about])


def _fill(menu: QMenu, entries: Iterable[object]) -> None:
    """Add actions and menus, and a line where there is None."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)  # type: ignore[call-overload]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)
