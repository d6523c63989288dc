"""What the user does with the list of runs, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.messages import UserError
from pg_desktop.runs.live.session import Session
from pg_desktop.ui.kit.notices import NoticeBar, sentence
from pg_desktop.ui.panes.runs.wishes import RunWishes
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.panes.time_machine import TimeMachine
from pg_desktop.ui.shell.steering import Steering
from pg_desktop.ui.shell.undo import RunStep


class RunList(QObject):
    """Does what the card of runs asks for. Lives in the GUI thread.

    Signals:
        changed (): there are other runs, or they are called or shown otherwise.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        shown: ShownRun,
        wishes: RunWishes,
        time_machine: TimeMachine,
        steering: Steering,
        notice: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._experiment = session.experiment
        self._shown = shown
        self._time_machine = time_machine
        self._steering = steering
        self._notice = notice
        wishes.chosen.connect(shown.show)
        wishes.activate_wanted.connect(steering.activate)
        wishes.branch_wanted.connect(self._branch)
        wishes.delete_wanted.connect(self._delete)
        wishes.relabel_wanted.connect(self._relabel)

    @Slot(int)
    def _branch(self, run: int) -> None:
        """Branch from the moment that the time machine shows, or else from the newest that is kept."""
        record = self._experiment.record(run)
        if record is None:
            return
        visited = self._time_machine.visited if record is self._shown.record else None
        entry = visited or record.checkpoints.newest
        if entry is not None:
            self._time_machine.return_to_now()
            self._steering.branch(entry, run)

    @Slot(int)
    def _delete(self, run: int) -> None:
        record = self._experiment.record(run)
        if record is None:
            return
        try:
            self._experiment.remove(run)
        except UserError as error:
            self._notice.show_notice(sentence(error))
            return
        text = self.tr("deleting of {run}").format(run=run_name(record))
        self._push(text, partial(self._experiment.restore, record), partial(self._remove_again, run))

    @Slot(int, object)
    def _relabel(self, run: int, changes: Mapping[str, Any]) -> None:
        record = self._experiment.record(run)
        if record is None:
            return
        before = {key: getattr(record.label, key) for key in changes}
        if before == changes:
            return
        text = self._name_of(changes).format(run=run_name(record))
        self._experiment.relabel(run, **changes)
        self._push(text, partial(self._relabelled, run, before), partial(self._relabelled, run, changes))

    def _name_of(self, changes: Mapping[str, Any]) -> str:
        """What the Edit menu calls a change of a label, with a placeholder for the run."""
        (key,) = changes
        return {
            "name": self.tr("new name of {run}"),
            "note": self.tr("note on {run}"),
            "colour": self.tr("colour of {run}"),
            "pinned": self.tr("pinning of {run}") if changes[key] else self.tr("unpinning of {run}"),
            "hidden": self.tr("hiding of {run}") if changes[key] else self.tr("showing of {run}"),
        }[key]

    def _remove_again(self, run: int) -> bool:
        try:
            self._experiment.remove(run)
        except UserError as error:
            self._notice.show_notice(sentence(error))
            return False
        return True

    def _relabelled(self, run: int, changes: Mapping[str, Any]) -> bool:
        self._experiment.relabel(run, **changes)
        return True

    def _push(self, text: str, undo: Any, again: Any) -> None:
        def undone() -> None:
            undo()
            self.changed.emit()

        def done_again() -> bool:
            done: bool = again()
            self.changed.emit()
            return done

        self._steering.undo_stack.push(RunStep(text, undone, done_again))
        self.changed.emit()
