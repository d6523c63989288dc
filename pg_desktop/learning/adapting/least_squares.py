"""Stage 2, first half: the local linear dynamics by recursive least squares with forgetting.

See Åström and Wittenmark 1995, "Adaptive Control", chapter 2. With regressors φ, weights W, their covariance P, the
variance r² of what is observed and the forgetting factor λ:

    k = P φ / (λ r² + φᵀ P φ),    W ← W + (y − W φ) kᵀ,    P ← (P − k φᵀ P) / λ

Both velocities have the same regressors and the same noise, and so the same P. Where nothing is to be learned, P would
grow without end; it forgets only as long as it knows more than at first. And where a step comes out far from what was
expected, something has changed again: P is what it was at first.

Shape suffixes: N environments, 2 the velocities, 4 the regressors: cart velocity, angle, pole velocity, push.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.adapting.dynamics import Float64

FORGETTING: Final = 0.99
"""λ: a memory of some hundred steps, two seconds."""
DOUBT: Final = (0.1, 0.5, 0.1, 0.3)
"""Standard deviations of what is not known of the weights at first."""
ERROR: Final = 0.003
"""What linear dynamics are off by, m/s and rad/s in a step."""
_FAR: Final = 25.0
"""How many times its variance the square of an error is that makes everything uncertain again."""


class LinearChanges:
    """How velocities change, learned for each environment.

    Attributes:
        changes_N24: see `Dynamics.changes`.
    """

    def __init__(self, rows: int) -> None:
        self.changes_N24: Float64 = np.zeros((rows, 2, 4))
        self._doubt_44: Float64 = np.diag(np.square(DOUBT))
        self._doubt_N44: Float64 = np.repeat(self._doubt_44[None], rows, axis=0)

    def begin(self, rows: NDArray[np.intp], changes_N24: Float64) -> None:
        """Start over with a guess, of which little is certain."""
        self.changes_N24[rows] = changes_N24
        self._doubt_N44[rows] = self._doubt_44

    def see(self, rows: NDArray[np.intp], regressors_N4: Float64, change_N2: Float64, noise: float) -> None:
        """Learn from a step.

        Args:
            rows: which environments have made one.
            regressors_N4: what it began with.
            change_N2: by how much the velocities have changed.
            noise: standard deviation of the noise on a velocity that is seen.
        """
        variance = 2 * noise**2 + ERROR**2
        changes_N24 = self.changes_N24[rows]
        missed_N2 = change_N2 - np.einsum("nij,nj->ni", changes_N24, regressors_N4)
        expected_N = variance + np.einsum("ni,nij,nj->n", regressors_N4, self._doubt_N44[rows], regressors_N4)
        far_N = np.square(missed_N2).max(-1) > _FAR * expected_N
        self._doubt_N44[rows[far_N]] = self._doubt_44
        doubt_N44 = self._doubt_N44[rows]
        spread_N4 = np.einsum("nij,nj->ni", doubt_N44, regressors_N4)
        gain_N4 = spread_N4 / (FORGETTING * variance + (spread_N4 * regressors_N4).sum(-1, keepdims=True))
        doubt_N44 = doubt_N44 - gain_N4[:, :, None] * spread_N4[:, None, :]
        older_N44 = doubt_N44 / FORGETTING
        first = np.diagonal(self._doubt_44)
        knows_N = np.less_equal(np.diagonal(older_N44, axis1=1, axis2=2), first).all(axis=-1)
        self._doubt_N44[rows] = np.where(np.reshape(knows_N, (-1, 1, 1)), older_N44, doubt_N44)
        self.changes_N24[rows] = changes_N24 + missed_N2[:, :, None] * gain_N4[:, None, :]

    def doubt_about(self, rows: NDArray[np.intp], regressors_N4: Float64) -> Float64:
        """The variance of what the next change of velocity is expected to be: (N,)."""
        spread_N: Float64 = np.einsum("ni,nij,nj->n", regressors_N4, self._doubt_N44[rows], regressors_N4)
        return spread_N + ERROR**2

    def push_std_N(self) -> Float64:
        """Standard deviation of what a push is believed to do to a velocity, m/s or rad/s in a step."""
        return np.sqrt(self._doubt_N44[:, 3, 3])
