"""What became of a change, with each of the four controllers. Plain Python: the window shows it."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pg_desktop.learning.adapting.changes import FURTHER_STEPS

STANDS: Final = 450.0
"""Mean steps after a change, of `FURTHER_STEPS`, from which on a controller withstands it."""
_DIFFERENCE: Final = 0.05 * FURTHER_STEPS
"""Steps by which two controllers have to differ for it to count."""


_ID_MAX: Final = 100
_SCORES_MAX: Final = 100


class Who(StrEnum):
    """The four, in the order in which they are shown."""

    FIXED = "fixed"
    RANDOMISED = "randomised"
    ADAPTIVE = "adaptive"
    ORACLE = "oracle"


class Worth(StrEnum):
    """What adapting was worth, beside the same policy that does not."""

    HELPS = "helps"
    NOT_NEEDED = "not needed"
    NO_HELP = "no help"
    HURTS = "hurts"


@dataclass(frozen=True)
class Score:
    """How long each controller stood after a change, mean over episodes, 0 to `FURTHER_STEPS`.

    Attributes:
        change: which change, by its id.
        fixed: the policy as it is.
        randomised: one that was trained in many physics.
        adaptive: the first that adapts.
        oracle: what is told.
        told_after: mean env steps until it was believed that the motor is reversed, of the episodes in which that came.
        second_stage: the part of the episodes in which the second stage drove.

    Raises:
        TypeError, ValueError: when made with numbers that cannot be.
    """

    change: str
    fixed: float
    randomised: float
    adaptive: float
    oracle: float
    told_after: float = math.nan
    second_stage: float = 0.0

    def __post_init__(self) -> None:
        stood = self.fixed, self.randomised, self.adaptive, self.oracle
        if not isinstance(self.change, str) or not 0 < len(self.change) < _ID_MAX:
            raise ValueError("no change")
        if any(isinstance(number, bool | str) for number in (*stood, self.told_after, self.second_stage)):
            raise ValueError("a score that is no number")
        if not all(0 <= steps <= FURTHER_STEPS for steps in stood) or not 0 <= self.second_stage <= 1:
            raise ValueError("a score that cannot be")
        if self.told_after < 0 or math.isinf(self.told_after):
            raise ValueError("a time that cannot be")

    @property
    def worth(self) -> Worth:
        """What adapting was worth."""
        gained = self.adaptive - self.fixed
        if gained <= -_DIFFERENCE:
            return Worth.HURTS
        if gained >= _DIFFERENCE:
            return Worth.HELPS
        return Worth.NOT_NEEDED if self.fixed >= STANDS else Worth.NO_HELP


@dataclass(frozen=True)
class Adapting:
    """What adapting was worth to a policy.

    Attributes:
        update: updates that the policy had had.
        scores: one for each change.

    Raises:
        TypeError, ValueError: when made with what cannot be.
    """

    update: int
    scores: tuple[Score, ...]

    def __post_init__(self) -> None:
        if isinstance(self.update, bool) or operator.index(self.update) < 0:
            raise ValueError(f"{self.update!r} is no count")
        if not 0 < len(self.scores) <= _SCORES_MAX:
            raise ValueError("no scores")


def without_help(scores: tuple[Score, ...]) -> int:
    """In how many of them adapting did not help, or hurt."""
    return sum(score.worth is not Worth.HELPS for score in scores)
