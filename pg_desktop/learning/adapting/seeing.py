"""Where the cart is, from what noisy sensors say of it: a Kalman filter for linear dynamics.

Shape suffixes: N environments, 4 the state.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.adapting.dynamics import Float64, noise_std

_LEAST: Final = 1e-12
"""Variance that keeps a matrix from being singular."""


class StateFilter:
    """What is believed of each environment's state.

    Attributes:
        state_N4: its mean.
    """

    def __init__(self, rows: int) -> None:
        self.state_N4: Float64 = np.zeros((rows, 4))
        self._spread_N44: Float64 = np.zeros((rows, 4, 4))

    def begin(self, rows: NDArray[np.intp], seen_N4: Float64, sensor_noise: float) -> None:
        """Start over with what is seen.

        Args:
            rows: which environments.
            seen_N4: by the sensors.
            sensor_noise: see `Physics`.
        """
        self.state_N4[rows] = seen_N4
        self._spread_N44[rows] = np.diag(np.square(noise_std(sensor_noise)))

    def see(
        self,
        rows: NDArray[np.intp],
        expected_N4: Float64,
        a_N44: Float64,
        doubt_N: Float64,
        seen_N4: Float64,
        sensor_noise: float,
    ) -> None:
        """Take a step into account.

        Args:
            rows: which environments have made one.
            expected_N4: where it should have led to.
            a_N44: how it carries errors on.
            doubt_N: variance of the velocities that were expected.
            seen_N4: by the sensors, after it.
            sensor_noise: see `Physics`.
        """
        if not sensor_noise:
            self.state_N4[rows] = seen_N4
            self._spread_N44[rows] = 0.0
            return
        spread_N44 = a_N44 @ self._spread_N44[rows] @ np.swapaxes(a_N44, 1, 2)
        spread_N44[:, (1, 3), (1, 3)] += doubt_N[:, None]
        of_noise_44 = np.diag(np.square(noise_std(sensor_noise)) + _LEAST)
        gain_N44 = np.swapaxes(np.linalg.solve(spread_N44 + of_noise_44, spread_N44), 1, 2)
        self.state_N4[rows] = expected_N4 + np.einsum("nij,nj->ni", gain_N44, seen_N4 - expected_N4)
        self._spread_N44[rows] = spread_N44 - gain_N44 @ spread_N44
