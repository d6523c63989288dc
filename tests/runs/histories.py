"""Updates made by hand or at random, and what a history of them should hold."""

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from pg_desktop.runs.history import (
    History,
    UpdateBlock,
    UpdateRecord,
    XAxis,
)

CHUNK = 1 << 16
SERIES = ("episode_return", "policy_loss", "entropy", "gradient_norm", "explained_variance")
ALL = [(series, x_axis) for series in SERIES for x_axis in XAxis]


def update(
    returns: list[float],
    lengths: list[int],
    loss: float = 0.0,
    entropy: float = 0.0,
    norm: float = 0.0,
    seconds: float = 0.0,
    explained: float | None = None,
) -> UpdateRecord:
    return record(np.array(returns), np.array(lengths), loss, entropy, norm, seconds, explained)


def record(
    returns_E: NDArray[np.floating],
    lengths_E: NDArray[np.integer],
    loss: float = 0.0,
    entropy: float = 0.0,
    norm: float = 0.0,
    seconds: float = 0.0,
    explained: float | None = None,
) -> UpdateRecord:
    """An update of REINFORCE; without a value network there is no explained variance."""
    metrics = {"policy_loss": loss, "entropy": entropy, "gradient_norm": norm}
    if explained is not None:
        metrics["explained_variance"] = explained
    return UpdateRecord(returns_E, lengths_E, seconds, metrics)


@dataclass
class Reference:
    """What a history should hold, computed from the list of all its updates."""

    updates: list[UpdateRecord]

    @cached_property
    def returns(self) -> NDArray[np.float32]:
        return np.concatenate([u.returns_E for u in self.updates] or [[]]).astype(np.float32)

    @cached_property
    def env_steps(self) -> NDArray[np.int64]:
        return np.cumsum(np.concatenate([u.lengths_E for u in self.updates] or [[]]), dtype=np.int64)

    @cached_property
    def last_episodes(self) -> NDArray[np.int64]:
        return np.cumsum([u.returns_E.size for u in self.updates], dtype=np.int64)

    @cached_property
    def explained_variances(self) -> NDArray[np.float32]:
        """Of every update; NaN where there was no value network."""
        return np.array([u.metrics.get("explained_variance", np.nan) for u in self.updates], np.float32)

    def y(self, series: str) -> NDArray[np.float32]:
        if series == "episode_return":
            return self.returns
        if series == "explained_variance":
            return self.explained_variances[self._judged]
        return np.array([u.metrics[series] for u in self.updates], np.float32)

    def x(self, series: str, x_axis: XAxis) -> NDArray[np.int64]:
        episodes = {
            "episode_return": np.arange(1, self.returns.size + 1),
            "explained_variance": self.last_episodes[self._judged],
        }.get(series, self.last_episodes)
        return episodes if x_axis is XAxis.EPISODE else self.env_steps[episodes - 1]

    def starts(self, series: str, window: int) -> NDArray[np.int64]:
        """The first item of the last `window` episodes, seen from each item."""
        ends = self.x(series, XAxis.EPISODE)
        return np.searchsorted(ends, ends - window, side="right")

    @cached_property
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
    ends = np.cumsum(sizes).tolist()
    episodes = ends[-1] if ends else 0
    returns, lengths = rng.integers(-20, 20, episodes) / 4, rng.integers(1, 9, episodes)
    return [
        record(
            returns[start:end],
            lengths[start:end],
            *row,
            seconds=i / 8,
            explained=None if i % 3 == 1 else explained,
        )
        for i, (start, end, (*row, explained)) in enumerate(zip([0, *ends], ends, numbers.tolist(), strict=False))
    ]


runs = st.builds(random_updates, st.integers(0, 700), st.integers(0, 2**32 - 1))
some_runs = st.builds(random_updates, st.integers(1, 700), st.integers(0, 2**32 - 1))


@st.composite
def ranges(draw: st.DrawFn) -> tuple[float, float]:
    ends = st.one_of(st.integers(-5, 2000), st.floats(-5, 9000), st.sampled_from([-inf, inf]))
    first, last = sorted([draw(ends), draw(ends)])
    return first, last


def columns_of(block: UpdateBlock) -> dict[str, Any]:
    """All that a block holds, each metric by its key."""
    return {name: array for name, array in vars(block).items() if name != "metrics_U"} | block.metrics_U


def assert_same_block(one: UpdateBlock, other: UpdateBlock) -> None:
    columns, expected = columns_of(one), columns_of(other)
    assert columns.keys() == expected.keys()
    for name, a in columns.items():
        b = expected[name]
        np.testing.assert_array_equal(a, b, err_msg=name)
        assert getattr(a, "dtype", int) == getattr(b, "dtype", int)
