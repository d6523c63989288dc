"""A legend on one line that leaves out what it has no room for, rather than cut it in two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_GAP = " &nbsp; "


class Legend(QLabel):
    """Several entries side by side, the most important one first. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: tuple[str, ...] = ()
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_entries(self, entries: Sequence[str]) -> None:
        """Show as many of these as fit, from the first on.

        Args:
            entries: rich text, each without a line break.
        """
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = len(self._entries)
        while count > 1 and self._width(count) > self.contentsRect().width():
            count -= 1
        self.setText(_GAP.join(self._entries[:count]))

    def _width(self, count: int) -> float:
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.setHtml(_GAP.join(self._entries[:count]))
        return document.idealWidth()
