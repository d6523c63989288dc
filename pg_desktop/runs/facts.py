"""What is known of a run as a whole: where it began from, when it was solved, and what ended it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pg_desktop.learning.algorithms.imitation.facts import CloneFacts
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements

if TYPE_CHECKING:  # NumPy and safetensors, which the window's first paint does not need
    from pg_desktop.storage.policy_format import TrainingStatistics


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
class Origin:
    """What a run that began from a file, or as a clone, takes over besides weights and settings.

    Attributes:
        statistics: how far training had come.
        edits: what had been changed, counted as in the statistics.
        measurements: what had been measured.
        policy_sha256: the digest of its policy, see `policy_format.tensors_digest`; None if unknown.
        file: the file's name, or "".
        clone: what is known of the clone that it began as; None of any other policy.
    """

    statistics: TrainingStatistics
    edits: tuple[Edit, ...] = ()
    measurements: Measurements = Measurements()  # noqa: RUF009 (frozen)
    policy_sha256: str | None = None
    file: str = ""
    clone: CloneFacts | None = None


@dataclass(frozen=True)
class Parent:
    """Where a branch left another run.

    Attributes:
        run: the id of the other run.
        update: updates that both have in common.
    """

    run: int
    update: int
