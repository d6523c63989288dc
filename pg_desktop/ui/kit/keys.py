"""Which keys a control with the focus has for itself, and which it leaves to the window's shortcuts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

_SHORTCUT_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeysOfControls(QObject):
    """Decides for all controls of a window. Lives in the GUI thread.

    - A button or a combo box that has been reached with Tab has Space for itself; elsewhere Space trains and pauses.
    - A combo box has every character for itself: it chooses the entry that begins with it.
    - A number field leaves Space, which no number needs, to the window, and Undo and Redo as long as nothing has been
      typed into it.
    """

    def watch(self, window: QWidget, main_button: QAbstractButton) -> None:
        """Decide for what is in a window now.

        Args:
            window: in the same thread.
            main_button: what Space does wherever it is free, so that it need not have the key for itself.
        """
        for control in window.findChildren(QWidget):
            if isinstance(control, QAbstractButton | QComboBox | QSpinBox | QDoubleSpinBox):
                if control is not main_button:
                    control.installEventFilter(self)
            elif isinstance(control, QLineEdit) and isinstance(control.parent(), QSpinBox | QDoubleSpinBox):
                control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        field = watched.parent() if isinstance(watched, QLineEdit) else watched
        if isinstance(field, QSpinBox | QDoubleSpinBox):
            if _is_the_windows(event, field):
                event.ignore()
                return True
        elif _is_space(event) or (isinstance(field, QComboBox) and _is_character(event)):
            event.accept()
            return True
        return super().eventFilter(watched, event)


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
