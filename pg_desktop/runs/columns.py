"""The columns of a training run: what goes in an update at a time, what comes out in arrays and lines.

Shape suffixes: E episodes, U updates.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from pg_desktop.runs.line import Line
from pg_desktop.runs.pyramid import Column, Curve
from pg_desktop.runs.series import Series, XAxis

_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class UpdateRecord:
    """What one update adds to the history.

    Attributes:
        returns_E: undiscounted return of each episode of this update, at least one, finite in float32.
        lengths_E: env steps of each of them, at least 1.
        loss: policy loss.
        entropy: of the policy, in nats.
        gradient_norm: norm of the gradient.
        seconds: training time in total so far.
        explained_variance: of the returns, by the value network; None without one.

    Raises:
        ValueError: a shape or a number is not as described. A number that is not finite would spoil every
            average after it, so whoever trains has to notice divergence before it is recorded.
    """

    returns_E: NDArray[np.floating]
    lengths_E: NDArray[np.integer]
    loss: float
    entropy: float
    gradient_norm: float
    seconds: float
    explained_variance: float | None = None

    def __post_init__(self) -> None:
        if self.returns_E.ndim != 1 or not self.returns_E.size or self.returns_E.shape != self.lengths_E.shape:
            raise ValueError("returns_E and lengths_E must have the same shape (E,) with E >= 1")
        if not np.abs(self.returns_E).max() <= _LARGEST:
            raise ValueError("returns_E must be finite")
        if self.lengths_E.min() < 1:
            raise ValueError("lengths_E must be at least 1")
        explained = 0.0 if self.explained_variance is None else self.explained_variance
        for number in (self.loss, self.entropy, self.gradient_norm, self.seconds, explained):
            if not abs(number) <= _LARGEST:
                raise ValueError("loss, entropy, gradient_norm, seconds and explained_variance must be finite")


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
        losses_U: policy losses, float32.
        entropies_U: entropies in nats, float32.
        gradient_norms_U: gradient norms, float32.
        explained_variances_U: of the returns, by the value network, float32; NaN without one.
        seconds_U: training time in total at the end of each update, float32.
    """

    first_update: int
    first_episode: int
    returns_E: NDArray[np.float32]
    lengths_E: NDArray[np.int64]
    env_steps_E: NDArray[np.int64]
    last_episodes_U: NDArray[np.int64]
    losses_U: NDArray[np.float32]
    entropies_U: NDArray[np.float32]
    gradient_norms_U: NDArray[np.float32]
    explained_variances_U: NDArray[np.float32]
    seconds_U: NDArray[np.float32]


def _float32_column() -> Column[np.float32]:
    return Column(np.float32)


def _int64_column() -> Column[np.int64]:
    return Column(np.int64)


@dataclass(frozen=True)
class Records:
    """The columns of a run. They only grow, so what readers have seen of them stays as it was.

    Attributes:
        env_steps: of the run at the end of each episode.
        returns: of each episode.
        last_episodes: episodes of the run at the end of each update.
        losses: policy loss of each update.
        entropies: of the policy at each update.
        gradient_norms: of each update.
        judged_updates: those with a value network, counted from 1.
        explained_variances: of each of those.
        seconds: of training at the end of each update.
    """

    env_steps: Column[np.int64] = field(default_factory=_int64_column)
    returns: Curve = field(default_factory=Curve)
    last_episodes: Column[np.int64] = field(default_factory=_int64_column)
    losses: Curve = field(default_factory=Curve)
    entropies: Curve = field(default_factory=Curve)
    gradient_norms: Curve = field(default_factory=Curve)
    judged_updates: Column[np.int64] = field(default_factory=_int64_column)
    explained_variances: Curve = field(default_factory=Curve)
    seconds: Column[np.float32] = field(default_factory=_float32_column)

    @property
    def nbytes(self) -> int:
        """Bytes reserved, used or not."""
        return sum(getattr(self, column.name).nbytes for column in fields(self))

    def x_after(self, updates: int, x_axis: XAxis) -> float:
        """Return where the end of an update lies on an x axis; 0 before the first."""
        if not updates:
            return 0.0
        episodes = int(self.last_episodes[updates - 1])
        return float(episodes if x_axis is XAxis.EPISODE else self.env_steps[episodes - 1])

    def append(self, update: UpdateRecord) -> None:
        """Add an update and its episodes."""
        before = self.env_steps[len(self.env_steps) - 1] if len(self.env_steps) else 0
        self.env_steps.extend(update.lengths_E.cumsum(dtype=np.int64) + before)
        self.returns.extend(update.returns_E)
        self.last_episodes.append(len(self.env_steps))
        self.losses.append(update.loss)
        self.entropies.append(update.entropy)
        self.gradient_norms.append(update.gradient_norm)
        if update.explained_variance is not None:
            self.judged_updates.append(len(self.last_episodes))
            self.explained_variances.append(update.explained_variance)
        self.seconds.append(update.seconds)

    def cut(self, updates: int) -> "Records":
        """Return records of the first `updates`; these stay as they are, for those who still read them."""
        episodes = int(self.last_episodes[updates - 1]) if updates else 0
        judged = self._judged_before(updates)
        return Records(
            env_steps=self.env_steps.cut(episodes),
            returns=self.returns.cut(episodes),
            last_episodes=self.last_episodes.cut(updates),
            losses=self.losses.cut(updates),
            entropies=self.entropies.cut(updates),
            gradient_norms=self.gradient_norms.cut(updates),
            judged_updates=self.judged_updates.cut(judged),
            explained_variances=self.explained_variances.cut(judged),
            seconds=self.seconds.cut(updates),
        )

    def line(self, series: Series, x_axis: XAxis) -> Line:
        """Return a series as it is now."""
        curve = {
            Series.EPISODE_RETURN: self.returns,
            Series.POLICY_LOSS: self.losses,
            Series.ENTROPY: self.entropies,
            Series.GRADIENT_NORM: self.gradient_norms,
            Series.EXPLAINED_VARIANCE: self.explained_variances,
        }[series]
        to_update = (self.judged_updates,) if series is Series.EXPLAINED_VARIANCE else ()
        to_episode = () if series is Series.EPISODE_RETURN else (*to_update, self.last_episodes)
        to_env_step = () if x_axis is XAxis.EPISODE else (self.env_steps,)
        return Line(curve, len(curve.values), to_episode, to_env_step)

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
            losses_U=self.losses.values.read(first, stop),
            entropies_U=self.entropies.values.read(first, stop),
            gradient_norms_U=self.gradient_norms.values.read(first, stop),
            explained_variances_U=self._explained_variances(first, stop),
            seconds_U=self.seconds.read(first, stop),
        )

    def _judged_before(self, updates: int) -> int:
        """How many of the first `updates` had a value network."""
        return bisect_right(range(len(self.judged_updates)), updates, key=lambda item: int(self.judged_updates[item]))

    def _explained_variances(self, first: int, stop: int) -> NDArray[np.float32]:
        first_item, stop_item = self._judged_before(first), self._judged_before(stop)
        variances_U = np.full(stop - first, np.nan, np.float32)
        updates = self.judged_updates.read(first_item, stop_item)
        variances_U[updates - 1 - first] = self.explained_variances.values.read(first_item, stop_item)
        return variances_U
