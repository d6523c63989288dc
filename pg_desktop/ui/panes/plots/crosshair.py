"""What points at a moment in a plot: the crosshair with a value beside it, and where the time machine is."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.plots.frame import Frame

_VALUE_EDGE = 5
"""Pixels from the corner of the plot to what is written into it."""
_RADIUS = 4.0


class Crosshair:
    """A line at a point of the curve, drawn over everything else. Belongs to the GUI thread.

    Attributes:
        point: x and y in the plot's coordinates, or None.
        value: what is written into the upper corner that is further away; "" for nothing.
        visited: the x that the time machine shows, or None.
    """

    def __init__(self, font: QFont) -> None:
        self.point: tuple[float, float] | None = None
        self.value = ""
        self.visited: float | None = None
        self._font = font
        self._colour = QColor()
        self._theme = LIGHT

    def show_theme(self, theme: Theme, colour: QColor) -> None:
        """Draw in a look's colours, the point and its value in the curve's."""
        self._theme, self._colour = theme, colour

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Draw it."""
        if self.visited is not None:
            self._draw_line(painter, frame, self.visited, QPen(self._theme.accent, 2))
        if self.point is not None:
            self._draw_line(painter, frame, self.point[0], QPen(self._theme.muted, 1))
            painter.setPen(QPen(self._colour, 2))
            painter.setBrush(self._theme.card)
            painter.drawEllipse(frame.point(*self.point), _RADIUS, _RADIUS)
        if self.value:
            painter.setFont(self._font)
            painter.setPen(self._colour)
            place = self.value_place(frame)
            painter.drawText(QPointF(place.left(), place.top() + QFontMetricsF(self._font).ascent()), self.value)

    def value_place(self, frame: Frame) -> QRectF:
        """Where the value is written."""
        metrics = QFontMetricsF(self._font)
        width, plot = metrics.horizontalAdvance(self.value), frame.rect
        middle = plot.center().x()
        to_the_right = self.point is None or frame.x_pixel(self.point[0]) < middle
        left = plot.right() - width - _VALUE_EDGE if to_the_right else plot.left() + _VALUE_EDGE
        return QRectF(left, plot.top() + _VALUE_EDGE, width, metrics.height())

    @staticmethod
    def _draw_line(painter: QPainter, frame: Frame, x: float, pen: QPen) -> None:
        pixel = frame.x_pixel(x)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(QLineF(pixel, frame.rect.top(), pixel, frame.rect.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
