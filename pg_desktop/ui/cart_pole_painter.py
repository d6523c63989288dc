"""CartPole drawn with QPainter: as sharp as the screen, in the theme's colours.

In a rectangle of 600x400 the cart and the pole stand where Gymnasium's own picture has them.

Everything here belongs to the GUI thread.
"""

from dataclasses import dataclass
from math import cos, degrees, sin

from PySide6.QtCore import QCoreApplication, QLineF, QLocale, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF, QStaticText

from pg_desktop.ui.cart_pole_scene import ANGLE_LIMIT, X_LIMIT, CartPoleGeometry, CartPoleScene

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

    @staticmethod
    def geometry(rect: QRectF, pole_length: float = 1.0) -> CartPoleGeometry:
        """Where `paint` puts things in `rect` (logical pixels), for a pole of `pole_length` metres."""
        return CartPoleGeometry.fit(rect, pole_length)

    def paint(self, painter: QPainter, rect: QRectF, scene: CartPoleScene, colours: CartPoleColours) -> None:
        """Draw `scene` into `rect` and leave the painter's state as it was.

        Args:
            painter: an active painter; its font is used for the numbers at the ends of the track.
            rect: see `geometry`.
            scene: what to draw.
            colours: in which colours.
        """
        geometry = self.geometry(rect, scene.pole_length)
        key = geometry, colours, painter.font()
        if self._stage is None or self._stage.key != key:
            self._stage = _Stage(*key)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._stage.paint(painter, scene)
        painter.restore()


