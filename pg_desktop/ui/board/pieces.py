"""Pieces of a board: crosses and noughts, or discs. Everything here belongs to the GUI thread.

The player who began has the accent's colour, the other the second one. Nobody has to see colours: the one's discs are
filled, the other's have a ring.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from pg_desktop.ui.board.look import FIRST, Ground
from pg_desktop.ui.kit.shapes import round_pen
from pg_desktop.ui.kit.theme import Theme

_STROKE: Final = 0.115
_CROSS: Final = 0.25
_NOUGHT: Final = 0.27
DISC: Final = 0.4
"""Sizes in cells: a stroke's width, half a cross, a nought's radius, a disc's."""
_RING: Final = 0.62
_RING_WIDTH: Final = 0.13
_DOT: Final = 0.2
"""Of a disc's radius: the ring of the second player, its width, and the mark of the last move."""
_RIM: Final = 116
"""How much darker the rim of a disc is, in per cent."""


def colour_of(side: int, theme: Theme) -> QColor:
    """A player's colour: 1 for the one who began, −1 for the other."""
    return theme.accent if side == FIRST else theme.second


def on_colour(theme: Theme) -> QColor:
    """What is drawn with on either colour."""
    return theme.on_accent if theme.dark else theme.card


def paint_piece(
    painter: QPainter,
    ground: Ground,
    centre: QPointF,
    pitch: float,
    side: int,
    theme: Theme,
    *,
    opacity: float = 1.0,
    last: bool = False,
) -> None:
    """Draw a piece.

    Args:
        painter: an active painter with smooth edges.
        ground: of the board.
        centre: of the cell.
        pitch: pixels of a cell.
        side: whose it is, 1 or −1.
        theme: the look.
        opacity: 1 for one that is there, less for one that could be.
        last: whether it is the last that was put there, which has a mark.
    """
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    if ground is Ground.STROKES:
        _paint_strokes(painter, centre, pitch, side, theme)
    else:
        _paint_disc(painter, centre, DISC * pitch, side, theme, last=last)
    painter.restore()


def _paint_strokes(painter: QPainter, centre: QPointF, pitch: float, side: int, theme: Theme) -> None:
    painter.setPen(round_pen(colour_of(side, theme), _STROKE * pitch))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if side == FIRST:
        half = _CROSS * pitch
        cross = QPainterPath(centre + QPointF(-half, -half))  # in one go, or its middle would be seen through
        cross.lineTo(centre + QPointF(half, half))
        cross.moveTo(centre + QPointF(-half, half))
        cross.lineTo(centre + QPointF(half, -half))
        painter.drawPath(cross)
    else:
        painter.drawEllipse(centre, _NOUGHT * pitch, _NOUGHT * pitch)


def _paint_disc(painter: QPainter, centre: QPointF, radius: float, side: int, theme: Theme, *, last: bool) -> None:
    colour = colour_of(side, theme)
    rim = max(1.0, radius * 0.06)
    painter.setPen(QPen(colour.darker(_RIM), rim))
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius - rim / 2, radius - rim / 2)
    mark = on_colour(theme)
    if side != FIRST:
        painter.setPen(QPen(mark, max(1.0, _RING_WIDTH * radius)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, _RING * radius, _RING * radius)
    if last:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mark)
        painter.drawEllipse(centre, _DOT * radius, _DOT * radius)
