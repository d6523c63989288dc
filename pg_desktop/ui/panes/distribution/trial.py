"""Samples of a distribution that the user has set, counted and compared with what they are drawn from. No Qt.

Shape suffixes: C choices, A numbers of an action, N samples, E edges of a histogram, I its intervals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import (
    ActionDistribution,
    Categorical,
    ChoicePart,
    DensityPart,
    Float32,
    Gaussian,
)
from pg_desktop.learning.worlds.spaces import BoxSpace

SAMPLES: Final = 10_000
_STDS_IN_VIEW: Final = 3.6
_LEAST_INTERVALS: Final = 64
_MOST_INTERVALS: Final = 512
_INTERVALS_A_STD: Final = 3.0


@dataclass(frozen=True, eq=False)
class ChoiceTrial:
    """What came of drawing actions.

    Attributes:
        part: what they were drawn from.
        counts_C: int64, how often each came; they sum to `SAMPLES`.
    """

    part: ChoicePart
    counts_C: NDArray[np.int64]

    @property
    def share_C(self) -> NDArray[np.float64]:
        """How often each came, as a share of 1."""
        return self.counts_C / SAMPLES

    @property
    def largest_deviation(self) -> float:
        """Between the share and the probability of an action."""
        return float(np.abs(self.share_C - self.part.probabilities_C).max())


@dataclass(frozen=True, eq=False)
class NumberTrial:
    """What came of drawing one real number.

    Attributes:
        part: what it was drawn from.
        edge_E: float64, the ends of the intervals, all of the same width.
        counts_I: int64, how often it fell into each; the first and the last reach to infinity. They sum to `SAMPLES`.
        mean: of the samples.
        std: of the samples.
    """

    part: DensityPart
    edge_E: NDArray[np.float64]
    counts_I: NDArray[np.int64]
    mean: float
    std: float

    @property
    def density_I(self) -> NDArray[np.float64]:
        """The histogram as a density."""
        density_I: NDArray[np.float64] = self.counts_I / (SAMPLES * (self.edge_E[1] - self.edge_E[0]))
        return density_I

    @property
    def largest_deviation(self) -> float:
        """Between the share and the probability of an interval."""
        below_E = np.array(
            [0.5 * math.erfc((self.part.mean - e) / (self.part.std * math.sqrt(2))) for e in self.edge_E]
        )
        below_E[0], below_E[-1] = 0.0, 1.0
        return float(np.abs(self.counts_I / SAMPLES - np.diff(below_E)).max())


class Sampler:
    """Draws from the program's own distributions, with noise of its own that one seed gives.

    The noise depends on the seed and the number of actions alone. As long as it is the same, a small change of the
    parameters is a small change of the samples.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._noise: dict[ActionDistribution, Float32] = {}

    def draw(self, distribution: ActionDistribution, parameters_K: Float32) -> NDArray[Any]:
        """`SAMPLES` actions of a distribution."""
        noise = self._noise.get(distribution)
        if noise is None:
            noise = distribution.noise(np.random.default_rng(self._seed), (SAMPLES,))
            self._noise = {distribution: noise}
        return distribution.sample(parameters_K[None], noise)

    def choices(self, logits: tuple[float, ...]) -> ChoiceTrial:
        """Draw actions with a softmax over logits."""
        distribution = Categorical(len(logits))
        logits_K = np.array(logits, np.float32)
        (part,) = distribution.parts(logits_K, None)
        return ChoiceTrial(part, np.bincount(self.draw(distribution, logits_K), minlength=len(logits)))

    def numbers(self, means: tuple[float, ...], log_stds: tuple[float, ...]) -> tuple[NumberTrial, ...]:
        """Draw actions of independent real numbers without bounds."""
        infinite = (math.inf,) * len(means)
        distribution = Gaussian(BoxSpace(tuple(-bound for bound in infinite), infinite), free_std=True)
        parameters_K = np.array([*means, *log_stds], np.float32)
        sample_NA = self.draw(distribution, parameters_K)
        parts = distribution.parts(parameters_K, None)
        return tuple(_counted(part, sample_N) for part, sample_N in zip(parts, sample_NA.T, strict=True))


def _counted(part: DensityPart, sample_N: Float32) -> NumberTrial:
    half, intervals = view_of(part)
    edge_E = np.linspace(-half, half, intervals + 1)
    place_N = np.floor((sample_N + half) * (intervals / (2 * half))).astype(np.int64)
    counts_I = np.bincount(place_N.clip(0, intervals - 1), minlength=intervals)
    return NumberTrial(part, edge_E, counts_I, float(sample_N.mean(dtype=np.float64)), float(sample_N.std()))


def view_of(part: DensityPart) -> tuple[float, int]:
    """How far the axis reaches to either side of 0, and how many intervals it has: both change in jumps."""
    half = 2.0 ** max(0, math.ceil(math.log2(abs(part.mean) + _STDS_IN_VIEW * part.std)))
    intervals = _LEAST_INTERVALS
    while 2 * half / intervals > part.std / _INTERVALS_A_STD and intervals < _MOST_INTERVALS:
        intervals *= 2
    return half, intervals
