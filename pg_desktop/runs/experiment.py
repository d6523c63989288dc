"""An experiment: all runs, one of which may be trained."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.runs.record import RunRecord

BYTE_BUDGET: Final = 512_000_000
_CALLS_BETWEEN_LOOKS: Final = 1000


@dataclass(frozen=True)
class _Measured:
    """How much room there was at the last look.

    Attributes:
        grown: what the live run's checkpoints took.
        room: bytes that were left.
        calls: how often it has been asked since.
    """

    grown: int
    room: int
    calls: int = 0


class Experiment:
    """The records of all runs, in the order in which they began. Any thread may call any method.

    All runs together keep to a bound of bytes: where they would need more, their checkpoints are thinned, those first
    that stand closest, and of equals those of the run that began first; pinned runs and the live one come last. What a
    run cannot do without stays: its metrics, and its first, its best and its newest checkpoint.
    """

    def __init__(self, byte_budget: int = BYTE_BUDGET) -> None:
        """Begin without runs.

        Args:
            byte_budget: bound on what all runs together take.
        """
        self._byte_budget = byte_budget
        self._lock = threading.RLock()
        self._records: tuple[RunRecord, ...] = ()
        self._removed: weakref.WeakSet[RunRecord] = weakref.WeakSet()
        """Those taken out that somebody still could bring back."""
        self._live: RunRecord | None = None
        self._version = 0
        self._last_id = 0
        self._streams: dict[int, int] = {}
        """The newest stream of each family, by the id of the run from which all of it branched."""
        self._families: dict[int, int] = {}
        """The family of every run that ever was, so that one that comes back still belongs to it."""
        self._thinned = False
        self._measured: _Measured | None = None

    @property
    def version(self) -> int:
        """How often something has changed besides what the runs themselves record."""
        return self._version

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
        return self._thinned

    @property
    def byte_budget(self) -> int:
        """Bound on what all runs together take."""
        return self._byte_budget

    @byte_budget.setter
    def byte_budget(self, byte_budget: int) -> None:
        with self._lock:
            self._byte_budget = byte_budget
            self._measured = None

    def record(self, run: int) -> RunRecord | None:
        """The record with an id; None if there is none."""
        return next((record for record in self._records if record.id == run), None)

    def children(self, run: int) -> tuple[RunRecord, ...]:
        """The runs that branched from one."""
        return tuple(record for record in self._records if record.parent is not None and record.parent.run == run)

    def next_id(self) -> int:
        """An id that no run has had."""
        with self._lock:
            self._last_id += 1
            return self._last_id

    def next_stream(self, run: int) -> int:
        """A stream of random numbers that no run has drawn from which has a run in common with this one."""
        with self._lock:
            family = self._families[run]
            self._streams[family] += 1
            return self._streams[family]

    def add(self, record: RunRecord, *, live: bool = True) -> None:
        """Add a run; the live one until now goes if nothing has happened in it and nothing depends on it.

        Args:
            record: with an id from `next_id`.
            live: whether it is the one that is trained from now on.
        """
        with self._lock:
            family = record.id if record.parent is None else self._families[record.parent.run]
            self._families[record.id] = family
            self._streams[family] = max(self._streams.get(family, 0), record.stream)
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

    def rename(self, run: int, name: str) -> None:
        """Give a run a name; "" for none."""
        self.relabel(run, name=name)

    def annotate(self, run: int, note: str) -> None:
        """Write a note on a run."""
        self.relabel(run, note=note)

    @property
    def nbytes(self) -> int:
        """What all runs take, with those that can be brought back; what several of them share counts once."""
        records = (*self._records, *self._removed)
        states = {id(state): state for record in records for state in record.states}.values()
        shared = {id(array): array.nbytes for state in states for array in state.shared}
        columns = sum(record.own_nbytes for record in records)
        return columns + sum(state.nbytes for state in states) + sum(shared.values())

    def make_room(self) -> None:
        """Thin checkpoints until all runs together keep to the bound, or nothing more can go.

        To be called after every update: mostly it only sees that there is room enough for what the live run has grown
        by. Its metrics grow so slowly that they are looked at now and then.
        """
        with self._lock:
            before = self._measured
            if before is not None and before.calls < _CALLS_BETWEEN_LOOKS and self._grown - before.grown <= before.room:
                self._measured = replace(before, calls=before.calls + 1)
                return
            while (room := self._byte_budget - self.nbytes) < 0 and self._thin():
                self._thinned = True
            self._measured = _Measured(self._grown, max(room, 0))

    @property
    def _grown(self) -> int:
        """What the checkpoints of the live run take, which alone grows; what they share with others counts, too."""
        if self._live is None:
            return 0
        checkpoints = self._live.checkpoints
        newest = checkpoints.newest
        shared = sum(array.nbytes for array in newest.payload.shared) if newest is not None else 0
        return checkpoints.nbytes + shared

    def _thin(self) -> bool:
        """Make the checkpoints of the run that can best do without them coarser; False if all are as they must be.

        Those that were taken out can do without any but the few that always stay.
        """
        if any(record.checkpoints.coarsen() for record in tuple(self._removed)):
            return True
        by_need = sorted(
            self._records,
            key=lambda record: (-record.checkpoints.density, record is self._live, record.label.pinned, record.id),
        )
        return any(record.checkpoints.coarsen() for record in by_need)

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
        self._measured = None


def _in_order(records: Iterable[RunRecord]) -> tuple[RunRecord, ...]:
    return tuple(sorted(records, key=lambda record: record.id))


def _parents(records: Iterable[RunRecord]) -> set[int]:
    return {record.parent.run for record in records if record.parent is not None}
