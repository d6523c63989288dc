"""What has been measured of a policy in a world that it was not told about: plain numbers, no NumPy."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """A mean return with its 95 % confidence interval.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    mean: float
    low: float
    high: float

    def __post_init__(self) -> None:
        numbers = self.low, self.mean, self.high
        if any(isinstance(number, bool | str) or not math.isfinite(number) for number in numbers):
            raise ValueError("a score that is no number")
        if not self.low <= self.mean <= self.high:
            raise ValueError("a score outside of its interval")

    @property
    def half(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, kw_only=True)
class RealityGap:
    """How much of a policy's score in the simulator is lost in a sealed physics.

    Attributes:
        update: updates that the policy had had.
        reality: the number of the sealed physics, see `Variations.reality`.
        spent: training episodes that it had had in there.
        simulator: what it scores in the simulator.
        real: what it scores in there.
        episodes: that were played in each.
        highest: the largest return there can be.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    update: int
    reality: int
    spent: int
    simulator: Score
    real: Score
    episodes: int
    highest: float

    def __post_init__(self) -> None:
        for count, least in ((self.update, 0), (self.reality, 1), (self.spent, 0), (self.episodes, 1)):
            if isinstance(count, bool) or operator.index(count) < least:
                raise ValueError(f"{count!r} is no count of at least {least}")
        if isinstance(self.highest, bool | str) or not max(self.simulator.mean, self.real.mean) <= self.highest:
            raise ValueError("a score above the highest")
        if not math.isfinite(self.highest):
            raise ValueError("no highest score")

    @property
    def gap(self) -> Score:
        """The score in the simulator less that in reality; both were measured apart, so that their variances add."""
        mean = self.simulator.mean - self.real.mean
        half = math.hypot(self.simulator.half, self.real.half)
        return Score(mean, mean - half, mean + half)
