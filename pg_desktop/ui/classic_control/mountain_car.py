"""The mountain car, with whole and with real actions: where its parts are, and how they are drawn.

The world is Gymnasium's: positions from -1.2 to 0.6 along the level, and a ground that is a sine of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import atan, ceil, cos, degrees, sin
from typing import TYPE_CHECKING, Final, Self

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsPathItem, QGraphicsPolygonItem, QGraphicsScene

from pg_desktop.ui.classic_control.state_painter import StatePainter
from pg_desktop.ui.kit.shapes import NO_PEN, ActionArrow, ArrowStyle, disc, flat_pen, straight_arrow
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment

LEFT_END: Final = -1.2
"""Where the car is stopped."""
RIGHT_END: Final = 0.6
GOAL: Final = 0.5
CONTINUOUS_GOAL: Final = 0.45
"""Where the flag stands, with whole and with real actions."""

# Sizes in the world's own unit.
_WORLD_HEIGHT: Final = 1.2
_WHEEL_RADIUS: Final = 0.021
_WHEEL_ARCH_RADIUS: Final = 0.028
_WHEEL_FROM_CENTRE: Final = 0.034
_BODY: Final = QRectF(-0.066, -0.062, 0.132, 0.041)
_CABIN: Final = QRectF(-0.036, -0.09, 0.072, 0.05)
_CORNER: Final = 0.014
_TRACK_WIDTH: Final = 0.009
_STOP: Final = 0.035
_POST: Final = 0.15
_FLAG: Final = QSizeF(0.08, 0.052)
_ARROW_GAP: Final = 0.024
_ARROW_LENGTH: Final = 0.125
_ARROW_REACH: Final = 0.2
_ARROW_WIDTH: Final = 0.0105
_ARROW_HEAD: Final = QSizeF(0.034, 0.04)

_PIXELS_A_POINT: Final = 4.0
"""Of the ground's outline: between points so close no corners are seen."""


@dataclass(frozen=True)
class MountainCarScene:
    """What there is to see at one moment.

    Attributes:
        position: the car's.
        push: the action's force as a fraction of the largest, in [-1, 1], positive to the right; None for no action.
        reached: whether the car is at the flag.
    """

    position: float
    push: float | None = None
    reached: bool = False

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """What a moment of `MountainCar-v0` or `MountainCarContinuous-v0` shows."""
        return cls(float(moment.obs_O[0]), _push(moment), moment.terminated)

    def towards(self, later: Self, progress: float) -> Self:
        """See `Scene.towards`."""
        return type(self)(self.position + (later.position - self.position) * progress, later.push, later.reached)


@dataclass(frozen=True)
class MountainCarGeometry:
    """Where things are in the pane, in logical pixels.

    Attributes:
        scale: pixels per unit of the world.
        origin: position 0 at height 0.
    """

    scale: float
    origin: QPointF

    @classmethod
    def fit(cls, rect: QRectF) -> Self:
        """Fit the positions into the width of `rect`, ground and flag into its height; on 600x400 as Gymnasium does."""
        scale = max(1.0, min(rect.width() / (RIGHT_END - LEFT_END), rect.height() / _WORLD_HEIGHT))
        middle = (LEFT_END + RIGHT_END) / 2
        bottom = rect.center().y() + _WORLD_HEIGHT * scale / 2
        return cls(scale, QPointF(rect.center().x() - middle * scale, bottom))

    def ground(self, position: float) -> QPointF:
        """The ground at a position; there the car stands."""
        return self.origin + QPointF(position, -(0.45 * sin(3 * position) + 0.55)) * self.scale

    @staticmethod
    def slope(position: float) -> float:
        """The ground's angle at a position, radians; positive rises to the right."""
        return atan(1.35 * cos(3 * position))

    @staticmethod
    def way(position: float, side: int) -> float:
        """The angle of the way that a push to a side, 1 or -1, takes from a position, radians; counted as `slope`."""
        ahead = position + side * _ARROW_REACH
        return atan(0.45 * (sin(3 * ahead) - sin(3 * position)) / (ahead - position))


