"""Bars, curves and rows, painted. Everything here belongs to the GUI thread."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from pg_desktop.ui.panes.anatomy.drawings import Bars, Curves, Drawing, Rows, Series
from pg_desktop.ui.panes.anatomy.frame import Frame, frame_in, paint_axes, paint_dashed, reach
from pg_desktop.ui.panes.anatomy.scatter import ScatterPainting
from pg_desktop.ui.panes.distribution.look import LEFT, RIGHT, Look, bar, dot, write

_BAR_GAP: Final = 0.25
"""Of a bar's room, what is left empty."""
_WIDEST_BAR: Final = 40.0
_BETWEEN: Final = 4.0
_LEGEND: Final = 0.8
"""Lines of text above a plot, beside the half of one that its axis needs."""


class Painting(Protocol):
    """A drawing at a place."""

    def paint(self, painter: QPainter) -> None:
        """Draw it."""

    def index_at(self, point: QPointF) -> int | None:
        """What is at a place; None for nothing."""


def painting_of(drawing: Drawing, rect: QRectF, look: Look) -> Painting:
    """A drawing in a rectangle."""
    if isinstance(drawing, Bars):
        return _BarsPainting(drawing, rect, look)
    if isinstance(drawing, Curves):
        return _CurvesPainting(drawing, rect, look)
    if isinstance(drawing, Rows):
        return _RowsPainting(drawing, rect, look)
    return ScatterPainting(drawing, rect, look)


class _BarsPainting:
    def __init__(self, bars: Bars, rect: QRectF, look: Look) -> None:
        self._bars, self._look = bars, look
        marked = [bars.line[0]] if bars.line else []
        ends = reach([*bars.values, *marked])
        self._frame = frame_in(rect, look, ends, len(bars.values), below=True)

    def paint(self, painter: QPainter) -> None:
        bars, frame, look = self._bars, self._frame, self._look
        paint_axes(painter, frame, look, bars.below)
        width = min(max(frame.slot * (1 - _BAR_GAP), 1.0), _WIDEST_BAR)
        zero = frame.y(0.0)
        for index, value in enumerate(bars.values):
            y = frame.y(float(value))
            faint = bool(len(bars.faint)) and bool(bars.faint[index])
            colour = look.theme.accent if index == bars.selected else look.accent(0.25 if faint else 0.5)
            rect = QRectF(frame.x(index) - width / 2, min(y, zero), width, max(abs(zero - y), 1.0))
            painter.fillPath(bar(rect, 2.0), colour)
        if bars.line is not None:
            paint_dashed(painter, frame, look, *bars.line)

    def index_at(self, point: QPointF) -> int | None:
        return self._frame.index_at(point)


class _CurvesPainting:
    def __init__(self, curves: Curves, rect: QRectF, look: Look) -> None:
        self._curves, self._look = curves, look
        line = look.small_metrics.height()
        count = len(curves.plots)
        height = (rect.height() - line - 2 - _BETWEEN * (count - 1)) / count
        frames = []
        for index, plot in enumerate(curves.plots):
            last = index == count - 1
            place = QRectF(rect.left(), rect.top() + index * (height + _BETWEEN), rect.width(), height)
            if last:
                place.setBottom(rect.bottom())
            place.setTop(place.top() + line * _LEGEND)
            signed = any(series.signed for series in plot)
            ends = reach((value for series in plot for value in series.values), with_zero=signed)
            frames.append(frame_in(place, look, ends, len(plot[0].values), below=last))
        left = max(frame.rect.left() for frame in frames)
        self._frames = [_from_left(frame, left) for frame in frames]

    def paint(self, painter: QPainter) -> None:
        curves, look = self._curves, self._look
        for frame, plot in zip(self._frames, curves.plots, strict=True):
            paint_axes(painter, frame, look, curves.below if frame is self._frames[-1] else "")
            if curves.selected is not None:
                x = frame.x(curves.selected)
                painter.setPen(QPen(look.theme.accent, 1.0, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom()))
            for series in plot:
                _paint_series(painter, frame, series, look)
                if curves.selected is not None:
                    y = frame.y(float(series.values[curves.selected]))
                    painter.fillPath(dot(QPointF(frame.x(curves.selected), y), 3.0), look.theme.accent)
            _paint_legend(painter, frame, plot, look)

    def index_at(self, point: QPointF) -> int | None:
        return self._frames[0].index_at(point)


def _from_left(frame: Frame, left: float) -> Frame:
    rect = QRectF(frame.rect)
    rect.setLeft(left)
    return replace(frame, rect=rect)


def _colour(look: Look, series: Series) -> QColor:
    colour: QColor = getattr(look.theme, series.colour)
    return colour


