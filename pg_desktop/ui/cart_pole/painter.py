"""CartPole drawn from its state: as sharp as the screen, in the theme's colours.

In a rectangle of 600x400 the cart and the pole stand where Gymnasium's own picture has them.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import degrees

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
)

from pg_desktop.learning.worlds.cart_pole.limits import ANGLE_LIMIT, POSITION_LIMIT
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry, CartPoleScene
from pg_desktop.ui.kit.numbers import fixed
from pg_desktop.ui.kit.shapes import NO_PEN, ActionArrow, ArrowStyle, disc, flat_pen, round_pen, straight_arrow

__all__ = ["CartPoleColours", "CartPoleGeometry", "CartPolePainter", "CartPoleScene"]

# Sizes in metres.
_CART_CORNER = 0.045
_WHEEL_RADIUS = 0.055
_WHEEL_ARCH_RADIUS = 0.075
_WHEEL_FROM_CENTRE = 0.145
_AXLE_RADIUS = 0.021
_POLE_WIDTH = 0.064
_TRACK_WIDTH = 0.024
_STOP_HALF_HEIGHT = 0.085
_LABEL_BELOW_TRACK = 0.12
_WEDGE_BEYOND_TIP = 0.06
_PUSH_GAP = 0.06
_PUSH_LENGTH = 0.32
_PUSH_WIDTH = 0.026
_PUSH_HEAD = QSizeF(0.085, 0.1)

_CROSSED_WEDGE_OPACITY = 0.22
_GHOST_OPACITIES = (0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4)

# Qt counts sixteenths of a degree, anticlockwise from three o'clock.
_WEDGE_SPAN = 2 * round(16 * degrees(ANGLE_LIMIT))
_WEDGE_START = 16 * 90 - _WEDGE_SPAN // 2
_SIDES = (-1, 1)
_DANGER_HEIGHT = 0.5


@dataclass(frozen=True)
class CartPoleColours:
    """The colours of everything that is drawn, all opaque: that paints several times faster.

    Attributes:
        ground: of the pane behind the picture, which the caller fills; ghosts are mixed with it.
        track: the rail.
        limit: the stops at the two ends of the track.
        cart: the cart's body.
        wheel: the wheels.
        axle: the joint at which the pole turns.
        pole: the pole.
        ghost: the pole's earlier positions, mixed with the ground, the older the more.
        wedge: the angles at which the pole still counts as standing.
        failure: the limit that was crossed, once the episode has failed.
        push: the arrow that shows the action.
        text: the numbers below the stops.
    """

    ground: QColor
    track: QColor
    limit: QColor
    cart: QColor
    wheel: QColor
    axle: QColor
    pole: QColor
    ghost: QColor
    wedge: QColor
    failure: QColor
    push: QColor
    text: QColor


def limit_label(side: int) -> str:
    """What stands below the stop at the left (−1) or right (1) end of the track."""
    translate = QCoreApplication.translate
    text = translate("CartPolePainter", "−{value} m") if side < 0 else translate("CartPolePainter", "{value} m")
    return text.format(value=fixed(POSITION_LIMIT, 1))


class CartPolePainter:
    """Draws scenes, and keeps from frame to frame what the frames have in common.

    One painter serves one pane, in the GUI thread.

    Attributes:
        graphics: what is drawn, for a view to show: Qt paints it by itself. Painting in Python would keep Python from
            the training thread meanwhile, 50 times a second.
    """

    def __init__(self) -> None:
        self.graphics = QGraphicsScene()
        self.graphics.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._parts: _Parts | None = None
        self._fit: tuple[QRectF, CartPoleGeometry] | None = None  # by identity: comparing would hand Python over

    @staticmethod
    def geometry(rect: QRectF, pole_length: float = 1.0) -> CartPoleGeometry:
        """Where things are put in `rect` (logical pixels), for a pole of `pole_length` metres."""
        return CartPoleGeometry.fit(rect, pole_length)

    def arrange(self, rect: QRectF, scene: CartPoleScene, colours: CartPoleColours, font: QFont) -> None:
        """Let `graphics` show a scene.

        Args:
            rect: see `geometry`; it must not be changed afterwards.
            scene: what to draw.
            colours: in which colours.
            font: for the numbers at the ends of the track.
        """
        geometry = self._fitted(rect, scene.pole_length)
        if self._parts is None or not self._parts.are_for(geometry, colours, font):
            self.graphics.clear()
            self._parts = _Parts(self.graphics, geometry, colours, font)
        self._parts.arrange(scene)

    def _fitted(self, rect: QRectF, pole_length: float) -> CartPoleGeometry:
        """The geometry, worked out once for a rectangle and a pole."""
        if self._fit is None or self._fit[0] is not rect or self._fit[1].pole_length != pole_length:
            self._fit = rect, self.geometry(rect, pole_length)
        return self._fit[1]


class _Parts:
    """Every part of the picture for one pane in one set of colours, made once; a frame only moves them."""

    def __init__(
        self, graphics: QGraphicsScene, geometry: CartPoleGeometry, colours: CartPoleColours, font: QFont
    ) -> None:
        self._geometry = geometry
        self._colours = colours
        self._font = font
        self._axle_y = geometry.axle(0).y()
        self._ghost_pens = [self._pole_pen(_mixed(colours.ghost, colours.ground, part)) for part in _GHOST_OPACITIES]
        self._passed: tuple[tuple[float, float], ...] | None = None
        rail = self._rail()
        self._ends = {side: (self._stop(side), self._label(side, font)) for side in _SIDES}
        self._wedge = self._make_wedge()
        self._ghosts = [self._make_pole(self._ghost_pens[-1]) for _ in _GHOST_OPACITIES]
        self._cart = self._make_cart()
        self._push = ActionArrow(colours.push, partial(_arrow, geometry))
        self._pole = self._make_pole(self._pole_pen(colours.pole))
        disc(QPointF(), _AXLE_RADIUS * geometry.scale, colours.axle, self._pole)
        ends = (item for end in self._ends.values() for item in end)
        for item in (rail, *ends, self._wedge, *self._ghosts, self._cart, self._push.item, self._pole):
            graphics.addItem(item)
        self._colour_failure(0, False)
        self._failure = 0, False
        self._dangers = [QGraphicsLineItem() for _ in _SIDES]
        for item in self._dangers:
            item.setPen(self._danger_pen())
            item.setZValue(-1)
            item.hide()
            graphics.addItem(item)
        self._danger: float | None = None
        self._blocked = False

    def are_for(self, geometry: CartPoleGeometry, colours: CartPoleColours, font: QFont) -> bool:
        """Whether they are for such a pane and such colours."""
        return self._geometry == geometry and self._colours == colours and (self._font is font or self._font == font)

    def arrange(self, scene: CartPoleScene) -> None:
        """Move the parts to where the scene has them."""
        axle_x = self._axle_x(scene.position)
        off_track = abs(scene.position) > POSITION_LIMIT
        side = (1 if scene.position > 0 else -1) if scene.fallen and off_track else 0
        failure = side, scene.fallen and abs(scene.angle) > ANGLE_LIMIT
        if failure != self._failure:
            self._failure = failure
            self._colour_failure(*failure)
        if scene.danger != self._danger:
            self._danger = scene.danger
            self._arrange_danger(scene.danger)
        if scene.blocked != self._blocked:
            self._blocked = scene.blocked
            self._cart.setBrush(self._colours.failure if scene.blocked else self._colours.cart)
        if scene.ghosts != self._passed:
            self._passed = scene.ghosts
            self._arrange_ghosts(scene.ghosts)
        for part in (self._wedge, self._cart, self._push.item, self._pole):
            part.setPos(axle_x, self._axle_y)
        self._pole.setRotation(degrees(scene.angle))
        self._push.show(scene.push)

    def _arrange_danger(self, danger: float | None) -> None:
        """Two dashed lines across the track where danger begins, or none."""
        y, height = self._rail_place[0], _DANGER_HEIGHT * self._geometry.scale
        for side, item in zip(_SIDES, self._dangers, strict=True):
            item.setVisible(danger is not None)
            x = round(self._axle_x(side * (danger or 0.0))) + 0.5
            item.setLine(QLineF(x, y, x, y - height))

    def _danger_pen(self) -> QPen:
        pen = flat_pen(self._colours.failure, 1.5)
        pen.setDashPattern([4.0, 3.0])
        return pen

    def _arrange_ghosts(self, ghosts: tuple[tuple[float, float], ...]) -> None:
        newest = len(self._ghost_pens) - 1
        for number, item in enumerate(self._ghosts):
            item.setVisible(number < len(ghosts))
        for number, (item, (position, angle)) in enumerate(zip(self._ghosts, ghosts, strict=False), start=1):
            item.setPen(self._ghost_pens[newest * number // len(ghosts)])
            item.setPos(self._axle_x(position), self._axle_y)
            item.setRotation(degrees(angle))

    def _colour_failure(self, side: int, angle: bool) -> None:
        """Mark the end of the track that was left, -1 or 1, or none for 0, and the angle if that was left."""
        colours = self._colours
        for end, (stop, label) in self._ends.items():
            stop.setPen(flat_pen(colours.failure if end == side else colours.limit, self._rail_place[1]))
            label.setBrush(colours.failure if end == side else colours.text)
        crossed = _mixed(colours.failure, colours.ground, _CROSSED_WEDGE_OPACITY)
        self._wedge.setBrush(crossed if angle else colours.wedge)

    def _axle_x(self, position: float) -> float:
        return self._geometry.centre.x() + position * self._geometry.scale

    @property
    def _rail_place(self) -> tuple[int, int]:
        """The middle of the rail and its width, pixels."""
        scale = self._geometry.scale
        # An even width about a whole pixel, so that the rail's edges fall between pixels and not into them.
        width = 2 * max(1, round(_TRACK_WIDTH * scale / 2))
        return round(self._geometry.cart_rect(0).bottom() + _WHEEL_RADIUS * scale + width / 2), width

    def _rail(self) -> QGraphicsItem:
        y, width = self._rail_place
        left, right = (self._geometry.cart_centre(x).x() for x in (-POSITION_LIMIT, POSITION_LIMIT))
        rail = QGraphicsLineItem(QLineF(left, y, right, y))
        rail.setPen(flat_pen(self._colours.track, width))
        return rail

    def _stop(self, side: int) -> QGraphicsLineItem:
        y, half = self._rail_place[0], _STOP_HALF_HEIGHT * self._geometry.scale
        x = self._geometry.cart_centre(side * POSITION_LIMIT).x()
        return QGraphicsLineItem(QLineF(x, y - half, x, y + half))

    def _label(self, side: int, font: QFont) -> QGraphicsSimpleTextItem:
        """The number below the stop at an end of the track."""
        label = QGraphicsSimpleTextItem(limit_label(side))
        label.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(label.text())
        top = self._rail_place[0] + _LABEL_BELOW_TRACK * self._geometry.scale
        label.setPos(self._geometry.cart_centre(side * POSITION_LIMIT).x() - width / 2, top)
        return label

    def _make_wedge(self) -> QGraphicsEllipseItem:
        radius = self._tip + _WEDGE_BEYOND_TIP * self._geometry.scale
        wedge = QGraphicsEllipseItem(QRectF(-radius, -radius, 2 * radius, 2 * radius))
        wedge.setStartAngle(_WEDGE_START)
        wedge.setSpanAngle(_WEDGE_SPAN)
        wedge.setPen(NO_PEN)
        return wedge

    def _make_cart(self) -> QGraphicsPathItem:
        scale, body = self._geometry.scale, _cart_box(self._geometry)
        centres = [QPointF(side * _WHEEL_FROM_CENTRE * scale, body.bottom()) for side in _SIDES]
        outline, arches = QPainterPath(), QPainterPath()
        outline.addRoundedRect(body, _CART_CORNER * scale, _CART_CORNER * scale)
        for centre in centres:
            arches.addEllipse(centre, _WHEEL_ARCH_RADIUS * scale, _WHEEL_ARCH_RADIUS * scale)
        cart = QGraphicsPathItem(outline.subtracted(arches))
        cart.setPen(NO_PEN)
        cart.setBrush(self._colours.cart)
        for centre in centres:
            disc(centre, _WHEEL_RADIUS * scale, self._colours.wheel, cart)
        return cart

    def _pole_pen(self, colour: QColor) -> QPen:
        return round_pen(colour, _POLE_WIDTH * self._geometry.scale)

    def _make_pole(self, pen: QPen) -> QGraphicsLineItem:
        """Upright, its foot at the axle. A thick line is filled faster than a rectangle with round corners."""
        pole = QGraphicsLineItem(QLineF(0.0, 0.0, 0.0, pen.widthF() / 2 - self._tip))
        pole.setPen(pen)
        return pole

    @property
    def _tip(self) -> float:
        """Pixels from the axle to the free end of the pole."""
        return self._geometry.axle(0).y() - self._geometry.pole_tip(0, 0).y()


def _arrow(geometry: CartPoleGeometry, push: float) -> QPainterPath:
    """Beside the cart, relative to the axle."""
    scale, body = geometry.scale, _cart_box(geometry)
    tail = QPointF(body.right() + _PUSH_GAP * scale, body.center().y())
    style = ArrowStyle(_PUSH_WIDTH * scale, _PUSH_HEAD * scale)
    return straight_arrow(tail, abs(push) * _PUSH_LENGTH * scale, 1 if push > 0 else -1, style)


def _cart_box(geometry: CartPoleGeometry) -> QRectF:
    """The cart's body, relative to the axle."""
    return geometry.cart_rect(0).translated(-geometry.axle(0))


def _mixed(colour: QColor, ground: QColor, part: float) -> QColor:
    """What `colour` looks like on `ground` with an opacity of `part`."""
    pairs = ((c.redF(), c.greenF(), c.blueF()) for c in (colour, ground))
    return QColor.fromRgbF(*(part * own + (1 - part) * other for own, other in zip(*pairs, strict=True)))
