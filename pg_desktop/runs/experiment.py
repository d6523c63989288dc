"""An experiment: all runs, one of which may be trained."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.demonstrations import Demonstrations
from pg_desktop.runs.families import ExperimentMemory, Families
from pg_desktop.runs.judgements import Judgements
from pg_desktop.runs.room import Holdings, Room

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.learning.demonstrations.demonstration import Demonstration
    from pg_desktop.learning.overseeing.judgement import Judgement
    from pg_desktop.runs.record import RunRecord

BYTE_BUDGET: Final = 512_000_000


class Experiment:
    """The records of all runs, in the order in which they began. Any thread may call any method.

    All runs together keep to a bound of bytes: where they would need more, their checkpoints are thinned, those first
    that stand closest, and of equals those of the run that began first; pinned runs and the live one come last. What a
    run cannot do without stays: its metrics, and its first, its best and its newest checkpoint.

    Attributes:
        demonstrations: the episodes that were shown in it.
        judgements: the moments that were judged in it.
    """

    def __init__(self, byte_budget: int = BYTE_BUDGET) -> None:
        """Begin without runs.

        Args:
            byte_budget: bound on what all runs together take.
        """
        self._lock = threading.RLock()
        self._records: tuple[RunRecord, ...] = ()
        self._removed: weakref.WeakSet[RunRecord] = weakref.WeakSet()
        """Those taken out that somebody still could bring back."""
        self._live: RunRecord | None = None
        self._version = self._changes = 0
        self._families = Families()
        self._room = Room(byte_budget)
        self.demonstrations = Demonstrations()
        self.judgements = Judgements()

    @property
    def version(self) -> int:
        """How often something has changed besides what the runs themselves record."""
        return self._version

    @property
    def changes(self) -> int:
        """How often something has changed that a file would hold, besides what the runs themselves record."""
        return self._changes + self.demonstrations.version + self.judgements.version

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """All of them, in the order in which they began."""
        return self._records

    @property
    def live(self) -> RunRecord | None:
        """The one that is trained, or would be if training went on; None before the first."""
        return self._live

    @property
    def thinned(self) -> bool:
        """Whether checkpoints had to be thinned because all runs together needed too much room."""
        return self._room.thinned

    @property
    def byte_budget(self) -> int:
        """Bound on what all runs together take."""
        return self._room.budget

    @byte_budget.setter
    def byte_budget(self, byte_budget: int) -> None:
        with self._lock:
            self._room = Room(byte_budget, thinned=self._room.thinned)

    def fill(
        self,
        records: Iterable[RunRecord],
        memory: ExperimentMemory,
        demonstrations: Iterable[Demonstration] = (),
        judgements: Iterable[Judgement] = (),
    ) -> None:
        """Hold the runs of a file, and none of those that were held before; none is live.

        Args:
            records: of all runs.
            memory: what was known of the experiment besides.
            demonstrations: the episodes that were shown in it.
            judgements: the moments that were judged in it.
        """
        with self._lock:
            self._records, self._live = _in_order(records), None
            self._removed.clear()
            self._room = Room(self._room.budget)
            self._families = Families(memory, self._records)
            self.demonstrations.fill(demonstrations)
            self.judgements.fill(judgements)
            self._changed()

    @property
    def memory(self) -> ExperimentMemory:
        """What there is to know besides the runs, to go on from a file."""
        with self._lock:
            return self._families.memory

    def record(self, run: int) -> RunRecord | None:
        """The record with an id; None if there is none."""
        return next((record for record in self._records if record.id == run), None)

    def children(self, run: int) -> tuple[RunRecord, ...]:
        """The runs that branched from one."""
        return tuple(record for record in self._records if record.parent is not None and record.parent.run == run)

    def next_id(self) -> int:
        """An id that no run has had."""
        with self._lock:
            return self._families.next_id()

    def next_stream(self, run: int) -> int:
        """A stream of random numbers that no run has drawn from which has a run in common with this one."""
        with self._lock:
            return self._families.next_stream(run)

    def draws(self, run: int, stream: int) -> None:
        """Note that a run draws from a stream of random numbers, or will, so that no branch of it gets the same one."""
        with self._lock:
            self._families.draws(run, stream)

    def add(self, record: RunRecord, *, live: bool = True) -> None:
        """Add a run; the live one until now goes if nothing has happened in it and nothing depends on it.

        Args:
            record: with an id from `next_id`.
            live: whether it is the one that is trained from now on.
        """
        with self._lock:
            self._families.add(record)
            before = self._live if live else None
            if before is not None and self._is_nothing(before) and before.id not in _parents([record]):
                self._records = tuple(other for other in self._records if other is not before)
                record.label = replace(record.label, number=before.label.number, colour=before.label.colour)
            else:
                record.label = replace(record.label, number=self._free_number(), colour=self._free_colour())
            self._records = _in_order([*self._records, record])
            if live:
                self._live = record
            self._changed()

    def make_live(self, record: RunRecord) -> None:
        """Let a run be the one that is trained; the one until now goes if nothing has happened in it."""
        with self._lock:
            before, self._live = self._live, record
            if before is not None and before is not record and self._is_nothing(before):
                self._records = tuple(other for other in self._records if other is not before)
            self._changed()

    def remove(self, run: int) -> RunRecord:
        """Take a run out; what it returns can be brought back with `restore`.

        Raises:
            UserError: if it is the live one, or there is none.
        """
        with self._lock:
            record = self.record(run)
            if record is None:
                raise UserError(QT_TRANSLATE_NOOP("Errors", "There is no such run any more."))
            if record is self._live:
                raise UserError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "The run that is trained cannot be deleted; go on with another one, then delete it."
                    )
                )
            self._records = tuple(other for other in self._records if other is not record)
            self._removed.add(record)
            self._changed()
            return record

    def restore(self, record: RunRecord) -> None:
        """Bring back a run that was taken out, to where it stood."""
        with self._lock:
            if self.record(record.id) is None:
                self._records = _in_order([*self._records, record])
                self._removed.discard(record)
                self._changed()

    def relabel(self, run: int, **changes: Any) -> None:
        """Change what a run is called or how it is shown; see `Label`. One that is not here any more is left."""
        with self._lock:
            record = self.record(run)
            if record is not None:
                record.label = replace(record.label, **changes)
                self._changed()

    def touch(self) -> None:
        """More is known of a run than before: what was drawn of all of them is to be drawn anew."""
        with self._lock:
            self._version += 1
            self._room.forget()

    def rename(self, run: int, name: str) -> None:
        """Give a run a name; "" for none."""
        self.relabel(run, name=name)

    def annotate(self, run: int, note: str) -> None:
        """Write a note on a run."""
        self.relabel(run, note=note)

    @property
    def nbytes(self) -> int:
        """What all runs take, with those that can be brought back; what several of them share counts once."""
        return self._holdings.nbytes

    def make_room(self) -> None:
        """Thin checkpoints until all runs together keep to the bound, or nothing more can go.

        To be called after every update: mostly it only sees that there is room enough for what the live run has grown
        by.
        """
        with self._lock:
            self._room.make(self._holdings)

    @property
    def _holdings(self) -> Holdings:
        return Holdings(self._records, tuple(self._removed), self._live)

    def _is_nothing(self, record: RunRecord) -> bool:
        label = record.label
        touched = label.name or label.note or label.pinned
        return record.is_empty and not touched and not self.children(record.id)

    def _free_number(self) -> int:
        return max((record.label.number for record in self._records), default=0) + 1

    def _free_colour(self) -> int:
        """The smallest index that no run has."""
        taken = {record.label.colour for record in self._records}
        return next(index for index in range(len(taken) + 1) if index not in taken)

    def _changed(self) -> None:
        self._version += 1
        self._changes += 1
        self._room.forget()


def _in_order(records: Iterable[RunRecord]) -> tuple[RunRecord, ...]:
    return tuple(sorted(records, key=lambda record: record.id))


def _parents(records: Iterable[RunRecord]) -> set[int]:
    return {record.parent.run for record in records if record.parent is not None}
