"""One dimension of an action distribution in one state, as it is drawn and read. NumPy only.

Shape suffixes: C choices, X points on the axis of an action.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions.arrays import Float32

NODES_X: Final = np.linspace(-6, 6, 129)
"""Points at which an expectation over a standard normal variable is evaluated.

The trapezoidal rule converges exponentially for integrands that are analytic around the axis and vanish at its ends
(Trefethen and Weideman 2014). With σ at its upper bound, where tanh of the variable is steepest, the entropy of what is
squashed is good to 3e-7 nats and its gradient to 5e-6. Gauss-Hermite quadrature needs thousands of points for that.
"""
_DENSITY_X: Final = np.exp(-0.5 * np.square(NODES_X))
WEIGHTS_X: Final = _DENSITY_X / _DENSITY_X.sum()
"""What each of them counts; they sum to 1."""


@dataclass(frozen=True, eq=False)
class ChoicePart:
    """A choice among a few actions.

    Attributes:
        probabilities_C: float32, π(·|s).
        chosen: the one that was taken, or None.
    """

    probabilities_C: Float32
    chosen: int | None

    @property
    def entropy(self) -> float:
        """Nats."""
        likely = self.probabilities_C[self.probabilities_C > 0].astype(np.float64)
        return float(-(likely * np.log(likely)).sum())


@dataclass(frozen=True, eq=False)
class ValuePart(ChoicePart):
    """A choice among a few actions by what each is worth.

    Attributes:
        values_C: float32, Q(s, ·).
        epsilon: the share of actions that are drawn at random, whatever they are worth.
    """

    values_C: Float32
    epsilon: float

    @property
    def best(self) -> int:
        """The action that is worth most, the first of equals."""
        return int(self.values_C.argmax())


@dataclass(frozen=True)
class DensityPart:
    """A real number, normally distributed or, if `squashed`, between bounds as c + h · tanh of a normal variable.

    Attributes:
        mean: μ of the normal variable.
        std: its σ.
        low: the smallest number that the environment takes; −∞ for no bound.
        high: the largest, or ∞.
        squashed: whether tanh keeps it between the bounds; if not, the environment is given what lies nearest.
        chosen: the number that was drawn, before it is limited to the bounds; None if there is none.
    """

    mean: float
    std: float
    low: float
    high: float
    squashed: bool
    chosen: float | None

    @property
    def entropy(self) -> float:
        """Differential entropy of what is drawn, nats."""
        normal = 0.5 * math.log(2 * math.pi * math.e) + math.log(self.std)
        if not self.squashed:
            return normal
        return normal + float(WEIGHTS_X @ self._log_slope(self.mean + self.std * NODES_X))

    def density(self, action_X: NDArray[np.float64]) -> NDArray[np.float64]:
        """π(a|s) at each of the actions, which must lie strictly between the bounds if `squashed`."""
        normal_X = self._unsquashed(action_X) if self.squashed else action_X
        log_density_X = -0.5 * np.square((normal_X - self.mean) / self.std) - math.log(
            self.std * math.sqrt(2 * math.pi)
        )
        if self.squashed:
            log_density_X = log_density_X - self._log_slope(normal_X)
        density_X: NDArray[np.float64] = np.exp(log_density_X)
        return density_X

    @property
    def ends(self) -> tuple[float, float]:
        """Between which actions the density is worth drawing: the bounds with a margin, and μ ± 3 σ wherever they are.

        Both ends change in jumps while μ and σ change little by little.
        """
        if self.squashed:
            margin = 1e-3 * (self.high - self.low)
            return self.low + margin, self.high - margin
        # 4 σ to 8 σ, in powers of two
        unit = 4 * 2.0 ** math.ceil(math.log2(self.std))
        bounded = math.isfinite(self.low) and math.isfinite(self.high)
        margin = (self.high - self.low) / 4 if bounded else unit / 4
        least, most = self.mean - 3 * self.std, self.mean + 3 * self.std
        if math.isfinite(self.low):
            low = self.low - _doubled(margin, self.low - least)
        else:
            low = unit * math.floor(min(least - self.std, self.high - unit) / unit)
        if math.isfinite(self.high):
            high = self.high + _doubled(margin, most - self.high)
        else:
            high = unit * math.ceil(max(most + self.std, self.low + unit) / unit)
        return low, high

    def axis(self, points: int, at_least: tuple[float, float] | None = None) -> NDArray[np.float64]:
        """Actions, evenly spaced, between which the density is worth drawing.

        Args:
            points: how many.
            at_least: ends that it reaches if `ends` do not, unless `squashed`.
        """
        low, high = self.ends
        if at_least is not None and not self.squashed:
            low, high = min(low, at_least[0]), max(high, at_least[1])
        return np.linspace(low, high, points)

    @property
    def _centre(self) -> float:
        return (self.low + self.high) / 2

    @property
    def _half(self) -> float:
        return (self.high - self.low) / 2

    def _unsquashed(self, action_X: NDArray[np.float64]) -> NDArray[np.float64]:
        normal_X: NDArray[np.float64] = np.arctanh((action_X - self._centre) / self._half)
        return normal_X

    def _log_slope(self, normal_X: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logarithm of h (1 − tanh² u)."""
        size_X = np.abs(normal_X)
        slope_X: NDArray[np.float64] = 2 * (math.log(2) - size_X - np.log1p(np.exp(-2 * size_X))) + math.log(self._half)
        return slope_X


def _doubled(length: float, needed: float) -> float:
    """The length, doubled until it is as long as needed."""
    return length * 2.0 ** math.ceil(math.log2(needed / length)) if needed > length else length


Part = ChoicePart | DensityPart
"""What one dimension of an action can be."""
