"""Whether anything but the motor has changed: the cart and the pole must tell the same of a push.

A step's changes of velocity of cart and pole each say which part κ of the push has arrived. As long as the known
dynamics hold, they say the same, whatever κ is, up to the sensors' noise. The mean square of their difference, in parts
of its own variance, is 1 then, and much more where something else has changed.

Shape suffixes: N environments, 2 the velocities of cart and pole.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.adapting.dynamics import Float64

_MEMORY: Final = 0.9
"""How much of the mean square a step leaves."""
_ALARM: Final = 4.0
"""From here on something else has changed."""
_EXACT: Final = 0.05
"""The difference that counts as none without noise, in parts of a push."""


class Surprise:
    """Watches for what the motor alone does not explain.

    Attributes:
        alarmed_N: where it has been seen; that stays.
    """

    def __init__(self, rows: int) -> None:
        self.alarmed_N: NDArray[np.bool_] = np.zeros(rows, np.bool_)
        self._square_N: Float64 = np.ones(rows)

    def see(self, rows: NDArray[np.intp], change_N2: Float64, effect_N2: Float64, noise: float) -> None:
        """Look at a step; see `MotorBelief.see` for the arguments."""
        part_N2 = change_N2 / effect_N2
        variance_N = _EXACT**2 + 2 * noise**2 * (1.0 / np.square(effect_N2)).sum(-1)
        square_N = np.square(part_N2[:, 0] - part_N2[:, 1]) / variance_N
        self._square_N[rows] = _MEMORY * self._square_N[rows] + (1.0 - _MEMORY) * square_N
        self.alarmed_N[rows] |= self._square_N[rows] > _ALARM
