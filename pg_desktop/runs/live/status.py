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
    from pg_desktop.runs.replay import Replay


class RunState(StrEnum):
    """What the training thread is doing."""

    STARTING = "starting"
    READY = "ready"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class UpdateProgress:
    """How far an update in progress is that takes long enough to be looked at.

    Attributes:
        update: its number, from 1.
        episodes: how many of its episodes have ended.
        of_episodes: how many it plays.
        env_steps: how many have been taken in them.
        share: how much of the playing is done, in [0, 1]: of its episodes, or of the env steps that they may last.
        learning: whether all episodes are over, and the policy learns from them.
    """

    update: int
    episodes: int
    of_episodes: int
    env_steps: int
    share: float
    learning: bool


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
        fallen: whether the run was solved, and its returns have fallen far below the target since.
        progress: how far an update in progress is; None between updates, and in those that take a moment.
        replay: what is being played again in it; None in a run of its own, and once that has ended.
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
    fallen: bool = False
    progress: UpdateProgress | None = None
    replay: Replay | None = None

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


class ReplayEnd(StrEnum):
    """Why nothing is played again any more."""

    DONE = "done"
    CHANGED = "changed"


@dataclass(frozen=True)
class ReplayEnded:
    """What was played again has come to its end.

    Attributes:
        replay: what was to be changed when.
        cause: why it has ended.
        update: updates that were done until then.
    """

    replay: Replay
    cause: ReplayEnd
    update: int


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
