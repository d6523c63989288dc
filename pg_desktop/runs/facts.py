"""What is known of a run as a whole: where it began from, when it was solved, and what ended it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.algorithms.imitation.facts import CloneFacts
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements

if TYPE_CHECKING:  # NumPy and safetensors, which the window's first paint does not need
    from pg_desktop.storage.policy_format import TrainingStatistics

_NAME_MAX: Final = 100
"""Characters of an id."""


class Limit(StrEnum):
    """Why a run is over."""

    EPISODES = "episodes"
    UPDATES = "updates"
    SOLVED = "solved"


@dataclass(frozen=True)
class Solved:
    """When the mean return of the last 100 training episodes first reached the environment's threshold.

    Attributes:
        episode: the episode, counted from 1, with which it did.
        update: the update in which that episode was played.
        env_step: env steps at that update's end.
        seconds: training time at that update's end.
    """

    episode: int
    update: int
    env_step: int
    seconds: float


@dataclass(frozen=True)
class LadderStep:
    """Which rung of a game's ladder a run climbs, and from whose policy.

    Attributes:
        game: id of the game.
        rung: id of the rung.
        run: the id of the run whose policy it began from; 0 where it began from none.
        update: updates that run had done then.
    """

    game: str
    rung: str
    run: int = 0
    update: int = 0

    def check(self) -> None:
        """Look whether this can be known of a run.

        Raises:
            ValueError: if it cannot.
        """
        if min(self.run, self.update) < 0 or max(len(self.game), len(self.rung)) > _NAME_MAX:
            raise ValueError("no rung of a ladder")


@dataclass(frozen=True)
class Origin:
    """What a run that began from a file, as a clone, or on a ladder, takes over besides weights and settings.

    Attributes:
        statistics: how far training had come.
        edits: what had been changed, counted as in the statistics.
        measurements: what had been measured.
        policy_sha256: the digest of its policy, see `policy_format.tensors_digest`; None if unknown.
        file: the file's name, or "".
        clone: what is known of the clone that it began as; None of any other policy.
        step: which rung of a ladder it climbs; None of a run that is none.
    """

    statistics: TrainingStatistics
    edits: tuple[Edit, ...] = ()
    measurements: Measurements = Measurements()  # noqa: RUF009 (frozen)
    policy_sha256: str | None = None
    file: str = ""
    clone: CloneFacts | None = None
    step: LadderStep | None = None


@dataclass(frozen=True)
class Parent:
    """Where a branch left another run.

    Attributes:
        run: the id of the other run.
        update: updates that both have in common.
    """

    run: int
    update: int
