"""Writing an experiment to a file as it grows: what is new since the last time, all of it or nothing."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.edits import Edit
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.columns import write_columns
from pg_desktop.runs.archive.demonstrations import ids_of, write_demonstration
from pg_desktop.runs.archive.reader import ReadExperiment
from pg_desktop.runs.archive.records import record_as_json
from pg_desktop.runs.archive.replay_rows import APART, pieces_named
from pg_desktop.runs.archive.states import StatesWritten
from pg_desktop.runs.checkpoint import Checkpoint
from pg_desktop.runs.record import CompleteState, Figures, RunRecord
from pg_desktop.storage.edit_script import edits_as_json
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.experiment.schema import LEFT


@dataclass(frozen=True, eq=False)
class Moment:
    """A run while it is trained, between two updates.

    Attributes:
        record: of the run, which may have gone on since.
        state: what it needs to go on from then.
        training: whether it goes on by itself.
    """

    record: RunRecord
    state: CompleteState
    training: bool = False


@dataclass(eq=False)
class _Written:
    """What a file holds of a run.

    Attributes:
        about: JSON of what there is little of.
        updates: how many it has columns of.
        edits: all of them.
        checkpoints: by update, the entries; weakly, for one that is gone is gone from the file as well.
        pinned: those that were pinned when they were written.
        left: the state in which it was left, or another one that stands for it.
        read: whether it was read from the file, so that what comes from a file comes from this one.
        record: of the run.
    """

    about: Any = None
    updates: int = 0
    edits: tuple[Edit, ...] = ()
    checkpoints: dict[int, weakref.ref[Checkpoint[CompleteState]] | None] = field(default_factory=dict)
    pinned: frozenset[int] = frozenset()
    left: weakref.ref[CompleteState] | None = None
    read: bool = False
    record: weakref.ref[RunRecord] | None = None

    def copy(self) -> _Written:
        """The same, whatever becomes of this one."""
        return replace(self, checkpoints=dict(self.checkpoints))


class ArchiveWriter:
    """Writes one experiment to one file. Belongs to one thread at a time."""

    def __init__(self, file: ExperimentFile) -> None:
        """Take a file; what it holds already is told by `holds`."""
        self._file = file
        self._states = StatesWritten(file)
        self._runs: dict[int, _Written] = {}
        self._meta: dict[str, Any] = {}
        self._episodes: frozenset[int] = frozenset()
        self.behind = False
        """Whether there are checkpoints that have not been written yet."""

    def holds(self, read: ReadExperiment) -> None:
        """Be told what was read from this file, to which nobody has written since."""
        self._episodes = ids_of(read.demonstrations)
        for record, held in zip(read.records, read.held, strict=True):
            there = self._file.state_updates(record.id) - {LEFT}
            self._runs[record.id] = _Written(
                held.about, held.updates, held.edits, dict.fromkeys(there), read=True, record=weakref.ref(record)
            )

    def write(
        self,
        records: Sequence[RunRecord],
        live: Moment | None,
        meta: Mapping[str, Any],
        checkpoints: int | None = None,
        demonstrations: Sequence[Demonstration] = (),
    ) -> bool:
        """Write what is new, all of it or nothing.

        Args:
            records: of all runs there are; others that the file holds go.
            live: the one that is trained; None if none is.
            meta: what is known of the whole.
            checkpoints: how many at the most, but for the states in which runs were left; all if None.
            demonstrations: all episodes that were shown; others that the file holds go.

        Returns:
            Whether there was something to write.

        Raises:
            ExperimentFileError: if it cannot be written; then nothing is.
        """
        self._take_along(records)
        before = {run: written.copy() for run, written in self._runs.items()}, dict(self._meta), self._episodes
        writing = _Writing(self._file, self._states, self._runs, checkpoints)
        try:
            with self._file.transaction():
                writing.forget({record.id for record in records})
                for record in records:
                    self._runs.setdefault(record.id, _Written()).record = weakref.ref(record)
                    if not record.in_memory:
                        writing.label(record)
                    elif record.contents.left is not None:
                        writing.left(record, record.contents.left)
                    elif live is not None and live.record is record:
                        writing.run(record, live.state)
                self._write_episodes(writing, demonstrations)
                for key, value in meta.items():
                    if self._meta.get(key) != value:
                        self._file.set_meta(key, value)
                        self._meta[key] = value
                        writing.changed = True
        except BaseException:
            self._runs, self._meta, self._episodes = before
            raise
        self.behind = writing.behind
        return writing.changed

    def _write_episodes(self, writing: _Writing, demonstrations: Sequence[Demonstration]) -> None:
        ids = ids_of(demonstrations)
        if ids == self._episodes:
            return
        self._file.delete_episodes(self._episodes - ids)
        for each in demonstrations:
            if each.id not in self._episodes:
                write_demonstration(self._file, each)
        self._episodes, writing.changed = ids, True

    def _take_along(self, kept: Sequence[RunRecord]) -> None:
        """Read into memory all that the file alone holds of runs that go, for they may be brought back."""
        ids = {record.id for record in kept}
        for run, written in self._runs.items():
            record = written.record() if written.record is not None and run not in ids else None
            if record is None:
                continue
            try:
                left = record.contents.left
                for entry in (*record.checkpoints.entries(), *((left,) if left is not None else ())):
                    _ = entry.payload
            except UserError:
                continue  # it is damaged: nobody could have read it

    def sweep(self) -> None:
        """Let go of what no run means any more.

        Raises:
            ExperimentFileError: if it cannot be written; then nothing is.
        """
        if self.behind:  # a state that is still to be written may have to be read first
            return
        with self._file.transaction():
            states = {**self._file.states_with('"chunks"'), **self._file.states_with(f'"{APART}"')}.values()
            self._file.sweep(name for state in states for name in pieces_named(state))


class _Writing:
    """One transaction."""

    def __init__(
        self, file: ExperimentFile, states: StatesWritten, runs: dict[int, _Written], checkpoints: int | None
    ) -> None:
        self._file, self._states, self._runs = file, states, runs
        self._checkpoints_left = checkpoints
        self.changed = self.behind = False

    def forget(self, kept: set[int]) -> None:
        """Let go of runs that are no more."""
        gone = [run for run in self._runs if run not in kept]
        if gone:
            self._file.delete_runs(gone)
            self.changed = True
        for run in gone:
            del self._runs[run]

    def run(self, record: RunRecord, state: CompleteState) -> None:
        """Write a run up to a state."""
        written = self._runs[record.id]
        updates = state.trainer.updates
        self._but_state(record, written, updates, state.edits)
        if written.left is None or written.left() is not state:
            self._file.set_state(record.id, self._states.row(state, LEFT))
            written.left, self.changed = weakref.ref(state), True

    def left(self, record: RunRecord, left: Checkpoint[CompleteState]) -> None:
        """Write a run that is not trained."""
        written = self._runs[record.id]
        if written.read and left.is_from_file:
            self._but_state(record, written, record.figures.updates, record.edits.all())
        else:
            self.run(record, left.payload)

    def _but_state(self, record: RunRecord, written: _Written, updates: int, edits: tuple[Edit, ...]) -> None:
        self._edits(record, written, edits)
        if updates > written.updates:
            write_columns(self._file, record.id, record.history, written.updates, updates)
            written.updates, self.changed = updates, True
        self._entries(record, written, updates)
        self._about(record, written, _figures(record, updates))

    def label(self, record: RunRecord) -> None:
        """Write what may have changed of a run that has not been read."""
        self._about(record, self._runs[record.id], record.figures)

    def _about(self, record: RunRecord, written: _Written, figures: Figures) -> None:
        about = record_as_json(record, figures, len(written.edits))
        if about != written.about:
            self._file.set_run(record.id, about)
            written.about, self.changed = about, True

    def _edits(self, record: RunRecord, written: _Written, edits: tuple[Edit, ...]) -> None:
        if edits == written.edits:
            return
        pairs = zip(written.edits, edits, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._file.set_edits(record.id, same, edits_as_json(edits[same:]))
        written.edits, self.changed = edits, True

    def _entries(self, record: RunRecord, written: _Written, updates: int) -> None:
        pinned = frozenset(record.checkpoints.pinned)
        entries = {entry.update: entry for entry in record.checkpoints.entries() if entry.update <= updates}
        gone = [update for update in written.checkpoints if update not in entries]
        if gone:
            self._file.delete_states(record.id, gone)
            self.changed = True
            for update in gone:
                del written.checkpoints[update]
        new = [entry for entry in entries.values() if not _is_there(entry, written, pinned)]
        # The coarser the grid that one is on, the longer it stays.
        new.sort(key=lambda entry: (entry.update not in pinned, -(entry.update & -entry.update), entry.update))
        for entry in new:
            if self._checkpoints_left is not None:
                if not self._checkpoints_left:
                    self.behind = True
                    break
                self._checkpoints_left -= 1
            pin = entry.update in pinned
            row = self._states.row(entry.payload, entry.update, entry.mean_return, pinned=pin)
            self._file.set_state(record.id, row)
            written.checkpoints[entry.update] = weakref.ref(entry)
            written.pinned = (written.pinned | {entry.update}) if pin else written.pinned - {entry.update}
            self.changed = True


def _is_there(entry: Checkpoint[CompleteState], written: _Written, pinned: frozenset[int]) -> bool:
    if entry.update not in written.checkpoints:
        return False
    known = written.checkpoints[entry.update]
    if known is None:  # as it was read; it was pinned then if it is now, or is pinned no more, which costs nothing
        return written.read and entry.is_from_file
    return known() is entry and (entry.update in pinned) == (entry.update in written.pinned)


def _figures(record: RunRecord, updates: int) -> Figures:
    history = record.history
    if history.updates == updates:
        return record.figures
    block = history.between(max(updates - 100, 0), updates)
    returns = block.returns_E[-100:]
    episodes = int(block.last_episodes_U[-1]) if updates else 0
    env_steps = int(block.env_steps_E[-1]) if updates else 0
    mean = float(returns.mean(dtype="float64")) if updates else None
    return Figures(updates, episodes, env_steps, mean)
