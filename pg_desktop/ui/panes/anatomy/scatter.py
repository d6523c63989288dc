"""Predicted against real change, painted: one dot an action. Everything here belongs to the GUI thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pg_desktop.ui.kit.ticks import ticks
from pg_desktop.ui.panes.anatomy.drawings import Dots
from pg_desktop.ui.panes.anatomy.frame import Frame, frame_in, paint_axes, reach
from pg_desktop.ui.panes.distribution.look import CENTRE, LEFT, Look, dot, write

DOTS_MAX: Final = 3_000
"""As many are drawn at the most, taken evenly from all."""
_RADIUS: Final = 1.8
_NEAR: Final = 10.0
"""Pixels within which a dot is meant."""


def drawn_of(count: int) -> range:
    """Which of so many dots are drawn."""
    return range(0, count, max(1, -(-count // DOTS_MAX)))


class ScatterPainting:
    """Dots at a place."""

    def __init__(self, dots: Dots, rect: QRectF, look: Look) -> None:
        self._dots, self._look = dots, look
        self._shown = drawn_of(len(dots.x))
        line = look.small_metrics.height()
        self._x_ends = reach([float(dots.x[index]) for index in self._shown])
        y_ends = reach([float(dots.y[index]) for index in self._shown])
        place = rect.adjusted(0, line, 0, -line)
        self._frame = frame_in(place, look, y_ends, 1, below=True)

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        dots, frame, look = self._dots, self._frame, self._look
        line = look.small_metrics.height()
        rect = frame.rect
        paint_axes(painter, frame, look)
        self._paint_x_axis(painter, line)
        write(painter, QRectF(0, rect.top() - line * 1.5, rect.right(), line), LEFT, dots.y_name, look.theme.muted)
        painter.save()
        painter.setClipRect(rect.adjusted(-3, -3, 3, 3))
        self._paint_diagonal(painter)
        colour = QColor(look.theme.accent)
        colour.setAlphaF(0.45)
        for index in self._shown:
            painter.fillPath(dot(self._place(index), _RADIUS), colour)
        painter.restore()

    def paint_selected(self, painter: QPainter, selected: int | None) -> None:
        """Let one dot stand out, over all others."""
        if selected is None:
            return
        at, colour = self._place(selected), self._look.theme.second
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 6.0, 6.0)
        painter.fillPath(dot(at, 2.6), colour)

    def index_at(self, point: QPointF) -> int | None:
        """The nearest dot that is drawn."""
        found, distance = None, _NEAR**2
        for index in self._shown:
            away = self._place(index) - point
            square = away.x() ** 2 + away.y() ** 2
            if square <= distance:
                found, distance = index, square
        return found

    def place_of(self, index: int) -> QPointF:
        """Where a dot is."""
        return self._place(index)

    def _x(self, value: float) -> float:
        low, high = self._x_ends
        return self._frame.rect.left() + (value - low) / (high - low) * self._frame.rect.width()

    def _place(self, index: int) -> QPointF:
        return QPointF(self._x(float(self._dots.x[index])), self._y(float(self._dots.y[index])))

    def _y(self, value: float) -> float:
        frame: Frame = self._frame
        return frame.rect.bottom() - (value - frame.low) / (frame.high - frame.low) * frame.rect.height()

    def _paint_diagonal(self, painter: QPainter) -> None:
        """Where the prediction comes true."""
        low = min(self._x_ends[0], self._frame.low)
        high = max(self._x_ends[1], self._frame.high)
        painter.setPen(QPen(self._look.theme.muted, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self._x(low), self._y(low)), QPointF(self._x(high), self._y(high)))

    def _paint_x_axis(self, painter: QPainter, line: float) -> None:
        rect, look = self._frame.rect, self._look
        widest = look.small_metrics.horizontalAdvance("−0.0000") * 1.5
        for value, text in ticks(*self._x_ends, max(rect.width() / widest, 2.0)):
            x = self._x(value)
            painter.setPen(QPen(look.theme.groove if value == 0 else look.theme.grid, 1.0))
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            write(painter, QRectF(x - widest / 2, rect.bottom() + 1, widest, line), CENTRE, text, look.theme.muted)
        name = QRectF(rect.left(), rect.bottom() + line + 1, rect.width(), line)
        write(painter, name, CENTRE, look.small_elided(self._dots.x_name, rect.width()), look.theme.muted)
