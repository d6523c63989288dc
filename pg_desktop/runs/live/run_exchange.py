"""Which run is trained: new ones, branches, runs that are gone on with, and those of another experiment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.ids import module_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.families import ExperimentMemory
from pg_desktop.runs.live.control import Activate, Branch, Control, Exchange, Load
from pg_desktop.runs.live.live_run import LiveRun
from pg_desktop.runs.live.status import RunState

if TYPE_CHECKING:
    from pg_desktop.runs.live.document import Document
    from pg_desktop.runs.record import RunRecord
    from pg_desktop.runs.replay import Replay
    from pg_desktop.runs.run import Run

_LAST_WRITE_SECONDS: Final = 10.0
_LOST: Final = QT_TRANSLATE_NOOP(
    "Errors", "Of the episodes that were shown in this experiment, {lost} are damaged and were left out."
)


class RunExchange:
    """Puts another run in the place of the one that is trained. Belongs to the training thread.

    If it cannot be made, the one that is trained stays, a command is refused, and what went wrong is told.
    """

    def __init__(self, control: Control, experiment: Experiment, live: LiveRun) -> None:
        """Take where settings are wanted, all runs, and the one that is trained."""
        self._control, self._experiment, self._live = control, experiment, live

    def begin(self) -> None:
        """Open the document, if there is one, and begin with what is in it or else a new run."""
        document = self._live.document
        if document is None:
            self.begin_as_wanted()
            return
        try:
            document.open()
        except BaseException as error:  # noqa: BLE001 (whatever is wrong with a file, there is a window to work in)
            self._live.report(error)
        wanted = self._control.wanted
        self._go_on_with(document, Exchange(wanted.settings, document, version=wanted.version))

    def begin_as_wanted(self) -> bool:
        """Begin a new run with the wanted settings; whether that could be."""
        wanted = self._control.wanted
        return self._begin_new(Load(wanted.settings, None, version=wanted.version))

    def load(self, command: Load) -> bool:
        """Begin a new run with settings and weights; whether that could be."""
        if self._begin_new(command):
            return True
        self._live.refuse(command)
        return False

    def branch(self, command: Branch) -> None:
        """Begin a run that goes on from a state of another."""
        parent = self._experiment.record(command.run)
        if parent is None or command.entry not in parent.checkpoints.entries():
            self._live.refuse(command)
            return

        def branched() -> Run:
            from pg_desktop.runs.run import Run  # noqa: PLC0415 (torch and Gymnasium)

            stream, number = self._experiment.next_stream(parent.id), self._experiment.next_id()
            return Run.branch(
                parent, command.entry, command.settings, stream=stream, id=number, stop=self._control.urgent
            )

        if not self._change_to(branched, command.version, self._state_between_runs):
            self._live.refuse(command)

    def activate(self, command: Activate) -> None:
        """Go on with a run that was left."""
        record = self._experiment.record(command.run)
        if record is None or not record.was_left:
            self._live.refuse(command)
            return

        def resumed() -> Run:
            from pg_desktop.runs.run import Run  # noqa: PLC0415 (torch and Gymnasium)

            run = Run.resume(record, self._control.urgent)
            run.apply(command.settings, self._control.urgent)
            return run

        if not self._change_to(resumed, command.version, self._state_between_runs):
            self._live.refuse(command)

    def exchange(self, command: Exchange) -> None:
        """Leave all runs and go on with those of another experiment."""
        live = self._live
        try:
            command.document.open()
        except BaseException as error:  # noqa: BLE001 (whatever is wrong with a file, nothing has happened)
            live.report(error)
            live.refuse(command)
            return
        if live.run is not None:
            self._leave(live.run)
            live.run = None
        if live.document is not None:
            live.document.close(_LAST_WRITE_SECONDS)
        self._go_on_with(command.document, command)
        live.news.exchanged(command.document)

    def end(self) -> None:
        """Let go of the run that is trained, at once."""
        live = self._live
        live.keep(now=True)
        run, live.run = live.run, None
        if run is not None:
            run.close(at_once=True)

    def _go_on_with(self, document: Document, command: Exchange) -> None:
        """Take over what a document holds, and train the run that was trained last, or a new one."""
        self._live.document, read = document, document.read
        if read is not None:
            self._experiment.fill(read.records, read.memory, read.demonstrations, read.judgements)
            if read.lost:
                self._live.report(UserError(_LOST, lost=read.lost))
        else:
            self._experiment.fill((), ExperimentMemory())
        document.keep(self._experiment, self._live.report_unkept)
        document.read_on(self._experiment)
        live = next(
            (record for record in self._experiment.records if read is not None and record.id == read.live), None
        )
        if live is not None and module_of(live.progress.settings.environment) is None and self._resume(live, command):
            return
        self._begin_new(Load(command.settings, None, version=command.version))

    def _resume(self, record: RunRecord, command: Exchange) -> bool:
        settings = record.progress.settings
        version = self._control.follow_run(settings, command.version)

        def resumed() -> Run:
            from pg_desktop.runs.run import Run  # noqa: PLC0415 (torch and Gymnasium)

            return Run.resume(record, stop=self._control.urgent)

        return record.was_left and self._change_to(resumed, version, RunState.PAUSED)

    def _begin_new(self, load: Load) -> bool:
        """Begin a new run; if that fails, the one in progress stays, and the answer is False."""

        def begun() -> Run:
            # torch and Gymnasium load here, in this thread, after the window has painted.
            from pg_desktop.runs.run import Run  # noqa: PLC0415

            number = self._experiment.next_id()
            return Run.begin(
                load.settings,
                load.policy,
                start=load.start,
                origin=load.origin,
                stream=load.stream,
                id=number,
                watched=True,
                stop=self._control.urgent,
            )

        if self._change_to(begun, load.version, RunState.READY, load.replay):
            return True
        if self._live.run is None:
            self._live.set_state(RunState.PAUSED)
        return False

    def _change_to(self, made: Callable[[], Run], version: int, state: RunState, replay: Replay | None = None) -> bool:
        """Train another run; if it cannot be made, the one in progress stays, and the answer is False."""
        live = self._live
        try:
            run = made()
        except RolloutStoppedError:
            return False  # for what comes next
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises)
            live.report(error)
            return False
        before, live.run = live.run, run
        if before is not None:
            self._leave(before)
        self._make_live(run.record)
        live.board.forget_speed()
        record = run.record
        live.board.publish(
            run, run=record.id, settings_version=version, limit=None, origin=record.origin, replay=replay
        )
        live.set_state(RunState.PAUSED if state is RunState.TRAINING and run.limit_reached() else state)
        live.keep(now=True)
        live.news.run_began(live.board.view)
        return True

    def _make_live(self, record: RunRecord) -> None:
        if record in self._experiment.records:
            self._experiment.make_live(record)
        else:
            self._experiment.add(record)
        self._experiment.make_room()

    def _leave(self, run: Run) -> None:
        """Let go of a run; what its environments do then is no reason not to train another."""
        try:
            run.leave()
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises)
            self._live.report(error)

    @property
    def _state_between_runs(self) -> RunState:
        """What the thread does once another run has come that was trained before."""
        return RunState.TRAINING if self._live.board.is_training else RunState.PAUSED
