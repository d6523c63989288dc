"""What a hand does to the cart and the pole: where it takes hold, and which forces follow from that.

Forces are horizontal, in newtons, positive to the right. Lengths are in metres unless they are called pixels.

The strengths were tried on two policies of the Quick preset after 25 updates, for 20 or 40 episodes each. All of them
stand a tap of 0.03 N s on the tip, 65 % and 88 % one of 0.04 N s, 5 % and none one of 0.05 N s. The spring that holds
the tip still keeps every pole up; pulled 0.3 m aside it topples three quarters. A cart that is held still cannot
balance: its pole falls after about two seconds in half of the episodes, and sooner the further it is dragged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import cos, hypot, sin
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF

from pg_desktop.ui.cart_pole.scene import CartPoleGeometry

_NEAR_PIXELS: Final = 11.0
"""How far beside the pole or the cart the mouse may be."""
_WHEELS: Final = 0.055
"""How far the wheels reach below the cart's body."""


class Forces(NamedTuple):
    """What acts during one env step, newtons to the right: the arguments of `SteerableSite.push`."""

    cart: float
    tip: float


NO_FORCES: Final = Forces(0.0, 0.0)


class Motion(NamedTuple):
    """The inner state of a cart-pole: m, m/s, rad, rad/s."""

    position: float
    velocity: float
    angle: float
    angular_velocity: float


class Part(Enum):
    """What can be taken hold of."""

    POLE = "pole"
    CART = "cart"


@dataclass(frozen=True)
class Strength:
    """How hard a hand works on a part.

    A spring without damping would feed energy into the pole, because the physics is integrated with Euler's method;
    with m for the moved mass and Δt for `TIME_STEP` it must be more than stiffness · Δt and less than 2 m / Δt. A
    pole's tip moves like a third of its mass.

    Attributes:
        stiffness: of the spring between the part and the mouse, N/m.
        damping: of the part's motion while it is dragged, N s/m.
        limit: the greatest force of a drag, N.
        impulse: of a tap, N s.
        steady: force of a key that is held, N.
    """

    stiffness: float
    damping: float
    limit: float
    impulse: float
    steady: float


STRENGTHS: Final = {
    Part.POLE: Strength(stiffness=6.0, damping=0.4, limit=3.0, impulse=0.03, steady=0.2),
    Part.CART: Strength(stiffness=20.0, damping=6.0, limit=20.0, impulse=0.5, steady=5.0),
}


@dataclass(frozen=True)
class Pose:
    """Where the cart and the pole are drawn.

    Attributes:
        geometry: of the picture.
        position: of the cart's centre, m.
        angle: of the pole, rad.
    """

    geometry: CartPoleGeometry
    position: float
    angle: float

    def point(self, grip: Grip) -> QPointF:
        """Where a grip is, in pixels: on the pole, or the middle of the cart."""
        if grip.part is Part.CART:
            return self.geometry.cart_centre(self.position)
        reach = grip.reach * self.geometry.scale
        return self.geometry.axle(self.position) + QPointF(reach * sin(self.angle), -reach * cos(self.angle))

    def middle(self, part: Part) -> Grip:
        """Where keys and taps act: the pole's free end, as far as it is drawn, or the middle of the cart."""
        return Grip(part, self._drawn_length if part is Part.POLE else 0.0)

    def grip_at(self, point: QPointF) -> Grip | None:
        """What is taken hold of at a point (pixels), if anything."""
        body = self.geometry.cart_rect(self.position)
        body.setBottom(body.bottom() + _WHEELS * self.geometry.scale)
        offset = self.geometry.to_world(point)[0] - self.position
        if body.contains(point):
            return Grip(Part.CART, 0.0, offset)
        right, up = self._along_pole(point)
        reach = min(max(up, 0.0), self._drawn_length)
        if hypot(right, up - reach) * self.geometry.scale <= _NEAR_PIXELS:
            return Grip(Part.POLE, reach, offset - reach * sin(self.angle))
        if body.adjusted(-_NEAR_PIXELS, -_NEAR_PIXELS, _NEAR_PIXELS, _NEAR_PIXELS).contains(point):
            return Grip(Part.CART, 0.0, offset)
        return None

    @property
    def _drawn_length(self) -> float:
        """Metres from the axle to the end of the drawn pole, which is a little shorter than the real one."""
        return self.geometry.to_world(self.geometry.pole_tip(0.0, 0.0))[1]

    def _along_pole(self, point: QPointF) -> tuple[float, float]:
        """Metres right of the pole's axis and along it from the axle."""
        x, height = self.geometry.to_world(point)
        x -= self.position
        return x * cos(self.angle) - height * sin(self.angle), x * sin(self.angle) + height * cos(self.angle)


@dataclass(frozen=True)
class Grip:
    """Where a hand has hold.

    Attributes:
        part: of what.
        reach: metres along the pole from its axle; 0 for the cart.
        offset: metres that the mouse was right of the grip when it took hold, which are not to pull.
    """

    part: Part
    reach: float
    offset: float = 0.0

    @property
    def away(self) -> int:
        """1 or −1: to which side a tap drives, away from where the mouse is."""
        return -1 if self.offset > 0 else 1

    def pull(self, mouse_x: float, motion: Motion, pole_length: float) -> Forces:
        """The forces of a spring from the grip to the mouse.

        A force F at height r of a pole of length L does what F r / L on its tip and F (1 − r / L) on the cart do
        together: the generalised forces agree, F on the position and F r cos θ on the angle.

        Args:
            mouse_x: metres right of the track's centre.
            motion: of the cart and the pole now.
            pole_length: m.
        """
        strength = STRENGTHS[self.part]
        x = motion.position + self.reach * sin(motion.angle)
        velocity = motion.velocity + self.reach * cos(motion.angle) * motion.angular_velocity
        force = strength.stiffness * (mouse_x - self.offset - x) - strength.damping * velocity
        force = min(max(force, -strength.limit), strength.limit)
        share = min(self.reach / pole_length, 1.0)
        return Forces(force * (1.0 - share), force * share)
