"""The acrobot: where its parts are, and how they are drawn.

The world is Gymnasium's: two links of one metre each. The upper one's angle is 0 when it hangs down, the lower one's
when it goes on straight; both grow anticlockwise. The lower end has to be swung a metre above the pivot.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import atan2, cos, degrees, sin
from typing import TYPE_CHECKING, Final, Self

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainterPath
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsScene, QGraphicsSimpleTextItem

from pg_desktop.ui.classic_control.state_painter import StatePainter, turned
from pg_desktop.ui.kit.shapes import ActionArrow, ArrowStyle, curved_arrow, disc, flat_pen, round_pen
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment

TARGET: Final = 1.0
"""How far above the pivot the lower end has to be, m."""

# Sizes in metres. Gymnasium draws as much of the world.
_WORLD: Final = 4.4
_LINK_WIDTH: Final = 0.13
_JOINT_RADIUS: Final = 0.035
_PIVOT_RADIUS: Final = 0.12
_LINE: Final = 0.024
_ARROW_RADIUS: Final = 0.42
_ARROW_WIDTH: Final = 0.042
_ARROW_HEAD: Final = QSizeF(0.15, 0.17)
_ARROW_GAP: Final = 18.0
"""Degrees between the lower link and the arrow's tail."""
_ARROW_SWEEP: Final = 75.0
_DASH: Final = 4.0
_GAP: Final = 3.0
"""Of the target's line, in its widths."""


@dataclass(frozen=True)
class AcrobotScene:
    """What there is to see at one moment.

    Attributes:
        upper: the upper link's angle, radians; 0 hangs down, positive swings to the right.
        lower: the lower link's, from the upper one's direction, radians.
        torque: the action's at the joint between them, -1, 0 or 1, positive anticlockwise; None for no action.
        reached: whether the lower end has come above the line.
    """

    upper: float
    lower: float
    torque: float | None = None
    reached: bool = False

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """What a moment of `Acrobot-v1` shows; its observation has cosine and sine of both angles first."""
        cos_1, sin_1, cos_2, sin_2, *_ = moment.obs_O.tolist()
        action = moment.environment_action
        torque = None if action is None else float(action) - 1
        return cls(atan2(sin_1, cos_1), atan2(sin_2, cos_2), torque, moment.terminated)

    def towards(self, later: Self, progress: float) -> Self:
        """See `Scene.towards`."""
        upper, lower = turned(self.upper, later.upper, progress), turned(self.lower, later.lower, progress)
        return type(self)(upper, lower, later.torque, later.reached)


@dataclass(frozen=True)
class AcrobotGeometry:
    """Where things are in the pane, in logical pixels.

    Attributes:
        scale: pixels per metre.
        pivot: where the upper link hangs.
    """

    scale: float
    pivot: QPointF

    @classmethod
    def fit(cls, rect: QRectF) -> Self:
        """Fit everything that the links can reach into the middle of `rect`; on 500x500 as Gymnasium does."""
        return cls(max(1.0, min(rect.width(), rect.height()) / _WORLD), rect.center())

    def elbow(self, upper: float) -> QPointF:
        """The joint between the links."""
        return self.pivot + self._link(upper)

    def tip(self, upper: float, lower: float) -> QPointF:
        """The free end of the lower link."""
        return self.elbow(upper) + self._link(upper + lower)

    @property
    def target(self) -> QLineF:
        """The line above which the free end has to be."""
        y, half = round(self.pivot.y() - TARGET * self.scale), self.scale * _WORLD / 2
        return QLineF(self.pivot.x() - half, y, self.pivot.x() + half, y)

    def _link(self, angle: float) -> QPointF:
        """From one end of a link to the other."""
        return QPointF(sin(angle), cos(angle)) * self.scale


class AcrobotParts:
    """See `Parts`."""

    def __init__(self, graphics: QGraphicsScene, rect: QRectF, theme: Theme, font: QFont) -> None:
        self._geometry = geometry = AcrobotGeometry.fit(rect)
        self._theme = theme
        self._reached = False
        self._target = QGraphicsLineItem(geometry.target)
        half = _LINK_WIDTH * geometry.scale / 2
        self._upper = _link(geometry, geometry.scale, theme.body, theme.card)
        self._lower = _link(geometry, geometry.scale - half, theme.second, theme.card)
        self._torque = ActionArrow(theme.accent, partial(_arrow, geometry.scale))
        self._label = _label(geometry, font)
        self._colour_target()
        pivot = disc(geometry.pivot, _PIVOT_RADIUS * geometry.scale, theme.muted)
        self._upper.setPos(geometry.pivot)
        for item in (self._target, self._label, pivot, self._upper, self._lower, self._torque.item):
            graphics.addItem(item)

    def arrange(self, scene: AcrobotScene) -> None:
        """See `Parts.arrange`."""
        if scene.reached != self._reached:
            self._reached = scene.reached
            self._colour_target()
        elbow, direction = self._geometry.elbow(scene.upper), -degrees(scene.upper + scene.lower)
        self._upper.setRotation(-degrees(scene.upper))
        for part in (self._lower, self._torque.item):
            part.setPos(elbow)
            part.setRotation(direction)
        self._torque.show(scene.torque)

    def _colour_target(self) -> None:
        width = 2 * max(1, round(_LINE * self._geometry.scale / 2))  # even, so that its edges are sharp
        pen = flat_pen(self._theme.good if self._reached else self._theme.groove, width)
        pen.setDashPattern(_dashes(self._geometry.target.length() / width))
        self._target.setPen(pen)
        self._label.setBrush(self._theme.good if self._reached else self._theme.muted)


def acrobot_painter() -> StatePainter[AcrobotScene]:
    """A painter of `Acrobot-v1`."""
    return StatePainter(AcrobotScene.of, AcrobotParts)


def _link(geometry: AcrobotGeometry, length: float, colour: QColor, joint: QColor) -> QGraphicsLineItem:
    """A link that hangs down from the origin, with a round end beyond its length, and the joint at the origin."""
    link = QGraphicsLineItem(QLineF(0.0, 0.0, 0.0, length))
    link.setPen(round_pen(colour, _LINK_WIDTH * geometry.scale))
    disc(QPointF(), _JOINT_RADIUS * geometry.scale, joint, link)
    return link


def _dashes(length: float) -> list[float]:
    """A dash and a gap, of which a line that many widths long has a whole number, and a dash at its end."""
    gaps = max(1, round((length - _DASH) / (_DASH + _GAP)))
    return [_DASH, max(1.0, (length - _DASH) / gaps - _DASH)]


def _label(geometry: AcrobotGeometry, font: QFont) -> QGraphicsSimpleTextItem:
    """The line's height, above its right end."""
    label = QGraphicsSimpleTextItem(QCoreApplication.translate("AcrobotPainter", "1 m"))
    label.setFont(font)
    metrics, end = QFontMetricsF(font), geometry.target.p2()
    label.setPos(end - QPointF(metrics.horizontalAdvance(label.text()), metrics.height() + 3))
    return label


def _arrow(scale: float, torque: float) -> QPainterPath:
    """Beside the lower link while that hangs down, to the side to which the torque turns it."""
    side = -1 if torque > 0 else 1
    style = ArrowStyle(_ARROW_WIDTH * scale, _ARROW_HEAD * scale)
    return curved_arrow(_ARROW_RADIUS * scale, 180 + side * _ARROW_GAP, side * abs(torque) * _ARROW_SWEEP, style)
