"""Which keys a control with the focus has for itself, and which it leaves to the window's shortcuts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

_SHORTCUT_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeysOfControls(QObject):
    """Decides for all controls of a window, whenever they are made. Lives in the GUI thread.

    - A button or a combo box that has been reached with Tab has Space for itself; elsewhere Space trains and pauses.
    - A combo box has every character for itself: it chooses the entry that begins with it.
    - A number field leaves Space, which no number needs, to the window, and Undo and Redo as long as nothing has been
      typed into it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._main_button: QAbstractButton | None = None
        self._filtered: QWidget | None = None
        """The control that has the focus: keys go to no other."""

    def watch(self, main_button: QAbstractButton) -> None:
        """Begin.

        Args:
            main_button: what Space does wherever it is free, so that it need not have the key for itself.
        """
        self._main_button = main_button
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        del old
        if self._filtered is not None and isValid(self._filtered):
            self._filtered.removeEventFilter(self)
        self._filtered = new if new is not None and self._is_ours(new) else None
        if self._filtered is not None:
            self._filtered.installEventFilter(self)

    def _is_ours(self, control: QWidget) -> bool:
        if control is self._main_button or not isinstance(
            control, QAbstractButton | QComboBox | QSpinBox | QDoubleSpinBox
        ):
            return False
        ancestor: QWidget | None = control
        while ancestor is not None and ancestor is not self._window:
            ancestor = ancestor.parentWidget()  # beyond a pane that floats, too
        return ancestor is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if isinstance(watched, QSpinBox | QDoubleSpinBox):
            if _is_the_windows(event, watched):
                event.ignore()
                return True
        elif _is_space(event) or (isinstance(watched, QComboBox) and _is_character(event)):
            event.accept()
            return True
        return False


def _is_the_windows(event: QKeyEvent, field: QSpinBox | QDoubleSpinBox) -> bool:
    steps = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
    return _is_space(event) or (any(event.matches(step) for step in steps) and not _is_half_typed(field))


def _is_half_typed(field: QSpinBox | QDoubleSpinBox) -> bool:
    """Whether a field shows something else than its value."""
    special = field.specialValueText()
    if special and field.value() == field.minimum():
        return field.text() != special
    return field.text() != field.prefix() + field.textFromValue(field.value()) + field.suffix()  # type: ignore[arg-type]


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space


def _is_character(event: QKeyEvent) -> bool:
    return event.text().isprintable() and bool(event.text()) and not event.modifiers() & _SHORTCUT_MODIFIERS