def _paint_series(painter: QPainter, frame: Frame, series: Series, look: Look) -> None:
    if series.signed:
        zero, width = frame.y(0.0), max(frame.slot * (1 - _BAR_GAP), 1.0)
        for index, value in enumerate(series.values):
            y = frame.y(float(value))
            rect = QRectF(frame.x(index) - width / 2, min(y, zero), width, max(abs(zero - y), 0.5))
            painter.fillRect(rect, look.theme.good if value > 0 else look.theme.bad)
        return
    pen = QPen(_colour(look, series), 1.5)
    if series.dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    points = [QPointF(frame.x(index), frame.y(float(value))) for index, value in enumerate(series.values)]
    if len(points) == 1:
        painter.drawLine(points[0] - QPointF(frame.slot / 3, 0), points[0] + QPointF(frame.slot / 3, 0))
    else:
        painter.drawPolyline(QPolygonF(points))


def _paint_legend(painter: QPainter, frame: Frame, plot: tuple[Series, ...], look: Look) -> None:
    line = look.small_metrics.height()
    painter.setFont(look.small)
    x, y = frame.rect.left(), frame.rect.top() - line * (_LEGEND + 0.3)
    for series in plot:
        width = look.small_metrics.horizontalAdvance(series.name) + 4
        if x + width + 12 > frame.rect.right():
            return
        if series.signed:
            painter.fillRect(QRectF(x, y + line / 2 - 4, 4, 4), look.theme.good)
            painter.fillRect(QRectF(x + 4, y + line / 2, 4, 4), look.theme.bad)
        else:
            painter.setPen(QPen(_colour(look, series), 2.0))
            painter.drawLine(QPointF(x, y + line / 2), QPointF(x + 8, y + line / 2))
        write(painter, QRectF(x + 12, y, width, line), LEFT, series.name, look.theme.muted)
        x += width + 24


class _RowsPainting:
    """Columns of figures as wide as they need to be, and bars in what is left."""

    def __init__(self, rows: Rows, rect: QRectF, look: Look) -> None:
        self._rows, self._rect, self._look = rows, rect, look
        metrics = look.metrics
        self._height = min(metrics.height() + 8, rect.height() / (len(rows.rows) + 1))
        gap = metrics.averageCharWidth() * 2
        widths = [
            max(map(metrics.horizontalAdvance, (heading, *(row.figures[index] for row in rows.rows)))) + gap
            for index, heading in enumerate(rows.columns)
        ]
        name = max((metrics.horizontalAdvance(row.name) for row in rows.rows), default=0.0) + gap
        # Where there is no room for all, the last columns go: what they say stands in the sentence above.
        self._widths = widths
        while self._widths and name + sum(self._widths) > rect.width():
            self._widths = self._widths[:-1]
        self._name = min(name, rect.width() - sum(self._widths))

    def paint(self, painter: QPainter) -> None:
        rows, look = self._rows, self._look
        painter.setFont(look.small)
        self._paint_line(painter, 0, "", rows.columns, look.theme.muted)
        left = self._bar_place(0)
        if left.width() > look.small_metrics.horizontalAdvance(rows.bar):
            write(painter, left, LEFT, rows.bar, look.theme.muted)
        painter.setFont(look.font)
        for index, row in enumerate(rows.rows, start=1):
            self._paint_line(painter, index, row.name, row.figures, look.theme.text)
            place = self._bar_place(index)
            if place.width() > 20:
                track = QRectF(place.left(), place.center().y() - 4, place.width(), 8)
                painter.fillPath(bar(track, 4.0), look.theme.grid)
                track.setWidth(max(track.width() * row.share, 1.5))
                painter.fillPath(bar(track, 4.0), look.theme.accent)

    def index_at(self, point: QPointF) -> int | None:
        index = int((point.y() - self._rect.top()) // self._height) - 1
        return index if 0 <= index < len(self._rows.rows) else None

    def _paint_line(self, painter: QPainter, index: int, name: str, figures: tuple[str, ...], colour: QColor) -> None:
        top = self._rect.top() + index * self._height
        place = QRectF(self._rect.left(), top, self._name, self._height)
        write(painter, place, LEFT, self._look.elided(name, self._name), colour)
        x = place.right()
        for width, figure in zip(self._widths, figures, strict=False):
            write(painter, QRectF(x, top, width, self._height), RIGHT, figure, colour)
            x += width

    def _bar_place(self, index: int) -> QRectF:
        left = self._rect.left() + self._name + sum(self._widths) + 14
        return QRectF(
            left, self._rect.top() + index * self._height, max(self._rect.right() - left - 2, 0.0), self._height
        )
