"""The metrics of a training run: written by the worker, read by the window, the export and everything else.

All columns only grow (see `pyramid`), and cutting back makes new ones. So a reader holds the lock only to
learn how many items there are and then works on a picture that cannot change, while the worker goes on.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, nextafter
from typing import NamedTuple

import numpy as np

from pg_desktop.learning.metrics import EPISODE_RETURN, metrics_of
from pg_desktop.runs.abandoned import Abandoned
from pg_desktop.runs.columns import Records, UpdateBlock, UpdateRecord
from pg_desktop.runs.line import Line, Nearest, Places, Points
from pg_desktop.runs.x_axis import XAxis

__all__ = ["Cursor", "EpisodeRow", "History", "Nearest", "UpdateBlock", "UpdateRecord", "XAxis"]

_UPDATES_A_BLOCK = 256
_ABANDONED_MAX = 8
"""Stretches that are kept to be looked at."""


@dataclass(frozen=True)
class Cursor:
    """How far a reader has come: `updates` of one `generation`. The default is the start."""

    generation: int = 0
    updates: int = 0


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

    One thread at a time appends and truncates, any number of threads read. Readers compute outside the lock,
    and every array handed out belongs to the caller.

    Attributes:
        metrics: what it has of every update, in the order of the table.
    """

    def __init__(self, algorithm: str = "reinforce") -> None:
        """Begin empty.

        Args:
            algorithm: which trains; its metrics get columns.
        """
        self.metrics = metrics_of(algorithm)
        self._lock = threading.Lock()
        self._records = Records(self.metrics)
        self._abandoned: tuple[Abandoned, ...] = ()
        self._branches: tuple[int, ...] = ()
        self._generation = 0

    def append(self, update: UpdateRecord) -> None:
        """Add an update and its episodes."""
        with self._lock:
            self._records.append(update)

    def truncate(self, updates: int) -> None:
        """Keep the first `updates`, 0 for none, as if there had never been more, and begin a new generation.

        Raises:
            ValueError: there are not that many.
        """
        with self._lock:
            if not 0 <= updates <= len(self._records.last_episodes):
                raise ValueError(f"{updates} is not between 0 and the number of updates")
            self._records = self._records.cut(updates)
            self._abandoned = ()
            self._branches = ()
            self._generation += 1

    def branch(self, updates: int) -> None:
        """Keep the first `updates` to go on from there; what came after them stays to be looked at.

        Raises:
            ValueError: there are not that many.
        """
        with self._lock:
            records, done = self._records, len(self._records.last_episodes)
            if not 0 <= updates <= done:
                raise ValueError(f"{updates} is not between 0 and the number of updates")
            if updates < done:
                self._abandoned = (*self._abandoned, Abandoned(records.cut(done), updates))[-_ABANDONED_MAX:]
            self._records = records.cut(updates)
            self._branches = (*(earlier for earlier in self._branches if earlier < updates), updates)
            self._generation += 1

    @property
    def branches(self) -> tuple[int, ...]:
        """After how many updates the run, as it is now, was gone on from; ascending."""
        with self._lock:
            return self._branches

    @property
    def has_abandoned(self) -> bool:
        """Whether branches have left something behind; see `abandoned`."""
        with self._lock:
            return bool(self._abandoned)

    def abandoned(
        self, series: str, x_axis: XAxis, window: int, first_x: float, last_x: float, max_points: int
    ) -> list[Points]:
        """Return the smoothed curves of what was abandoned, each from where it left off; see `smoothed`."""
        _check_window(window)
        with self._lock:
            stretches = self._abandoned
        curves = (stretch.curve(series, x_axis, window, first_x, last_x, max_points) for stretch in stretches)
        return [(x, y) for x, y in curves if x.size]

    @property
    def generation(self) -> int:
        """How often the history was truncated: what was read in an earlier generation may no longer be so."""
        with self._lock:
            return self._generation

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
        """Return how far everything reaches that can be drawn, what was abandoned included; 0 if there is nothing."""
        with self._lock:
            records, stretches = self._records, self._abandoned
            present = records.x_after(len(records.last_episodes), x_axis)
        return max([present, *(stretch.last_x(x_axis) for stretch in stretches)])

    def updates_of_last(self, episodes: int) -> int:
        """Return how many of the newest updates played the last `episodes`, which is what a smoothed curve averages."""
        updates = self._updates(XAxis.EPISODE)
        if not updates.length:
            return 0
        return updates.length - updates.before(updates.x(updates.length - 1) - episodes + 1)

    @property
    def nbytes(self) -> int:
        """Bytes reserved, used or not: about 44 an episode if every episode is an update."""
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

    def since(self, cursor: Cursor) -> tuple[UpdateBlock, Cursor]:
        """Return every update after the cursor, and the cursor for the next time.

        A cursor of an earlier generation counts as the start: the block, even an empty one, has `first_update`
        0 and replaces all that its reader holds.
        """
        with self._lock:
            records, updates = self._records, len(self._records.last_episodes)
            now = Cursor(self._generation, updates)
        first = cursor.updates if cursor.generation == now.generation else 0
        return records.block(first, updates), now

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
        """Return all episodes of this moment, in blocks of rows, whatever is appended or truncated meanwhile.

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
