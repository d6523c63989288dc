"""The training thread."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QThread, Signal

from pg_desktop.learning.settings.table import PACE_MAX, Settings, shapes_a_new_run
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.process import keep_torch_to_one_thread, stand_back
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.facts import Limit, Origin
from pg_desktop.runs.live.control import (
    Activate,
    Branch,
    Command,
    Control,
    Load,
    Pause,
    Quit,
    Reset,
    Step,
    Train,
    WithSettings,
)
from pg_desktop.runs.live.failures import failure_of
from pg_desktop.runs.live.status import Failure, RunState, Status, View
from pg_desktop.runs.live.turns import Turns

if TYPE_CHECKING:
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.run import Run

_UNEXPECTED: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "Training paused because something unexpected happened: {error}. The run stands as it was before.",
)
_SPEED_SECONDS: Final = 1.0
"""Computing time over which the speed is averaged."""


class TrainingWorker(QThread):
    """Owns the run: environments, policy and optimiser are made, used and dropped in this thread.

    The object itself lives in the GUI thread, like every QThread. `view` may be read from any thread.

    Signals:
        run_began (View): another run is trained now: at the start, after Reset, Open, Branch and Activate.
        state_changed (Status): the state is another.
        failed (Failure): something went wrong; the run stands as it was before.
        refused (Load | Branch | Activate): a command that could not be obeyed; what was wanted before is
            wanted again.
    """

    run_began = Signal(object)
    state_changed = Signal(object)
    failed = Signal(object)
    refused = Signal(object)

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
        self._turns = turns
        self._run: Run | None = None
        self._steps_left: int | None = None
        self._last_start = -math.inf
        self._speed: deque[tuple[int, float]] = deque()
        wanted = control.wanted
        self._view = View(
            status=Status(
                state=RunState.STARTING,
                run=0,
                update=0,
                episodes=0,
                env_steps=0,
                steps_per_second=0.0,
                mean_return_100=None,
                solved=None,
                limit=None,
                train_seconds=0.0,
                settings=wanted.settings,
                settings_version=wanted.version,
            ),
            policy=None,
            world=None,
        )

    @property
    def view(self) -> View:
        """The latest policy and where its run is."""
        return self._view

    def run(self) -> None:
        """The thread: obey commands and train until told to quit."""
        stand_back()
        try:
            keep_torch_to_one_thread()
            self._begin_as_wanted()
            while self._go_on():
                pass
        except BaseException as error:  # noqa: BLE001 (the one place from which nothing may escape into Qt)
            self._report(error)
        self._end_run()
        self._set_state(RunState.STOPPED)

    def _end_run(self) -> None:
        if self._run is not None:
            self._run.close()
            self._run = None

    def _go_on(self) -> bool:
        command = self._control.take(self._view.status.settings_version, self._seconds_to_wait())
        if isinstance(command, Quit):
            return False
        if command is not None:
            self._obey(command)
        self._apply_wanted()
        if self._run is not None and self._is_training and self._seconds_to_wait() == 0.0:
            self._update(self._run)
        return True

    def _seconds_to_wait(self) -> float | None:
        """Until the next update is due: None forever. A change of the pace counts from the last update on."""
        if self._run is None or not self._is_training:
            return None
        pace = self._run.settings.pace
        interval = 1.0 / pace if pace < PACE_MAX else 0.0
        return max(0.0, self._last_start + interval - time.monotonic())

    @property
    def _is_training(self) -> bool:
        return self._view.status.state is RunState.TRAINING

    def _obey(self, command: Command) -> None:
        match command:
            case Train():
                self._train(None)
            case Step(updates):
                self._train(updates)
            case Pause():
                self._pause()
            case Reset():
                self._begin_as_wanted()
            case Load():
                self._load(command)
            case Branch():
                self._branch(command)
            case Activate():
                self._activate(command)

    def _train(self, updates: int | None) -> None:
        if self._run is None:
            self._begin_as_wanted()
        if self._run is None:
            return
        self._apply_wanted()  # a limit that was raised just now must not end the run that it is to go on with
        limit = self._run.limit_reached()
        if limit in (Limit.EPISODES, Limit.UPDATES):
            self.failed.emit(_limit_message(limit))
            return
        if updates is not None and self._is_training and self._steps_left is not None:
            updates += self._steps_left
        self._steps_left = updates
        self._last_start = -math.inf
        self._change_status(limit=None)
        self._set_state(RunState.TRAINING)

    def _load(self, command: Load) -> None:
        if not self._begin(command.settings, command.version, command.policy, command.origin, command.stream):
            self._refuse(command)

    def _branch(self, command: Branch) -> None:
        parent = self._experiment.record(command.run)
        if parent is None or command.entry not in parent.checkpoints.entries():
            self._refuse(command)
            return

        def branched() -> Run:
            from pg_desktop.runs.run import Run  # noqa: PLC0415 (torch and Gymnasium)

            stream, number = self._experiment.next_stream(parent.id), self._experiment.next_id()
            return Run.branch(parent, command.entry, command.settings, stream=stream, id=number)

        if not self._change_to(branched, command.version, self._state_between_runs):
            self._refuse(command)

    def _activate(self, command: Activate) -> None:
        record = self._experiment.record(command.run)
        if record is None or record.left is None:
            self._refuse(command)
            return

        def resumed() -> Run:
            from pg_desktop.runs.run import Run  # noqa: PLC0415 (torch and Gymnasium)

            run = Run.resume(record)
            run.apply(command.settings)
            return run

        if not self._change_to(resumed, command.version, self._state_between_runs):
            self._refuse(command)

    def _refuse(self, command: WithSettings) -> None:
        self._control.take_back(command)
        self.refused.emit(command)

    @property
    def _state_between_runs(self) -> RunState:
        """What the thread does once another run has come that was trained before."""
        return RunState.TRAINING if self._is_training else RunState.PAUSED

    def _pause(self) -> None:
        if self._is_training:
            self._set_state(RunState.PAUSED)

    def _begin_as_wanted(self) -> None:
        wanted = self._control.wanted
        self._begin(wanted.settings, wanted.version)

    def _begin(
        self,
        settings: Settings,
        version: int,
        policy: Policy | None = None,
        origin: Origin | None = None,
        stream: int = 0,
    ) -> bool:
        """Begin a new run; if that fails, the one in progress stays, and the answer is False."""

        def begun() -> Run:
            # torch and Gymnasium load here, in this thread, after the window has painted.
            from pg_desktop.runs.run import Run  # noqa: PLC0415

            number = self._experiment.next_id()
            return Run.begin(settings, policy, origin=origin, stream=stream, id=number, watched=True)

        if self._change_to(begun, version, RunState.READY):
            return True
        if self._run is None:
            self._set_state(RunState.PAUSED)
        return False

    def _change_to(self, made: Callable[[], Run], version: int, state: RunState) -> bool:
        """Train another run; if it cannot be made, the one in progress stays, and the answer is False."""
        before = self._run
        try:
            run = made()
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises)
            self._report(error)
            return False
        self._run = run
        if before is not None:
            self._leave(before)
        if run.record in self._experiment.records:
            self._experiment.make_live(run.record)
        else:
            self._experiment.add(run.record)
        self._experiment.make_room()
        self._speed.clear()
        record = run.record
        self._publish(run, run=record.id, settings_version=version, limit=None, origin=record.origin)
        self._set_state(RunState.PAUSED if state is RunState.TRAINING and run.limit_reached() else state)
        self.run_began.emit(self._view)
        return True

    def _leave(self, run: Run) -> None:
        """Let go of a run; what its environments do then is no reason not to train another."""
        try:
            run.leave()
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises)
            self._report(error)

    def _apply_wanted(self) -> None:
        wanted, run = self._control.wanted, self._run
        if wanted.version == self._view.status.settings_version:
            return
        if run is None:
            self._change_status(settings_version=wanted.version)
            return
        if run.untouched and shapes_a_new_run(wanted.settings, run.settings):
            was_training, steps_left = self._is_training, self._steps_left
            began = self._begin(wanted.settings, wanted.version)
            if was_training and began:
                self._train(steps_left)
            if began:
                return
        run.apply(wanted.settings)
        self._publish(run, settings_version=wanted.version)

    def _update(self, run: Run) -> None:
        self._last_start = time.monotonic()
        try:
            with self._turns.training():
                report = run.advance(stop=self._must_stop)
        except RolloutStoppedError:
            return  # for a command that is next in line
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises, the update is undone)
            self._report(error)
            self._pause()
            return
        self._measure(int(report.lengths_N.sum()), report.seconds)
        self._experiment.make_room()
        self._publish(run)
        self._look_whether_over(run)

    def _must_stop(self) -> bool:
        self._turns.give_way()
        return self._control.urgent()

    def _look_whether_over(self, run: Run) -> None:
        limit = run.limit_reached()
        if limit is not None:
            self._change_status(limit=limit)
            self._set_state(RunState.FINISHED)
        elif self._steps_left is not None:
            self._steps_left -= 1
            if self._steps_left <= 0:
                self._pause()

    def _measure(self, env_steps: int, seconds: float) -> None:
        self._speed.append((env_steps, seconds))
        total = sum(seconds for _, seconds in self._speed)
        while len(self._speed) > 1 and total - self._speed[0][1] > _SPEED_SECONDS:
            total -= self._speed.popleft()[1]

    def _publish(self, current: Run, **changes: Any) -> None:
        """Replace the view as a whole, so that nobody sees half of a change."""
        seconds = sum(seconds for _, seconds in self._speed)
        history = current.history
        status = replace(
            self._view.status,
            update=current.updates,
            episodes=history.episodes,
            env_steps=history.env_steps,
            steps_per_second=sum(steps for steps, _ in self._speed) / seconds if seconds else 0.0,
            mean_return_100=history.mean_return(),
            solved=current.solved,
            collapse=current.collapse,
            train_seconds=current.seconds,
            settings=current.settings,
            **changes,
        )
        self._view = View(
            status=status,
            policy=current.policy(),
            world=current.world,
            edits=current.edits.all(),
            record=current.record,
        )

    def _change_status(self, **changes: Any) -> None:
        self._view = replace(self._view, status=replace(self._view.status, **changes))

    def _set_state(self, state: RunState) -> None:
        changed = state is not self._view.status.state
        self._change_status(state=state)
        if changed:
            self.state_changed.emit(self._view.status)

    def _report(self, error: BaseException) -> None:
        self.failed.emit(failure_of(error, _UNEXPECTED))


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
