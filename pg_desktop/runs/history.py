"""The metrics of a training run: written by the worker, read by the window, the export and everything else.

All columns only grow (see `pyramid`), and a branch has columns of its own. So a reader holds the lock only to
learn how many items there are and then works on a picture that cannot change, while the worker goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from math import inf, nextafter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.metrics import EPISODE_RETURN, Metric, measured_of, metrics_of
from pg_desktop.runs.columns import Records, UpdateBlock, UpdateRecord
from pg_desktop.runs.line import Line, Nearest, Places, Points
from pg_desktop.runs.x_axis import XAxis

__all__ = ["EpisodeRow", "History", "Nearest", "UpdateBlock", "UpdateRecord", "XAxis"]

_UPDATES_A_BLOCK = 256


class EpisodeRow(NamedTuple):
    """One episode for export, with the metrics of its update in the history's order. Episode and update count from 1.

    A metric is NaN where there was no value.
    """

    episode: int
    update: int
    env_step: int
    episode_return: float
    length: int
    metrics: tuple[float, ...]
    seconds: float


class History:
    """Metrics of a training run. A series is called by its metric's key.

    One thread at a time appends, any number of threads read. Readers compute outside the lock,
    and every array handed out belongs to the caller.

    Attributes:
        metrics: what it has of every update, in the order of the table.
    """

    def __init__(self, algorithm: str = "reinforce") -> None:
        """Begin empty.

        Args:
            algorithm: which trains; its metrics get columns.
        """
        self._algorithm = algorithm
        self.metrics = metrics_of(algorithm)
        self._lock = threading.Lock()
        self._records = Records(self.metrics)

    def append(self, update: UpdateRecord) -> None:
        """Add an update and its episodes; if that fails, nothing of it is there."""
        with self._lock:
            before = len(self._records.last_episodes)
            try:
                self._records.append(update)
            except BaseException:
                self._records = self._records.cut(before)
                raise

    @property
    def measured(self) -> tuple[Metric, ...]:
        """Those of what can be measured of updates of which there is something, see `put`."""
        return tuple(metric for metric in measured_of(self._algorithm) if self._line(metric.key, XAxis.EPISODE).length)

    def put(self, series: str, updates: NDArray[np.int64], values: NDArray[np.float32]) -> None:
        """Have what was measured of some updates as a series, instead of what was put there before.

        It is no column of the history: neither written with it nor copied, and whoever keeps it puts it there again.

        Args:
            series: the key of its metric.
            updates: which, from 1, in ascending order; those that are not there are left out.
            values: of each, finite.
        """
        with self._lock:
            self._records.put(series, updates, values)

    def take_back(self, updates: int) -> None:
        """Keep the first `updates`, as if no other had been appended: what was to be recorded with them has failed."""
        with self._lock:
            if updates < len(self._records.last_episodes):
                self._records = self._records.cut(updates)

    def extend(self, block: UpdateBlock) -> None:
        """Add many updates at once, those that follow.

        Raises:
            ValueError: they do not follow, or a metric is missing that every update has.
        """
        with self._lock:
            self._records.extend(block)

    def cut(self, updates: int) -> History:
        """A history of the first `updates`, to go on from there another way; most of what it holds is shared.

        Raises:
            ValueError: there are not that many.
        """
        other = History(self._algorithm)
        with self._lock:
            if not 0 <= updates <= len(self._records.last_episodes):
                raise ValueError(f"{updates} is not between 0 and the number of updates")
            other._records = self._records.cut(updates)
        return other

    @property
    def updates(self) -> int:
        """Updates so far."""
        with self._lock:
            return len(self._records.last_episodes)

    @property
    def episodes(self) -> int:
        """Episodes so far."""
        with self._lock:
            return len(self._records.env_steps)

    @property
    def env_steps(self) -> int:
        """Env steps in these episodes."""
        with self._lock:
            steps = self._records.env_steps
            return int(steps[len(steps) - 1]) if len(steps) else 0

    def x_after(self, updates: int, x_axis: XAxis) -> float:
        """Return where an update lies on an x axis; 0 before the first, and the end for those that are not there."""
        with self._lock:
            return self._records.x_after(min(updates, len(self._records.last_episodes)), x_axis)

    def updates_by(self, x_axis: XAxis, x: float) -> int:
        """Return how many updates had been done at an x, those that end there among them."""
        return self._updates(x_axis).before(nextafter(x, inf))

    def last_x(self, x_axis: XAxis) -> float:
        """Return how far everything reaches that can be drawn; 0 if there is nothing."""
        with self._lock:
            return self._records.x_after(len(self._records.last_episodes), x_axis)

    def updates_of_last(self, episodes: int) -> int:
        """Return how many of the newest updates played the last `episodes`, which is what a smoothed curve averages."""
        updates = self._updates(XAxis.EPISODE)
        if not updates.length:
            return 0
        return updates.length - updates.before(updates.x(updates.length - 1) - episodes + 1)

    @property
    def nbytes(self) -> int:
        """Bytes in use: about 44 an episode if every episode is an update."""
        with self._lock:
            return self._records.nbytes

    def mean_return(self, window: int = 100) -> float | None:
        """Return the mean of the last `window` episode returns or of as many as there are; None without any.

        Raises:
            ValueError: `window` is less than 1.
        """
        _check_window(window)
        line = self._line(EPISODE_RETURN, XAxis.EPISODE)
        if not line.length:
            return None
        return float(line.curve.values.read(max(line.length - window, 0), line.length).mean(dtype=np.float64))

    def returns(self, first: int, stop: int) -> NDArray[np.float32]:
        """Return the returns of the episodes from `first`, counted from 0, up to `stop`, as far as there are any."""
        line = self._line(EPISODE_RETURN, XAxis.EPISODE)
        return line.curve.values.read(min(max(first, 0), line.length), min(stop, line.length))

    def since(self, updates: int = 0) -> UpdateBlock:
        """Return every update after the first `updates`."""
        with self._lock:
            records, stop = self._records, len(self._records.last_episodes)
        return records.block(min(updates, stop), stop)

    def between(self, first: int, stop: int) -> UpdateBlock:
        """Return the updates from `first` up to `stop`, which there must be."""
        with self._lock:
            records = self._records
        return records.block(first, stop)

    def points(self, series: str, x_axis: XAxis, first_x: float, last_x: float, max_points: int) -> Points:
        """Return what to draw of a series between two x, both included, and one neighbour on either side.

        If that is more than `max_points`, the smallest and the largest item of each bucket stand for the rest,
        the earliest of equal ones. Buckets are a power of two items wide and begin at multiples of their width,
        so the picture stays still as items are added; those at the ends of the range count only what lies in
        it. All are true points of the series, and its extremes in the range are among them.

        Args:
            series: what to draw.
            x_axis: what over. Episodes, and updates by their last episode, count from 1.
            first_x: may be -inf.
            last_x: not less than `first_x`; may be inf.
            max_points: bound on the number of points, at least 8.

        Returns:
            x in ascending order and y.

        Raises:
            ValueError: an argument is out of its range.
        """
        return self._line(series, x_axis).points(first_x, last_x, max_points)

    def count(self, series: str, x_axis: XAxis, first_x: float, last_x: float) -> int:
        """Return how many items of a series lie between two x, both included."""
        return self._line(series, x_axis).count(first_x, last_x)

    def smoothed(
        self, series: str, x_axis: XAxis, window: int, first_x: float, last_x: float, max_points: int
    ) -> Points:
        """Return the mean over the last `window` episodes, or as many as there are, at each x.

        Of a series with an item an update, all updates count that played one of these episodes. It is evaluated at
        multiples of a power of two items, so the picture stays still as items are added, from the last one before
        `first_x` to the first one after `last_x`, or else the newest item of all.

        Args and errors are those of `points`, and `window`, in episodes, must be at least 1.
        """
        _check_window(window)
        return self._line(series, x_axis).smoothed(window, first_x, last_x, max_points)

    def nearest(self, series: str, x_axis: XAxis, x: float) -> Nearest | None:
        """Return the item nearest to `x`, the earlier one of two equally near; None if there is no item."""
        line, updates = self._line_and_updates(series, x_axis)
        return line.item(line.nearest(x), updates) if line.length else None

    def item(self, series: str, x_axis: XAxis, index: int) -> Nearest | None:
        """Return an item, the first or the last one where `index` lies before or behind them; None if there is none."""
        line, updates = self._line_and_updates(series, x_axis)
        return line.item(min(max(index, 0), line.length - 1), updates) if line.length else None

    def at(self, series: str, x_axis: XAxis, moment: Nearest) -> Nearest | None:
        """Return the item of a series that belongs to the same episode or update as another; None without one."""
        line, updates = self._line_and_updates(series, x_axis)
        index = line.before_episode(moment.episode)
        found = line.item(index, updates) if index < line.length else None
        return found if found is not None and found.update == moment.update else None

    def episode_rows(self) -> Iterator[list[EpisodeRow]]:
        """Return all episodes of this moment, in blocks of rows, whatever is appended meanwhile.

        Returns and metrics have the precision of float32, seven digits.
        """
        with self._lock:
            records, updates = self._records, len(self._records.last_episodes)
        starts = range(0, updates, _UPDATES_A_BLOCK)
        return (_rows(records.block(first, min(first + _UPDATES_A_BLOCK, updates))) for first in starts)

    def _line_and_updates(self, series: str, x_axis: XAxis) -> tuple[Line, Places]:
        """A series, and where the updates lie among the episodes."""
        with self._lock:
            return self._records.line(series, x_axis), self._records.updates(XAxis.EPISODE)

    def _updates(self, x_axis: XAxis) -> Places:
        with self._lock:
            return self._records.updates(x_axis)

    def _line(self, series: str, x_axis: XAxis) -> Line:
        with self._lock:
            return self._records.line(series, x_axis)


def _rows(block: UpdateBlock) -> list[EpisodeRow]:
    numbers_E = np.arange(block.first_episode, block.first_episode + len(block.returns_E)) + 1
    update_E = np.searchsorted(block.last_episodes_U, numbers_E)
    metrics_E = [column_U[update_E].tolist() for column_U in block.metrics_U.values()]
    columns = (
        numbers_E.tolist(),
        (update_E + block.first_update + 1).tolist(),
        block.env_steps_E.tolist(),
        block.returns_E.tolist(),
        block.lengths_E.tolist(),
        zip(*metrics_E, strict=True),
        block.seconds_U[update_E].tolist(),
    )
    return list(map(EpisodeRow._make, zip(*columns, strict=True)))


def _check_window(window: int) -> None:
    if window < 1:
        raise ValueError("window must be at least 1")
