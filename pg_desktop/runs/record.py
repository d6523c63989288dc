"""The record of a run: all that is known of it, whether it is being trained or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.checkpoints import Checkpoint, Checkpoints
from pg_desktop.runs.collapse import CollapseDetector
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.facts import Origin, Parent, Solved
from pg_desktop.runs.history import History

if TYPE_CHECKING:  # torch and Gymnasium, which whoever only reads a record does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.trainer import TrainerState
    from pg_desktop.learning.worlds.world import World


@dataclass(frozen=True, eq=False)
class CompleteState:
    """A run at some update, with all that it needs to go on from there.

    Attributes:
        trainer: weights, optimisers, settings and RNG.
        stream: which of the seed's sequences of random numbers it draws from.
        solved: when it was solved, or None.
        seconds: computing time of all updates.
        last_returns: of the last episodes before, float64.
        detector: what has been seen of collapses.
        edits: what had been changed until then.
    """

    trainer: TrainerState
    stream: int
    solved: Solved | None
    seconds: float
    last_returns: NDArray[np.float64]
    detector: CollapseDetector
    edits: tuple[Edit, ...]

    @property
    def settings(self) -> Settings:
        """What was in force."""
        return self.trainer.settings

    @property
    def nbytes(self) -> int:
        """What it takes, but for little things."""
        return self.trainer.algorithm.nbytes

    @property
    def shared(self) -> tuple[NDArray[np.float32], ...]:
        """What it has in common with others, such as a replay buffer; not among `nbytes`."""
        return self.trainer.algorithm.shared

    def policy(self) -> Policy:
        """The policy as it was, with arrays of its own."""
        return self.trainer.algorithm.policy()


@dataclass(frozen=True)
class Label:
    """What a run is called and how it is shown. Only the user and `Experiment` change it.

    Attributes:
        number: what it is called by where it has no name; as small as may be.
        name: given by the user, or "".
        note: written by the user, or "".
        colour: index into a list of colours.
        pinned: whether it stands before the others and is thinned last.
        hidden: whether plots leave it out.
    """

    number: int = 0
    name: str = ""
    note: str = ""
    colour: int = 0
    pinned: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a run has come besides its history.

    Attributes:
        settings: in force.
        solved: when it was solved, or None.
        seconds: computing time of all updates.
    """

    settings: Settings
    solved: Solved | None = None
    seconds: float = 0.0


class RunRecord:
    """All that is known of one run.

    The thread that trains it writes history, edits, checkpoints, settings, progress, world and `left`; labels and
    measurements are the window's. Any thread reads; what is no log of its own is replaced as a whole.

    Attributes:
        id: its number in the experiment, never given twice.
        parent: what it branched from, or None.
        origin: the policy file that it began from, or None if it began from its seed or another run.
        stream: which of the seed's sequences of random numbers it draws from.
        settings: what its first update, or that of the run it branched from, began with.
        history: its metrics.
        edits: what was changed in it, from its first update on; a branch has those of its parent until then.
        checkpoints: states to go back to; a branch shares those of its parent until then.
        progress: how far it has come.
        world: where it is trained; None until it has been made.
        measurements: what has been measured of its policies.
        label: what it is called and how it is shown.
        left: the state in which it was left when another run was trained instead; None while it is trained.
    """

    def __init__(
        self,
        id: int,
        settings: Settings,
        *,
        stream: int = 0,
        origin: Origin | None = None,
    ) -> None:
        self.id = id
        self.parent: Parent | None = None
        self.origin = origin
        self.stream = stream
        self.settings = settings
        self.history = History(settings.algorithm)
        self.edits = EditLog()
        self.checkpoints: Checkpoints[CompleteState] = Checkpoints()
        self.progress = Progress(settings)
        self.world: World | None = None
        self.measurements = origin.measurements if origin else Measurements()
        self.label = Label(number=id)
        self.left: CompleteState | None = None
        self._edits_before = 0
        self._bytes_before = 0

    def branched(self, id: int, entry: Checkpoint[CompleteState]) -> RunRecord:
        """A record of a run that goes on from one of this run's checkpoints.

        Args:
            id: its own.
            entry: the checkpoint.
        """
        state = entry.payload
        record = RunRecord(id, self.settings, stream=state.stream, origin=self.origin)
        record.parent = Parent(self.id, entry.update)
        record.history = self.history.cut(entry.update)
        record.checkpoints = self.checkpoints.cut(entry.update)
        record.edits = EditLog(state.edits)
        record.progress = Progress(state.settings, state.solved, state.seconds)
        record.world = self.world
        before = self.origin.statistics.updates if self.origin else 0
        record.measurements = self.measurements.until(before + entry.update)
        record._bytes_before = record.history.nbytes
        return record

    def begins_here(self) -> None:
        """What was changed until now is how the run begins, and nothing that has happened in it."""
        self._edits_before = len(self.edits.all())

    @property
    def updates_before(self) -> int:
        """Updates that it has in common with its parent."""
        return self.parent.update if self.parent else 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened in it: no update, no edit."""
        return self.history.updates == self.updates_before and len(self.edits.all()) == self._edits_before

    @property
    def states(self) -> tuple[CompleteState, ...]:
        """All states that are kept, the newest at the end."""
        kept = tuple(entry.payload for entry in self.checkpoints.entries())
        return kept if self.left is None else (*kept, self.left)

    @property
    def own_nbytes(self) -> int:
        """What its metrics take, without what it shares with its parent."""
        return self.history.nbytes - self._bytes_before
