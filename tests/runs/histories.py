"""Updates made by hand or at random, and what a history of them should hold."""

from dataclasses import dataclass, fields
from math import inf

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from pg_desktop.runs.history import (
    History,
    Series,
    UpdateBlock,
    UpdateRecord,
    XAxis,
)

CHUNK = 1 << 16
ALL = [(series, x_axis) for series in Series for x_axis in XAxis]


def update(
    returns: list[float],
    lengths: list[int],
    loss: float = 0.0,
    entropy: float = 0.0,
    norm: float = 0.0,
    seconds: float = 0.0,
    explained: float | None = None,
) -> UpdateRecord:
    return UpdateRecord(np.array(returns), np.array(lengths), loss, entropy, norm, seconds, explained)


@dataclass
class Reference:
    """What a history should hold, computed from the list of all its updates."""

    updates: list[UpdateRecord]

    @property
    def returns(self) -> NDArray[np.float32]:
        return np.concatenate([u.returns_E for u in self.updates] or [[]]).astype(np.float32)

    @property
    def env_steps(self) -> NDArray[np.int64]:
        return np.cumsum(np.concatenate([u.lengths_E for u in self.updates] or [[]]), dtype=np.int64)

    @property
    def last_episodes(self) -> NDArray[np.int64]:
        return np.cumsum([u.returns_E.size for u in self.updates], dtype=np.int64)

    @property
    def explained_variances(self) -> NDArray[np.float32]:
        """Of every update; NaN where there was no value network."""
        numbers = [np.nan if u.explained_variance is None else u.explained_variance for u in self.updates]
        return np.array(numbers, np.float32)

    def y(self, series: Series) -> NDArray[np.float32]:
        if series is Series.EPISODE_RETURN:
            return self.returns
        if series is Series.EXPLAINED_VARIANCE:
            return self.explained_variances[self._judged]
        name = {Series.POLICY_LOSS: "loss", Series.ENTROPY: "entropy", Series.GRADIENT_NORM: "gradient_norm"}[series]
        return np.array([getattr(u, name) for u in self.updates], np.float32)

    def x(self, series: Series, x_axis: XAxis) -> NDArray[np.int64]:
        episodes = {
            Series.EPISODE_RETURN: np.arange(1, self.returns.size + 1),
            Series.EXPLAINED_VARIANCE: self.last_episodes[self._judged],
        }.get(series, self.last_episodes)
        return episodes if x_axis is XAxis.EPISODE else self.env_steps[episodes - 1]

    def starts(self, series: Series, window: int) -> NDArray[np.int64]:
        """The first item of the last `window` episodes, seen from each item."""
        ends = self.x(series, XAxis.EPISODE)
        return np.searchsorted(ends, ends - window, side="right")

    @property
    def _judged(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.explained_variances)


def history_of(updates: list[UpdateRecord]) -> History:
    history = History()
    for each in updates:
        history.append(each)
    return history


def random_updates(count: int, seed: int, most_episodes: int = 3) -> list[UpdateRecord]:
    """Numbers with many ties, so that equal extremes happen, and of very different sizes.

    Every third update, from the second on, has no value network.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, most_episodes + 1, count)
    numbers = rng.integers(-9, 10, (count, 4)) * 10.0 ** rng.integers(-2, 3, (count, 4))
    return [
        UpdateRecord(
            rng.integers(-20, 20, e) / 4,
            rng.integers(1, 9, e),
            *row,
            seconds=i / 8,
            explained_variance=None if i % 3 == 1 else explained,
        )
        for i, (e, (*row, explained)) in enumerate(zip(sizes.tolist(), numbers.tolist(), strict=True))
    ]


runs = st.builds(random_updates, st.integers(0, 700), st.integers(0, 2**32 - 1))
some_runs = st.builds(random_updates, st.integers(1, 700), st.integers(0, 2**32 - 1))


@st.composite
def ranges(draw: st.DrawFn) -> tuple[float, float]:
    ends = st.one_of(st.integers(-5, 2000), st.floats(-5, 9000), st.sampled_from([-inf, inf]))
    first, last = sorted([draw(ends), draw(ends)])
    return first, last


def assert_same_block(one: UpdateBlock, other: UpdateBlock) -> None:
    for field in fields(UpdateBlock):
        a, b = getattr(one, field.name), getattr(other, field.name)
        np.testing.assert_array_equal(a, b, err_msg=field.name)
        assert getattr(a, "dtype", int) == getattr(b, "dtype", int)
