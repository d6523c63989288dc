"""A cloud of dots. Loads pyqtgraph."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

_SMALL_DOT: Final = ((0, 0), (1, 0), (0, 1), (1, 1))
_LARGE_DOT: Final = tuple((dx, dy) for dx in range(-2, 3) for dy in range(-2, 3) if abs(dx) + abs(dy) < 4)
"""Round dots in logical pixels, as offsets from their middle."""
_MANY: Final = 250
"""Points from which on small dots are drawn."""
_EDGE: Final = 0.05
"""Room around the points, as a share of their extent."""
_EXPORT_RATIO: Final = 2.0
_DEEPEST: Final = 12
"""Dots on one pixel beyond which it grows no darker."""


class DotCloud(pg.GraphicsObject):
    """Points as small translucent dots, the darker the more lie on each other.

    All dots are counted into one picture: a few tenths of a millisecond for thousands, where pyqtgraph's
    `ScatterPlotItem` takes six for a thousand; only pixels that are covered cost anything. Lives in the GUI thread.
    """

    def __init__(self) -> None:
        super().__init__()
        self._x = np.empty(0)
        self._y = np.empty(0)
        self._shades: NDArray[np.uint32] = np.zeros(_DEEPEST + 1, np.uint32)
        self._bounds = QRectF()

    def set_colour(self, colour: QColor, opacity: float) -> None:
        """Draw in a colour; `opacity` is that of a single dot, in (0, 1]."""
        alpha = 1.0 - (1.0 - opacity) ** np.arange(_DEEPEST + 1)
        channels = [(alpha * 255).round()] + [
            (alpha * value).round() for value in (colour.red(), colour.green(), colour.blue())
        ]
        a, r, g, b = (channel.astype(np.uint32) for channel in channels)
        self._shades = (a << 24 | r << 16 | g << 8 | b).astype(np.uint32)
        self.update()

    def set_points(self, x: NDArray[np.float64], y: NDArray[np.floating]) -> None:
        """Show other points."""
        self.prepareGeometryChange()
        self._x, self._y = x, y.astype(np.float64)
        self._bounds = QRectF()
        if len(x):
            low, high = float(self._y.min()), float(self._y.max())
            # Room for dots on the edge; asking the view how large a pixel is would come back here without end.
            dx, dy = (x[-1] - x[0]) * _EDGE + 1.0, (high - low) * _EDGE + 1e-3
            self._bounds = QRectF(QPointF(x[0] - dx, low - dy), QPointF(x[-1] + dx, high + dy))
        self.update()

    def boundingRect(self) -> QRectF:
        """In the plot's coordinates."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Count the dots on every pixel and draw the counts as one picture."""
        del option
        if not len(self._x):
            return
        transform = painter.transform()
        view = transform.mapRect(self.viewRect())
        ratio = _EXPORT_RATIO if widget is None else widget.devicePixelRatioF()
        width, height = int(view.width() * ratio) + 1, int(view.height() * ratio) + 1
        columns = ((self._x * transform.m11() + transform.dx() - view.left()) * ratio).astype(np.int64)
        rows = ((self._y * transform.m22() + transform.dy() - view.top()) * ratio).astype(np.int64)
        dot = _SMALL_DOT if len(self._x) > _MANY else _LARGE_DOT
        pixel_P, count_P = _count_dots(columns, rows, width, height, dot, max(1, round(ratio)))
        picture = np.zeros(width * height, np.uint32)
        picture[pixel_P] = self._shades[np.minimum(count_P, _DEEPEST)]
        image = QImage(picture.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter.save()
        painter.resetTransform()
        painter.drawImage(view.topLeft(), image)
        painter.restore()


def _count_dots(
    columns: NDArray[np.int64],
    rows: NDArray[np.int64],
    width: int,
    height: int,
    dot: tuple[tuple[int, int], ...],
    ratio: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pixels of a picture that dots cover, counted row after row, and how many dots lie on each of them."""
    reach = range(ratio)
    dx, dy = np.array([(dx * ratio + i, dy * ratio + j) for dx, dy in dot for i in reach for j in reach]).T
    column, row = columns[:, None] + dx, rows[:, None] + dy
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    return np.unique((row * width + column)[inside], return_counts=True)
