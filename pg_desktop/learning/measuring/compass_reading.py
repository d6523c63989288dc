"""How well gradients point: plain numbers, to be shown, printed and saved. No NumPy."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import Final

WEIGHTS: Final = ("time", "batch", "normalised", "none", "whole")
"""What can weigh the actions of a batch: what the setting `advantage` stands for without a learned baseline, and
"whole", the return of the whole episode against the mean of the others instead of what followed the action."""


@dataclass(frozen=True)
class Estimate:
    """A cosine and its 95 % interval.

    Raises:
        TypeError, ValueError: when made of anything else.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        for number in (self.value, self.low, self.high):
            if isinstance(number, bool | str) or not math.isfinite(number):
                raise ValueError(f"{number!r} is no finite number")
        if not -1 <= self.low <= self.value <= self.high <= 1:
            raise ValueError("no cosine with its interval")

    @property
    def half(self) -> float:
        """How far the value may be off: half of its interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, kw_only=True)
class CompassRow:
    """How well batches of one kind point.

    Attributes:
        episodes: of a batch.
        weights: what weighs their actions, one of `WEIGHTS`.
        batches: how many were looked at.
        cosine: between their gradients and the reference, in the mean.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    episodes: int
    weights: str
    batches: int
    cosine: Estimate

    def __post_init__(self) -> None:
        _require_count(self.episodes, 1)
        _require_count(self.batches, 2)
        if self.weights not in WEIGHTS:
            raise ValueError(f"nothing is weighed by {self.weights!r}")


@dataclass(frozen=True, kw_only=True)
class CompassReading:
    """How well the gradient of one update points, and how well others of the same policy would.

    Attributes:
        update: its number, counted from the policy's first; where there was no update, those that the policy had had.
        episodes: of the reference.
        env_steps: of these together.
        cosine: between the update's own gradient and the reference; None where there was no update.
        rows: other gradients of the same policy.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    update: int
    episodes: int
    env_steps: int
    cosine: Estimate | None
    rows: tuple[CompassRow, ...]

    def __post_init__(self) -> None:
        _require_count(self.update, 0)
        _require_count(self.episodes, 1)
        _require_count(self.env_steps, 1)

    def row(self, episodes: int, weights: str) -> CompassRow | None:
        """The row of such batches, or None."""
        found = (row for row in self.rows if (row.episodes, row.weights) == (episodes, weights))
        return next(found, None)


def _require_count(value: object, least: int) -> None:
    if isinstance(value, bool) or operator.index(value) < least:  # type: ignore[arg-type]
        raise ValueError(f"{value!r} is no count of at least {least}")
