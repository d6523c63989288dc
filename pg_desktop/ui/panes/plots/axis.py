"""The axes of plots. Loads pyqtgraph."""

from __future__ import annotations

import math
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter

_LOW_PIXELS: Final = 60
"""Below this an axis has room for two or three numbers."""
_NUMBERS_MAX: Final = 2.5
_HALF_A_LINE: Final = 6
"""Pixels from the middle of a number to its upper edge."""
_UNITS: Final = ((1e7, 1e6, "M"), (1e4, 1e3, "k"))
"""How far an axis reaches at least for its numbers to be written in a unit, that unit, and its sign."""


class CountAxis(pg.AxisItem):
    """An axis that writes 20000 as 20 k, all of its numbers alike, and no more of them than there is room for."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        if size >= _LOW_PIXELS or maxVal <= minVal:
            spacings: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
            return spacings
        return [(wide_spacing(maxVal - minVal), 0.0)]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        levels: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        if self.orientation != "left" or size <= 0:
            return levels
        # A number at the upper end would be cut in two, or meet the lowest one of the plot above.
        highest = maxVal - (maxVal - minVal) * _HALF_A_LINE / size
        return [(spacing, [value for value in values if value <= highest]) for spacing, values in levels]

    def generateDrawSpecs(self, p: QPainter) -> Any:
        specs = super().generateDrawSpecs(p)
        # Ticks have no length; drawn all the same, each would leave a dot.
        return specs and (specs[0], [], specs[2])

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        reach = max(abs(end) for end in self.range)
        for least, unit, sign in _UNITS:
            if reach >= least:
                # Ten digits tell neighbours apart, and leave out how the last one was rounded.
                strings = [f"{value / unit:.10g} {sign}" if value else "0" for value in values]
                break
        else:
            strings = super().tickStrings(values, scale, spacing)
        return [text.replace("-", "−") for text in strings]


class TimeAxis(CountAxis):
    """The x axis: dragging along it travels in time."""

    scrubbed = Signal(float)

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mouseDragEvent(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            event.accept()
            self._scrub(event)
        else:
            event.ignore()

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            event.accept()
            self._scrub(event)

    def _scrub(self, event: Any) -> None:
        view = self.linkedView()
        if view is not None:
            self.scrubbed.emit(float(view.mapSceneToView(event.scenePos()).x()))


def wide_spacing(span: float) -> float:
    """The distance of ticks, 1, 2 or 5 × 10ᵏ, so that one to three lie in a positive span."""
    magnitude = 10.0 ** math.floor(math.log10(span / _NUMBERS_MAX))
    return next(step * magnitude for step in (1.0, 2.0, 5.0, 10.0) if span / (step * magnitude) <= _NUMBERS_MAX)
