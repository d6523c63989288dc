"""Where a plot's coordinates lie in its picture. Loads pyqtgraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

_FARTHEST = 16_000.0
"""Pixels beyond which a point is drawn no further away: Qt's painter keeps to 16 bits."""
_NO_OFFSET: Final = np.zeros((1, 2))


@dataclass(frozen=True)
class Frame:
    """What a plot shows, and where.

    Attributes:
        rect: the plot, in the canvas's pixels.
        x_range: the x at its left and its right edge.
        y_range: the y at its lower and its upper edge.
    """

    rect: QRectF
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x_pixel(self, x: float) -> float:
        """The pixel of an x."""
        first, last = self.x_range
        return self.rect.left() + (x - first) / (last - first) * self.rect.width()

    def point(self, x: float, y: float) -> QPointF:
        """The pixels of a point."""
        low, high = self.y_range
        return QPointF(self.x_pixel(x), self.rect.bottom() - (y - low) / (high - low) * self.rect.height())

    def polygon(
        self, x: NDArray[np.floating], y: NDArray[np.floating], offsets: NDArray[np.float64] = _NO_OFFSET
    ) -> QPolygonF:
        """The pixels of points.

        Args:
            x: of the points, (N,).
            y: of the points, (N,).
            offsets: pixels to the right and down, (K, 2); each point is there once with each of them.
        """
        if not len(x):
            return QPolygonF()
        (first, last), (low, high) = self.x_range, self.y_range
        polygon: QPolygonF = pg.functions.create_qpolygonf(len(offsets) * len(x))
        pixels = pg.functions.ndarray_from_qpolygonf(polygon)
        across = self.rect.width() / (last - first)
        up = self.rect.height() / (high - low)
        x_pixels = (x - first) * across + self.rect.left()
        y_pixels = self.rect.bottom() - (y - low) * up
        for axis, values in enumerate((x_pixels, y_pixels)):
            np.add(offsets[:, axis, None], values, out=pixels[:, axis].reshape(len(offsets), len(x)))
        np.clip(pixels, -_FARTHEST, _FARTHEST, out=pixels)
        return polygon
