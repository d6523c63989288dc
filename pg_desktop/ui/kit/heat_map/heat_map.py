"""A map of values over two axes, to be looked at, pointed at and walked through by keys."""

from __future__ import annotations

from math import isnan
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.heat_map.data import Cell, HeatMapAxis, HeatMapData
from pg_desktop.ui.kit.heat_map.picture import HeatMapLayout, HeatMapPicture, paint_frame
from pg_desktop.ui.kit.theme import LIGHT, Theme

__all__ = ["Cell", "HeatMap", "HeatMapAxis", "HeatMapData"]

_MARGIN: Final = 6
_MOVES: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class HeatMap(QWidget):
    """A matrix of values as colours, with axes, a colour bar and a cursor. Lives in the GUI thread.

    Two maps with the same range in their data have the same colours.

    Attributes:
        stride: how many cells an arrow key goes.

    Signals:
        hovered (Cell | None): the mouse or the cursor is at another cell; None when it has left them all.
        clicked (Cell): the user has pressed on a cell, or Enter with the cursor on it.
    """

    hovered = Signal(object)
    clicked = Signal(object)
    stride = 1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Heat map"))
        self._theme = LIGHT
        self._data: HeatMapData | None = None
        self._placeholder = ""
        self._cursor: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._picture: QPixmap | None = None

    @property
    def data(self) -> HeatMapData | None:
        """What is shown."""
        return self._data

    @property
    def cursor_cell(self) -> Cell | None:
        """Where the keys have gone; None before there is data or focus."""
        return self._cell(self._cursor)

    @property
    def hovered_cell(self) -> Cell | None:
        """What is under the mouse; None for nothing."""
        return self._cell(self._hovered)

    def show_map(self, data: HeatMapData) -> None:
        """Show a map; the cursor stays where it is if there is such a cell."""
        self._data = data
        if self._cursor is not None:
            self._cursor = min(self._cursor[0], data.columns - 1), min(self._cursor[1], data.rows - 1)
        elif self.hasFocus():
            self._cursor = self.first_place(data)
        if self._hovered is not None and not (self._hovered[0] < data.columns and self._hovered[1] < data.rows):
            self._hover(None)
        self.setAccessibleName(data.title)
        self._redraw()

    def show_placeholder(self, sentence: str) -> None:
        """Show a sentence instead of a map."""
        self._hover(None)
        self._data, self._cursor, self._placeholder = None, None, sentence
        self.setAccessibleName(self.tr("Heat map"))
        self._redraw()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self._redraw()

    def reading(self, cell: Cell) -> str:
        """What is in a cell, as a sentence."""
        data = self._data
        if data is None:
            return ""
        known = self.tr("{name} {value} at {x}, {y}")
        template = self.tr("{name} not measured yet at {x}, {y}") if isnan(cell.value) else known
        text = template.format(
            name=data.value_name,
            value=f"{data.number(cell.value)} {data.unit}".rstrip(),
            x=data.x.reading(cell.column),
            y=data.y.reading(cell.row),
        )
        if data.mark == (cell.column, cell.row) and data.mark_name:
            return self.tr("{reading} ({mark})").format(reading=text, mark=data.mark_name)
        return text

    def cell_rect(self, column: int, row: int) -> QRect:
        """Where a cell is, in the widget's coordinates; empty without data."""
        layout = self._layout()
        return layout.cell(column, row) if layout else QRect()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(420, 340)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        layout = self._layout()
        if self._data is None or layout is None:
            self._paint_placeholder(painter)
            return
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.deviceIndependentSize().toSize() != self.size():
            self._picture = self._drawn(self._data, layout, ratio)
        painter.drawPixmap(0, 0, self._picture)
        self.paint_over(painter, self._data, layout)

    def paint_over(self, painter: QPainter, data: HeatMapData, layout: HeatMapLayout) -> None:
        """Draw what comes and goes: the mark, the cell under the mouse, the cursor."""
        if data.mark is not None:
            paint_frame(painter, layout.cell(*data.mark).adjusted(-2, -2, 1, 1), QPen(self._theme.card, 1))
            paint_frame(painter, layout.cell(*data.mark).adjusted(-1, -1, 0, 0), QPen(self._theme.second, 2))
        if self._hovered is not None:
            paint_frame(painter, layout.cell(*self._hovered).adjusted(-1, -1, 0, 0), QPen(self._theme.text, 1))
        if self._cursor is not None and self.hasFocus():
            rect = layout.cell(*self._cursor)
            paint_frame(painter, rect.adjusted(-3, -3, 2, 2), QPen(self._theme.text, 2))
            paint_frame(painter, rect.adjusted(-1, -1, 0, 0), QPen(self._theme.card, 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        layout = self._layout()
        self._hover(layout.at(event.position().toPoint()) if layout else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        layout = self._layout()
        place = layout.at(event.position().toPoint()) if layout else None
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(place)
            self.clicked.emit(self._cell(place))
        else:
            super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cursor_cell is not None:
            self.clicked.emit(self.cursor_cell)
            return
        place = self._after_key(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self._go(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._cursor is None and self._data is not None:
            self._cursor = self.first_place(self._data)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._redraw()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._picture = None
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            return self._show_tip(event.pos(), event.globalPos())
        return super().event(event)

    def _layout(self) -> HeatMapLayout | None:
        return self.fit(self._area(), self._data) if self._data is not None else None

    def fit(self, area: QRect, data: HeatMapData) -> HeatMapLayout:
        """Where everything lies in an area."""
        return HeatMapLayout.fit(area, data, self.font())

    def picture_of(self, data: HeatMapData, layout: HeatMapLayout) -> HeatMapPicture:
        """What draws a map."""
        return HeatMapPicture(data, layout, self._theme, self.font())

    def first_place(self, data: HeatMapData) -> tuple[int, int]:
        """Where the cursor is at first."""
        return data.mark or (0, 0)

    def _area(self) -> QRect:
        return self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)

    def _drawn(self, data: HeatMapData, layout: HeatMapLayout, ratio: float) -> QPixmap:
        """Everything that stays the same while the mouse and the cursor move."""
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.card)
        painter = QPainter(picture)
        self.picture_of(data, layout).paint(painter, self._area())
        painter.end()
        return picture

    def _paint_placeholder(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._theme.card)
        painter.setPen(self._theme.muted)
        painter.drawText(
            self._area(), Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value, self._placeholder
        )
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def _redraw(self) -> None:
        self._picture = None
        self._describe()
        self.update()

    def _cell(self, place: tuple[int, int] | None) -> Cell | None:
        return self._data.cell(*place) if self._data is not None and place is not None else None

    def _after_key(self, key: Qt.Key) -> tuple[int, int] | None:
        """Where a key leads to from the cursor; None for a key that means nothing here."""
        if self._data is None:
            return None
        column, row = self._cursor or self.first_place(self._data)
        if key in _MOVES:
            right, up = _MOVES[key]
            column, row = column + right * self.stride, row + up * self.stride
        elif key == Qt.Key.Key_Home:
            column = 0
        elif key == Qt.Key.Key_End:
            column = self._data.columns - 1
        else:
            return None
        return min(max(column, 0), self._data.columns - 1), min(max(row, 0), self._data.rows - 1)

    def _go(self, place: tuple[int, int]) -> None:
        self._cursor = place
        self._describe()
        self.update()
        self.hovered.emit(self._cell(place))

    def _hover(self, place: tuple[int, int] | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self.update()
            self.hovered.emit(self._cell(place))

    def _describe(self) -> None:
        cell = self.cursor_cell
        self.setAccessibleDescription(self.reading(cell) if cell is not None else self._placeholder)

    def _show_tip(self, at: QPoint, on_screen: QPoint) -> bool:
        layout = self._layout()
        place = layout.at(at) if layout else None
        cell = self._cell(place)
        if layout is None or place is None or cell is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(on_screen, self.reading(cell), self, layout.cell(*place))
        return True
