"""The training thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from pg_desktop.learning.settings.table import Settings, applied_now, shapes_a_new_run
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.process import keep_torch_to_one_thread, stand_back
from pg_desktop.runs.edits import changed_keys
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.facts import Limit
from pg_desktop.runs.live.control import (
    Activate,
    Branch,
    Command,
    Control,
    Exchange,
    Load,
    Pause,
    Quit,
    Reset,
    Step,
    Train,
)
from pg_desktop.runs.live.live_run import LiveRun, News
from pg_desktop.runs.live.pacing import Pacing
from pg_desktop.runs.live.replaying import Replaying
from pg_desktop.runs.live.run_exchange import RunExchange
from pg_desktop.runs.live.status import Failure, ReplayEnd, RunState, View
from pg_desktop.runs.live.tracing import Tracing
from pg_desktop.runs.live.turns import Turns

if TYPE_CHECKING:
    from pg_desktop.runs.live.document import Document
    from pg_desktop.runs.run import Run


class TrainingWorker(QThread):
    """Owns the run: environments, policy and optimiser are made, used and dropped in this thread.

    The object itself lives in the GUI thread, like every QThread. `view` may be read from any thread.

    Signals:
        run_began (View): another run is trained now: at the start, after Reset, Open, Branch and Activate.
        state_changed (Status): the state is another.
        failed (Failure): something went wrong; the run stands as it was before.
        refused (Load | Branch | Activate | Exchange): a command that could not be obeyed; what was wanted before is
            wanted again.
        replayed (): what is played again has changed settings, and these are wanted now.
        exchanged (Document): all runs are those of another experiment now.
        replay_ended (ReplayEnded): nothing is played again any more, and the run goes on as one of its own.
    """

    run_began = Signal(object)
    state_changed = Signal(object)
    failed = Signal(object)
    refused = Signal(object)
    replayed = Signal()
    replay_ended = Signal(object)
    exchanged = Signal(object)

    def __init__(
        self,
        control: Control,
        experiment: Experiment,
        turns: Turns,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self._control = control
        self._experiment = experiment
        self._live = LiveRun(control, self._news())
        self._board = self._live.board
        self._replaying = Replaying(control, self._live)
        self._pacing = Pacing(control, experiment, turns, self._live, self._replaying)
        self._runs = RunExchange(control, experiment, self._live)

    @property
    def document(self) -> Document | None:
        """Where the experiment is kept; None if it is not."""
        return self._live.document

    def keep_in(self, document: Document) -> None:
        """Keep the experiment in a file; before the thread starts."""
        self._live.document = document

    @property
    def tracing(self) -> Tracing:
        """Whether updates are laid open, and the newest that was."""
        return self._live.tracing

    @property
    def view(self) -> View:
        """The latest policy and where its run is."""
        return self._board.view

    def run(self) -> None:
        """The thread: obey commands and train until told to quit, whatever happens meanwhile."""
        for begin in (stand_back, keep_torch_to_one_thread, self._runs.begin):
            self._surviving(begin)
        while self._surviving(self._go_on) is not False:
            pass
        self._surviving(self._runs.end)
        self._live.set_state(RunState.STOPPED)

    def _news(self) -> News:
        return News(
            run_began=self.run_began.emit,
            state_changed=self.state_changed.emit,
            failed=self.failed.emit,
            refused=self.refused.emit,
            replayed=self.replayed.emit,
            replay_ended=self.replay_ended.emit,
            exchanged=self.exchanged.emit,
        )

    def _surviving(self, do: Callable[[], object]) -> object:
        """Do something, and return what it returns; where it fails, say so once, stand still, and return None."""
        try:
            return do()
        except BaseException as error:  # noqa: BLE001 (the one place from which nothing may escape into Qt)
            self._pacing.steps_left = None
            self._live.report(error)
            # Of settings that could not be applied nobody is to hear again and again.
            self._board.change(progress=None, settings_version=self._control.wanted.version)
            if self._board.status.state in (RunState.STARTING, RunState.TRAINING):
                self._live.set_state(RunState.PAUSED)
            return None

    def _go_on(self) -> bool:
        command = self._control.take(self._board.status.settings_version, self._pacing.seconds_to_wait())
        if isinstance(command, Quit):
            return False
        if command is not None:
            try:
                self._obey(command)
            finally:
                self._control.obeyed()
        self._apply_wanted()
        if self._control.waiting():
            return True  # what has not begun yet can be taken back
        run = self._live.run
        if run is not None and self._board.is_training and self._pacing.seconds_to_wait() == 0.0:
            self._pacing.update(run)
        return True

    def _obey(self, command: Command) -> None:
        match command:
            case Train():
                self._train(None)
            case Step(updates):
                self._train(updates)
            case Pause():
                self._live.pause()
            case Reset():
                self._runs.begin_as_wanted()
            case Load():
                self._load(command)
            case Branch():
                self._runs.branch(command)
            case Activate():
                self._runs.activate(command)
            case Exchange():
                self._runs.exchange(command)

    def _train(self, updates: int | None) -> None:
        if self._live.run is None:
            self._runs.begin_as_wanted()
        if self._live.run is None:
            return
        self._apply_wanted()  # a limit that was raised just now must not end the run that it is to go on with
        limit = self._replaying.limit_of(self._live.run)
        if limit in (Limit.EPISODES, Limit.UPDATES):
            self.failed.emit(_limit_message(limit))
            return
        self._pacing.begin(updates)

    def _load(self, command: Load) -> None:
        loaded, run = self._runs.load(command), self._live.run
        if loaded and command.replay is not None and run is not None:
            self._experiment.draws(run.record.id, command.replay.newest_stream)
            self._train(None)
            if self._live.run is not None:
                self._replaying.play_due(self._live.run)

    def _apply_wanted(self) -> None:
        wanted, run = self._control.wanted_here, self._live.run
        if wanted is None or wanted.version == self._board.status.settings_version:
            return
        if run is None:
            self._board.change(settings_version=wanted.version)
            return
        if self._board.status.replay is not None and changed_keys(run.settings, wanted.settings):
            self._replaying.end(ReplayEnd.CHANGED)
        if run.untouched and shapes_a_new_run(wanted.settings, run.settings) and self._begin_anew():
            return
        try:
            run.apply(wanted.settings, self._control.urgent)
        except RolloutStoppedError:
            return  # they act after the command that is waiting
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises where a policy looks around)
            self._live.report(error)
            self._take_back(wanted.settings, wanted.version, run)
            self._live.pause()
            return
        self._live.keep(now=True)
        self._board.publish(run, settings_version=wanted.version)

    def _begin_anew(self) -> bool:
        """Begin a new run in place of one in which nothing has happened yet, and train it if that one was."""
        was_training, steps_left = self._board.is_training, self._pacing.steps_left
        began = self._runs.begin_as_wanted()
        if was_training and began:
            self._train(steps_left)
        return began

    def _take_back(self, wanted: Settings, version: int, run: Run) -> None:
        """Let the user want again what is in force, of the settings that were to act now and could not."""
        now = applied_now(wanted, run.settings)
        in_force = {key: run.settings.value(key) for key in changed_keys(run.settings, now)}
        self._board.change(settings_version=version)
        self._live.refuse(Load(wanted, None, version=version, before=wanted.changed(in_force)))


def _limit_message(limit: Limit) -> Failure:
    sentences = {
        Limit.EPISODES: QT_TRANSLATE_NOOP(
            "Errors", "The run has reached its episode limit. Raise the limit to train on, or reset to start over."
        ),
        Limit.UPDATES: QT_TRANSLATE_NOOP(
            "Errors", "The run has reached its update limit. Raise the limit to train on, or reset to start over."
        ),
    }
    return Failure(sentences[limit], ())
