"""A text that is as high as it needs to be, so that what it lies in is scrolled and not the text alone."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollArea, QTextBrowser, QWidget

_ACTIONS: Final = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class FullText(QTextBrowser):
    """A text within a scroll area, which it scrolls by its keys. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._in_full = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def take_room(self, wanted: bool) -> None:
        """Be as high as the text, or need no room while nobody sees it."""
        self._in_full = wanted
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See `QWidget.keyPressEvent`: the text itself has nothing to scroll."""
        action = _ACTIONS.get(Qt.Key(event.key()))
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if action is None or area is None:
            super().keyPressEvent(event)
        else:
            area.verticalScrollBar().triggerAction(action)

    def _fit(self) -> None:
        height = ceil(self.document().size().height()) + 2 * self.frameWidth() if self._in_full else 0
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
