"""What points at a moment in a plot: the crosshair with a value beside it, and where the time machine is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.numbers import score, whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.plots.frame import Frame

_VALUE_EDGE = 5
"""Pixels from the corner of the plot to what is written into it."""
_RADIUS = 4.0
_RUNS = 6
"""The most runs that the table at the crosshair lists."""
_NAME_WIDTH = 110
_SAMPLE = 12
_TABLE_EDGE = 6


class Crosshair:
    """A line at a point of the curve, drawn over everything else. Belongs to the GUI thread.

    Attributes:
        point: x and y in the plot's coordinates, or None.
        value: what is written into the upper corner that is further away; "" for nothing.
        runs: name, colour and value of each run there, if there are several.
        visited: the x that the time machine shows, or None.
    """

    def __init__(self, font: QFont) -> None:
        self.point: tuple[float, float] | None = None
        self.value = ""
        self.runs: list[tuple[str, int, float]] = []
        self.visited: float | None = None
        self._font = font
        self._colour = QColor()
        self._theme = LIGHT

    def show_font(self, font: QFont) -> None:
        """Write in another font."""
        self._font = font

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
        if self.runs and self.point is not None:
            self._draw_runs(painter, frame, frame.x_pixel(self.point[0]))
        if self.value:
            painter.setFont(self._font)
            painter.setPen(self._colour)
            place = self.value_place(frame)
            metrics = QFontMetricsF(self._font)
            text = elided(self.value, metrics, place.width())
            painter.drawText(QPointF(place.left(), place.top() + metrics.ascent()), text)

    def value_place(self, frame: Frame) -> QRectF:
        """Where the value is written."""
        metrics = QFontMetricsF(self._font)
        plot = frame.rect
        width = min(metrics.horizontalAdvance(self.value), plot.width() - 2 * _VALUE_EDGE)
        middle = plot.center().x()
        to_the_right = self.point is None or frame.x_pixel(self.point[0]) < middle
        left = plot.right() - width - _VALUE_EDGE if to_the_right else plot.left() + _VALUE_EDGE
        return QRectF(left, plot.top() + _VALUE_EDGE, width, metrics.height())

    def _draw_runs(self, painter: QPainter, frame: Frame, x: float) -> None:
        """Draw a small table of what the runs have there, on the side of the line where there is more room."""
        metrics = QFontMetricsF(self._font)
        rows = [(name, colour, score(y)) for name, colour, y in self.runs]
        left_out = len(rows) - _RUNS
        rows = rows[:_RUNS]
        value_width = max(metrics.horizontalAdvance(value) for _, _, value in rows)
        name_room = min(_NAME_WIDTH, frame.rect.width() / 2 - value_width - _SAMPLE - 4 * _TABLE_EDGE)
        names = [elided(name, metrics, name_room) for name, _, _ in rows]
        text = QCoreApplication.translate("Plots", "and {count} more")
        more = text.format(count=whole(left_out)) if left_out > 0 else ""
        name_width = max(map(metrics.horizontalAdvance, [*names, more]))
        line = metrics.height() + 1
        width = _SAMPLE + name_width + value_width + 4 * _TABLE_EDGE
        height = line * (len(rows) + bool(more)) + 2 * _TABLE_EDGE - 2
        left = x + 8 if x < frame.rect.center().x() else x - 8 - width
        table = QRectF(left, frame.rect.top() + 4, width, height)
        ground = QColor(self._theme.card)
        ground.setAlphaF(0.93)
        painter.setPen(QPen(self._theme.border, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(table, 5, 5)
        painter.setFont(self._font)
        base = table.top() + _TABLE_EDGE - 1 + metrics.ascent()
        text_left = table.left() + 2 * _TABLE_EDGE + _SAMPLE
        for row, (name, (_, colour, value)) in enumerate(zip(names, rows, strict=True)):
            y = base + row * line
            painter.setPen(QPen(self._theme.run_colour(colour), 2 if row == 0 else 1))
            middle = y - metrics.ascent() * 0.35
            painter.drawLine(QLineF(table.left() + _TABLE_EDGE, middle, table.left() + _TABLE_EDGE + _SAMPLE, middle))
            painter.setPen(self._theme.text if row == 0 else self._theme.muted)
            painter.drawText(QPointF(text_left, y), name)
            value_left = table.right() - _TABLE_EDGE - metrics.horizontalAdvance(value)
            painter.drawText(QPointF(value_left, y), value)
        if more:
            painter.drawText(QPointF(text_left, base + len(rows) * line), more)

    @staticmethod
    def _draw_line(painter: QPainter, frame: Frame, x: float, pen: QPen) -> None:
        pixel = frame.x_pixel(x)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(QLineF(pixel, frame.rect.top(), pixel, frame.rect.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