class _Stage:
    """One pane in one set of colours: pens, brushes and shapes, made once for many frames.

    The cart's shapes are in pixels relative to the axle, so that a frame only moves them.
    """

    def __init__(self, geometry: CartPoleGeometry, colours: CartPoleColours, font: QFont) -> None:
        self.key = geometry, colours, font
        self._geometry = geometry
        self._set_track(colours, font)
        self._set_cart(colours)
        self._set_pole(colours)

    def _set_track(self, colours: CartPoleColours, font: QFont) -> None:
        geometry, scale = self._geometry, self._geometry.scale
        # An even width about a whole pixel, so that the rail's edges fall between pixels and not into them.
        width = 2 * max(1, round(_TRACK_WIDTH * scale / 2))
        self._track = _pen(colours.track, width)
        self._limit = _pen(colours.limit, width), QPen(colours.text)
        self._crossed_limit = _pen(colours.failure, width), QPen(colours.failure)
        y = round(geometry.cart_rect(0).bottom() + _WHEEL_RADIUS * scale + width / 2)
        left, right = (geometry.cart_centre(x).x() for x in (-X_LIMIT, X_LIMIT))
        self._rail = QLineF(left, y, right, y)
        half_stop = _STOP_HALF_HEIGHT * scale
        self._stops = [QLineF(x, y - half_stop, x, y + half_stop) for x in (left, right)]
        number = QLocale().toString(X_LIMIT, "f", 1)
        texts = (
            QCoreApplication.translate("CartPolePainter", "−{value} m"),
            QCoreApplication.translate("CartPolePainter", "{value} m"),
        )
        self._labels = [_label(text.format(value=number), font) for text in texts]
        self._label_places = [
            QPointF(stop.x1() - label.size().width() / 2, y + _LABEL_BELOW_TRACK * scale)
            for stop, label in zip(self._stops, self._labels, strict=True)
        ]

    def _set_cart(self, colours: CartPoleColours) -> None:
        geometry, scale = self._geometry, self._geometry.scale
        body = self._cart_box = geometry.cart_rect(0).translated(-geometry.axle(0))
        self._wheel_radius = _WHEEL_RADIUS * scale
        self._wheel_centres = [QPointF(side * _WHEEL_FROM_CENTRE * scale, body.bottom()) for side in (-1, 1)]
        outline, arches = QPainterPath(), QPainterPath()
        outline.addRoundedRect(body, _CART_CORNER * scale, _CART_CORNER * scale)
        for centre in self._wheel_centres:
            arches.addEllipse(centre, _WHEEL_ARCH_RADIUS * scale, _WHEEL_ARCH_RADIUS * scale)
        self._body = outline.subtracted(arches)
        self._cart = QBrush(colours.cart)
        self._wheel = QBrush(colours.wheel)
        self._axle = QBrush(colours.axle)
        self._axle_radius = _AXLE_RADIUS * scale
        self._push = _pen(colours.push, _PUSH_WIDTH * scale)

    def _set_pole(self, colours: CartPoleColours) -> None:
        geometry, scale = self._geometry, self._geometry.scale
        width = _POLE_WIDTH * scale
        tip = geometry.axle(0).y() - geometry.pole_tip(0, 0).y()
        self._cap_radius = width / 2
        self._cap_reach = tip - width / 2
        self._pole = _pen(colours.pole, width)
        self._ghosts = [_pen(_mixed(colours.ghost, colours.ground, part), width) for part in _GHOST_OPACITIES]
        radius = tip + _WEDGE_BEYOND_TIP * scale
        self._wedge_box = QRectF(-radius, -radius, 2 * radius, 2 * radius)
        self._wedge = QBrush(colours.wedge)
        self._crossed_wedge = QBrush(_mixed(colours.failure, colours.ground, _CROSSED_WEDGE_OPACITY))

    def paint(self, painter: QPainter, scene: CartPoleScene) -> None:
        self._paint_track(painter, scene)
        painter.translate(self._geometry.axle(scene.position))
        painter.setPen(_NO_PEN)
        crossed = scene.fallen and abs(scene.angle) > ANGLE_LIMIT
        painter.setBrush(self._crossed_wedge if crossed else self._wedge)
        painter.drawPie(self._wedge_box, _WEDGE_START, _WEDGE_SPAN)
        self._paint_ghosts(painter, scene)
        painter.fillPath(self._body, self._cart)
        painter.setBrush(self._wheel)
        for centre in self._wheel_centres:
            painter.drawEllipse(centre, self._wheel_radius, self._wheel_radius)
        self._paint_pole(painter, self._pole, 0.0, scene.angle)
        painter.setBrush(self._axle)
        painter.drawEllipse(_AXLE, self._axle_radius, self._axle_radius)
        if scene.push:
            self._paint_push(painter, scene.push)

    def _paint_track(self, painter: QPainter, scene: CartPoleScene) -> None:
        painter.setPen(self._track)
        painter.drawLine(self._rail)
        ends = zip((-1, 1), self._stops, self._labels, self._label_places, strict=True)
        for side, stop, label, place in ends:
            crossed = scene.fallen and side * scene.position > X_LIMIT
            stop_pen, text_pen = self._crossed_limit if crossed else self._limit
            painter.setPen(stop_pen)
            painter.drawLine(stop)
            painter.setPen(text_pen)
            painter.drawStaticText(place, label)

    def _paint_ghosts(self, painter: QPainter, scene: CartPoleScene) -> None:
        newest = len(self._ghosts) - 1
        for number, (x, theta) in enumerate(scene.ghosts, start=1):
            pen = self._ghosts[newest * number // len(scene.ghosts)]
            self._paint_pole(painter, pen, (x - scene.position) * self._geometry.scale, theta)

    def _paint_pole(self, painter: QPainter, pen: QPen, x: float, theta: float) -> None:
        # Discs at the ends of a flat line: Qt's raster engine is several times slower with a pen's round caps.
        foot = QPointF(x, 0.0)
        end = QPointF(x + self._cap_reach * sin(theta), -self._cap_reach * cos(theta))
        painter.setPen(pen)
        painter.drawLine(foot, end)
        painter.setPen(_NO_PEN)
        painter.setBrush(pen.brush())
        painter.drawEllipse(foot, self._cap_radius, self._cap_radius)
        painter.drawEllipse(end, self._cap_radius, self._cap_radius)

    def _paint_push(self, painter: QPainter, push: float) -> None:
        scale = self._geometry.scale
        outward = 1 if push > 0 else -1
        tail = self._cart_box.right() + _PUSH_GAP * scale
        tip = tail + abs(push) * _PUSH_LENGTH * scale
        neck = max(tail, tip - _PUSH_HEAD.width() * scale)
        y, half_head = self._cart_box.center().y(), _PUSH_HEAD.height() / 2 * scale
        painter.setPen(self._push)
        painter.drawLine(QPointF(tail * outward, y), QPointF(neck * outward, y))
        painter.setPen(_NO_PEN)
        painter.setBrush(self._push.brush())
        top, bottom = (QPointF(neck * outward, y + side * half_head) for side in (-1, 1))
        painter.drawConvexPolygon(QPolygonF([top, QPointF(tip * outward, y), bottom]))


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def _mixed(colour: QColor, ground: QColor, part: float) -> QColor:
    """What `colour` looks like on `ground` with an opacity of `part`."""
    pairs = ((c.redF(), c.greenF(), c.blueF()) for c in (colour, ground))
    return QColor.fromRgbF(*(part * own + (1 - part) * other for own, other in zip(*pairs, strict=True)))


def _label(text: str, font: QFont) -> QStaticText:
    label = QStaticText(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.prepare(font=font)
    return label