class MountainCarParts:
    """See `Parts`."""

    def __init__(self, goal: float, graphics: QGraphicsScene, rect: QRectF, theme: Theme, font: QFont) -> None:
        del font
        margin = rect.width() * 0.05
        self._geometry = geometry = MountainCarGeometry.fit(rect.adjusted(margin, 0, -margin, 0))
        self._theme = theme
        self._reached = False
        foot = geometry.ground(goal)
        top = foot - QPointF(0, _POST * geometry.scale)
        self._flag = _flag(top, _FLAG * geometry.scale)
        self._car = _car(geometry.scale, theme)
        self._push = ActionArrow(theme.accent, partial(_arrow, geometry.scale))
        track = flat_pen(theme.groove, max(1.5, _TRACK_WIDTH * geometry.scale))
        hill, line = _ground(geometry, rect, theme.grid, track)
        post = QGraphicsLineItem(QLineF(foot, top))
        post.setPen(flat_pen(theme.muted, max(1.5, 0.7 * track.widthF())))
        for item in (self._flag, post, hill, line, _stop(geometry, track), self._car, self._push.item):
            graphics.addItem(item)
        self._colour_flag()

    def arrange(self, scene: MountainCarScene) -> None:
        """See `Parts.arrange`."""
        if scene.reached != self._reached:
            self._reached = scene.reached
            self._colour_flag()
        ground = self._geometry.ground(scene.position)
        for part in (self._car, self._push.item):
            part.setPos(ground)
        self._car.setRotation(-degrees(self._geometry.slope(scene.position)))
        self._push.show(scene.push)
        if scene.push:
            self._push.item.setRotation(-degrees(self._geometry.way(scene.position, 1 if scene.push > 0 else -1)))

    def _colour_flag(self) -> None:
        self._flag.setBrush(self._theme.good if self._reached else self._theme.muted)


def mountain_car_painter() -> StatePainter[MountainCarScene]:
    """A painter of `MountainCar-v0`."""
    return StatePainter(MountainCarScene.of, partial(MountainCarParts, GOAL))


def continuous_mountain_car_painter() -> StatePainter[MountainCarScene]:
    """A painter of `MountainCarContinuous-v0`."""
    return StatePainter(MountainCarScene.of, partial(MountainCarParts, CONTINUOUS_GOAL))


def _push(moment: Moment) -> float | None:
    """The action's force as a fraction of the largest."""
    action = moment.environment_action
    if action is None:
        return None
    # Left, coast and right as 0, 1 and 2, or one real number.
    return float(action) - 1 if action.ndim == 0 else round(float(action[0]), 2)


def _ground(geometry: MountainCarGeometry, rect: QRectF, fill: QColor, pen: QPen) -> tuple[QGraphicsItem, ...]:
    """The ground across the whole pane, and the line on top of it."""
    left, right = ((x - geometry.origin.x()) / geometry.scale for x in (rect.left(), rect.right()))
    pieces = max(1, ceil(rect.width() / _PIXELS_A_POINT))
    points = [geometry.ground(left + (right - left) * piece / pieces) for piece in range(pieces + 1)]
    hill = QGraphicsPolygonItem(QPolygonF([*points, rect.bottomRight(), rect.bottomLeft()]))
    hill.setPen(NO_PEN)
    hill.setBrush(fill)
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    line = QGraphicsPathItem(path)
    line.setPen(pen)
    return hill, line


def _stop(geometry: MountainCarGeometry, pen: QPen) -> QGraphicsLineItem:
    """Where the car is stopped at the left, across the ground."""
    half = _STOP * geometry.scale
    stop = QGraphicsLineItem(QLineF(0.0, -half, 0.0, half))
    stop.setPos(geometry.ground(LEFT_END))
    stop.setRotation(-degrees(geometry.slope(LEFT_END)))
    stop.setPen(pen)
    return stop


def _flag(top: QPointF, size: QSizeF) -> QGraphicsPolygonItem:
    corners = [top, top + QPointF(size.width(), size.height() / 2), top + QPointF(0, size.height())]
    flag = QGraphicsPolygonItem(QPolygonF(corners))
    flag.setPen(NO_PEN)
    return flag


def _car(scale: float, theme: Theme) -> QGraphicsItem:
    """Level, the origin on the ground below its middle."""
    outline, cabin, arches = QPainterPath(), QPainterPath(), QPainterPath()
    outline.addRoundedRect(_scaled(_BODY, scale), _CORNER * scale, _CORNER * scale)
    cabin.addRoundedRect(_scaled(_CABIN, scale), 1.6 * _CORNER * scale, 1.6 * _CORNER * scale)
    centres = [QPointF(side * _WHEEL_FROM_CENTRE, -_WHEEL_RADIUS) * scale for side in (-1, 1)]
    for centre in centres:
        arches.addEllipse(centre, _WHEEL_ARCH_RADIUS * scale, _WHEEL_ARCH_RADIUS * scale)
    car = QGraphicsPathItem(outline.united(cabin).subtracted(arches))
    car.setPen(NO_PEN)
    car.setBrush(theme.body)
    for centre in centres:
        disc(centre, _WHEEL_RADIUS * scale, theme.muted, car)
    return car


def _arrow(scale: float, push: float) -> QPainterPath:
    """Beside the car, along the ground."""
    tail = QPointF(_BODY.right() + _ARROW_GAP, _BODY.center().y()) * scale
    style = ArrowStyle(_ARROW_WIDTH * scale, _ARROW_HEAD * scale)
    return straight_arrow(tail, abs(push) * _ARROW_LENGTH * scale, 1 if push > 0 else -1, style)


def _scaled(rect: QRectF, scale: float) -> QRectF:
    return QRectF(rect.topLeft() * scale, rect.size() * scale)
