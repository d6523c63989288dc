"""What the scripted human goes by: after this push, could the cart still be stopped before the danger line?

A push of 10 N moves the nominal cart and pole, 1.1 kg, with 10 / 1.1 = 9.1 m/s² and what the pole adds to it, together
9.6 to 9.9 m/s² as long as the pole stands. The human reckons with `PUSH_ACCELERATION` for the push and with the smaller
`BRAKE` for the way to a stop, which is v² / 2a and half a time step more, as speed changes step by step. So the cart
stops before the line, whatever the policy wants. In other physics the human errs as a human would: move the line then.

Shape suffixes: 4 the state (position, velocity, angle, angular velocity), N environments.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.worlds.cart_pole.limits import TIME_STEP

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

PUSH_ACCELERATION: Final = 9.9
BRAKE: Final = 9.0
"""m/s²; see above."""
GENTLE: Final = 2.0
"""m/s²: what a cart brakes with whose pole leans by 0.2 rad and does not fall, 9.8 · tan 0.2."""
LEAD: Final = 0.35
"""Seconds until the pole leans so."""
BRAKES: Final = 0.5
"""Who pushes back with at least this part of the greatest push is braking, and is let go."""


def reach(position_N: Float64, velocity_N: Float64, share_N: Float64) -> Float64:
    """How far out the cart gets that is pushed once more and then braked, metres; outwards is positive.

    Args:
        position_N: metres outwards from the middle.
        velocity_N: m/s outwards.
        share_N: the push outwards, in parts of the greatest.
    """
    faster_N = np.maximum(velocity_N + PUSH_ACCELERATION * TIME_STEP * share_N, 0.0)
    way_N: Float64 = position_N + TIME_STEP * velocity_N + faster_N**2 / (2 * BRAKE) + faster_N * TIME_STEP / 2
    return way_N


def dangerous(state_4N: Any, share_N: Float64, line: float) -> Bool:
    """Whether each push leads over the danger line.

    Args:
        state_4N: metres, m/s, rad, rad/s.
        share_N: the push to the right, in parts of the greatest, in [−1, 1].
        line: metres from the middle.
    """
    side_N = outwards(state_4N, share_N)
    out_N = side_N * share_N
    found: Bool = (reach(side_N * state_4N[0], side_N * state_4N[1], out_N) > line) & (out_N > -BRAKES)
    return found


def in_danger(state_4N: Any, line: float) -> Bool:
    """Whether somebody who means to keep the pole up, too, has to take over now to stop the cart before the line.

    Args:
        state_4N: metres, m/s, rad, rad/s.
        line: metres from the middle.
    """
    side_N = np.where(state_4N[1] < 0, -1.0, 1.0)
    out_N = np.abs(state_4N[1])
    found: Bool = side_N * state_4N[0] + LEAD * out_N + out_N**2 / (2 * GENTLE) > line
    return found


def outwards(state_4N: Any, share_N: Float64) -> Float64:
    """The side to which each push leads, −1 or 1: its own, or for a weak one that on which the cart is."""
    return np.where(np.where(np.abs(share_N) < BRAKES, state_4N[0], share_N) < 0, -1.0, 1.0)
