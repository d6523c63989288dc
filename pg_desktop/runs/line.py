"""One series of a run over one x axis: what to draw of it, and what lies where."""

from dataclasses import dataclass
from math import ceil, inf, nextafter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.runs.pyramid import Column, Curve, Positions, width_bits

_FARTHEST = 2.0**62
"""Beyond any episode and any env step."""

Points = tuple[NDArray[np.float64], NDArray[np.float32]]


@dataclass(frozen=True)
class Nearest:
    """An item of a series: 0-based index, point, and the update and the episode it belongs to, from 1.

    The episode of an update is its last one.
    """

    index: int
    x: float
    y: float
    update: int
    episode: int


@dataclass(frozen=True)
class Places:
    """Where the first `length` items of something lie on an x axis.

    Attributes:
        length: items that belong to it; what they are items of may grow on.
        to_episode: the way from an item, counted from 1, to the episode at its end: each column in turn says how
            much of something else there is at the end of that item. All ascend, so episodes do.
        to_x: the way on from an episode to its x, in the same manner.
    """

    length: int
    to_episode: tuple[Column[np.int64], ...]
    to_x: tuple[Column[np.int64], ...]

    def episode(self, position: Any) -> Any:
        """Return the episode at the end of an item, from 1, or those of an array of items in ascending order."""
        return _followed(position + 1, self.to_episode)

    def x(self, position: Any) -> Any:
        """Return the x of an item, or an array with those of an array of items in ascending order."""
        return _followed(self.episode(position), self.to_x)

    def count(self, first_x: float, last_x: float) -> int:
        """See `History.count`."""
        return self.before(nextafter(last_x, inf)) - self.before(first_x)

    def before(self, x: float) -> int:
        """Return how many items lie before `x`."""
        return self._before(x, (*self.to_episode, *self.to_x))

    def before_episode(self, episode: int) -> int:
        """Return how many items end before an episode does."""
        return self._before(episode, self.to_episode)

    def _before(self, bound: float, columns: tuple[Column[np.int64], ...]) -> int:
        """Return how many items are less than a bound where these columns lead to."""
        whole = ceil(min(max(bound, 0.0), _FARTHEST))
        for column in reversed(columns):
            whole = int(column.before(np.array([whole]))[0]) + 1
        return min(max(whole - 1, 0), self.length)

    def nearest(self, x: float) -> int:
        """Return the position of the item nearest to `x`, the earlier one of two; `length` must not be 0."""
        after = min(self.before(x), self.length - 1)
        before = max(after - 1, 0)
        return before if x - self.x(before) <= self.x(after) - x else after


@dataclass(frozen=True)
class Line(Places):
    """A series over an x axis: where its items lie, and what they are.

    Attributes:
        curve: where the items are.
    """

    curve: Curve

    def item(self, index: int, updates: Places) -> Nearest:
        """Return an item; `updates` are where the run's updates lie."""
        episode = int(self.episode(index))
        x, y = float(self.x(index)), float(self.curve.values[index])
        return Nearest(index, x, y, updates.before_episode(episode) + 1, episode)

    def points(self, first_x: float, last_x: float, max_points: int) -> Points:
        """See `History.points`."""
        positions = self._thinned(first_x, last_x, max_points)
        return self.x(positions).astype(np.float64), self.curve.values[positions]

    def smoothed(self, window: int, first_x: float, last_x: float, max_points: int) -> Points:
        """See `History.smoothed`."""
        positions = self._evenly_spaced(first_x, last_x, max_points)
        return self.x(positions).astype(np.float64), self._averages(positions, window).astype(np.float32)

    def _averages(self, positions: Positions, window: int) -> NDArray[np.float64]:
        """Return the mean of the items of the last `window` episodes, seen from each of some ascending items."""
        starts = np.maximum(self.episode(positions) - window, 0)
        for column in reversed(self.to_episode):
            starts = column.before(starts + 1)
        return self.curve.averages(starts, positions + 1)

    def _thinned(self, first_x: float, last_x: float, max_points: int) -> Positions:
        """Choose what to draw; see `History.points`."""
        first, stop, left, right = self._visible(first_x, last_x, max_points)
        if right - left < max_points:
            return np.arange(left, right + 1)
        extremes = self.curve.extremes(first, stop, (max_points - 4) // 2)
        positions = np.sort(np.concatenate([[left, right], extremes]))
        return positions[np.diff(positions, prepend=-1) > 0]

    def _evenly_spaced(self, first_x: float, last_x: float, max_points: int) -> Positions:
        """Choose where to evaluate a smooth curve; see `History.smoothed`."""
        _, _, left, right = self._visible(first_x, last_x, max_points)
        bits = width_bits(right - left, max_points - 2)
        return np.minimum(np.arange(left >> bits << bits, right + (1 << bits), 1 << bits), self.length - 1)

    def _visible(self, first_x: float, last_x: float, max_points: int) -> tuple[int, int, int, int]:
        """Return the range of visible items, and the first and the last that count with the neighbours."""
        if not first_x <= last_x:
            raise ValueError("first_x must not be greater than last_x")
        if max_points < 8:
            raise ValueError("max_points must be at least 8")
        first, stop = self.before(first_x), self.before(nextafter(last_x, inf))
        return first, stop, max(first - 1, 0), min(stop, self.length - 1)


def _followed(number: Any, columns: tuple[Column[np.int64], ...]) -> Any:
    for column in columns:
        number = column[number - 1]
    return number
