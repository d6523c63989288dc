"""Where each run stands in the list: pinned ones first, then the newest, branches below the run that they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord

ROOT = 0
"""The id of no run; those that stand below none stand below this."""


@dataclass
class RunTree:
    """The ids of all runs, as they stand below each other.

    Attributes:
        children: by the id of a run, those that stand below it, from top to bottom; `ROOT` for the others.
        parents: by the id of a run, the one that it stands below.
    """

    children: dict[int, list[int]] = field(default_factory=lambda: {ROOT: []})
    parents: dict[int, int] = field(default_factory=dict)

    @staticmethod
    def of(records: Sequence[RunRecord]) -> RunTree:
        """The tree for some runs, given in the order in which they began.

        A branch of a run that is not among them stands where it would without a parent.
        """
        here = {record.id for record in records}
        tree = RunTree({ROOT: [], **{record.id: [] for record in records}})
        for record in sorted(records, key=lambda record: (record.label.pinned, record.id), reverse=True):
            parent = record.parent.run if record.parent is not None and record.parent.run in here else ROOT
            tree.children[parent].append(record.id)
            tree.parents[record.id] = parent
        return tree

    def below(self, run: int) -> list[int]:
        """A run's branches, their branches and so on."""
        return [other for child in self.children[run] for other in (child, *self.below(child))]

    def take_out(self, run: int) -> None:
        """Remove a run with all that stands below it."""
        for other in (*self.below(run), run):
            del self.children[other]
        self.children[self.parents[run]].remove(run)
        self.parents = {other: parent for other, parent in self.parents.items() if other in self.children}

    def put_in(self, run: int, parent: int, row: int, source: RunTree) -> None:
        """Add a run with all that stands below it in another tree."""
        self.children[parent].insert(row, run)
        self.parents[run] = parent
        self.children[run] = list(source.children[run])
        for other in source.below(run):
            self.children[other] = list(source.children[other])
            self.parents[other] = source.parents[other]
