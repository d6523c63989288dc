"""How the overseer drives once it has taken over: back to the middle, the pole upright, by pushes like the policy's.

Shape suffixes: 4 the state (position, velocity, angle, angular velocity), N environments.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from pg_desktop.learning.overseeing.rule import Bool, Float64

_GAINS: Final = np.array([0.5, 1.0, 12.0, 2.5])
"""Of the line through the state on whose sides one pushes to the left and to the right. Chosen by trial."""
_SAFE_WITHIN: Final = 0.5
"""The part of the danger line's distance within which the cart is safe."""
_CALM: Final = np.array([[0.5], [0.05], [0.5]])
"""The greatest speed (m/s), angle (rad) and angular velocity (rad/s) with which it is handed back."""


def driven(state_4N: Any) -> Float64:
    """The overseer's pushes, −1 or 1."""
    return np.where(_GAINS @ np.asarray(state_4N) > 0, 1.0, -1.0)


def safe(state_4N: Any, line: float) -> Bool:
    """Whether the policy may drive again."""
    state_4N = np.asarray(state_4N)
    calm_N: Bool = (np.abs(state_4N[1:]) < _CALM).all(0)
    near_N: Bool = np.abs(state_4N[0]) < _SAFE_WITHIN * line
    return near_N & calm_N
