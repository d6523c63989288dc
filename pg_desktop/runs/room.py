"""How much all runs take together, and what goes first where that is too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.runs.record import RunRecord

_CALLS_BETWEEN_LOOKS: Final = 1000


@dataclass(frozen=True)
class Holdings:
    """What takes room.

    Attributes:
        records: all runs.
        removed: those that were taken out, and can be brought back.
        live: the run that is trained, which alone grows; None if there is none.
    """

    records: tuple[RunRecord, ...]
    removed: tuple[RunRecord, ...]
    live: RunRecord | None

    @property
    def nbytes(self) -> int:
        """What all of them take; what several of them share counts once."""
        records = (*self.records, *self.removed)
        states = {id(state): state for record in records for state in record.states}.values()
        shared = {id(array): array.nbytes for state in states for array in state.shared}
        columns = sum(record.own_nbytes for record in records)
        return columns + sum(state.nbytes for state in states) + sum(shared.values())

    @property
    def grown(self) -> int:
        """What the checkpoints of the live run take; what they share with others counts, too."""
        if self.live is None:
            return 0
        checkpoints = self.live.checkpoints
        newest = checkpoints.newest
        state = newest.in_memory if newest is not None else None
        shared = sum(array.nbytes for array in state.shared) if state is not None else 0
        return checkpoints.nbytes + shared

    def thin(self) -> bool:
        """Make the checkpoints of the run that can best do without them coarser; False if all are as they must be.

        Those that were taken out can do without any but the few that always stay.
        """
        return _coarsen_one(self.removed) or _coarsen_one(sorted(self.records, key=self._need))

    def _need(self, record: RunRecord) -> tuple[int, bool, bool, int]:
        density = record.checkpoints.density if record.in_memory else 0
        return -density, record is self.live, record.label.pinned, record.id


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


class Room:
    """Sees to it that runs keep to a bound of bytes, and mostly has nothing to do for that.

    Attributes:
        budget: the bound.
        thinned: whether checkpoints had to be thinned.
    """

    def __init__(self, budget: int, *, thinned: bool = False) -> None:
        """Take a bound, and whether checkpoints had to be thinned already."""
        self.budget = budget
        self.thinned = thinned
        self._measured: _Measured | None = None

    def forget(self) -> None:
        """Something else has changed than what the live run has grown by: look at all of it the next time."""
        self._measured = None

    def make(self, holdings: Holdings) -> None:
        """Thin checkpoints until all keep to the bound, or nothing more can go.

        Metrics grow so slowly that they are looked at now and then.
        """
        before = self._measured
        if before is not None and before.calls < _CALLS_BETWEEN_LOOKS and holdings.grown - before.grown <= before.room:
            self._measured = replace(before, calls=before.calls + 1)
            return
        while (room := self.budget - holdings.nbytes) < 0 and holdings.thin():
            self.thinned = True
        self._measured = _Measured(holdings.grown, max(room, 0))


def _coarsen_one(records: Iterable[RunRecord]) -> bool:
    return any(record.checkpoints.coarsen() for record in records if record.in_memory)
