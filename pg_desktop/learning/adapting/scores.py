"""What became of a change, with each of the four controllers. Plain Python: the window shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pg_desktop.learning.adapting.changes import FURTHER_STEPS

STANDS: Final = 450.0
"""Mean steps after a change, of `FURTHER_STEPS`, from which on a controller withstands it."""
_DIFFERENCE: Final = 0.05 * FURTHER_STEPS
"""Steps by which two controllers have to differ for it to count."""


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
    """

    change: str
    fixed: float
    randomised: float
    adaptive: float
    oracle: float
    told_after: float = float("nan")
    second_stage: float = 0.0

    @property
    def worth(self) -> Worth:
        """What adapting was worth."""
        gained = self.adaptive - self.fixed
        if gained <= -_DIFFERENCE:
            return Worth.HURTS
        if gained >= _DIFFERENCE:
            return Worth.HELPS
        return Worth.NOT_NEEDED if self.fixed >= STANDS else Worth.NO_HELP


def without_help(scores: tuple[Score, ...]) -> int:
    """In how many of them adapting did not help, or hurt."""
    return sum(score.worth is not Worth.HELPS for score in scores)
