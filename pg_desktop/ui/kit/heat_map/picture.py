"""How a heat map is laid out and drawn. Everything here belongs to the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.heat_map.data import HeatMapData
from pg_desktop.ui.kit.heat_map.palette import SHADES, inks, palette
from pg_desktop.ui.kit.theme import Theme

_GAP: Final = 5
_BAR_WIDTH: Final = 11
_BAR_GAP: Final = 14
_SMALL: Final = 0.86
_LEAST_CELL_WITH_GAPS: Final = 8
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


def small_font(font: QFont) -> QFont:
    """For the numbers at the axes and in the cells."""
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(font.pointSizeF() * _SMALL)
    else:
        small.setPixelSize(max(1, round(font.pixelSize() * _SMALL)))
    return small


@dataclass(frozen=True)
class HeatMapLayout:
    """Where things are, in logical pixels.

    Attributes:
        cells: all cells.
        bar: the colour bar.
        line: height of a line of small numbers.
        heading: height of the title's line.
        columns: number of columns.
        rows: number of rows.
    """

    cells: QRect
    bar: QRect
    line: int
    heading: int
    columns: int
    rows: int

    @classmethod
    def fit(cls, area: QRect, data: HeatMapData, font: QFont) -> HeatMapLayout:
        """Lay out a map in an area."""
        small, large = QFontMetrics(small_font(font)), QFontMetrics(font)
        line, heading = small.height(), large.height() + 2 * _GAP
        y_width = max(small.horizontalAdvance(data.y.number(row)) for row in range(data.rows))
        ends = (data.low, (data.low + data.high) / 2, data.high)
        bar_text = max(small.horizontalAdvance(data.number(end)) for end in ends)
        left = area.left() + line + _GAP + y_width + _GAP
        right = area.right() + 1 - bar_text - _GAP - _BAR_WIDTH - _BAR_GAP
        top, bottom = area.top() + heading, area.bottom() + 1 - 2 * line - 2 * _GAP
        cells = QRect(left, top, max(right - left, data.columns), max(bottom - top, data.rows))
        bar = QRect(cells.right() + 1 + _BAR_GAP, top, _BAR_WIDTH, cells.height())
        return cls(cells, bar, line, heading, data.columns, data.rows)

    def cell(self, column: int, row: int) -> QRect:
        """The rectangle of a cell; neighbours share no pixel and leave none out."""
        width, height = self.cells.width(), self.cells.height()
        from_top = self.rows - 1 - row
        left, top = width * column // self.columns, height * from_top // self.rows
        right, bottom = width * (column + 1) // self.columns, height * (from_top + 1) // self.rows
        return QRect(self.cells.left() + left, self.cells.top() + top, right - left, bottom - top)

    def at(self, point: QPoint) -> tuple[int, int] | None:
        """(column, row) of the cell at a point, or None."""
        if not self.cells.contains(point):
            return None
        x, y = point.x() - self.cells.left(), point.y() - self.cells.top()
        # The largest c with width * c // columns <= x.
        column = ((x + 1) * self.columns - 1) // self.cells.width()
        from_top = ((y + 1) * self.rows - 1) // self.cells.height()
        return column, self.rows - 1 - from_top


class HeatMapPicture:
    """Draws one map in one look."""

    def __init__(self, data: HeatMapData, layout: HeatMapLayout, theme: Theme, font: QFont) -> None:
        self._data, self._layout, self._theme, self._font = data, layout, theme, font
        self._small = small_font(font)
        self._shades = palette(theme)

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Draw everything but cursor and mark."""
        painter.setFont(self._font)
        self._paint_title(painter, area)
        painter.setFont(self._small)
        self._paint_cells(painter)
        self._paint_numbers(painter)
        self._paint_bar(painter, area)
        self._paint_x_axis(painter, area)
        self._paint_y_axis(painter, area)

    def _paint_title(self, painter: QPainter, area: QRect) -> None:
        row = QRect(area.left(), area.top(), area.width(), self._layout.heading - _GAP)
        bold = QFont(self._font)
        bold.setWeight(QFont.Weight.DemiBold)
        value = self._data.value_name + (f" ({self._data.unit})" if self._data.unit else "")
        value_width = QFontMetrics(self._small).horizontalAdvance(value)
        title_width = QFontMetrics(bold).horizontalAdvance(self._data.title)
        beside = title_width + value_width + 3 * _GAP <= row.width()
        painter.setFont(bold)
        painter.setPen(self._theme.text)
        width = row.width() - (value_width + 3 * _GAP if beside else 0)
        title = elided(self._data.title, QFontMetrics(bold), width)
        painter.drawText(row, _LEFT, title)
        if beside:
            painter.setFont(self._small)
            painter.setPen(self._theme.muted)
            painter.drawText(row, _RIGHT, value)

    def _paint_cells(self, painter: QPainter) -> None:
        data, shades = self._data, self._shades
        hatching = QBrush(self._theme.groove, Qt.BrushStyle.BDiagPattern)
        first = self._layout.cell(0, 0)
        gap = 1 if min(first.width(), first.height()) >= _LEAST_CELL_WITH_GAPS else 0
        for row in range(data.rows):
            for column in range(data.columns):
                rect = self._layout.cell(column, row).adjusted(0, 0, -gap, -gap)
                share = data.share(data.cell(column, row).value)
                if isnan(share):
                    painter.fillRect(rect, self._theme.field)
                    painter.fillRect(rect, hatching)
                else:
                    painter.fillRect(rect, shades[round(share * (SHADES - 1))])

    def _paint_numbers(self, painter: QPainter) -> None:
        """In every cell or in none."""
        data, layout, metrics = self._data, self._layout, QFontMetrics(self._small)
        cells = [data.cell(column, row) for row in range(data.rows) for column in range(data.columns)]
        texts = {cell: data.number(cell.value) for cell in cells if not isnan(cell.value)}
        room = QRect(0, 0, layout.cells.width() // layout.columns, layout.cells.height() // layout.rows)
        widest = max(map(metrics.horizontalAdvance, {data.number(data.low), data.number(data.high), *texts.values()}))
        if widest + 6 > room.width() or metrics.height() + 2 > room.height():
            return
        colours = inks(self._theme)
        for cell, text in texts.items():
            painter.setPen(colours[round(data.share(cell.value) * (SHADES - 1))])
            painter.drawText(layout.cell(cell.column, cell.row), _CENTRE, text)

    def _paint_bar(self, painter: QPainter, area: QRect) -> None:
        data, bar = self._data, self._layout.bar
        painter.drawImage(bar, _column_of(self._shades))
        painter.setPen(self._theme.muted)
        left, line = bar.right() + 1 + _GAP, self._layout.line
        width = area.right() + 1 - left
        tops = {1.0: bar.top(), 0.5: bar.center().y() - line // 2, 0.0: bar.bottom() + 1 - line}
        for share, top in tops.items():
            if share == 0.5 and bar.height() < 4 * line:
                continue
            value = data.low + (data.high - data.low) * share
            painter.drawText(QRect(left, top, width, line), _LEFT, data.number(value))

    def _paint_x_axis(self, painter: QPainter, area: QRect) -> None:
        layout, axis, metrics = self._layout, self._data.x, QFontMetrics(self._small)
        top = layout.cells.bottom() + 1 + _GAP - 1
        widths = [metrics.horizontalAdvance(axis.number(column)) for column in range(layout.columns)]
        step = _step(max(widths) + 6, layout.cells.width() / layout.columns)
        painter.setPen(self._theme.muted)
        for column in range(0, layout.columns, step):
            centre = layout.cell(column, 0).center().x()
            rect = QRect(centre - widths[column] // 2 - 2, top, widths[column] + 4, layout.line)
            painter.drawText(rect, _CENTRE, axis.number(column))
        self._paint_x_name(painter, QRect(area.left(), top + layout.line, area.width(), layout.line), metrics)

    def _paint_x_name(self, painter: QPainter, row: QRect, metrics: QFontMetrics) -> None:
        """The name of the x axis below the cells, and what the mark means on the right if there is room."""
        cells, data = self._layout.cells, self._data
        name = QRect(cells.left(), row.top(), cells.width(), row.height())
        name_width = metrics.horizontalAdvance(data.x.label)
        painter.setPen(self._theme.text)
        text = elided(data.x.label, metrics, name.width())
        mark_width = metrics.horizontalAdvance(data.mark_name) + row.height() + _GAP
        with_mark = (
            bool(data.mark and data.mark_name) and mark_width + name_width + 3 * _GAP <= row.right() - name.left()
        )
        if not with_mark:
            painter.drawText(name, _CENTRE, text)
            return
        name.setRight(min(name.right(), row.right() - mark_width - 3 * _GAP))
        painter.drawText(name, _CENTRE, text)
        painter.setPen(self._theme.muted)
        painter.drawText(row, _RIGHT, data.mark_name)
        side = metrics.ascent() - 2
        sign = QRect(row.right() + 1 - mark_width + _GAP, row.center().y() - side // 2, side, side)
        paint_frame(painter, sign, QPen(self._theme.second, 2))

    def _paint_y_axis(self, painter: QPainter, area: QRect) -> None:
        layout, axis, metrics = self._layout, self._data.y, QFontMetrics(self._small)
        step = _step(layout.line, layout.cells.height() / layout.rows)
        painter.setPen(self._theme.muted)
        left = area.left() + layout.line + _GAP
        for row in range(0, layout.rows, step):
            centre = layout.cell(0, row).center().y()
            rect = QRect(left, centre - layout.line // 2, layout.cells.left() - _GAP - left, layout.line)
            painter.drawText(rect, _RIGHT, axis.number(row))
        painter.save()
        painter.translate(QPointF(area.left(), layout.cells.bottom() + 1))
        painter.rotate(-90)
        painter.setPen(self._theme.text)
        text = elided(axis.label, metrics, layout.cells.height())
        painter.drawText(QRect(0, 0, layout.cells.height(), layout.line), _CENTRE, text)
        painter.restore()


def paint_frame(painter: QPainter, rect: QRect, pen: QPen) -> None:
    """A frame whose outer edge is that of `rect`."""
    inset = pen.widthF() / 2
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(rect).adjusted(inset, inset, -inset, -inset))


def _column_of(shades: tuple[QColor, ...]) -> QImage:
    """The shades as an image one pixel wide, the last at the top."""
    image = QImage(1, len(shades), QImage.Format.Format_RGB32)
    for y, shade in enumerate(reversed(shades)):
        image.setPixelColor(0, y, shade)
    return image


def _step(needed: float, there_is: float) -> int:
    """Every how manyth label has room."""
    return max(1, -int(-needed // max(there_is, 0.01)))
