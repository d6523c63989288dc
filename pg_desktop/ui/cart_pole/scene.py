"""CartPole as it is seen: one moment of it, and where in a pane its parts are.

The world is Gymnasium's: metres along the track, radians from upright, a cart whose centre may move
`POSITION_LIMIT` to each side.
"""

from dataclasses import dataclass
from math import cos, sin
from typing import Self

from PySide6.QtCore import QPointF, QRectF, QSizeF

from pg_desktop.learning.worlds.cart_pole.limits import POSITION_LIMIT

# Gymnasium draws 125 px to the metre on 600x400, the cart's centre 300 px from the top, the axle 7.5 px above it
# and 5 px of the pole below the axle. The cart's size is our own.
_WORLD_HEIGHT = 3.2
_CENTRE_FROM_TOP = 0.75
_AXLE_ABOVE_CENTRE = 0.06
_POLE_BELOW_AXLE = 0.04
_CART = QSizeF(0.48, 0.2)
# With less, the track and its labels have no room under a cart with a short pole.
_LEAST_HEIGHT = 1.6


@dataclass(frozen=True)
class CartPoleScene:
    """What there is to see at one moment.

    Attributes:
        position: the cart's centre, in metres right of the track's centre.
        angle: the pole's angle θ in rad; 0 is upright, positive leans right.
        ghosts: recent (position, angle) pairs, oldest first, drawn the fainter the older.
        push: the action's force as a fraction of the greatest force, in [-1, 1], positive to the right. None
            when nothing pushes.
        fallen: whether the episode has failed; the limit that was crossed is then highlighted.
        pole_length: in metres. 1.0 is Gymnasium's pole, whose `length` of 0.5 m is half of it.
        danger: how many metres from the track's centre danger begins; None if nobody looks.
        blocked: whether the policy's action was blocked just now.
    """

    position: float
    angle: float
    ghosts: tuple[tuple[float, float], ...] = ()
    push: float | None = None
    fallen: bool = False
    pole_length: float = 1.0
    danger: float | None = None
    blocked: bool = False


@dataclass(frozen=True)
class CartPoleGeometry:
    """Where things are in the pane, in logical pixels, and which point of the world the mouse is at.

    Attributes:
        scale: pixels per metre.
        centre: the cart's centre when it stands at x = 0.
        pole_length: in metres.
    """

    scale: float
    centre: QPointF
    pole_length: float

    @classmethod
    def fit(cls, rect: QRectF, pole_length: float = 1.0) -> Self:
        """Fit the track into the width of `rect`, and the cart with a standing pole into its height.

        On 600x400 this is Gymnasium's picture. Wider panes enlarge it until the pole needs the height; taller
        ones leave it in the middle.

        Args:
            rect: where to draw, in logical pixels. Where its width decides the scale, a cart at the limits
                reaches over its edges by 5 % of the width: leave that much free on both sides.
            pole_length: in metres.
        """
        height_needed = max(_LEAST_HEIGHT, 0.4 + 1.5 * pole_length)
        scale = max(1.0, min(rect.width() / (2 * POSITION_LIMIT), rect.height() / height_needed))
        height = min(rect.height(), max(_WORLD_HEIGHT, height_needed) * scale)
        centre_y = rect.center().y() + (_CENTRE_FROM_TOP - 0.5) * height
        return cls(scale, QPointF(rect.center().x(), round(centre_y)), pole_length)

    def cart_centre(self, x: float) -> QPointF:
        """The middle of the cart's body when it stands at `x` metres."""
        return QPointF(self.centre.x() + x * self.scale, self.centre.y())

    def cart_rect(self, x: float) -> QRectF:
        """The cart's body, without its wheels, when it stands at `x` metres."""
        rect = QRectF(QPointF(), _CART * self.scale)
        rect.moveCenter(self.cart_centre(x))
        return rect

    def axle(self, x: float) -> QPointF:
        """The point about which the pole turns when the cart stands at `x` metres."""
        return self.cart_centre(x) - QPointF(0, _AXLE_ABOVE_CENTRE * self.scale)

    def pole_tip(self, x: float, theta: float) -> QPointF:
        """The free end of the pole at angle `theta` (rad) on a cart at `x` metres."""
        reach = (self.pole_length - _POLE_BELOW_AXLE) * self.scale
        return self.axle(x) + QPointF(reach * sin(theta), -reach * cos(theta))

    def to_world(self, point: QPointF) -> tuple[float, float]:
        """Metres right of the track's centre and metres above the axle at `point`, a position in the pane."""
        offset = point - self.axle(0)
        return offset.x() / self.scale, -offset.y() / self.scale
