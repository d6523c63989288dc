"""Stage 1: which part of a push arrives, from what a step does to the velocities. A scalar Kalman filter (Kalman 1960).

The belief about the part κ is a normal distribution with mean m and variance p. Between two steps κ may wander, so
that p grows by q². A change of velocity y beyond that without a push, where a push would have changed it by h κ, and
which is known up to a standard deviation r, makes it

    k = p h / (h² p + r²),    m ← m + k (y − h m),    p ← (1 − k h) p

once for the cart's velocity and once for the pole's.

Shape suffixes: N environments, 2 the velocities of cart and pole.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.adapting.dynamics import Float64

WANDER: Final = 0.1
"""q: the standard deviation by which the part of the push may change from step to step."""
TRUST: Final = 0.25
"""What the known dynamics are off by at the most, in parts of a push's effect: a single step must not convince."""
FIRST_STD: Final = 0.1
"""Of the belief at first, whose mean is 1."""


class MotorBelief:
    """What is believed of each environment's motor.

    Attributes:
        mean_N: which part of a push arrives, 1 as it was, −1 reversed.
        std_N: the belief's standard deviation.
    """

    def __init__(self, rows: int) -> None:
        self.mean_N: Float64 = np.ones(rows)
        self._variance_N: Float64 = np.full(rows, FIRST_STD**2)

    @property
    def std_N(self) -> Float64:
        """See the class."""
        return np.sqrt(self._variance_N)

    def see(self, rows: NDArray[np.intp], change_N2: Float64, effect_N2: Float64, noise: float) -> None:
        """Learn from a step.

        Args:
            rows: which environments have made one.
            change_N2: by how much velocities changed beyond what they would have without a push.
            effect_N2: by how much the push would have changed them if all of it had arrived.
            noise: standard deviation of the noise on each velocity that is seen, m/s and rad/s.
        """
        mean_N, variance_N = self.mean_N[rows], self._variance_N[rows] + WANDER**2
        for column in range(2):
            effect_N = effect_N2[:, column]
            # Two looks at a velocity make a change, each with its noise.
            error_N = 2 * noise**2 + np.square(TRUST * effect_N)
            gain_N = variance_N * effect_N / (np.square(effect_N) * variance_N + error_N)
            mean_N = mean_N + gain_N * (change_N2[:, column] - effect_N * mean_N)
            variance_N = (1.0 - gain_N * effect_N) * variance_N
        self.mean_N[rows], self._variance_N[rows] = mean_N, variance_N

    def reversed_share(self) -> Float64:
        """How probable it is that the motor is reversed: (N,)."""
        away_N = self.mean_N / (self.std_N * sqrt(2))
        return np.array([0.5 * erfc(away) for away in away_N.tolist()])
