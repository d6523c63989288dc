"""The record of a run: all that is known of it, whether it is being trained or not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.collapse import CollapseMemory
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.facts import Origin, Parent, Solved
from pg_desktop.runs.history import History

if TYPE_CHECKING:  # torch and Gymnasium, which whoever only reads a record does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.trainer import TrainerState
    from pg_desktop.learning.worlds.spaces import Spaces
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
        collapse: what has been seen of collapses.
        edits: what had been changed until then.
    """

    trainer: TrainerState
    stream: int
    solved: Solved | None
    seconds: float
    last_returns: NDArray[np.float64]
    collapse: CollapseMemory
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

    @property
    def spaces(self) -> Spaces:
        """What the policy sees and may do."""
        return self.trainer.algorithm.spaces

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
        fallen: whether it was solved, and its returns have fallen far below the target since; see `has_fallen`.
    """

    settings: Settings
    solved: Solved | None = None
    seconds: float = 0.0
    fallen: bool = False


@dataclass(frozen=True)
class Figures:
    """How much a run has done.

    Attributes:
        updates: updates done.
        episodes: episodes played for them.
        env_steps: env steps in these.
        mean_return: of the last 100 episodes, or as many as there are; None before the first.
    """

    updates: int
    episodes: int
    env_steps: int
    mean_return: float | None


class Contents:
    """What there is much of in a record.

    Attributes:
        history: see `RunRecord`.
        checkpoints: see `RunRecord`.
        left: see `RunRecord`.
    """

    def __init__(
        self,
        history: History,
        checkpoints: Checkpoints[CompleteState],
        left: Checkpoint[CompleteState] | None = None,
    ) -> None:
        """Take the parts."""
        self.history, self.checkpoints, self.left = history, checkpoints, left


class RunRecord:
    """All that is known of one run.

    The thread that trains it writes history, edits, checkpoints, settings, progress, world and `left`; labels and
    measurements are the window's. Any thread reads; what is no log of its own is replaced as a whole. Of a run from a
    file, what there is much of is read when it is first asked for.

    Attributes:
        id: its number in the experiment, never given twice.
        parent: what it branched from, or None.
        origin: the policy file or the clone that it began from; None if it began from its seed or another run.
        stream: which of the seed's sequences of random numbers it draws from.
        settings: what its first update, or that of the run it branched from, began with.
        edits: what was changed in it, from its first update on; a branch has those of its parent until then.
        progress: how far it has come.
        world: where it is trained; None until it has been made.
        measurements: what has been measured of its policies.
        label: what it is called and how it is shown.
        made_with: versions and processor that its numbers come from, by name; empty until it has been trained.
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
        self.edits = EditLog()
        self.progress = Progress(settings)
        self.world: World | None = None
        self.measurements = origin.measurements if origin else Measurements()
        self.label = Label(number=id)
        self.made_with: Mapping[str, str] = {}
        self.edits_before = 0
        """Edits that it began with, because its parent had them or it is a branch."""
        self._bytes_before = 0
        self._lock = threading.Lock()
        self._stored: tuple[Figures, Callable[[], Contents]] | None = None
        self._contents: Contents | None = Contents(History(settings.algorithm), Checkpoints())

    def read_later(self, figures: Figures, read: Callable[[], Contents]) -> None:
        """Read what there is much of when it is first asked for.

        Args:
            figures: what is known of it before.
            read: reads it; raises `UserError` where that cannot be.
        """
        self._stored, self._contents = (figures, read), None

    @property
    def in_memory(self) -> bool:
        """Whether nothing of it has to be read first."""
        return self._contents is not None

    @property
    def contents(self) -> Contents:
        """What there is much of.

        Raises:
            UserError: if it has to be read from a file, and cannot be.
        """
        contents = self._contents
        if contents is not None:
            return contents
        with self._lock:
            if self._contents is None:
                if self._stored is None:
                    raise ValueError("a record has contents, or they are read")
                self._contents = self._stored[1]()
                self._stored = None
            return self._contents

    @property
    def figures(self) -> Figures:
        """How much it has done; nothing is read for that."""
        stored = self._stored
        if self._contents is None and stored is not None:
            return stored[0]
        history = self.history
        return Figures(history.updates, history.episodes, history.env_steps, history.mean_return())

    @property
    def history(self) -> History:
        """Its metrics."""
        return self.contents.history

    @property
    def checkpoints(self) -> Checkpoints[CompleteState]:
        """States to go back to; a branch shares those of its parent until then."""
        return self.contents.checkpoints

    @property
    def left(self) -> CompleteState | None:
        """The state in which it was left when another run was trained instead; None while it is trained."""
        left = self.contents.left
        return None if left is None else left.payload

    @left.setter
    def left(self, state: CompleteState | None) -> None:
        update = 0 if state is None else state.trainer.updates
        self.contents.left = None if state is None else Checkpoint(update, None, state.nbytes, state)

    @property
    def was_left(self) -> bool:
        """Whether it can be gone on with from where it was left."""
        return not self.in_memory or self.contents.left is not None

    def branched(self, id: int, entry: Checkpoint[CompleteState]) -> RunRecord:
        """A record of a run that goes on from one of this run's checkpoints.

        Args:
            id: its own.
            entry: the checkpoint.
        """
        state = entry.payload
        record = RunRecord(id, self.settings, stream=state.stream, origin=self.origin)
        record.parent = Parent(self.id, entry.update)
        history, checkpoints = self.history.cut(entry.update), self.checkpoints.cut(entry.update)
        record._contents = Contents(history, checkpoints)
        record.edits = EditLog(state.edits)
        record.progress = Progress(state.settings, state.solved, state.seconds)
        record.world = self.world
        before = self.origin.statistics.updates if self.origin else 0
        record.measurements = self.measurements.until(before + entry.update)
        record.made_with = self.made_with
        record._bytes_before = history.nbytes
        return record

    def begins_here(self) -> None:
        """What was changed until now is how the run begins, and nothing that has happened in it."""
        self.edits_before = len(self.edits.all())

    @property
    def updates_before(self) -> int:
        """Updates that it has in common with its parent."""
        return self.parent.update if self.parent else 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened in it: no update, no edit."""
        return self.figures.updates == self.updates_before and len(self.edits.all()) == self.edits_before

    @property
    def states(self) -> tuple[CompleteState, ...]:
        """All states that are kept in memory, the newest at the end."""
        contents = self._contents
        if contents is None:
            return ()
        kept = [entry.in_memory for entry in contents.checkpoints.entries()]
        kept.append(contents.left.in_memory if contents.left is not None else None)
        return tuple(state for state in kept if state is not None)

    @property
    def own_nbytes(self) -> int:
        """What its metrics take, without what it shares with its parent."""
        return self.history.nbytes - self._bytes_before if self.in_memory else 0
