"""Numbers that runs are given once and for all: their ids, and which random numbers they draw from.

Runs that branched from one another are a family. No two of a family draw from the same stream, or one would repeat what
the other has done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.runs.record import RunRecord


@dataclass(frozen=True)
class ExperimentMemory:
    """What is known of an experiment besides its runs.

    Attributes:
        last_id: the largest id that a run has had.
        families: by a run's id, as text, the run from which all of its relatives branched.
        streams: by a family, as text, the newest stream of random numbers that was drawn from.
    """

    last_id: int = 0
    families: Mapping[str, Any] = field(default_factory=dict)
    streams: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Look whether this can be known of an experiment.

        Raises:
            ValueError: if it cannot.
        """
        numbers = (*self.families.items(), *self.streams.items())
        if not all(key.isdecimal() and type(number) is int and number >= 0 for key, number in numbers):
            raise ValueError("no numbers of runs")


class Families:
    """All numbers that have been given, also to runs that are gone. Whoever has it sees to it that one thread asks."""

    def __init__(self, memory: ExperimentMemory | None = None, records: tuple[RunRecord, ...] = ()) -> None:
        """Go on from what is known.

        Args:
            memory: of the numbers that were given; None if none were.
            records: the runs that there are, of which it may not know all.
        """
        memory = ExperimentMemory() if memory is None else memory
        self._last_id = max([memory.last_id, *(record.id for record in records)])
        self._families: dict[int, int] = {int(run): family for run, family in memory.families.items()}
        """The family of every run that ever was, so that one that comes back still belongs to it."""
        self._streams: dict[int, int] = {int(family): stream for family, stream in memory.streams.items()}
        """The newest stream of each family, by the id of the run from which all of it branched."""
        for record in records:
            self._families.setdefault(record.id, record.id)
            self._draws(self._families[record.id], record.stream)

    @property
    def memory(self) -> ExperimentMemory:
        """What there is to know of it."""
        return ExperimentMemory(
            self._last_id,
            {str(run): family for run, family in self._families.items()},
            {str(family): stream for family, stream in self._streams.items()},
        )

    def next_id(self) -> int:
        """An id that no run has had."""
        self._last_id += 1
        return self._last_id

    def next_stream(self, run: int) -> int:
        """A stream that no run has drawn from which is of the family of this one."""
        family = self._families[run]
        self._streams[family] += 1
        return self._streams[family]

    def draws(self, run: int, stream: int) -> None:
        """Note that a run draws from a stream, or will."""
        self._draws(self._families[run], stream)

    def add(self, record: RunRecord) -> None:
        """Take a run into the family of its parent, or let it begin one."""
        family = record.id if record.parent is None else self._families[record.parent.run]
        self._families[record.id] = family
        self._draws(family, record.stream)

    def _draws(self, family: int, stream: int) -> None:
        self._streams[family] = max(self._streams.get(family, 0), stream)
