"""Sentences in few lines, as many as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import NoteLabel, elided

_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class Note(NoteLabel):
    """A muted text in one line or several; what has no room is in its tooltip. Lives in the GUI thread."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "muted")
        self._lines = 1

    def allow(self, lines: int) -> None:
        """Take as many lines as the text needs, up to a number."""
        self._lines = lines
        self._fit()

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self.text():
            super().say(text)
            self.setAccessibleName(text)
            self._fit()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._needed() <= self.height():
            painter = QPainter(self)
            painter.drawText(self.contentsRect(), _WRAPPED, self.text())
            return
        if self._lines == 1:
            super().paintEvent(event)
            return
        # The last line says that it goes on.
        metrics = self.fontMetrics()
        text = elided(self.text(), metrics, 0.92 * self.width() * self._lines)
        QPainter(self).drawText(self.contentsRect(), _WRAPPED, text)

    def _needed(self) -> int:
        return (
            self.fontMetrics().boundingRect(QRect(0, 0, max(self.width(), 1), 10_000), _WRAPPED, self.text()).height()
        )

    def _fit(self) -> None:
        line = self.fontMetrics().height()
        lines = -(-self._needed() // line)
        self.setFixedHeight(line * min(max(lines, 1), self._lines) + 2)
