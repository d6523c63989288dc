"""A map of something that has a value everywhere on a plane: so many cells that they are seen as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.heat_map.data import Cell, HeatMapAxis, HeatMapData
from pg_desktop.ui.kit.heat_map.heat_map import HeatMap
from pg_desktop.ui.kit.heat_map.palette import SHADES, two_sided
from pg_desktop.ui.kit.heat_map.picture import HeatMapLayout, HeatMapPicture, small_font
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.kit.ticks import ticks

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

_GAP: Final = 5
_BAR_WIDTH: Final = 11
_BAR_GAP: Final = 12
_TICK_ROOM: Final = 58
"""Pixels that a number at the x axis has."""
_RING: Final = 6.5
_DOT: Final = 2.0
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class FieldData(HeatMapData):
    """A grid of values over two axes of numbers.

    Attributes:
        x_ends: where the x axis begins and ends; `x` has the middles of the cells between them.
        y_ends: the same of the y axis.
        two_sided: whether the middle value is something that others lie on two sides of.
        veil: uint8 [row][column], how far each cell is hidden, 0 to 255; None for not at all.
    """

    x_ends: tuple[float, float] = (0.0, 1.0)
    y_ends: tuple[float, float] = (0.0, 1.0)
    two_sided: bool = False
    veil: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.low) and isfinite(self.high) and self.low < self.high):
            raise ValueError("low and high must be finite, and low less than high")

    @property
    def grid(self) -> NDArray[np.float32]:
        """The values as they were given."""
        return self.values  # type: ignore[return-value]

    def cell(self, column: int, row: int) -> Cell:
        """What is at a place."""
        return Cell(column, row, self.x.values[column], self.y.values[row], float(self.grid[row, column]))

    def place_of(self, x: float, y: float) -> tuple[int, int]:
        """The cell at two numbers, or the nearest to them."""
        return _index(x, self.x_ends, self.columns), _index(y, self.y_ends, self.rows)

    def indices(self) -> NDArray[np.uint8]:
        """Which shade each cell has, the top row first; what is not finite has the lowest."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        share = (self.grid[::-1] - np.float32(self.low)) * np.float32((SHADES - 1) / (self.high - self.low))
        shades: NDArray[np.uint8] = np.nan_to_num(np.clip(np.rint(share), 0, SHADES - 1)).astype(np.uint8)
        return shades


def field_axis(name: str, unit: str, ends: tuple[float, float], values: Sequence[float]) -> HeatMapAxis:
    """An axis of many numbers, which are written with as many digits as their range needs.

    Args:
        name: of what varies along it.
        unit: of the numbers, may be empty.
        ends: where it begins and ends.
        values: the middles of its cells.
    """
    return HeatMapAxis(name, tuple(values), unit, max(0, 1 - floor(log10(ends[1] - ends[0]))))


