"""What grows in a plot while training goes on: a cloud of dots, and curves. Loads pyqtgraph.

These are no items of pyqtgraph's scene: Qt would call back into Python some ten times to draw each of them, and wait
for the training thread every time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPen

from pg_desktop.ui.panes.plots.frame import Frame

SMALL_DOT: Final = ((0, 0), (1, 0), (0, 1), (1, 1))
LARGE_DOT: Final = tuple((dx, dy) for dx in range(-2, 3) for dy in range(-2, 3) if abs(dx) + abs(dy) < 4)
"""Round dots in logical pixels, as offsets from their middle."""

Numbers = NDArray[np.floating]


class DotCloud:
    """Points as small translucent dots, the darker the more lie on each other. Belongs to the GUI thread.

    Attributes:
        x: of the points, in the plot's coordinates.
        y: of the points.
        crowded: whether there are so many that they are drawn small.
    """

    def __init__(self) -> None:
        self.x: Numbers = np.empty(0)
        self.y: Numbers = np.empty(0)
        self.crowded = False
        self._colour = QColor()

    def set_colour(self, colour: QColor, opacity: float) -> None:
        """Draw in a colour; `opacity` is that of a single dot, in (0, 1]."""
        self._colour = QColor(colour)
        self._colour.setAlphaF(opacity)

    def set_points(self, x: Numbers, y: Numbers, *, crowded: bool) -> None:
        """Show other points."""
        self.x, self.y, self.crowded = x, y, crowded

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Draw the points of a frame."""
        dot = SMALL_DOT if self.crowded else LARGE_DOT
        painter.save()
        if painter.paintEngine().type() is QPaintEngine.Type.Raster:
            # Single pixels are what Qt draws fastest, a round dot being ten times as slow.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(self._colour, 0))
            ratio = painter.device().devicePixelRatioF()
            # All at once, because Python is handed over with every call.
            painter.drawPoints(frame.polygon(self.x, self.y, _fine(dot, max(1, round(ratio))) / ratio))
        else:
            painter.setPen(QPen(self._colour, len(dot) ** 0.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints(frame.polygon(self.x, self.y))
        painter.restore()


@cache
def _fine(dot: tuple[tuple[int, int], ...], ratio: int) -> NDArray[np.float64]:
    """A dot for a screen with several pixels to each logical one, (K, 2)."""
    reach = range(ratio)
    return np.array([(dx * ratio + i, dy * ratio + j) for dx, dy in dot for i in reach for j in reach], np.float64)


@dataclass
class Curve:
    """A line through points. Belongs to the GUI thread.

    Attributes:
        x: of the points, ascending, in the plot's coordinates.
        y: of the points.
        pen: what it is drawn with.
    """

    x: Numbers = field(default_factory=lambda: np.empty(0))
    y: Numbers = field(default_factory=lambda: np.empty(0))
    pen: QPen = field(default_factory=QPen)

    def set_points(self, x: Numbers, y: Numbers) -> None:
        """Go through other points."""
        self.x, self.y = x, y

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Draw the curve in a frame."""
        if len(self.x):
            painter.setPen(self.pen)
            painter.drawPolyline(frame.polygon(self.x, self.y))
