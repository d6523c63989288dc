"""What the training thread tells the others: immutable, published as a whole, the latest replaces the one before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.collapse import Collapse
from pg_desktop.runs.facts import Limit, Origin, Solved

if TYPE_CHECKING:  # NumPy and Gymnasium, which the window's first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.worlds.world import World
    from pg_desktop.runs.record import RunRecord


class RunState(StrEnum):
    """What the training thread is doing."""

    STARTING = "starting"
    READY = "ready"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a run is.

    Attributes:
        state: what the training thread is doing.
        run: the id of its record; 0 before the first.
        update: updates done.
        episodes: episodes done.
        env_steps: env steps done.
        steps_per_second: env steps per second of computing, over the last updates; 0 before the first.
        mean_return_100: mean return of the last 100 episodes (or as many as there are); None before the first.
        solved: when the run was solved, or None.
        limit: which limit ended it, or None.
        train_seconds: computing time of all updates.
        settings: what is in force.
        settings_version: which version of the wanted settings these are.
        collapse: the latest collapse of the returns, or None.
        origin: what the run took over from a file, or None if it began from its seed.
    """

    state: RunState
    run: int
    update: int
    episodes: int
    env_steps: int
    steps_per_second: float
    mean_return_100: float | None
    solved: Solved | None
    limit: Limit | None
    train_seconds: float
    settings: Settings
    settings_version: int
    collapse: Collapse | None = None
    origin: Origin | None = None

    @property
    def updates_before(self) -> int:
        """Updates that the policy had had before this run."""
        return self.origin.statistics.updates if self.origin else 0

    @property
    def solved_at_episode(self) -> int | None:
        """The episode with which the run was solved, or None."""
        return self.solved.episode if self.solved else None


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """A policy and the moment it comes from.

    Attributes:
        status: the moment.
        policy: as it was then; None until the training thread is ready.
        world: where it acts; None until the training thread is ready.
        edits: what has been changed in its run until then.
        record: of its run, which goes on; None until the training thread is ready.
    """

    status: Status
    policy: Policy | None
    world: World | None
    edits: tuple[Edit, ...] = ()
    record: RunRecord | None = None


@dataclass(frozen=True)
class Failure:
    """Something went wrong in the training thread.

    Attributes:
        template: one sentence for the user, see `UserError`.
        values: what its placeholders stand for, as pairs.
        details: a traceback, for a report; empty where the sentence says it all.
    """

    template: str
    values: tuple[tuple[str, object], ...]
    details: str = ""
