"""CartPole drawn with QPainter: as sharp as the screen, in the theme's colours.

In a rectangle of 600x400 the cart and the pole stand where Gymnasium's own picture has them.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import cos, degrees, sin

from PySide6.QtCore import QCoreApplication, QLineF, QLocale, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPicture,
    QPolygonF,
    QTransform,
)

from pg_desktop.ui.exhibition.cart_pole_scene import ANGLE_LIMIT, X_LIMIT, CartPoleGeometry, CartPoleScene

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

_PUSHES_KEPT = 64
"""Arrows of different lengths that are kept: continuous actions have no end of them."""

_CROSSED_WEDGE_OPACITY = 0.22
_GHOST_OPACITIES = (0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4)

# Qt counts sixteenths of a degree, anticlockwise from three o'clock.
_WEDGE_SPAN = 2 * round(16 * degrees(ANGLE_LIMIT))
_WEDGE_START = 16 * 90 - _WEDGE_SPAN // 2
_NO_PEN = QPen(Qt.PenStyle.NoPen)
_AXLE = QPointF(0.0, 0.0)


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


class CartPolePainter:
    """Draws scenes, and keeps from frame to frame what the frames have in common.

    One painter serves one pane, in the GUI thread.
    """

    def __init__(self) -> None:
        self._stage: _Stage | None = None
        self._fit: _Fit | None = None

    @staticmethod
    def geometry(rect: QRectF, pole_length: float = 1.0) -> CartPoleGeometry:
        """Where `paint` puts things in `rect` (logical pixels), for a pole of `pole_length` metres."""
        return CartPoleGeometry.fit(rect, pole_length)

    def paint(
        self,
        painter: QPainter,
        rect: QRectF,
        scene: CartPoleScene,
        colours: CartPoleColours,
        needed: QRectF | None = None,
    ) -> None:
        """Draw `scene` into `rect` and leave the painter's state as it was.

        Args:
            painter: an active painter; its font is used for the numbers at the ends of the track.
            rect: see `geometry`.
            scene: what to draw.
            colours: in which colours.
            needed: what lies beyond need not be drawn; None for everything.
        """
        key = self._fitted(rect, scene.pole_length).geometry, colours, painter.font()
        if self._stage is None or self._stage.key != key:
            self._stage = _Stage(*key)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._stage.paint(painter, scene, needed)
        painter.restore()

    def extent(self, rect: QRectF, scene: CartPoleScene) -> QRectF:
        """Where `paint` draws whatever is not the same in every scene that has not failed: all but the track."""
        fit = self._fitted(rect, scene.pole_length)
        scale, middle, axle, reach = fit.scale, fit.middle, fit.axle, fit.reach
        foot, half = middle + scene.position * scale, _POLE_WIDTH / 2 * scale
        radius = reach + _WEDGE_BEYOND_TIP * scale
        across = max(fit.half_body, radius * sin(ANGLE_LIMIT))
        left, right = foot - across, foot + across
        top, bottom = axle - radius, fit.ground
        if scene.push:
            arrow = fit.half_body + (_PUSH_GAP + max(abs(scene.push) * _PUSH_LENGTH, _PUSH_HEAD.width())) * scale
            left, right = min(left, foot - arrow), max(right, foot + arrow)
        for position, angle in ((scene.position, scene.angle), *scene.ghosts):
            foot = middle + position * scale
            tip_x, tip_y = foot + reach * sin(angle), axle - reach * cos(angle)
            left, right = min(left, foot - half, tip_x - half), max(right, foot + half, tip_x + half)
            top, bottom = min(top, tip_y - half), max(bottom, tip_y + half)
        return QRectF(left, top, right - left, bottom - top)

    def _fitted(self, rect: QRectF, pole_length: float) -> _Fit:
        if self._fit is None or self._fit.rect != rect or self._fit.pole_length != pole_length:
            self._fit = _Fit(rect, pole_length)
        return self._fit


class _Fit:
    """The geometry for a rectangle and a pole, worked out once, with what is asked for in every frame.

    Attributes:
        rect: where it is drawn.
        pole_length: in metres.
        geometry: where things are.
        scale: pixels per metre.
        middle: the middle of the track, pixels from the left.
        axle: the height of the axle, pixels from the top.
        reach: pixels from the axle to the free end of the pole.
        half_body: half the width of the cart's body, pixels.
        ground: where the wheels stand, pixels from the top.
    """

    def __init__(self, rect: QRectF, pole_length: float) -> None:
        self.rect, self.pole_length = QRectF(rect), pole_length
        geometry = self.geometry = CartPolePainter.geometry(rect, pole_length)
        self.scale, self.middle, self.axle = geometry.scale, geometry.centre.x(), geometry.axle(0).y()
        self.reach = self.axle - geometry.pole_tip(0, 0).y()
        self.half_body = geometry.cart_rect(0).width() / 2
        self.ground = geometry.cart_rect(0).bottom() + _WHEEL_RADIUS * self.scale


class _Stage:
    """One pane in one set of colours: every part recorded once, so that a frame only moves and plays the parts.

    Playing a picture is one call that keeps Python to itself. Drawing line by line would hand Python over to the
    training thread and wait for it dozens of times a frame.
    """

    def __init__(self, geometry: CartPoleGeometry, colours: CartPoleColours, font: QFont) -> None:
        self.key = geometry, colours, font
        self._geometry = geometry
        self._rail = _recorded(partial(self._draw_rail, colours=colours))
        self._ends = {
            (side, crossed): _recorded(partial(self._draw_end, colours=colours, font=font, side=side, crossed=crossed))
            for side in (-1, 1)
            for crossed in (False, True)
        }
        self._body = _recorded(partial(self._draw_body, colours=colours))
        self._pole = _recorded(partial(self._draw_pole, colour=colours.pole, axle=colours.axle))
        shades = [_mixed(colours.ghost, colours.ground, part) for part in _GHOST_OPACITIES]
        self._ghosts = [_recorded(partial(self._draw_pole, colour=shade)) for shade in shades]
        crossed = _mixed(colours.failure, colours.ground, _CROSSED_WEDGE_OPACITY)
        self._wedges = {
            fallen: _recorded(partial(self._draw_wedge, colour=colour))
            for fallen, colour in ((False, colours.wedge), (True, crossed))
        }
        self._push_colour = colours.push
        self._pushes: dict[float, QPicture] = {}

    def paint(self, painter: QPainter, scene: CartPoleScene, needed: QRectF | None) -> None:
        """Play the parts where the scene has them."""
        base, axle = painter.worldTransform(), self._geometry.axle(scene.position)
        x, y = axle.x(), axle.y()
        off_track = abs(scene.position) > X_LIMIT
        side = (1 if scene.position > 0 else -1) if scene.fallen and off_track else 0
        painter.drawPicture(0, 0, self._rail)
        for end in (-1, 1):
            picture = self._ends[end, end == side]
            if needed is None or needed.intersects(QRectF(picture.boundingRect()).adjusted(-1, -1, 1, 1)):
                painter.drawPicture(0, 0, picture)
        painter.drawPicture(axle, self._wedges[scene.fallen and abs(scene.angle) > ANGLE_LIMIT])
        newest = len(self._ghosts) - 1
        for number, (position, angle) in enumerate(scene.ghosts, start=1):
            painter.setWorldTransform(_turned(angle, self._geometry.axle(position).x(), y) * base)
            painter.drawPicture(0, 0, self._ghosts[newest * number // len(scene.ghosts)])
        painter.setWorldTransform(base)
        painter.drawPicture(axle, self._body)
        if scene.push:
            painter.drawPicture(axle, self._push(scene.push))
        painter.setWorldTransform(_turned(scene.angle, x, y) * base)
        painter.drawPicture(0, 0, self._pole)

    @property
    def _rail_place(self) -> tuple[int, int]:
        """The middle of the rail and its width, pixels."""
        scale = self._geometry.scale
        # An even width about a whole pixel, so that the rail's edges fall between pixels and not into them.
        width = 2 * max(1, round(_TRACK_WIDTH * scale / 2))
        return round(self._geometry.cart_rect(0).bottom() + _WHEEL_RADIUS * scale + width / 2), width

    def _draw_rail(self, painter: QPainter, colours: CartPoleColours) -> None:
        y, width = self._rail_place
        left, right = (self._geometry.cart_centre(x).x() for x in (-X_LIMIT, X_LIMIT))
        painter.setPen(_pen(colours.track, width))
        painter.drawLine(QLineF(left, y, right, y))

    def _draw_end(self, painter: QPainter, colours: CartPoleColours, font: QFont, side: int, crossed: bool) -> None:
        """The stop at an end of the track, and its number."""
        (y, width), scale = self._rail_place, self._geometry.scale
        x, half_stop = self._geometry.cart_centre(side * X_LIMIT).x(), _STOP_HALF_HEIGHT * scale
        painter.setPen(_pen(colours.failure if crossed else colours.limit, width))
        painter.drawLine(QLineF(x, y - half_stop, x, y + half_stop))
        translate = QCoreApplication.translate
        text = translate("CartPolePainter", "−{value} m") if side < 0 else translate("CartPolePainter", "{value} m")
        text = text.format(value=QLocale().toString(X_LIMIT, "f", 1))
        metrics = QFontMetricsF(font)
        top = y + _LABEL_BELOW_TRACK * scale
        painter.setFont(font)
        painter.setPen(colours.failure if crossed else colours.text)
        painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2, top + metrics.ascent()), text)

    def _draw_wedge(self, painter: QPainter, colour: QColor) -> None:
        geometry = self._geometry
        radius = self._tip + _WEDGE_BEYOND_TIP * geometry.scale
        painter.setPen(_NO_PEN)
        painter.setBrush(colour)
        painter.drawPie(QRectF(-radius, -radius, 2 * radius, 2 * radius), _WEDGE_START, _WEDGE_SPAN)

    def _draw_body(self, painter: QPainter, colours: CartPoleColours) -> None:
        scale, body = self._geometry.scale, self._cart_box
        centres = [QPointF(side * _WHEEL_FROM_CENTRE * scale, body.bottom()) for side in (-1, 1)]
        outline, arches = QPainterPath(), QPainterPath()
        outline.addRoundedRect(body, _CART_CORNER * scale, _CART_CORNER * scale)
        for centre in centres:
            arches.addEllipse(centre, _WHEEL_ARCH_RADIUS * scale, _WHEEL_ARCH_RADIUS * scale)
        painter.fillPath(outline.subtracted(arches), QBrush(colours.cart))
        painter.setPen(_NO_PEN)
        painter.setBrush(colours.wheel)
        for centre in centres:
            painter.drawEllipse(centre, _WHEEL_RADIUS * scale, _WHEEL_RADIUS * scale)

    def _draw_pole(self, painter: QPainter, colour: QColor, axle: QColor | None = None) -> None:
        """Upright, its foot at the axle. A thick line is filled faster than a rectangle with round corners."""
        width = _POLE_WIDTH * self._geometry.scale
        painter.setPen(QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QLineF(0.0, 0.0, 0.0, width / 2 - self._tip))
        if axle is not None:
            radius = _AXLE_RADIUS * self._geometry.scale
            painter.setPen(_NO_PEN)
            painter.setBrush(axle)
            painter.drawEllipse(_AXLE, radius, radius)

    def _push(self, push: float) -> QPicture:
        if push not in self._pushes:
            if len(self._pushes) > _PUSHES_KEPT:
                self._pushes.clear()
            self._pushes[push] = _recorded(partial(self._draw_push, push=push))
        return self._pushes[push]

    def _draw_push(self, painter: QPainter, push: float) -> None:
        scale = self._geometry.scale
        outward = 1 if push > 0 else -1
        tail = self._cart_box.right() + _PUSH_GAP * scale
        tip = tail + abs(push) * _PUSH_LENGTH * scale
        neck = max(tail, tip - _PUSH_HEAD.width() * scale)
        y, half_head = self._cart_box.center().y(), _PUSH_HEAD.height() / 2 * scale
        painter.setPen(_pen(self._push_colour, _PUSH_WIDTH * scale))
        painter.drawLine(QPointF(tail * outward, y), QPointF(neck * outward, y))
        painter.setPen(_NO_PEN)
        painter.setBrush(self._push_colour)
        top, bottom = (QPointF(neck * outward, y + side * half_head) for side in (-1, 1))
        painter.drawConvexPolygon(QPolygonF([top, QPointF(tip * outward, y), bottom]))

    @property
    def _cart_box(self) -> QRectF:
        """The cart's body, relative to the axle."""
        return self._geometry.cart_rect(0).translated(-self._geometry.axle(0))

    @property
    def _tip(self) -> float:
        """Pixels from the axle to the free end of the pole."""
        return self._geometry.axle(0).y() - self._geometry.pole_tip(0, 0).y()


def _recorded(draw: Callable[[QPainter], None]) -> QPicture:
    picture = QPicture()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return picture


def _turned(angle: float, x: float, y: float) -> QTransform:
    """Turned to the right by `angle` (rad) about the origin, then moved to a point."""
    return QTransform(cos(angle), sin(angle), -sin(angle), cos(angle), x, y)


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def _mixed(colour: QColor, ground: QColor, part: float) -> QColor:
    """What `colour` looks like on `ground` with an opacity of `part`."""
    pairs = ((c.redF(), c.greenF(), c.blueF()) for c in (colour, ground))
    return QColor.fromRgbF(*(part * own + (1 - part) * other for own, other in zip(*pairs, strict=True)))