class FieldMap(HeatMap):
    """A field as colours, with what lies on it: dots, and a ring around one point. Lives in the GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stride = 4
        self._dots: Sequence[tuple[float, float]] = ()
        self._ring: tuple[float, float] | None = None
        self._dotted: tuple[object, QPixmap] | None = None
        """A picture of the dots alone, and what it was drawn for."""

    @property
    def field(self) -> FieldData | None:
        """What is shown."""
        return self.data if isinstance(self.data, FieldData) else None

    @property
    def ring(self) -> tuple[float, float] | None:
        """What is marked with a ring, in the axes' numbers."""
        return self._ring

    @property
    def dots(self) -> Sequence[tuple[float, float]]:
        """What is dotted, in the axes' numbers."""
        return self._dots

    def show_ring(self, at: tuple[float, float] | None) -> None:
        """Mark a point; one that lies beyond an axis is marked at its end. Costs next to nothing."""
        if at != self._ring:
            self._ring = at
            self.update()

    def show_dots(self, dots: Sequence[tuple[float, float]]) -> None:
        """Put dots on the map; those beyond the axes are left out."""
        if dots is not self._dots:
            self._dots, self._dotted = dots, None
            self.update()

    def point(self, at: tuple[float, float]) -> QPointF:
        """Where two numbers are, in the widget's coordinates; (0, 0) without a map."""
        layout, data = self._layout(), self.field
        if layout is None or data is None:
            return QPointF()
        return _point(at, data, QRectF(layout.cells))

    def reading(self, cell: Cell) -> str:
        """What is in a cell, as a sentence."""
        data = self.data
        if data is None:
            return ""
        return self.tr("{x}, {y}: {name} {value}").format(
            x=data.x.reading(cell.column),
            y=data.y.reading(cell.row),
            name=data.value_name,
            value=f"{data.number(cell.value)} {data.unit}".rstrip(),
        )

    def fit(self, area: QRect, data: HeatMapData) -> HeatMapLayout:
        return field_layout(area, data, self.font())

    def picture_of(self, data: HeatMapData, layout: HeatMapLayout) -> HeatMapPicture:
        return FieldPicture(data, layout, self._theme, self.font())

    def first_place(self, data: HeatMapData) -> tuple[int, int]:
        if isinstance(data, FieldData) and self._ring is not None:
            return data.place_of(*self._ring)
        return data.columns // 2, data.rows // 2

    def paint_over(self, painter: QPainter, data: HeatMapData, layout: HeatMapLayout) -> None:
        if not isinstance(data, FieldData):
            return
        cells = QRectF(layout.cells)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_dots(painter, data, cells)
        if self._ring is not None:
            self._paint_ring(painter, _point(self._ring, data, cells))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self._hovered is not None:
            self._paint_cross(painter, layout, self._hovered, 1)
        if self.hasFocus():
            if self._cursor is not None:
                self._paint_cross(painter, layout, self._cursor, 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def _paint_dots(self, painter: QPainter, data: FieldData, cells: QRectF) -> None:
        if not self._dots:
            return
        ratio = self.devicePixelRatioF()
        key = data.x_ends, data.y_ends, cells.getRect(), ratio, self._theme
        if self._dotted is None or self._dotted[0] != key:
            self._dotted = key, self._picture_of_dots(data, cells, ratio)
        painter.drawPixmap(cells.topLeft(), self._dotted[1])

    def _picture_of_dots(self, data: FieldData, cells: QRectF, ratio: float) -> QPixmap:
        (left, right), (low, high) = data.x_ends, data.y_ends
        here = QRectF(0, 0, cells.width(), cells.height())
        inside = [at for at in self._dots if left < at[0] < right and low < at[1] < high]
        picture = QPixmap((cells.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        colour = QColor(self._theme.text)
        colour.setAlphaF(0.5)
        pen = QPen(colour, _DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([_point(at, data, here) for at in inside]))
        painter.end()
        return picture

    def _paint_ring(self, painter: QPainter, at: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self._theme.card, 5.0), (self._theme.text, 2.2)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(at, _RING, _RING)

    def _paint_cross(self, painter: QPainter, layout: HeatMapLayout, place: tuple[int, int], width: int) -> None:
        cells, centre = layout.cells, QRectF(layout.cell(*place)).center()
        lines = [
            QLineF(cells.left(), centre.y(), cells.right(), centre.y()),
            QLineF(centre.x(), cells.top(), centre.x(), cells.bottom()),
        ]
        for colour, wide in ((self._theme.card, width + 2), (self._theme.text, width)):
            faint = QColor(colour)
            faint.setAlphaF(0.75)
            painter.setPen(QPen(faint, wide))
            painter.drawLines(lines)


def field_layout(area: QRect, data: HeatMapData, font: QFont) -> HeatMapLayout:
    """Lay out a map whose axes have round numbers, without a line for a title."""
    small = QFontMetrics(small_font(font))
    line = small.height()
    top, bottom = area.top() + line // 2, area.bottom() + 1 - 2 * line - _GAP
    y_texts = [text for _, text in y_ticks(data, bottom - top, line)] or [""]
    ends = (data.low, (data.low + data.high) / 2, data.high)
    left = area.left() + line + _GAP + max(map(small.horizontalAdvance, y_texts)) + _GAP
    bar_text = max(small.horizontalAdvance(data.number(end)) for end in ends)
    right = area.right() + 1 - bar_text - _GAP - _BAR_WIDTH - _BAR_GAP
    cells = QRect(left, top, max(right - left, 2), max(bottom - top, 2))
    bar = QRect(cells.right() + 1 + _BAR_GAP, top, _BAR_WIDTH, cells.height())
    return HeatMapLayout(cells, bar, line, 0, data.columns, data.rows)


def x_ticks(data: HeatMapData, width: int) -> tuple[tuple[float, str], ...]:
    """The round numbers at the x axis of a map this wide, and how they are written."""
    return ticks(*data.x_ends, max(width // _TICK_ROOM, 2)) if isinstance(data, FieldData) else ()


def y_ticks(data: HeatMapData, height: int, line: int) -> tuple[tuple[float, str], ...]:
    """The round numbers at the y axis of a map this high."""
    return ticks(*data.y_ends, max(height // (3 * line), 2)) if isinstance(data, FieldData) else ()


class FieldPicture(HeatMapPicture):
    """Draws one field in one look."""

    def __init__(self, data: HeatMapData, layout: HeatMapLayout, theme: Theme, font: QFont) -> None:
        super().__init__(data, layout, theme, font)
        if isinstance(data, FieldData) and data.two_sided:
            self._shades = two_sided(theme)

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Draw everything but what lies on the map."""
        painter.setFont(self._small)
        self._paint_cells(painter)
        self._paint_bar(painter, area)
        self._paint_x_axis(painter, area)
        self._paint_y_axis(painter, area)

    def _paint_cells(self, painter: QPainter) -> None:
        data = self._data
        if not isinstance(data, FieldData):
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _draw(painter, self._layout.cells, data.indices(), [shade.rgb() for shade in self._shades])
        if data.veil is not None:
            card = QColor(self._theme.card)
            veils = []
            for alpha in range(SHADES):
                card.setAlpha(alpha)
                veils.append(card.rgba())
            _draw(painter, self._layout.cells, data.veil[::-1].copy(), veils)

    def _paint_x_axis(self, painter: QPainter, area: QRect) -> None:
        layout, data, metrics = self._layout, self._data, QFontMetrics(self._small)
        cells, top = layout.cells, layout.cells.bottom() + _GAP
        painter.setPen(self._theme.muted)
        for value, text in x_ticks(data, cells.width()):
            width = metrics.horizontalAdvance(text)
            left = round(_along(value, data.x_ends, cells.left(), cells.width())) - width // 2  # type: ignore[attr-defined]
            left = min(left, area.right() + 1 - width)
            painter.drawText(QRect(left - 2, top, width + 4, layout.line), _CENTRE, text)
        painter.setPen(self._theme.text)
        row = QRect(cells.left(), top + layout.line, cells.width(), layout.line)
        painter.drawText(row, _CENTRE, elided(data.x.label, metrics, row.width()))

    def _paint_y_axis(self, painter: QPainter, area: QRect) -> None:
        layout, data, metrics = self._layout, self._data, QFontMetrics(self._small)
        cells, left = layout.cells, area.left() + layout.line + _GAP
        painter.setPen(self._theme.muted)
        for value, text in y_ticks(data, cells.height(), layout.line):
            y = round(_along(value, data.y_ends, cells.bottom(), -cells.height()))  # type: ignore[attr-defined]
            rect = QRect(left, y - layout.line // 2, cells.left() - _GAP - left, layout.line)
            painter.drawText(rect, _RIGHT, text)
        painter.save()
        painter.translate(QPointF(area.left(), cells.bottom() + 1))
        painter.rotate(-90)
        painter.setPen(self._theme.text)
        text = elided(data.y.label, metrics, cells.height())
        painter.drawText(QRect(0, 0, cells.height(), layout.line), _CENTRE, text)
        painter.restore()


def _draw(painter: QPainter, rect: QRect, indices: NDArray[np.uint8], colours: Sequence[int]) -> None:
    rows, columns = indices.shape
    data = indices.tobytes()  # lives as long as the image, which does not keep it
    image = QImage(data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(list(colours))
    painter.drawImage(rect, image)


def _along(value: float, ends: tuple[float, float], start: float, length: float) -> float:
    return start + (value - ends[0]) / (ends[1] - ends[0]) * length


def _point(at: tuple[float, float], data: FieldData, cells: QRectF) -> QPointF:
    x, y = (min(max(value, low), high) for value, (low, high) in zip(at, (data.x_ends, data.y_ends), strict=True))
    return QPointF(
        _along(x, data.x_ends, cells.left(), cells.width()), _along(y, data.y_ends, cells.bottom(), -cells.height())
    )


def _index(value: float, ends: tuple[float, float], count: int) -> int:
    return min(max(floor(_along(value, ends, 0, count)), 0), count - 1)
