"""How the overseer drives once it has taken over: towards the middle, the pole upright, by pushes like the policy's.

It hands back as soon as the cart is steady and no longer on its way out.

Shape suffixes: 4 the state (position, velocity, angle, angular velocity), N environments.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from pg_desktop.learning.overseeing.rule import Bool, Float64

_GAINS: Final = np.array([1.0, 1.3, 20.0, 3.0])
"""Of the line through the state on whose sides one pushes to the left and to the right. Chosen by trial."""
_SAFE_WITHIN: Final = 1.2
"""How far from the middle, in parts of the danger line's distance, the cart is safe that does not move outwards."""
_STEADY: Final = (0.1, 1.0)
"""The greatest angle (rad) and angular velocity (rad/s) with which it is handed back."""


def driven(state_4N: Any) -> Float64:
    """The overseer's pushes, −1 or 1."""
    return np.where(_GAINS @ np.asarray(state_4N) > 0, 1.0, -1.0)


def safe(state_4N: Any, line: float) -> Bool:
    """Whether the policy may drive again."""
    position_N, velocity_N, angle_N, turning_N = np.asarray(state_4N)
    steady_N = (np.abs(angle_N) < _STEADY[0]) & (np.abs(turning_N) < _STEADY[1])
    found: Bool = steady_N & (np.abs(position_N) < _SAFE_WITHIN * line) & (position_N * velocity_N <= 0)
    return found
