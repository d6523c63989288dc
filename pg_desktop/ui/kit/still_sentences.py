"""Sentences that have so many lines and never more, so that nothing beside them moves when others are said."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pg_desktop.ui.kit.foreign import plain_tip

_UNLIMITED = 100_000


class StillSentences(QLabel):
    """A label of a number of lines; what has no room in them ends in an ellipsis, and is told by its tooltip.

    Lives in the GUI thread.

    Attributes:
        said: all that is said.
    """

    def __init__(self, name: str, lines: int, parent: QWidget) -> None:
        """Make it, without a text.

        Args:
            name: of the object.
            lines: for which it has room.
            parent: of the widget.
        """
        super().__init__(parent)
        self.said = ""
        self._lines = lines
        self.setObjectName(name)
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._keep_room()

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self.said:
            self.said = text
            self.setAccessibleName(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._keep_room()

    def _keep_room(self) -> None:
        self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 2)
        self._fit()

    def _fit(self) -> None:
        """Leave words out at the end until the rest has room."""
        shown = self.said
        while shown and not self._has_room(shown):
            before = shown.removesuffix("…").rstrip().rpartition(" ")[0]
            shown = f"{before.rstrip(' ,;:')}…" if before else ""
        shown = shown or self.said
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain_tip(self.said) if shown != self.said else "")

    def _has_room(self, text: str) -> bool:
        metrics = self.fontMetrics()
        room = QRect(0, 0, max(self.contentsRect().width(), 1), _UNLIMITED)
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
        return needed <= self._lines * metrics.lineSpacing()
