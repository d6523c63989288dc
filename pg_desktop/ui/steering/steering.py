"""Steering a run: changes of settings with undo and redo, travelling in time, branches, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.learning.hyperparameters import Settings
from pg_desktop.session.session import Session
from pg_desktop.session.status import Status
from pg_desktop.ui.actions import Actions
from pg_desktop.ui.notices import NoticeBar
from pg_desktop.ui.settings.control_panel import ControlPanel
from pg_desktop.ui.steering.undo import SettingsUndo

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.session.collapse import Collapse
    from pg_desktop.session.run import Waypoint
    from pg_desktop.session.snapshots import Entry


class Steering(QObject):
    """What the user changes reaches the run through this, and can be taken back. Lives in the GUI thread.

    Signals:
        changed (): other settings are wanted, or the run goes on from another moment.
    """

    changed = Signal()

    def __init__(
        self, session: Session, panel: ControlPanel, notice: NoticeBar, actions: Actions, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._panel = panel
        self._notice = notice
        self._actions = actions
        self._collapse_seen: Collapse | None = None
        self.undo_stack = SettingsUndo(self._show_chosen, self)
        panel.settings_chosen.connect(self._settings_chosen)
        actions.undo.triggered.connect(self.undo_stack.undo)
        actions.redo.triggered.connect(self.undo_stack.redo)
        self.undo_stack.indexChanged.connect(self._name_steps)
        self._name_steps()

    def show_status(self, status: Status) -> None:
        """Say what a change of the hidden size has done; say once that returns have collapsed, and offer a way back."""
        self._panel.show_edits(self._session.edits.all())
        collapse, best = status.collapse, self._session.snapshots.best
        if collapse is self._collapse_seen:
            return
        self._collapse_seen = collapse
        if collapse is None or best is None:
            return
        number = self._panel.locale().toString
        text = self.tr("The returns have collapsed: the mean of the last 100 fell from {best} to {level}.").format(
            best=number(collapse.best, "f", 1), level=number(collapse.level, "f", 1)
        )
        label = self.tr("&Go back to update {update}").format(update=number(best.update))
        tip = self.tr("Branch from the best policy so far; what came after it stays in view.")
        self._notice.offer(text, label, tip, lambda: self.branch(best))

    def show_run(self) -> None:
        """Show the settings of a run that somebody else began: a file, Reset."""
        if self._panel.settings != self._session.wanted:
            self.undo_stack.clear()
            self._panel.show_settings(self._session.wanted)

    @Slot(object)
    def branch(self, entry: Entry[Waypoint]) -> None:
        """Go on from a snapshot."""
        self._notice.hide()
        self._session.branch(entry)
        self.undo_stack.clear()
        self._panel.show_settings(self._session.wanted)
        self.changed.emit()

    @Slot(object)
    def _settings_chosen(self, settings: Settings) -> None:
        self.undo_stack.record(self._session.wanted, settings, self._panel.gesture)
        self._session.want(settings)
        self.changed.emit()

    def _show_chosen(self, settings: Settings) -> None:
        self._panel.show_settings(settings)
        self._session.want(settings)
        self.changed.emit()

    @Slot()
    def _name_steps(self) -> None:
        stack, a = self.undo_stack, self._actions
        a.undo.setEnabled(stack.canUndo())
        a.redo.setEnabled(stack.canRedo())
        undo, redo = self.tr("&Undo {step}"), self.tr("&Redo {step}")
        a.undo.setText(undo.format(step=stack.undoText()) if stack.canUndo() else self.tr("&Undo"))
        a.redo.setText(redo.format(step=stack.redoText()) if stack.canRedo() else self.tr("&Redo"))
