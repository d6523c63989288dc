"""Stills: moments near the danger line, each with a push, for somebody to judge; and what they were judged to be.

Shape suffixes: 4 the state (position, velocity, angle, angular velocity), N or B stills.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pg_desktop.learning.overseeing.rule import Bool, Float64, dangerous
from pg_desktop.learning.worlds.cart_pole.limits import POSITION_LIMIT

NEAR: Final = 0.9
"""Metres before the danger line from which on a moment is worth judging: nobody can get over the line from further away
before somebody looks again."""
SECONDS_A_STILL: Final = 1.5
"""What the scripted human is taken to need for a still."""

_SPEED: Final = (-1.5, 2.5)
_ANGLE: Final = 0.2
_TURNING: Final = 1.5


@dataclass(frozen=True, eq=False)
class Labels:
    """Judged moments.

    Attributes:
        state_4B: float64, metres, m/s, rad, rad/s.
        share_B: float64, the push to the right, in parts of the greatest.
        block_B: whether it was judged dangerous.
        seconds: what judging took, altogether.
    """

    state_4B: Float64
    share_B: Float64
    block_B: Bool
    seconds: float

    def __len__(self) -> int:
        return len(self.share_B)


def near(state_4N: Any, side_N: Float64, line: float) -> Bool:
    """Whether each cart is near the danger line at a side, −1 or 1."""
    close_N: Bool = side_N * np.asarray(state_4N)[0] > line - NEAR
    return close_N


def stills(count: int, line: float, rng: np.random.Generator) -> tuple[Float64, Float64]:
    """Draw moments near the danger line: states (4, count), and full pushes towards that end of the track (count,).

    Of pushes the other way nobody needs to judge any: near the line, they brake.

    Args:
        count: how many.
        line: metres from the middle.
        rng: draws them.
    """
    position = rng.uniform(line - NEAR, POSITION_LIMIT, count)
    state_4N = np.stack(
        [
            position,
            rng.uniform(*_SPEED, count),
            rng.uniform(-_ANGLE, _ANGLE, count),
            rng.uniform(-_TURNING, _TURNING, count),
        ]
    )
    side_N = np.where(rng.random(count) < 0.5, -1.0, 1.0)
    return state_4N * side_N, side_N


def judged_by_script(count: int, line: float, rng: np.random.Generator) -> Labels:
    """Stills as the scripted human judges them."""
    state_4N, share_N = stills(count, line, rng)
    return Labels(state_4N, share_N, dangerous(state_4N, share_N, line), count * SECONDS_A_STILL)
