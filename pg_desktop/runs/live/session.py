"""The session: everything that the window and automation say to a run and learn from it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QThread

from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, is_the_users
from pg_desktop.runs.checkpoints import Checkpoint, Checkpoints
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.live.control import Branch, Control, Load, Pause, Quit, Reset, Step, Train
from pg_desktop.runs.live.status import Origin, RunState, Status, View
from pg_desktop.runs.live.turns import Turns
from pg_desktop.runs.live.worker import TrainingWorker

if TYPE_CHECKING:
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.history import History
    from pg_desktop.runs.run import CompleteState


_STREAMS: Final = 10_000
"""After so many branches the first random numbers come again."""


class Session:
    """Commands go in, views come out; the training thread starts with the first command or with `start`.

    To be used from the GUI thread; `history`, `edits`, `view` and `status` may be read from any.
    """

    def __init__(self, settings: Settings) -> None:
        self.edits = EditLog()
        self.checkpoints: Checkpoints[CompleteState] = Checkpoints()
        self.turns = Turns()
        self._control = Control(settings)
        self._closed = False
        self._streams: tuple[int, int] | None = None
        """The stream before the first branch, and that of the newest."""
        self.worker = TrainingWorker(self._control, lambda: self.history, self.edits, self.checkpoints, self.turns)

    @cached_property
    def history(self) -> History:
        """The metrics of the run. Loads NumPy, which the window's first paint does not need."""
        from pg_desktop.runs.history import History  # noqa: PLC0415

        return History()

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
        """Start the training thread, which loads torch and prepares a run; after `close` nothing starts any more."""
        if not self._closed and not self.worker.isRunning() and not self.worker.isFinished():
            self.history  # noqa: B018 (made in this thread, before there are two)
            self.worker.start(QThread.Priority.LowPriority)

    def train(self) -> None:
        """Go on with update after update."""
        self._send(Train())

    def pause(self) -> None:
        """Stop after the update in progress."""
        self._send(Pause())

    def step(self, updates: int = 1) -> None:
        """Do some updates, then pause."""
        self._send(Step(updates))

    def reset(self) -> None:
        """Begin a new run with the wanted settings; it draws the random numbers that it drew before any branch."""
        if self._streams is not None and self.wanted.stream == self._streams[1]:
            self.want(self.wanted.changed({"stream": self._streams[0]}))
        self._streams = None
        self._send(Reset())

    def load(self, settings: Settings, policy: Policy, origin: Origin | None = None) -> None:
        """Begin a new run with these settings, from these weights; see `Origin` for the rest."""
        self._streams = None
        self._send(Load(settings, policy, origin))

    def branch(self, entry: Checkpoint[CompleteState]) -> None:
        """Go back to a checkpoint and go on from there, with its settings and random numbers of a new stream."""
        wanted = self.wanted
        kept = {key: wanted.value(key) for key in HYPERPARAMETERS if is_the_users(key)}
        stream = (max(wanted.stream, entry.payload.settings.stream) + 1) % _STREAMS
        self._streams = (self._streams[0] if self._streams else wanted.stream), stream
        self._send(Branch(entry.payload.settings.changed({**kept, "stream": stream}), entry))

    @property
    def will_train(self) -> bool:
        """Whether training is on, or will be once the commands that have been given are obeyed."""
        return self._control.will_train(self.status.state is RunState.TRAINING)

    def want(self, settings: Settings) -> None:
        """Ask for settings; each takes effect when its row in the table says."""
        self._control.want(settings)

    def close(self) -> None:
        """End the training thread and wait for it; an update in progress is abandoned."""
        self._closed = True
        self._control.send(Quit())
        self.worker.wait()

    def _send(self, command: Train | Pause | Step | Reset | Load | Branch) -> None:
        self._control.send(command)
        self.start()
