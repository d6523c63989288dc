"""The axes of plots. Loads pyqtgraph."""

from __future__ import annotations

import math
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter

from pg_desktop.ui.kit.ticks import multiples, round_step, written

_LEAST_NUMBERS: Final = 2.5
"""Intervals for which there is room on any axis."""
_LINES_APART: Final = 2.4
"""Lines of text from a number to the one above it."""
_BESIDE: Final = 22.0
"""Pixels between two numbers side by side."""
_HALF_A_LINE: Final = 6
"""Pixels from the middle of a number to its upper edge."""
_BEYOND: Final = 6.0
"""Pixels to the right of a plot that its numbers may take."""


class CountAxis(pg.AxisItem):
    """An axis whose numbers are multiples of one step, written alike, and no more of them than there is room for."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        # The number at the left end stands half outside.
        self.setStyle(hideOverlappingLabels=False)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        if not (math.isfinite(minVal) and math.isfinite(maxVal)) or maxVal <= minVal or size <= 0:
            return []
        return [(self._step(minVal, maxVal, size), 0.0)]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        low, high = sorted((minVal, maxVal))
        levels = []
        for step, _ in self.tickSpacing(low, high, size):
            values = multiples(low, high, step)
            if self.orientation == "left":
                # A number at the upper end would be cut in two, or meet the lowest one of the plot above.
                high -= (high - low) * _HALF_A_LINE / size
            else:
                high -= (high - low) * max(self._widest(values, step) / 2 - _BEYOND, 0.0) / size
            levels.append((step, [value for value in values if value <= high + step * 1e-6]))
        return levels

    def generateDrawSpecs(self, p: QPainter) -> Any:
        specs = super().generateDrawSpecs(p)
        # Ticks have no length; drawn all the same, each would leave a dot.
        return specs and (specs[0], [], specs[2])

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        del scale
        return written(values, spacing)

    def _step(self, low: float, high: float, size: float) -> float:
        """The distance of neighbours: the shortest that leaves room between their numbers."""
        span = high - low
        if self.orientation == "left":
            return round_step(span, max(_LEAST_NUMBERS, size / (_LINES_APART * self._metrics.height())))
        step = round_step(span, size / _BESIDE)
        while span / step > _LEAST_NUMBERS:
            if self._widest(multiples(low, high, step), step) + _BESIDE <= step / span * size:
                break
            step = round_step(span, span / step * 0.99)
        return step

    def _widest(self, values: list[float], step: float) -> float:
        texts = written([values[0], values[-1]], step) if values else []
        return max(map(self._metrics.horizontalAdvance, texts), default=0.0)

    @property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.style["tickFont"] or QGuiApplication.font())


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
