"""A board with all that is on it. Everything here belongs to the GUI thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pg_desktop.ui.board.grounds import paint_ground
from pg_desktop.ui.board.hints import overlay_name, paint_hints
from pg_desktop.ui.board.layout import BoardLayout, Margins
from pg_desktop.ui.board.look import Ground, Look
from pg_desktop.ui.board.picture import Overlay, Picture
from pg_desktop.ui.board.pieces import DISC, paint_piece
from pg_desktop.ui.kit.fitted import tabular
from pg_desktop.ui.kit.shapes import round_pen
from pg_desktop.ui.kit.theme import Theme

_HOVER: Final = 0.4
_LINE_WIDTH: Final = 0.075
_FADED: Final = 0.45
_SMALL: Final = 0.6
"""How large a piece is that has only just been put down."""
_NAMES: Final = 6.0
"""Pixels between the board and what stands at its rows and columns, in all."""
_CURSOR: Final = 2.0


def board_layout(room: QRectF, look: Look, overlays: tuple[Overlay, ...], font: QFont) -> BoardLayout:
    """A board in a room, with space for the names of rows and columns, and for figures below an upright one."""
    metrics = QFontMetricsF(font)
    left = max(map(metrics.horizontalAdvance, look.row_names), default=0.0)
    readings = 0.0
    if look.falls and overlays:
        left = max(metrics.horizontalAdvance(overlay_name(overlay)) for overlay in Overlay)
        readings = len(overlays) * (metrics.height() + 2)
    names = metrics.height() + _NAMES if any(look.column_names) else 0.0
    return BoardLayout.fit(room, look, Margins(left + _NAMES + 4 if left else 0.0, names, readings))


def paint_board(painter: QPainter, layout: BoardLayout, picture: Picture, theme: Theme, font: QFont) -> None:
    """Draw a board.

    Args:
        painter: an active painter.
        layout: where; see `board_layout`.
        picture: what.
        theme: in which colours.
        font: for names and figures.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _Painting(painter, layout, picture, theme, tabular(font)).paint()
    painter.restore()


class _Painting:
    def __init__(self, painter: QPainter, layout: BoardLayout, picture: Picture, theme: Theme, font: QFont) -> None:
        self._painter, self._layout, self._picture, self._theme, self._font = painter, layout, picture, theme, font

    def paint(self) -> None:
        layout, picture = self._layout, self._picture
        if layout.look.ground is Ground.STROKES:
            self._paint_behind_last()
        paint_ground(self._painter, layout, self._theme)
        self._write_names()
        for cell, side in enumerate(picture.stones):
            if side:
                faded = bool(picture.line) and cell not in picture.line
                self._paint_piece(cell, side, _FADED if faded else 1.0)
        paint_hints(self._painter, layout, picture, self._theme, self._font)
        if picture.hover is not None:
            self._paint_hover(picture.hover)
        if picture.line:
            self._paint_line()
        if picture.cursor is not None:
            self._paint_cursor(picture.cursor)

    def _paint_piece(self, cell: int, side: int, opacity: float) -> None:
        """Draw a piece that is on the board; the last one may still be falling or growing."""
        layout, last = self._layout, cell == self._picture.last
        centre, settled = layout.centre(cell), self._picture.settled
        if not last or settled == 1.0:
            self._piece(centre, side, opacity, last=last)
        elif layout.look.falls:
            above = layout.above(cell % layout.look.columns)
            self._piece(above + (centre - above) * settled, side, opacity, last=True)
        else:
            self._piece(centre, side, opacity, last=True, size=_SMALL + (1 - _SMALL) * settled)

    def _piece(
        self, centre: QPointF, side: int, opacity: float = 1.0, *, last: bool = False, size: float = 1.0
    ) -> None:
        paint_piece(
            self._painter,
            self._layout.look.ground,
            centre,
            self._layout.pitch * size,
            side,
            self._theme,
            opacity=opacity,
            last=last,
        )

    def _paint_behind_last(self) -> None:
        """Crosses and noughts have no room for a mark, so their field has it."""
        if self._picture.last is None:
            return
        pitch = self._layout.pitch
        inset = 0.07 * pitch
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.wedge)
        field = self._layout.cell_rect(self._picture.last).adjusted(inset, inset, -inset, -inset)
        self._painter.drawRoundedRect(field, 0.12 * pitch, 0.12 * pitch)

    def _paint_hover(self, cell: int) -> None:
        self._piece(self._layout.centre(cell), self._picture.mover, _HOVER)
        if self._layout.look.falls:
            self._piece(self._layout.above(cell % self._layout.look.columns), self._picture.mover)

    def _paint_line(self) -> None:
        layout, colour = self._layout, QColor(self._theme.text)
        colour.setAlphaF(0.82)
        self._painter.setPen(round_pen(colour, _LINE_WIDTH * layout.pitch))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline([layout.centre(cell) for cell in self._picture.line])

    def _paint_cursor(self, cell: int) -> None:
        layout, pitch = self._layout, self._layout.pitch
        self._painter.setPen(QPen(self._theme.accent, _CURSOR))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        if layout.look.ground is Ground.HEXAGONS:
            self._painter.drawPolygon(layout.hexagon(cell))
        elif layout.look.falls:
            top = layout.above(cell % layout.look.columns) - QPointF(0.46, 0.46) * pitch
            below = layout.frame.bottom() - top.y()
            self._painter.drawRoundedRect(QRectF(top.x(), top.y(), 0.92 * pitch, below), DISC * pitch, DISC * pitch)
        else:
            rect = layout.cell_rect(cell).adjusted(3, 3, -3, -3)
            self._painter.drawRoundedRect(rect, 0.12 * pitch, 0.12 * pitch)

    def _write_names(self) -> None:
        layout, look = self._layout, self._layout.look
        self._painter.setFont(self._font)
        self._painter.setPen(self._theme.muted)
        last = look.cells - look.columns
        ledge = 0.06 * layout.pitch
        for column, name in enumerate(look.column_names):
            at = layout.centre(last + column)
            below = layout.frame.bottom() + ledge
            room = QRectF(at.x() - layout.pitch / 2, below, layout.pitch, layout.margins.below - ledge)
            self._painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)
        if look.falls:
            return
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, name in enumerate(look.row_names):
            at = layout.centre(row * look.columns)
            edge = at.x() - layout.pitch / 2 - ledge - 5
            self._painter.drawText(QRectF(edge - 40, at.y() - 12, 40, 24), side, name)
