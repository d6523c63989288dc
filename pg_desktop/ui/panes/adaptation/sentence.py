"""Sentences below what they are about."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Sentences(QLabel):
    """A label that keeps room for a number of lines, and takes more where it needs more. Lives in the GUI thread."""

    def __init__(self, name: str, lines: int, parent: QWidget) -> None:
        """Make it.

        Args:
            name: of the object.
            lines: that it always has room for.
            parent: of the widget.
        """
        super().__init__(parent)
        self._lines = lines
        self.setObjectName(name)
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._keep_room()

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self.text():
            self.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._keep_room()

    def _keep_room(self) -> None:
        self.setMinimumHeight(self._lines * self.fontMetrics().lineSpacing() + 2)
