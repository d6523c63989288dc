"""The metrics of a training run: written by the worker, read by the window, the export and everything else.

All columns only grow (see `pyramid`), and cutting back makes new ones. So a reader holds the lock only to
learn how many items there are and then works on a picture that cannot change, while the worker goes on.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.session.columns import Line, Records, UpdateBlock, UpdateRecord
from pg_desktop.session.series import Series, XAxis

__all__ = ["Cursor", "EpisodeRow", "History", "Nearest", "Series", "UpdateBlock", "UpdateRecord", "XAxis"]

Points = tuple[NDArray[np.float64], NDArray[np.float32]]

_UPDATES_A_BLOCK = 256
_ABANDONED_MAX = 8
"""Stretches that are kept to be looked at."""


@dataclass(frozen=True)
class Cursor:
    """How far a reader has come: `updates` of one `generation`. The default is the start."""

    generation: int = 0
    updates: int = 0


@dataclass(frozen=True)
class Nearest:
    """An item of a series: 0-based index, point, and the update and the episode it belongs to, from 1."""

    index: int
    x: float
    y: float
    update: int
    episode: int


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
        if not self.updates:
            return 0.0
        episodes = int(self.records.last_episodes[self.updates - 1])
        return float(episodes if x_axis is XAxis.EPISODE else self.records.env_steps[episodes - 1])


class EpisodeRow(NamedTuple):
    """One episode for export, with the metrics of its update. Episode and update count from 1.

    The explained variance is NaN where there was no value network.
    """

    episode: int
    update: int
    env_step: int
    episode_return: float
    length: int
    policy_loss: float
    entropy: float
    gradient_norm: float
    explained_variance: float
    seconds: float


class History:
    """Metrics of a training run.

    One thread at a time appends and truncates, any number of threads read. Readers compute outside the lock,
    and every array handed out belongs to the caller.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records = Records()
        self._abandoned: tuple[Abandoned, ...] = ()
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
            self._generation += 1

    @property
    def branches(self) -> tuple[int, ...]:
        """After how many updates each of the latest abandoned stretches left off."""
        with self._lock:
            return tuple(stretch.updates for stretch in self._abandoned)

    def abandoned(
        self, series: Series, x_axis: XAxis, window: int, first_x: float, last_x: float, max_points: int
    ) -> list[Points]:
        """Return the smoothed curves of what was abandoned, each from where it left off; see `smoothed`."""
        _check_window(window)
        with self._lock:
            stretches = self._abandoned
        curves = []
        for stretch in stretches:
            line = stretch.records.line(series, x_axis)
            if not line.length:
                continue
            positions = line.evenly_spaced(first_x, last_x, max_points)
            x = line.x(positions).astype(np.float64)
            curve = line.curve.averages(positions, window).astype(np.float32)
            after = x >= stretch.first_x(x_axis)
            curves.append((x[after], curve[after]))
        return curves

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
            records = self._records
            done = min(updates, len(records.last_episodes))
            if not done:
                return 0.0
            episodes = int(records.last_episodes[done - 1])
            return float(episodes if x_axis is XAxis.EPISODE else records.env_steps[episodes - 1])

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
        line = self._line(Series.EPISODE_RETURN, XAxis.EPISODE)
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

    def points(self, series: Series, x_axis: XAxis, first_x: float, last_x: float, max_points: int) -> Points:
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
        line = self._line(series, x_axis)
        positions = line.thinned(first_x, last_x, max_points)
        return line.x(positions).astype(np.float64), line.curve.values[positions]

    def smoothed(
        self, series: Series, x_axis: XAxis, window: int, first_x: float, last_x: float, max_points: int
    ) -> Points:
        """Return the mean of an item and those before it, `window` in all or as many as there are, over x.

        It is evaluated at multiples of a power of two items, so the picture stays still as items are added,
        from the last one before `first_x` to the first one after `last_x`, or else the newest item of all.

        Args and errors are those of `points`, and `window`, in items, must be at least 1.
        """
        _check_window(window)
        line = self._line(series, x_axis)
        positions = line.evenly_spaced(first_x, last_x, max_points)
        return line.x(positions).astype(np.float64), line.curve.averages(positions, window).astype(np.float32)

    def nearest(self, series: Series, x_axis: XAxis, x: float) -> Nearest | None:
        """Return the item nearest to `x`, the earlier one of two equally near; None if there is no item."""
        with self._lock:
            line = self._records.line(series, x_axis)
            by_episode = self._records.line(series, XAxis.EPISODE)
            updates = self._records.line(Series.POLICY_LOSS, XAxis.EPISODE)
        if not line.length:
            return None
        index = line.nearest(x)
        episode = int(by_episode.x(index))
        y = float(line.curve.values[index])
        return Nearest(index, float(line.x(index)), y, updates.before(episode) + 1, episode)

    def episode_rows(self) -> Iterator[list[EpisodeRow]]:
        """Return all episodes of this moment, in blocks of rows, whatever is appended or truncated meanwhile.

        Returns and metrics have the precision of float32, seven digits.
        """
        with self._lock:
            records, updates = self._records, len(self._records.last_episodes)
        starts = range(0, updates, _UPDATES_A_BLOCK)
        return (_rows(records.block(first, min(first + _UPDATES_A_BLOCK, updates))) for first in starts)

    def _line(self, series: Series, x_axis: XAxis) -> Line:
        with self._lock:
            return self._records.line(series, x_axis)


def _rows(block: UpdateBlock) -> list[EpisodeRow]:
    numbers_E = np.arange(block.first_episode, block.first_episode + len(block.returns_E)) + 1
    update_E = np.searchsorted(block.last_episodes_U, numbers_E)
    columns = (
        numbers_E,
        update_E + block.first_update + 1,
        block.env_steps_E,
        block.returns_E,
        block.lengths_E,
        block.losses_U[update_E],
        block.entropies_U[update_E],
        block.gradient_norms_U[update_E],
        block.explained_variances_U[update_E],
        block.seconds_U[update_E],
    )
    return list(map(EpisodeRow._make, zip(*(column.tolist() for column in columns), strict=True)))


def _check_window(window: int) -> None:
    if window < 1:
        raise ValueError("window must be at least 1")
