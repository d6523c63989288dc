"""Which of the experiment's runs plots, time machine and agent show."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState, Status, View

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.history import History
    from pg_desktop.runs.record import CompleteState, RunRecord


class ShownRun(QObject):
    """The live run, or another one that the user looks at. Lives in the GUI thread.

    Signals:
        changed (): it is another run from now on.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen: RunRecord | None = None
        self._view: tuple[RunRecord, object, View] | None = None
        self._no_edits = EditLog()
        self._no_checkpoints: Checkpoints[CompleteState] = Checkpoints()

    @property
    def record(self) -> RunRecord | None:
        """Its record; None before the first run."""
        return self._session.view.record if self._chosen is None else self._chosen

    @property
    def is_live(self) -> bool:
        """Whether it is the run that is trained."""
        return self.record is self._session.view.record

    @property
    def view(self) -> View:
        """Its newest policy, and where it is."""
        view, record = self._session.view, self._chosen
        if record is None or record is view.record:
            return view
        if self._view is None or self._view[:2] != (record, record.left):
            self._view = record, record.left, _view_of(record, view.status)
        return self._view[2]

    @property
    def status(self) -> Status:
        """Where it is."""
        return self.view.status

    @property
    def history(self) -> History:
        """Its metrics. Loads NumPy, which the first paint does not need."""
        record = self.record
        return self._no_history if record is None else record.history

    @property
    def edits(self) -> EditLog:
        """What was changed in it."""
        record = self.record
        return self._no_edits if record is None else record.edits

    @property
    def checkpoints(self) -> Checkpoints[CompleteState]:
        """States of it to go back to."""
        record = self.record
        return self._no_checkpoints if record is None else record.checkpoints

    def show(self, run: int) -> None:
        """Show a run; the live one stays shown whichever that will be. One that is gone is not shown."""
        record = self._session.experiment.record(run)
        if record is not None:
            self._choose(None if record is self._session.view.record else record)

    def follow_live(self) -> None:
        """Show the live run, and whichever takes its place."""
        self._choose(None)

    def look_whether_gone(self) -> None:
        """Show the live run instead of one that is no longer there, or has become the live one."""
        if self._chosen is not None and (
            self._chosen is self._session.view.record or self._chosen not in self._session.experiment.records
        ):
            self.follow_live()

    def _choose(self, record: RunRecord | None) -> None:
        before, self._chosen = self.record, record
        if self.record is not before:
            self._view = None
            self.changed.emit()

    @cached_property
    def _no_history(self) -> History:
        from pg_desktop.runs.history import History  # noqa: PLC0415 (NumPy)

        return History()


def _view_of(record: RunRecord, live: Status) -> View:
    """A run that is not trained, as it was left."""
    history, progress = record.history, record.progress
    newest = record.checkpoints.newest
    state = record.left or (newest.payload if newest is not None else None)
    status = replace(
        live,
        state=RunState.PAUSED,
        run=record.id,
        update=history.updates,
        episodes=history.episodes,
        env_steps=history.env_steps,
        steps_per_second=0.0,
        mean_return_100=history.mean_return(),
        solved=progress.solved,
        fallen=progress.fallen,
        limit=None,
        train_seconds=progress.seconds,
        settings=progress.settings,
        collapse=None,
        progress=None,
        origin=record.origin,
        replay=None,
    )
    policy = None if state is None else state.policy()
    return View(status=status, policy=policy, world=record.world, edits=record.edits.all(), record=record)
