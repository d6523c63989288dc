"""The columns of a training run: what goes in an update at a time, what comes out in arrays and lines.

Shape suffixes: E episodes, U updates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.metrics import EPISODE_RETURN, Metric
from pg_desktop.runs.line import Line, Places
from pg_desktop.runs.pyramid import Column, Curve
from pg_desktop.runs.x_axis import XAxis

_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class UpdateRecord:
    """What one update adds to the history.

    Attributes:
        returns_E: undiscounted return of each episode of this update, at least one, finite in float32.
        lengths_E: env steps of each of them, at least 1.
        seconds: training time in total so far.
        metrics: what else was measured, by key.

    Raises:
        ValueError: a shape or a number is not as described. A number that is not finite would spoil every
            average after it, so whoever trains has to notice divergence before it is recorded.
    """

    returns_E: NDArray[np.floating]
    lengths_E: NDArray[np.integer]
    seconds: float
    metrics: Mapping[str, float]

    def __post_init__(self) -> None:
        if self.returns_E.ndim != 1 or not self.returns_E.size or self.returns_E.shape != self.lengths_E.shape:
            raise ValueError("returns_E and lengths_E must have the same shape (E,) with E >= 1")
        if not np.abs(self.returns_E).max() <= _LARGEST:
            raise ValueError("returns_E must be finite")
        if self.lengths_E.min() < 1:
            raise ValueError("lengths_E must be at least 1")
        for name, number in (("seconds", self.seconds), *self.metrics.items()):
            if not abs(number) <= _LARGEST:
                raise ValueError(f"{name} must be finite")


@dataclass(frozen=True, eq=False)
class UpdateBlock:
    """Consecutive updates and their episodes, in arrays that belong to the reader.

    Attributes:
        first_update: updates before the block.
        first_episode: episodes before the block.
        returns_E: undiscounted returns, float32.
        lengths_E: env steps of each episode, int64.
        env_steps_E: env steps of the whole run at the end of each episode, int64.
        last_episodes_U: episodes of the whole run at the end of each update, int64.
        metrics_U: by key what else was measured, float32; NaN where there was no value.
        seconds_U: training time in total at the end of each update, float32.
    """

    first_update: int
    first_episode: int
    returns_E: NDArray[np.float32]
    lengths_E: NDArray[np.int64]
    env_steps_E: NDArray[np.int64]
    last_episodes_U: NDArray[np.int64]
    metrics_U: Mapping[str, NDArray[np.float32]]
    seconds_U: NDArray[np.float32]


class _MetricColumn:
    """The values of one metric, one an update.

    Attributes:
        values: every value.
        updates: for a metric that there is only sometimes, the update of each value, from 1; else None.
    """

    def __init__(self, values: Curve, updates: Column[np.int64] | None) -> None:
        self.values = values
        self.updates = updates

    @staticmethod
    def of(metric: Metric) -> _MetricColumn:
        """An empty column."""
        return _MetricColumn(Curve(), Column(np.int64) if metric.sometimes else None)

    @property
    def nbytes(self) -> int:
        return self.values.nbytes + (self.updates.nbytes if self.updates is not None else 0)

    def append(self, update: int, value: float) -> None:
        self.values.append(value)
        if self.updates is not None:
            self.updates.append(update)

    def extend(self, before: int, values_U: NDArray[np.float32]) -> None:
        """Add the values of the updates after the first `before`; NaN where there is none."""
        there_U = ~np.isnan(values_U)
        self.values.extend(values_U[there_U])
        if self.updates is not None:
            self.updates.extend(np.flatnonzero(there_U) + before + 1)

    def cut(self, updates: int) -> _MetricColumn:
        if self.updates is None:
            return _MetricColumn(self.values.cut(updates), None)
        items = self._items_of_first(updates)
        return _MetricColumn(self.values.cut(items), self.updates.cut(items))

    def read(self, first: int, stop: int) -> NDArray[np.float32]:
        """The values of the updates from `first` up to `stop`; NaN where there is none."""
        if self.updates is None:
            return self.values.values.read(first, stop)
        first_item, stop_item = self._items_of_first(first), self._items_of_first(stop)
        values_U = np.full(stop - first, np.nan, np.float32)
        updates = self.updates.read(first_item, stop_item)
        values_U[updates - 1 - first] = self.values.values.read(first_item, stop_item)
        return values_U

    def _items_of_first(self, updates: int) -> int:
        """How many of the first `updates` had a value."""
        column = self.updates
        if column is None:
            return updates
        return bisect_right(range(len(column)), updates, key=lambda item: int(column[item]))


class Records:
    """The columns of a run. They only grow, so what readers have seen of them stays as it was.

    Attributes:
        env_steps: of the run at the end of each episode.
        returns: of each episode.
        last_episodes: episodes of the run at the end of each update.
        seconds: of training at the end of each update.
    """

    def __init__(self, metrics: tuple[Metric, ...]) -> None:
        """Begin empty.

        Args:
            metrics: what the run's algorithm reports of an update.
        """
        self.env_steps: Column[np.int64] = Column(np.int64)
        self.returns = Curve()
        self.last_episodes: Column[np.int64] = Column(np.int64)
        self.seconds: Column[np.float32] = Column(np.float32)
        self._metrics = {metric.key: _MetricColumn.of(metric) for metric in metrics}
        self._always = {metric.key for metric in metrics if not metric.sometimes}
        self._measured: Mapping[str, _MetricColumn] = {}

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        metrics = sum(column.nbytes for column in self._metrics.values())
        return self.env_steps.nbytes + self.returns.nbytes + self.last_episodes.nbytes + self.seconds.nbytes + metrics

    def x_after(self, updates: int, x_axis: XAxis) -> float:
        """Return where the end of an update lies on an x axis; 0 before the first."""
        if not updates:
            return 0.0
        episodes = int(self.last_episodes[updates - 1])
        return float(episodes if x_axis is XAxis.EPISODE else self.env_steps[episodes - 1])

    def append(self, update: UpdateRecord) -> None:
        """Add an update and its episodes.

        Raises:
            ValueError: it does not have the metrics that the columns are for.
        """
        if not self._always <= update.metrics.keys() <= self._metrics.keys():
            raise ValueError(f"an update has the metrics {', '.join(self._metrics)}, not {', '.join(update.metrics)}")
        before = self.env_steps[len(self.env_steps) - 1] if len(self.env_steps) else 0
        self.env_steps.extend(update.lengths_E.cumsum(dtype=np.int64) + before)
        self.returns.extend(update.returns_E)
        self.last_episodes.append(len(self.env_steps))
        for key, value in update.metrics.items():
            self._metrics[key].append(len(self.last_episodes), value)
        self.seconds.append(update.seconds)

    def extend(self, block: UpdateBlock) -> None:
        """Add many updates at once, those that follow; it ends up as if each had been added by itself.

        Raises:
            ValueError: they do not follow, or a metric is missing that every update has.
        """
        updates, episodes = len(self.last_episodes), len(self.env_steps)
        always = (block.metrics_U[key] for key in self._always)
        if (block.first_update, block.first_episode) != (updates, episodes) or any(map(_has_gaps, always)):
            raise ValueError("these updates do not follow, or have gaps")
        self.env_steps.extend(block.env_steps_E)
        self.returns.extend(block.returns_E)
        self.last_episodes.extend(block.last_episodes_U)
        self.seconds.extend(block.seconds_U)
        for key, values_U in block.metrics_U.items():
            self._metrics[key].extend(updates, values_U)

    def cut(self, updates: int) -> Records:
        """Return records of the first `updates`; these stay as they are, for those who still read them."""
        episodes = int(self.last_episodes[updates - 1]) if updates else 0
        records = Records(())
        records.env_steps = self.env_steps.cut(episodes)
        records.returns = self.returns.cut(episodes)
        records.last_episodes = self.last_episodes.cut(updates)
        records.seconds = self.seconds.cut(updates)
        records._metrics = {key: column.cut(updates) for key, column in self._metrics.items()}
        records._always = self._always
        records._measured = {key: column.cut(updates) for key, column in self._measured.items()}
        return records

    def put(self, series: str, updates: NDArray[np.int64], values: NDArray[np.float32]) -> None:
        """Have what was measured of some updates as a series of its own, instead of what was put there before.

        Args:
            series: by which it is called from now on.
            updates: which, from 1, in ascending order; those that are not there are left out.
            values: of each.
        """
        there = (updates >= 1) & (updates <= len(self.last_episodes))
        column = _MetricColumn(Curve(), Column(np.int64))
        column.values.extend(values[there])
        if column.updates is not None:
            column.updates.extend(updates[there])
        self._measured = {**self._measured, series: column}

    def updates(self, x_axis: XAxis) -> Places:
        """Return where the updates lie that there are now."""
        return Places(len(self.last_episodes), (self.last_episodes,), self._to_x(x_axis))

    def line(self, series: str, x_axis: XAxis) -> Line:
        """Return a metric as it is now; one that the run does not have is empty."""
        if series == EPISODE_RETURN:
            return Line(len(self.returns.values), (), self._to_x(x_axis), self.returns)
        column = self._metrics.get(series) or self._measured.get(series)
        if column is None:
            return Line(0, (self.last_episodes,), self._to_x(x_axis), Curve())
        to_update = () if column.updates is None else (column.updates,)
        curve = column.values
        return Line(len(curve.values), (*to_update, self.last_episodes), self._to_x(x_axis), curve)

    def block(self, first: int, stop: int) -> UpdateBlock:
        """Return the updates from `first` up to `stop`."""
        last_episodes_U = self.last_episodes.read(first, stop)
        first_episode = int(self.last_episodes[first - 1]) if first else 0
        stop_episode = int(last_episodes_U[-1]) if stop > first else first_episode
        first_env_step = self.env_steps[first_episode - 1] if first_episode else 0
        env_steps_E = self.env_steps.read(first_episode, stop_episode)
        return UpdateBlock(
            first_update=first,
            first_episode=first_episode,
            returns_E=self.returns.values.read(first_episode, stop_episode),
            lengths_E=np.diff(env_steps_E, prepend=first_env_step),
            env_steps_E=env_steps_E,
            last_episodes_U=last_episodes_U,
            metrics_U={key: column.read(first, stop) for key, column in self._metrics.items()},
            seconds_U=self.seconds.read(first, stop),
        )

    def _to_x(self, x_axis: XAxis) -> tuple[Column[np.int64], ...]:
        return () if x_axis is XAxis.EPISODE else (self.env_steps,)


def _has_gaps(values_U: NDArray[np.float32]) -> bool:
    return bool(np.isnan(values_U).any())
