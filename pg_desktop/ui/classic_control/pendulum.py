"""The pendulum: where its parts are, and how they are drawn.

The world is Gymnasium's: a rod of one metre; its angle is 0 when it stands upright and grows anticlockwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import atan2, cos, degrees, sin
from typing import TYPE_CHECKING, Final, Self

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsLineItem, QGraphicsScene

from pg_desktop.ui.classic_control.state_painter import StatePainter, turned
from pg_desktop.ui.kit.shapes import ActionArrow, ArrowStyle, curved_arrow, disc, flat_pen, round_pen
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment

MAX_TORQUE: Final = 2.0
"""The largest torque that an action can have, N m."""

# Sizes in metres.
_WORLD: Final = 2.48
_ROD_WIDTH: Final = 0.1
_AXLE_RADIUS: Final = 0.03
_HUB_RADIUS: Final = 0.1
_MARK: Final = (1.06, 1.18)
_LINE: Final = 0.016
_ARROW_RADIUS: Final = 0.6
_ARROW_WIDTH: Final = 0.034
_ARROW_HEAD: Final = QSizeF(0.12, 0.13)
_ARROW_GAP: Final = 11.0
"""Degrees between the rod and the arrow's tail."""
_ARROW_SWEEP: Final = 75.0
"""Degrees that the largest torque's arrow goes."""


@dataclass(frozen=True)
class PendulumScene:
    """What there is to see at one moment.

    Attributes:
        angle: of the rod, radians; 0 is upright, positive leans left.
        torque: the action's, as a fraction of the largest, in [-1, 1], positive anticlockwise; None for no action.
    """

    angle: float
    torque: float | None = None

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """What a moment of `Pendulum-v1` shows; its observation is cos θ, sin θ and the velocity."""
        cosine, sine, _ = moment.obs_O.tolist()
        action = moment.environment_action
        return cls(atan2(sine, cosine), None if action is None else round(float(action[0]) / MAX_TORQUE, 2))

    def towards(self, later: Self, progress: float) -> Self:
        """See `Scene.towards`."""
        return type(self)(turned(self.angle, later.angle, progress), later.torque)


@dataclass(frozen=True)
class PendulumGeometry:
    """Where things are in the pane, in logical pixels.

    Attributes:
        scale: pixels per metre.
        hub: about which the rod turns.
    """

    scale: float
    hub: QPointF

    @classmethod
    def fit(cls, rect: QRectF) -> Self:
        """Fit the circle that the rod's end can reach, and the mark above it, into the middle of `rect`."""
        return cls(max(1.0, min(rect.width(), rect.height()) / _WORLD), rect.center())

    def tip(self, angle: float) -> QPointF:
        """The free end of the rod at an angle in radians."""
        return self.hub + QPointF(-sin(angle), -cos(angle)) * self.scale


class PendulumParts:
    """See `Parts`."""

    def __init__(self, graphics: QGraphicsScene, rect: QRectF, theme: Theme, font: QFont) -> None:
        del font
        geometry = PendulumGeometry.fit(rect)
        scale = geometry.scale
        self._rod = QGraphicsLineItem(QLineF(0.0, 0.0, 0.0, (_ROD_WIDTH / 2 - 1) * scale))
        self._rod.setPen(round_pen(theme.second, _ROD_WIDTH * scale))
        disc(QPointF(), _AXLE_RADIUS * scale, theme.card, self._rod)
        self._torque = ActionArrow(theme.accent, partial(_arrow, scale))
        line = flat_pen(theme.groove, max(1.0, _LINE * scale))
        circle, mark = _circle(geometry, QPen(theme.grid, line.widthF())), _mark(geometry, line)
        hub = disc(geometry.hub, _HUB_RADIUS * scale, theme.body)
        self._rod.setPos(geometry.hub)
        self._torque.item.setPos(geometry.hub)
        for item in (circle, mark, hub, self._rod, self._torque.item):
            graphics.addItem(item)

    def arrange(self, scene: PendulumScene) -> None:
        """See `Parts.arrange`."""
        self._rod.setRotation(-degrees(scene.angle))
        self._torque.item.setRotation(-degrees(scene.angle))
        self._torque.show(scene.torque)


def pendulum_painter() -> StatePainter[PendulumScene]:
    """A painter of `Pendulum-v1`."""
    return StatePainter(PendulumScene.of, PendulumParts)


def _circle(geometry: PendulumGeometry, pen: QPen) -> QGraphicsEllipseItem:
    """Where the rod's end can be."""
    circle = QGraphicsEllipseItem(QRectF(-geometry.scale, -geometry.scale, 2 * geometry.scale, 2 * geometry.scale))
    circle.setPos(geometry.hub)
    circle.setPen(pen)
    return circle


def _mark(geometry: PendulumGeometry, pen: QPen) -> QGraphicsLineItem:
    """Where the rod's end should be."""
    low, high = (geometry.hub - QPointF(0, radius * geometry.scale) for radius in _MARK)
    mark = QGraphicsLineItem(QLineF(low, high))
    mark.setPen(pen)
    return mark


def _arrow(scale: float, torque: float) -> QPainterPath:
    """Beside the rod while that is upright, to the side to which the torque turns it."""
    side = -1 if torque > 0 else 1
    style = ArrowStyle(_ARROW_WIDTH * scale, _ARROW_HEAD * scale)
    return curved_arrow(_ARROW_RADIUS * scale, side * _ARROW_GAP, side * abs(torque) * _ARROW_SWEEP, style)
