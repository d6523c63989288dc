"""Why what was typed into a field is not taken over."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QLineEdit, QWidget

_GAP: Final = 3
_LEAST: Final = 240
"""Pixels below which a sentence becomes a column of words."""


class Complaint(QLabel):
    """A sentence below a field, over what lies there, so that nothing moves. Lives in the GUI thread.

    It goes when the field is edited, with a click on it, and with the field.
    """

    def __init__(self, field: QLineEdit, whole: QWidget | None = None) -> None:
        """Say nothing yet.

        Args:
            field: what is typed into.
            whole: what the user takes for the field, such as the spin box around it; the field itself if None.
        """
        super().__init__(field)
        self._edit = field
        self._field = field if whole is None else whole
        self.setObjectName(f"{self._field.objectName()}_complaint")
        self.setProperty("role", "complaint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()
        self._field.installEventFilter(self)
        field.textEdited.connect(self.withdraw)

    def say(self, sentence: str) -> None:
        """Show a sentence, and mark the field."""
        self.setText(sentence)
        self._mark(True)
        self.setParent(_ground_of(self._field))
        self._place()
        self.show()
        self.raise_()

    @Slot()
    def withdraw(self) -> None:
        """There is nothing to complain of."""
        if self.text():
            self.clear()
            self.hide()
            self._mark(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isVisible():
            if event.type() is QEvent.Type.Hide:
                self.hide()
            elif event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
                self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self.hide()

    def _mark(self, refused: bool) -> None:
        self._edit.setProperty("refused", refused)
        self._edit.style().unpolish(self._edit)
        self._edit.style().polish(self._edit)

    def _place(self) -> None:
        """Below the field, or above it where there is no room."""
        ground = _ground_of(self._field)
        width = min(max(self._field.width(), _LEAST), ground.width())
        self.ensurePolished()
        height = self.heightForWidth(width)
        top = self._field.mapTo(ground, QPoint(0, 0))
        below = top.y() + self._field.height() + _GAP
        y = below if below + height <= ground.height() else max(0, top.y() - height - _GAP)
        self.setGeometry(QRect(max(0, min(top.x(), ground.width() - width)), y, width, height))


def _ground_of(field: QWidget) -> QWidget:
    """What is scrolled together with a field, or else its window."""
    ground, parent = field, field.parentWidget()
    while parent is not None and not ground.isWindow() and not isinstance(parent.parentWidget(), QAbstractScrollArea):
        ground, parent = parent, parent.parentWidget()
    return ground
