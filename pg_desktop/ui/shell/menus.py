"""The menu bar: which action stands where."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar

from pg_desktop.ui.kit.actions import Actions


def fill_menus(bar: QMenuBar, actions: Actions, recent: QMenu, docks: Iterable[QDockWidget]) -> None:
    """Fill the menu bar.

    Args:
        bar: the window's.
        actions: what can be done.
        recent: the menu of recent files.
        docks: the panes that can be shown and hidden.
    """
    a = actions
    _fill(bar.addMenu(_tr("&File")), [a.new, a.open, recent, a.save, a.save_as])
    file = bar.actions()[-1].menu()
    _fill(file, [None, a.export_history, a.export_edits, a.export_plot, None, a.quit])  # type: ignore[arg-type]
    _fill(bar.addMenu(_tr("&Edit")), [a.undo, a.redo])
    _fill(bar.addMenu(_tr("&Train")), [a.train_or_pause, a.step, a.reset, None, a.pause, None, a.back_to_now, a.branch])
    view = bar.addMenu(_tr("&View"))
    for dock in docks:
        dock.toggleViewAction().setStatusTip(_tr("Show or hide this pane."))
        view.addAction(dock.toggleViewAction())
    _fill(view, [None, a.x_by_episode, a.x_by_step, a.fit, None, a.gymnasium_frames, None])
    _fill(view, [*a.themes.values(), None, a.reset_layout])
    _fill(bar.addMenu(_tr("&Help")), [a.shortcuts, a.whats_this, None, a.about])


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
