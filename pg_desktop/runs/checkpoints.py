"""The memory of a time machine: states of a run, dense where it began and thinner on, within a bound of bytes.

The grid, see `grid`, keeps entries for their number alone. Besides, these are kept: the first, the best, the newest,
the one that somebody looks at, and what was pinned. The pinned come before the grid: they may take three quarters of
the room, and only where they need more are they thinned to an even spread, in relation to the number of the update.

Which is the best, `best_of` says. A run that stays at its best makes no copies for it: only what the grid or a pin
keeps anyway moves the best on.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from typing import Final, Generic

from pg_desktop.runs.checkpoint import Checkpoint, PayloadT, best_of, best_with, better
from pg_desktop.runs.grid import SPARSEST, on_grid

BYTE_BUDGET: Final = 18_000_000
MAX_ENTRIES: Final = 512
PINNED_SHARE: Final = 0.75
"""The part of either bound that the pinned may take."""


class Checkpoints(Generic[PayloadT]):
    """Entries of a run, spread over all of it; see the module. One thread writes, any thread reads.

    Both bounds hold at any time, except that the first, the best, the newest, the one that is held and the first and
    the newest pinned entry stay whatever they need.
    """

    def __init__(self, byte_budget: int = BYTE_BUDGET, max_entries: int = MAX_ENTRIES) -> None:
        """Begin empty.

        Args:
            byte_budget: bound on the sum of the payloads' bytes.
            max_entries: bound on their number, at least 8.

        Raises:
            ValueError: `max_entries` is less than 8.
        """
        if max_entries < 8:
            raise ValueError("max_entries must be at least 8")
        self._byte_budget, self._max_entries = byte_budget, max_entries
        self._lock = threading.Lock()
        self._entries: list[Checkpoint[PayloadT]] = []
        self._pinned: list[int] = []
        self._best: Checkpoint[PayloadT] | None = None
        self._held: Checkpoint[PayloadT] | None = None
        self._nbytes = 0
        self._density = max_entries.bit_length()

    @property
    def density(self) -> int:
        """How dense the grid is now, d of the schedule of `grid`."""
        with self._lock:
            return self._density

    @property
    def nbytes(self) -> int:
        """Bytes of all payloads."""
        with self._lock:
            return self._nbytes

    @property
    def best(self) -> Checkpoint[PayloadT] | None:
        """The entry with the largest mean return; None if there is none with one.

        Of equals the latest after which the mean was the same once more; without such a one the earliest.
        """
        with self._lock:
            return self._best

    @property
    def newest(self) -> Checkpoint[PayloadT] | None:
        """The entry with the largest update; None if there is none."""
        with self._lock:
            return self._entries[-1] if self._entries else None

    def entries(self) -> tuple[Checkpoint[PayloadT], ...]:
        """All entries, in ascending order of their updates."""
        with self._lock:
            return tuple(self._entries)

    @property
    def pinned(self) -> tuple[int, ...]:
        """The updates whose entries are kept for an edit."""
        with self._lock:
            return tuple(self._pinned)

    @classmethod
    def of(cls, entries: Iterable[Checkpoint[PayloadT]], pinned: Iterable[int]) -> Checkpoints[PayloadT]:
        """What a run has that was kept in a file.

        Args:
            entries: in ascending order of their updates.
            pinned: the updates of those that are kept for an edit, ascending.
        """
        made: Checkpoints[PayloadT] = cls()
        made._entries, made._pinned = list(entries), list(pinned)
        made._nbytes = sum(entry.nbytes for entry in made._entries)
        made._best = best_of(made._entries)
        made._thin()
        return made

    def nearest(self, update: int) -> Checkpoint[PayloadT] | None:
        """The entry nearest to an update, the earlier one of two; None if there is no entry."""
        with self._lock:
            after = self._position(update)
            around = self._entries[max(after - 1, 0) : after + 1]
        return min(around, key=lambda entry: abs(entry.update - update), default=None)

    def wanted(self, update: int, mean_return: float | None = None) -> bool:
        """Whether an entry would be kept for more than being the newest: only then it is worth its copy."""
        with self._lock:
            if not self._entries:
                return True
            if update <= self._entries[-1].update:
                return False
            return on_grid(update, self._density) or better(mean_return, self._best)

    def record(self, update: int, mean_return: float | None, nbytes: int, payload: PayloadT) -> None:
        """Add the newest entry, or put another in its place at the same update.

        Args:
            update: updates done, not less than the newest entry's.
            mean_return: of the last 100 episodes; None, or NaN, is never the best.
            nbytes: what the payload takes, at least 0.
            payload: never looked at.

        Raises:
            ValueError: `update` or `nbytes` is too small.
        """
        with self._lock:
            newest = self._entries[-1] if self._entries else None
            if nbytes < 0 or update < (newest.update if newest else 0):
                raise ValueError("update must not be less than the newest entry's, and nbytes not less than 0")
            entry = Checkpoint(update, mean_return, nbytes, payload)
            if newest is not None and newest.update == update:
                self._remove(newest)
                if newest is self._best:
                    self._best = best_of(self._entries)
            before = self._entries[-1] if self._entries else None
            self._entries.append(entry)
            self._nbytes += nbytes
            former = self._best
            self._best = best_with(entry, before if self._lasts(before) else None, former)
            for earlier in {newest, former} - {None, entry}:
                self._let_go(earlier)
            if update in self._pinned:  # and has another size now
                self._thin_pinned()
            self._thin()

    def keep(self, update: int) -> bool:
        """Pin the entry of an update: an edit came right after it. False if there is none, so record it first."""
        with self._lock:
            if self._at(update) is None:
                return False
            if update not in self._pinned:
                insort(self._pinned, update)
                self._thin_pinned()
            return True

    def release(self, update: int) -> None:
        """Unpin the entry of an update."""
        with self._lock:
            if update in self._pinned:
                self._pinned.remove(update)
                self._let_go(self._at(update))

    def hold(self, entry: Checkpoint[PayloadT] | None) -> None:
        """Let an entry stay while somebody looks at it, instead of the one that was held before; None lets go of it.

        One that is not here is left.
        """
        with self._lock:
            before, self._held = self._held, entry
            if before is not None and before in self._entries:
                self._let_go(before)

    def cut(self, update: int) -> Checkpoints[PayloadT]:
        """What a run has that goes on from an update, another way: the same entries until then, and none after it.

        The best is then the best of those, and the grid as dense as there is room for.
        """
        other: Checkpoints[PayloadT] = Checkpoints(self._byte_budget, self._max_entries)
        with self._lock:
            other._entries = self._entries[: self._position(update + 1)]
            other._pinned = self._pinned[: bisect_right(self._pinned, update)]
        other._nbytes = sum(entry.nbytes for entry in other._entries)
        other._best = best_of(other._entries)
        other._thin()
        return other

    def coarsen(self) -> bool:
        """Keep fewer entries from now on, because there is no room; False if there are as few as there can be.

        The grid goes first, one density after the other until an entry has gone; then what was pinned between the first
        and the newest.
        """
        with self._lock:
            count = len(self._entries)
            while self._density > SPARSEST and len(self._entries) == count:
                self._density -= 1
                self._drop_what_does_not_stay()
            if len(self._entries) == count and len(self._pinned) > 2:
                self._pinned = [self._pinned[0], self._pinned[-1]]
                self._drop_what_does_not_stay()
            return len(self._entries) < count

    def _position(self, update: int) -> int:
        """How many entries are before an update."""
        return bisect_left(self._entries, update, key=lambda entry: entry.update)

    def _at(self, update: int) -> Checkpoint[PayloadT] | None:
        position = self._position(update)
        found = self._entries[position] if position < len(self._entries) else None
        return found if found is not None and found.update == update else None

    def _thin(self) -> None:
        """Make the grid coarser until the entries are within both bounds."""
        while self._density > SPARSEST and not self._within(len(self._entries), self._nbytes):
            self._density -= 1
            self._drop_what_does_not_stay()

    def _drop_what_does_not_stay(self) -> None:
        self._entries = [entry for entry in self._entries if self._stays(entry)]
        self._nbytes = sum(entry.nbytes for entry in self._entries)

    def _thin_pinned(self) -> None:
        """Unpin, between the first and the newest, the one whose neighbours are closest, until they fit."""
        sizes = {update: entry.nbytes for update in self._pinned if (entry := self._at(update)) is not None}
        while len(self._pinned) > 2 and not self._within(len(sizes), sum(sizes.values()), PINNED_SHARE):
            pinned = self._pinned
            update = min(pinned[1:-1], key=lambda u: _gap(pinned, u))
            pinned.remove(update)
            del sizes[update]
            self._let_go(self._at(update))

    def _within(self, count: int, nbytes: int, share: float = 1.0) -> bool:
        return count <= share * self._max_entries and nbytes <= share * self._byte_budget

    def _let_go(self, entry: Checkpoint[PayloadT] | None) -> None:
        """Remove an entry that has lost one reason to stay, unless it has another."""
        if entry is not None and not self._stays(entry):
            self._remove(entry)

    def _remove(self, entry: Checkpoint[PayloadT]) -> None:
        position = self._position(entry.update)
        if position < len(self._entries) and self._entries[position] is entry:
            del self._entries[position]
            self._nbytes -= entry.nbytes

    def _stays(self, entry: Checkpoint[PayloadT]) -> bool:
        return self._lasts(entry) or entry in (self._entries[0], self._best, self._held, self._entries[-1])

    def _lasts(self, entry: Checkpoint[PayloadT] | None) -> bool:
        """Whether an entry is kept for its update, whatever it is besides."""
        return entry is not None and (on_grid(entry.update, self._density) or entry.update in self._pinned)


def _gap(pinned: list[int], update: int) -> float:
    """The distance between the neighbours of a pinned update, in relation to where they are."""
    position = bisect_left(pinned, update)
    before, after = pinned[position - 1], pinned[position + 1]
    return (after - before) / after
