"""The session: everything that the window and automation say to a run and learn from it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QThread
from shiboken6 import isValid

from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, is_the_users
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.control import (
    Activate,
    Branch,
    Control,
    Exchange,
    Load,
    Pause,
    Quit,
    Reset,
    Step,
    Train,
    WithSettings,
)
from pg_desktop.runs.live.status import RunState, Status, View
from pg_desktop.runs.live.tracing import Tracing
from pg_desktop.runs.live.turns import Turns
from pg_desktop.runs.live.worker import TrainingWorker

if TYPE_CHECKING:
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.algorithms.algorithm import AlgorithmState
    from pg_desktop.runs.facts import Origin
    from pg_desktop.runs.history import History
    from pg_desktop.runs.live.document import Document
    from pg_desktop.runs.record import CompleteState
    from pg_desktop.runs.replay import Replay

_LAST_WRITE_SECONDS: Final = 10.0


class Session:
    """Commands go in, views come out; the training thread starts with the first command or with `start`.

    To be used from the GUI thread; `history`, `edits`, `checkpoints`, `view` and `status` may be read from any. These
    are those of the run that is trained; before there is one they are empty.

    Attributes:
        experiment: all runs.
    """

    def __init__(self, settings: Settings) -> None:
        self.experiment = Experiment()
        self.turns = Turns()
        self._control = Control(settings)
        self._closed = False
        self._no_edits = EditLog()
        self._no_checkpoints: Checkpoints[CompleteState] = Checkpoints()
        self.worker = TrainingWorker(self._control, self.experiment, self.turns)

    @property
    def history(self) -> History:
        """The metrics of the run. Loads NumPy, which the window's first paint does not need."""
        record = self.view.record
        return record.history if record is not None else self._no_history

    @property
    def edits(self) -> EditLog:
        """What was changed in the run."""
        record = self.view.record
        return record.edits if record is not None else self._no_edits

    @property
    def checkpoints(self) -> Checkpoints[CompleteState]:
        """States of the run to go back to."""
        record = self.view.record
        return record.checkpoints if record is not None else self._no_checkpoints

    @property
    def tracing(self) -> Tracing:
        """Whether updates are laid open, and the newest that was."""
        return self.worker.tracing

    @property
    def view(self) -> View:
        """The latest policy and where its run is."""
        return self.worker.view

    @property
    def status(self) -> Status:
        """Where the run is."""
        return self.worker.view.status

    @property
    def wanted(self) -> Settings:
        """The settings that the user wants; `status.settings` are those in force."""
        return self._control.wanted.settings

    @property
    def wanted_version(self) -> int:
        """Version of `wanted`; when `status.settings_version` equals it, all that can act now does."""
        return self._control.wanted.version

    def start(self) -> None:
        """Start the training thread, which loads torch and prepares a run, also where it has come to an end of itself.

        After `close` nothing starts any more.
        """
        if not self._closed and not self.worker.isRunning():
            self.worker.start(QThread.Priority.LowPriority)

    def train(self) -> None:
        """Go on with update after update."""
        self._send(Train())

    def pause(self) -> None:
        """Stand still, in the middle of an update if that takes long; `train` and `step` go on with it."""
        self._send(Pause())

    def step(self, updates: int = 1) -> None:
        """Do some updates, one in progress among them, then pause."""
        self._send(Step(updates))

    def keep_in(self, document: Document) -> None:
        """Keep the experiment in a file from the start on; before `start`."""
        self.worker.keep_in(document)

    def exchange(self, document: Document) -> None:
        """Go on with the experiment of another document, or begin it, in place of this one."""
        self._send(Exchange(self.wanted, document))

    @property
    def document(self) -> Document | None:
        """Where the experiment is kept; None if it is not."""
        return self.worker.document

    def reset(self) -> None:
        """Begin a new run with the wanted settings, from their seed."""
        self._send(Reset())

    def at_once(self) -> AbstractContextManager[object]:
        """As long as this is entered, the training thread sees nothing of what is asked for; then all of it at once.

        So the run of before has no part in settings that are wanted, and then Reset is.
        """
        return self._control.at_once()

    def load(self, settings: Settings, policy: Policy, origin: Origin | None = None, stream: int = 0) -> None:
        """Begin a new run with these settings, from these weights; see `Load` for the rest."""
        self._send(Load(settings, policy, origin, stream))

    def begin_with(self, settings: Settings, start: AlgorithmState, origin: Origin) -> None:
        """Begin a new run with these settings, from all that an algorithm knows; see `Load` for the rest."""
        self._send(Load(self._with_the_users(settings), None, origin, start=start))

    def begin_from(self, settings: Settings, policy: Policy | None, origin: Origin) -> None:
        """Begin a new run with these settings, from these weights or the seed's; see `Load` for the rest."""
        self._send(Load(self._with_the_users(settings), policy, origin))

    def replay(
        self,
        settings: Settings,
        replay: Replay,
        policy: Policy | None = None,
        origin: Origin | None = None,
        stream: int = 0,
    ) -> None:
        """Begin a new run that repeats another, and train it; see `Load`. How fast it goes stays the user's choice."""
        self._send(Load(self._with_the_users(settings), policy, origin, stream, replay))

    def branch(self, entry: Checkpoint[CompleteState], run: int | None = None) -> None:
        """Begin a new run from a checkpoint, with the settings of then and random numbers that no relative has drawn.

        Args:
            entry: the checkpoint.
            run: the id of the run that it is of; the one that is trained if None.
        """
        settings = self._with_the_users(entry.payload.settings)
        self._send(Branch(settings, self.status.run if run is None else run, entry))

    def activate(self, run: int) -> None:
        """Train another run, from where it was left; nothing happens if it is the one that is trained, or gone."""
        record = self.experiment.record(run)
        if record is not None and run != self.status.run:
            self._send(Activate(self._with_the_users(record.progress.settings), run))

    @property
    def will_train(self) -> bool:
        """Whether training is on, or will be once the commands that have been given are obeyed."""
        return self._control.will_train(lambda: self.status.state is RunState.TRAINING)

    def want(self, settings: Settings) -> None:
        """Ask for settings; each takes effect when its row in the table says."""
        self._control.want(settings)

    def close(self) -> None:
        """End the training thread and wait for it; an update in progress is abandoned."""
        self._closed = True
        self.turns.window_goes()
        self._control.send(Quit())
        if isValid(self.worker):  # at the end of the process, Qt may have deleted it, which it does once it has ended
            self.worker.wait()
        document = self.document
        if document is not None:
            document.close(_LAST_WRITE_SECONDS)

    @cached_property
    def _no_history(self) -> History:
        from pg_desktop.runs.history import History  # noqa: PLC0415 (NumPy)

        return History()

    def _with_the_users(self, settings: Settings) -> Settings:
        """Settings of a run, with the pace and the look that the user has chosen."""
        wanted = self.wanted
        return settings.changed({key: wanted.value(key) for key in HYPERPARAMETERS if is_the_users(key)})

    def _send(self, command: Train | Pause | Step | Reset | WithSettings) -> None:
        self._control.send(command)
        self.start()
