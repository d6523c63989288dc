"""Boards without pieces. Everything here belongs to the GUI thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from pg_desktop.ui.board.layout import BoardLayout
from pg_desktop.ui.board.look import FIRST, SECOND, Ground
from pg_desktop.ui.board.pieces import DISC, colour_of
from pg_desktop.ui.kit.shapes import round_pen
from pg_desktop.ui.kit.theme import Theme

_CORNER: Final = 0.16
_HOLE: Final = DISC + 0.03
_STROKE: Final = 0.05
_STAR: Final = 0.075
_EDGE: Final = 0.1
_LEDGE: Final = 0.06
"""Sizes in cells: corners of a plate, its holes, strokes between fields, star points, the sides of a rhombus, and what
a plate has beyond its cells."""


def paint_ground(painter: QPainter, layout: BoardLayout, theme: Theme) -> None:
    """Draw a board without pieces.

    Args:
        painter: an active painter with smooth edges.
        layout: where.
        theme: the look.
    """
    paint = {
        Ground.STROKES: _paint_strokes,
        Ground.COLUMNS: _paint_plate,
        Ground.SQUARES: _paint_squares,
        Ground.CROSSINGS: _paint_crossings,
        Ground.HEXAGONS: _paint_hexagons,
    }[layout.look.ground]
    painter.save()
    paint(painter, layout, theme)
    painter.restore()


def plate_colour(theme: Theme) -> QColor:
    """Of an upright board."""
    return theme.groove if theme.dark else QColor(theme.groove).lighter(106)


def _paint_strokes(painter: QPainter, layout: BoardLayout, theme: Theme) -> None:
    frame, pitch = layout.frame, layout.pitch
    painter.setPen(round_pen(theme.groove, _STROKE * pitch))
    inset = 0.08 * pitch
    for column in range(1, layout.look.columns):
        x = frame.left() + column * pitch
        painter.drawLine(QPointF(x, frame.top() + inset), QPointF(x, frame.bottom() - inset))
    for row in range(1, layout.look.rows):
        y = frame.top() + row * pitch
        painter.drawLine(QPointF(frame.left() + inset, y), QPointF(frame.right() - inset, y))


def _paint_plate(painter: QPainter, layout: BoardLayout, theme: Theme) -> None:
    pitch, plate = layout.pitch, _plate(layout)
    path = QPainterPath()
    path.addRoundedRect(plate, _CORNER * pitch, _CORNER * pitch)
    for cell in range(layout.look.cells):
        path.addEllipse(layout.centre(cell), _HOLE * pitch, _HOLE * pitch)  # filled where it lies in one of both alone
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.field)
    painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1), _CORNER * pitch, _CORNER * pitch)
    painter.setBrush(plate_colour(theme))
    painter.drawPath(path)


def _paint_squares(painter: QPainter, layout: BoardLayout, theme: Theme) -> None:
    frame, pitch = layout.frame, layout.pitch
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.field)
    painter.drawRoundedRect(_plate(layout), _CORNER * pitch / 2, _CORNER * pitch / 2)
    painter.setPen(QPen(theme.groove, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_plate(layout), _CORNER * pitch / 2, _CORNER * pitch / 2)
    _paint_lines(painter, frame, layout, 0.0)


def _paint_crossings(painter: QPainter, layout: BoardLayout, theme: Theme) -> None:
    pitch, look = layout.pitch, layout.look
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.field)
    painter.drawRoundedRect(_plate(layout), _CORNER * pitch, _CORNER * pitch)
    half = pitch / 2
    painter.setPen(round_pen(QColor(theme.muted), max(1.0, pitch / 64)))
    inner = layout.frame.adjusted(half, half, -half, -half)
    for column in range(look.columns):
        x = inner.left() + column * pitch
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
    for row in range(look.rows):
        y = inner.top() + row * pitch
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
    if look.rows % 2 and look.columns % 2:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.muted)
        painter.drawEllipse(layout.centre(look.cells // 2), _STAR * pitch, _STAR * pitch)


def _paint_hexagons(painter: QPainter, layout: BoardLayout, theme: Theme) -> None:
    painter.setPen(QPen(theme.groove, max(1.0, layout.pitch / 50)))
    painter.setBrush(theme.field)
    for cell in range(layout.look.cells):
        painter.drawPolygon(layout.hexagon(cell))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side in (FIRST, SECOND):
        painter.setPen(round_pen(colour_of(side, theme), _EDGE * layout.pitch))
        for line in _sides(layout, side):
            painter.drawPolyline(line)


def _sides(layout: BoardLayout, side: int) -> tuple[QPolygonF, QPolygonF]:
    """The two sides of a rhombus that a player is to join: those above and below, or those at the left and right."""
    rows, columns = layout.look.rows, layout.look.columns
    if side == FIRST:
        above = [layout.corner(cell, number) for cell in range(columns) for number in (5, 0, 1)]
        last = range((rows - 1) * columns, rows * columns)
        below = [layout.corner(cell, number) for cell in last for number in (4, 3, 2)]
        return QPolygonF(above[:-1]), QPolygonF(below[1:])
    left = [layout.corner(row * columns, number) for row in range(rows) for number in (5, 4, 3)]
    right = [layout.corner((row + 1) * columns - 1, number) for row in range(rows) for number in (0, 1, 2)]
    return QPolygonF(left[:-1]), QPolygonF(right[1:])


def _paint_lines(painter: QPainter, frame: QRectF, layout: BoardLayout, inset: float) -> None:
    for column in range(1, layout.look.columns):
        x = frame.left() + column * layout.pitch
        painter.drawLine(QPointF(x, frame.top() + inset), QPointF(x, frame.bottom() - inset))
    for row in range(1, layout.look.rows):
        y = frame.top() + row * layout.pitch
        painter.drawLine(QPointF(frame.left() + inset, y), QPointF(frame.right() - inset, y))


def _plate(layout: BoardLayout) -> QRectF:
    ledge = _LEDGE * layout.pitch
    return layout.frame.adjusted(-ledge, -ledge, ledge, ledge)
