"""Stretches of a run that are over, because it was gone on from an earlier update."""

from dataclasses import dataclass

from pg_desktop.runs.columns import Records
from pg_desktop.runs.line import Points
from pg_desktop.runs.x_axis import XAxis


@dataclass(frozen=True)
class Abandoned:
    """What a run had come to when it was taken back to an earlier update.

    Attributes:
        records: all of it, from the run's beginning on.
        updates: those that it has in common with what came instead.
    """

    records: Records
    updates: int

    def first_x(self, x_axis: XAxis) -> float:
        """Where it left off."""
        return self.records.x_after(self.updates, x_axis)

    def last_x(self, x_axis: XAxis) -> float:
        """How far it came."""
        return self.records.x_after(len(self.records.last_episodes), x_axis)

    def curve(self, series: str, x_axis: XAxis, window: int, first_x: float, last_x: float, max_points: int) -> Points:
        """Return the smoothed curve from where it left off; see `History.smoothed`."""
        x, y = self.records.line(series, x_axis).smoothed(window, first_x, last_x, max_points)
        after = x >= self.first_x(x_axis)
        return x[after], y[after]
