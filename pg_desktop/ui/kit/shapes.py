"""Shapes that pictures of worlds are put together from: discs, lines, and arrows that show actions.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, degrees, radians, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsItem, QGraphicsPathItem

NO_PEN: Final = QPen(Qt.PenStyle.NoPen)

_ARROWS_KEPT: Final = 64
"""Arrows of different lengths that are kept: continuous actions have no end of them."""


@dataclass(frozen=True)
class ArrowStyle:
    """What all arrows of a picture have in common, in pixels.

    Attributes:
        shaft: the shaft's width.
        head: the head's length along the arrow, and its width across.
    """

    shaft: float
    head: QSizeF


class ActionArrow:
    """An arrow as long as an action is strong, to the side that it acts to.

    Attributes:
        item: what is drawn.
    """

    def __init__(self, colour: QColor, outline: Callable[[float], QPainterPath]) -> None:
        """Draw nothing yet.

        Args:
            colour: of the arrow.
            outline: the arrow for an amount other than 0, which is positive to one side and negative to the other.
        """
        self.item = QGraphicsPathItem()
        self.item.setPen(NO_PEN)
        self.item.setBrush(colour)
        self.item.setVisible(False)
        self._outline = outline
        self._kept: dict[float, QPainterPath] = {}
        self._amount = 0.0

    def show(self, amount: float | None) -> None:
        """Show an action; nothing for None and for 0. The same one again costs next to nothing."""
        self.item.setVisible(bool(amount))
        if amount and amount != self._amount:
            self._amount = amount
            self.item.setPath(self._outline_of(amount))

    def _outline_of(self, amount: float) -> QPainterPath:
        if amount not in self._kept:
            if len(self._kept) > _ARROWS_KEPT:
                self._kept.clear()
            self._kept[amount] = self._outline(amount)
        return self._kept[amount]


def straight_arrow(tail: QPointF, length: float, side: int, style: ArrowStyle) -> QPainterPath:
    """A level arrow.

    Args:
        tail: where it begins if it points to the right; to the left, it is that one's reflection about x = 0.
        length: in pixels; one that is shorter than its head has no shaft.
        side: 1 to the right, -1 to the left.
        style: how it looks.
    """
    tip = tail.x() + length
    neck = max(tail.x(), tip - style.head.width())
    half, half_head = style.shaft / 2, style.head.height() / 2
    upper = ((tail.x(), half), (neck, half), (neck, half_head))
    outline = [(x, -beside) for x, beside in upper] + [(tip, 0.0)] + [(x, beside) for x, beside in upper[::-1]]
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x * side, tail.y() + y) for x, y in outline]))
    path.closeSubpath()
    return path


def curved_arrow(radius: float, start: float, sweep: float, style: ArrowStyle) -> QPainterPath:
    """An arrow along a circle about the origin.

    Args:
        radius: of the circle, in pixels.
        start: where it begins, degrees from the top; positive turns clockwise.
        sweep: how far it goes from there, degrees; one that is shorter than its head has no shaft.
        style: how it looks.
    """
    head = min(degrees(style.head.width() / radius), abs(sweep))
    shaft = sweep - head if sweep > 0 else sweep + head
    neck = start + shaft
    outer, inner = radius + style.shaft / 2, radius - style.shaft / 2
    path = QPainterPath(on_circle(outer, start))
    path.arcTo(_around_origin(outer), 90 - start, -shaft)  # Qt counts anticlockwise from three o'clock
    path.lineTo(on_circle(radius + style.head.height() / 2, neck))
    path.lineTo(on_circle(radius, start + sweep))
    path.lineTo(on_circle(radius - style.head.height() / 2, neck))
    path.lineTo(on_circle(inner, neck))
    path.arcTo(_around_origin(inner), 90 - neck, shaft)
    path.closeSubpath()
    return path


def on_circle(radius: float, angle: float) -> QPointF:
    """The point of a circle about the origin at an angle in degrees from the top, clockwise."""
    return QPointF(radius * sin(radians(angle)), -radius * cos(radians(angle)))


def disc(centre: QPointF, radius: float, colour: QColor, parent: QGraphicsItem | None = None) -> QGraphicsEllipseItem:
    """A filled circle."""
    circle = QGraphicsEllipseItem(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius, parent)
    circle.setPen(NO_PEN)
    circle.setBrush(colour)
    return circle


def flat_pen(colour: QColor, width: float) -> QPen:
    """A pen whose lines end where they end."""
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def round_pen(colour: QColor, width: float) -> QPen:
    """A pen whose lines end in half a disc."""
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def _around_origin(radius: float) -> QRectF:
    return QRectF(-radius, -radius, 2 * radius, 2 * radius)
