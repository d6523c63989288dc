"""Undo and redo of what the user changed in the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from pg_desktop.learning.hyperparameters import HYPERPARAMETERS, Settings, hyperparameter
from pg_desktop.ui.settings.setting_controls import translated

_LIMIT = 200
_ID = 1


class SettingsCommand(QUndoCommand):
    """One step: from some settings to others. Undoing it is a change of the run like any other."""

    def __init__(self, old: Settings, new: Settings, gesture: int | None, show: Callable[[Settings], None]) -> None:
        """Describe a step that has been done already.

        Args:
            old: before it.
            new: after it.
            gesture: the drag of a slider that it is a part of; None for a step of its own.
            show: chooses settings for the user.
        """
        super().__init__(description(old, new))
        self._old, self._new = old, new
        self._gesture = gesture
        self._show = show
        self._done = True

    def id(self) -> int:
        return _ID

    def undo(self) -> None:
        self._show(self._old)

    def redo(self) -> None:
        if self._done:  # the stack redoes what is put on it, but the user has done it
            self._done = False
            return
        self._show(self._new)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, SettingsCommand) or self._gesture is None or other._gesture != self._gesture:
            return False
        self._new = other._new
        self.setText(description(self._old, self._new))
        self.setObsolete(self._old == self._new)
        return True


class SettingsUndo(QUndoStack):
    """The steps that can be undone. Lives in the GUI thread."""

    def __init__(self, show: Callable[[Settings], None], parent: QObject) -> None:
        super().__init__(parent)
        self.setUndoLimit(_LIMIT)
        self._show_settings = show

    def record(self, old: Settings, new: Settings, gesture: int | None) -> None:
        """Remember a step that the user has done; see `SettingsCommand`."""
        if old != new:
            self.push(SettingsCommand(old, new, gesture, self._show_settings))


def description(old: Settings, new: Settings) -> str:
    """What changed, for the Edit menu."""
    changed = [key for key in HYPERPARAMETERS if old.value(key) != new.value(key)]
    if len(changed) != 1:
        return QCoreApplication.translate("SettingsUndo", "{count} settings").format(count=len(changed))
    return QCoreApplication.translate("SettingsUndo", "{name} {old} → {new}").format(
        name=translated(hyperparameter(changed[0]).name), old=old.value(changed[0]), new=new.value(changed[0])
    )
