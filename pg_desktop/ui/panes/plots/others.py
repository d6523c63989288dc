"""The runs that lie beside the shown one in the return plot: which, where each begins, and its curve."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np

from pg_desktop.learning.metrics import EPISODE_RETURN
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.x_axis import XAxis
from pg_desktop.ui.panes.plots.items import Curve
from pg_desktop.ui.panes.runs.words import run_name, world_name
from pg_desktop.ui.panes.shown_run import ShownRun

if TYPE_CHECKING:
    from pg_desktop.runs.record import RunRecord

_POINTS: Final = 300
"""Of each curve; it is thin, and there may be hundreds."""


@dataclass(frozen=True, eq=False)
class RunCurve:
    """A run's smoothed returns.

    Attributes:
        name: of the run.
        colour: the index of its colour.
        curve: in the plot's coordinates; its pen is the strip's matter.
    """

    name: str
    colour: int
    curve: Curve

    def at(self, x: float) -> float | None:
        """Its y at an x, or None where it is not."""
        xs = self.curve.x
        if not len(xs) or not xs[0] <= x <= xs[-1]:
            return None
        return float(np.interp(x, xs, self.curve.y))


class Others:
    """Curves of the runs beside the shown one that are not hidden and have the same world. Lives in the GUI thread.

    Returns of other worlds are on another scale, and would say nothing beside these.
    """

    def __init__(self, experiment: Experiment, shown: ShownRun) -> None:
        self._experiment = experiment
        self._shown = shown
        self._key: object = None
        self._resting: tuple[RunCurve, ...] = ()
        self._reach: tuple[object, float] = None, 0.0

    @property
    def growing(self) -> RunRecord | None:
        """The live run, where it is beside another one that is shown."""
        live, shown = self._experiment.live, self._shown.record
        if live is None or shown is None or not _is_beside(live, shown, world_name(shown.progress.settings)):
            return None
        return live

    def reach(self, x_axis: XAxis) -> float:
        """How far along x they go; 0 if there are none. All plots have room for it, as their x ranges are one."""
        shown, growing = self._shown.record, self.growing
        key = self._experiment.version, shown and shown.id, x_axis, growing is not None and growing.history.updates
        if key != self._reach[0]:
            last = max((record.history.last_x(x_axis) for record in self._beside()), default=0.0)
            self._reach = key, last
        return self._reach[1]

    def resting(self, x_axis: XAxis, window: int, seen: tuple[float, float] | None) -> tuple[RunCurve, ...]:
        """The curves of those that are not trained; the same tuple again as long as nothing changes.

        Args:
            x_axis: what over.
            window: episodes that the curves average over.
            seen: the range of x to draw finely; None for all of each run.
        """
        shown = self._shown.record
        key = self._experiment.version, shown and shown.id, x_axis, window, seen
        if key != self._key:
            self._key = key
            live = self._experiment.live
            drawn = self._drawn()
            self._resting = tuple(
                self.curve_of(record, x_axis, window, seen, drawn) for record in self._beside() if record is not live
            )
        return self._resting

    def curve_of(
        self,
        record: RunRecord,
        x_axis: XAxis,
        window: int,
        seen: tuple[float, float] | None,
        drawn: frozenset[int] | None = None,
    ) -> RunCurve:
        """The curve of one; see `resting`. `drawn` are the ids of all that are drawn, found out if None."""
        start = _start(record, self._experiment, self._drawn() if drawn is None else drawn)
        first, last = record.history.x_after(start, x_axis), inf
        if seen is not None:
            first, last = max(first, seen[0]), max(seen[1], first)
        points = record.history.smoothed(EPISODE_RETURN, x_axis, window, first, last, _POINTS)
        return RunCurve(run_name(record), record.label.colour, Curve(*points))

    def _beside(self) -> list[RunRecord]:
        shown = self._shown.record
        if shown is None:
            return []
        world = world_name(shown.progress.settings)
        return [record for record in self._experiment.records if _is_beside(record, shown, world)]

    def _drawn(self) -> frozenset[int]:
        shown = self._shown.record
        return frozenset(record.id for record in (*self._beside(), *([shown] if shown is not None else [])))


def _is_beside(record: RunRecord, shown: RunRecord, world: str) -> bool:
    if record is shown or record.label.hidden or not record.in_memory:
        return False
    if record.history.updates <= record.updates_before:
        return False
    return world_name(record.progress.settings) == world


def _start(record: RunRecord, experiment: Experiment, drawn: frozenset[int]) -> int:
    """The update from which on a run is drawn: where it left the nearest run before it that is drawn, too."""
    start = record.updates_before
    while record.parent is not None and record.parent.run not in drawn:
        parent = experiment.record(record.parent.run)
        if parent is None:
            return 0
        record, start = parent, min(start, parent.updates_before)
    return start
