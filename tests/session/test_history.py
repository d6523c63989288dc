"""The history of a run against hand-made numbers and against the same thing done with lists and plain NumPy."""

import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pg_desktop.session.history import (
    Cursor,
    EpisodeRow,
    History,
    Nearest,
    Series,
    UpdateBlock,
    UpdateRecord,
    XAxis,
)
from pg_desktop.session.pyramid import Column

CHUNK = 1 << 16
ALL = [(series, x_axis) for series in Series for x_axis in XAxis]


def update(
    returns: list[float],
    lengths: list[int],
    loss: float = 0.0,
    entropy: float = 0.0,
    norm: float = 0.0,
    seconds: float = 0.0,
) -> UpdateRecord:
    return UpdateRecord(np.array(returns), np.array(lengths), loss, entropy, norm, seconds)


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

    def y(self, series: Series) -> NDArray[np.float32]:
        if series is Series.EPISODE_RETURN:
            return self.returns
        name = {Series.POLICY_LOSS: "loss", Series.ENTROPY: "entropy", Series.GRADIENT_NORM: "gradient_norm"}[series]
        return np.array([getattr(u, name) for u in self.updates], np.float32)

    def x(self, series: Series, x_axis: XAxis) -> NDArray[np.int64]:
        episodes = np.arange(1, self.returns.size + 1) if series is Series.EPISODE_RETURN else self.last_episodes
        return episodes if x_axis is XAxis.EPISODE else self.env_steps[episodes - 1]


def history_of(updates: list[UpdateRecord]) -> History:
    history = History()
    for each in updates:
        history.append(each)
    return history


def random_updates(count: int, seed: int, most_episodes: int = 3) -> list[UpdateRecord]:
    """Numbers with many ties, so that equal extremes happen, and of very different sizes."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, most_episodes + 1, count)
    numbers = rng.integers(-9, 10, (count, 3)) * 10.0 ** rng.integers(-2, 3, (count, 3))
    return [
        UpdateRecord(rng.integers(-20, 20, e) / 4, rng.integers(1, 9, e), *row, seconds=i / 8)
        for i, (e, row) in enumerate(zip(sizes.tolist(), numbers.tolist(), strict=True))
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


# --- exact values by hand ---------------------------------------------------------------------------------------


@pytest.fixture
def three() -> History:
    """Three updates of 2, 1 and 3 episodes; env steps at their ends: 10 30 | 35 | 36 38 41."""
    return history_of(
        [
            update([10, 20], [10, 20], loss=1.5, entropy=0.75, norm=4, seconds=0.5),
            update([5], [5], loss=-2, entropy=0.5, norm=8, seconds=1.5),
            update([1, 2, 3], [1, 2, 3], loss=0.25, entropy=-0.125, norm=16, seconds=2.5),
        ]
    )


def test_counters(three: History) -> None:
    assert (three.updates, three.episodes, three.env_steps, three.generation) == (3, 6, 41, 0)


@pytest.mark.parametrize(("window", "mean"), [(1, 3.0), (2, 2.5), (4, 2.75), (6, 41 / 6), (100, 41 / 6)])
def test_mean_return_takes_the_last_episodes_or_as_many_as_there_are(three: History, window: int, mean: float) -> None:
    assert three.mean_return(window) == pytest.approx(mean, rel=1e-15)


@pytest.mark.parametrize(
    ("series", "x_axis", "x", "y"),
    [
        (Series.EPISODE_RETURN, XAxis.EPISODE, [1, 2, 3, 4, 5, 6], [10, 20, 5, 1, 2, 3]),
        (Series.EPISODE_RETURN, XAxis.ENV_STEP, [10, 30, 35, 36, 38, 41], [10, 20, 5, 1, 2, 3]),
        (Series.POLICY_LOSS, XAxis.EPISODE, [2, 3, 6], [1.5, -2, 0.25]),
        (Series.POLICY_LOSS, XAxis.ENV_STEP, [30, 35, 41], [1.5, -2, 0.25]),
        (Series.ENTROPY, XAxis.EPISODE, [2, 3, 6], [0.75, 0.5, -0.125]),
        (Series.GRADIENT_NORM, XAxis.ENV_STEP, [30, 35, 41], [4, 8, 16]),
    ],
)
def test_points_are_the_raw_data_when_they_are_few(
    three: History, series: Series, x_axis: XAxis, x: list[float], y: list[float]
) -> None:
    got_x, got_y = three.points(series, x_axis, -inf, inf, 8)
    assert (got_x.dtype, got_y.dtype) == (np.float64, np.float32)
    assert (got_x.tolist(), got_y.tolist()) == (x, y)


@pytest.mark.parametrize(
    ("first_x", "last_x", "x"),
    [
        (30, 36, [10, 30, 35, 36, 38]),
        (30.5, 35.5, [30, 35, 36]),
        (36.5, 37.5, [36, 38]),
        (-9, 9, [10]),
        (42, 99, [41]),
    ],
)
def test_one_neighbour_on_either_side_of_the_visible_range(
    three: History, first_x: float, last_x: float, x: list[float]
) -> None:
    assert three.points(Series.EPISODE_RETURN, XAxis.ENV_STEP, first_x, last_x, 8)[0].tolist() == x


def test_smoothed_averages_what_is_there_so_far(three: History) -> None:
    x, y = three.smoothed(Series.EPISODE_RETURN, XAxis.EPISODE, 3, -inf, inf, 8)
    assert (x.dtype, y.dtype) == (np.float64, np.float32)
    assert x.tolist() == [1, 2, 3, 4, 5, 6]
    assert y.tolist() == np.array([10, 15, 35 / 3, 26 / 3, 8 / 3, 2], np.float32).tolist()
    assert three.smoothed(Series.POLICY_LOSS, XAxis.ENV_STEP, 2, -inf, inf, 8)[1].tolist() == [1.5, -0.25, -0.875]


@pytest.mark.parametrize(
    ("series", "x_axis", "x", "nearest"),
    [
        (Series.EPISODE_RETURN, XAxis.EPISODE, 3.4, Nearest(2, 3, 5, update=2, episode=3)),
        (Series.EPISODE_RETURN, XAxis.EPISODE, 3.5, Nearest(2, 3, 5, update=2, episode=3)),
        (Series.EPISODE_RETURN, XAxis.EPISODE, 3.6, Nearest(3, 4, 1, update=3, episode=4)),
        (Series.EPISODE_RETURN, XAxis.ENV_STEP, -inf, Nearest(0, 10, 10, update=1, episode=1)),
        (Series.POLICY_LOSS, XAxis.EPISODE, 4, Nearest(1, 3, -2, update=2, episode=3)),
        (Series.POLICY_LOSS, XAxis.EPISODE, 5, Nearest(2, 6, 0.25, update=3, episode=6)),
        (Series.ENTROPY, XAxis.ENV_STEP, 1, Nearest(0, 30, 0.75, update=1, episode=2)),
        (Series.GRADIENT_NORM, XAxis.ENV_STEP, inf, Nearest(2, 41, 16, update=3, episode=6)),
    ],
)
def test_nearest(three: History, series: Series, x_axis: XAxis, x: float, nearest: Nearest) -> None:
    assert three.nearest(series, x_axis, x) == nearest


def test_since_hands_out_every_update_once(three: History) -> None:
    block, cursor = three.since(Cursor(updates=1))
    expected = UpdateBlock(
        first_update=1,
        first_episode=2,
        returns_E=np.array([5, 1, 2, 3], np.float32),
        lengths_E=np.array([5, 1, 2, 3]),
        env_steps_E=np.array([35, 36, 38, 41]),
        last_episodes_U=np.array([3, 6]),
        losses_U=np.array([-2, 0.25], np.float32),
        entropies_U=np.array([0.5, -0.125], np.float32),
        gradient_norms_U=np.array([8, 16], np.float32),
        seconds_U=np.array([1.5, 2.5], np.float32),
    )
    assert_same_block(block, expected)
    assert cursor == Cursor(generation=0, updates=3)
    nothing, still = three.since(cursor)
    assert (nothing.first_update, nothing.returns_E.size, nothing.losses_U.size, still) == (3, 0, 0, cursor)


def test_episode_rows(three: History) -> None:
    rows = [row for block in three.episode_rows() for row in block]
    assert rows == [
        EpisodeRow(1, 1, 10, 10.0, 10, 1.5, 0.75, 4.0, 0.5),
        EpisodeRow(2, 1, 30, 20.0, 20, 1.5, 0.75, 4.0, 0.5),
        EpisodeRow(3, 2, 35, 5.0, 5, -2.0, 0.5, 8.0, 1.5),
        EpisodeRow(4, 3, 36, 1.0, 1, 0.25, -0.125, 16.0, 2.5),
        EpisodeRow(5, 3, 38, 2.0, 2, 0.25, -0.125, 16.0, 2.5),
        EpisodeRow(6, 3, 41, 3.0, 3, 0.25, -0.125, 16.0, 2.5),
    ]
    assert [type(value) for value in rows[0]] == [int, int, int, float, int, float, float, float, float]


def test_thinned_by_hand() -> None:
    """80 items in at most 8 points: two buckets, of 64 items, the second one not yet full."""
    returns = [0.0] * 80
    returns[3], returns[40], returns[70], returns[79] = 7, -7, -5, 5
    history = history_of([update(returns, [1] * 80)])
    x, y = history.points(Series.EPISODE_RETURN, XAxis.EPISODE, -inf, inf, 8)
    assert x.tolist() == [1, 4, 41, 71, 80]
    assert y.tolist() == [0, 7, -7, -5, 5]
    # 50 visible items make buckets of 32; the first and the last one count only what is visible.
    x, y = history.points(Series.EPISODE_RETURN, XAxis.EPISODE, 21, 70, 8)
    assert x.tolist() == [20, 21, 33, 41, 65, 71]
    assert y.tolist() == [0, 0, 0, -7, 0, -5]


def test_evenly_spaced_by_hand() -> None:
    """20 items in at most 8 points: every fourth, and the newest."""
    history = history_of([update(list(range(20)), [1] * 20)])
    x, y = history.smoothed(Series.EPISODE_RETURN, XAxis.EPISODE, 2, -inf, inf, 8)
    assert (x.tolist(), y.tolist()) == ([1, 5, 9, 13, 17, 20], [0, 3.5, 7.5, 11.5, 15.5, 18.5])


def test_without_any_item() -> None:
    history = History()
    assert (history.updates, history.episodes, history.env_steps, history.mean_return()) == (0, 0, 0, None)
    assert list(history.episode_rows()) == []
    block, cursor = history.since(Cursor())
    assert (block.returns_E.size, block.losses_U.size, cursor) == (0, 0, Cursor())
    for series, x_axis in ALL:
        assert [values.tolist() for values in history.points(series, x_axis, 0, 1, 8)] == [[], []]
        assert [values.tolist() for values in history.smoothed(series, x_axis, 9, -inf, inf, 8)] == [[], []]
        assert history.nearest(series, x_axis, 3) is None


# --- what goes in is checked, what comes out belongs to the caller ----------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"returns_E": np.array([])}, "shape"),
        ({"returns_E": np.array([[1.0]]), "lengths_E": np.array([[1]])}, "shape"),
        ({"returns_E": np.array([1.0, 2.0])}, "shape"),
        ({"returns_E": np.array([nan])}, "returns_E must be finite"),
        ({"returns_E": np.array([-inf])}, "returns_E must be finite"),
        ({"returns_E": np.array([1e39])}, "returns_E must be finite"),
        ({"lengths_E": np.array([0])}, "lengths_E must be at least 1"),
        ({"loss": nan}, "must be finite"),
        ({"entropy": -inf}, "must be finite"),
        ({"gradient_norm": 1e39}, "must be finite"),
        ({"seconds": inf}, "must be finite"),
    ],
)
def test_an_update_that_is_not_one_is_refused(change: dict[str, object], message: str) -> None:
    good = update([1.0], [1])
    with pytest.raises(ValueError, match=message):
        replace(good, **change)


@pytest.mark.parametrize(
    "call",
    [
        lambda h: h.truncate(-1),
        lambda h: h.truncate(4),
        lambda h: h.mean_return(0),
        lambda h: h.smoothed(Series.ENTROPY, XAxis.EPISODE, 0, 0, 1, 8),
        lambda h: h.smoothed(Series.ENTROPY, XAxis.EPISODE, 1, 0, 1, 7),
        lambda h: h.points(Series.ENTROPY, XAxis.EPISODE, 0, 1, 7),
        lambda h: h.points(Series.ENTROPY, XAxis.EPISODE, 1, 0, 8),
        lambda h: h.points(Series.ENTROPY, XAxis.EPISODE, nan, 0, 8),
    ],
)
def test_arguments_out_of_range_are_refused(three: History, call: Callable[[History], object]) -> None:
    before, _ = three.since(Cursor())
    with pytest.raises(ValueError, match=r"must|between"):
        call(three)
    assert_same_block(three.since(Cursor())[0], before)
    assert three.generation == 0


def test_arrays_are_copied_in_and_out(three: History) -> None:
    record = update([1, 2], [3, 4])
    three.append(record)
    record.returns_E[:] = record.lengths_E[:] = 99
    before, _ = three.since(Cursor())
    for values in (
        *three.points(Series.EPISODE_RETURN, XAxis.ENV_STEP, -inf, inf, 8),
        *(value for value in vars(three.since(Cursor())[0]).values() if isinstance(value, np.ndarray)),
    ):
        values[:] = 77
    assert_same_block(three.since(Cursor())[0], before)
    assert before.lengths_E[-2:].tolist() == [3, 4]


def test_lengths_of_any_integer_type() -> None:
    history = history_of(
        [
            UpdateRecord(np.ones(3, np.float32), np.array([200, 200, 200], kind), 0, 0, 0, 0)
            for kind in (np.uint8, np.uint64)
        ]
    )
    assert history.since(Cursor())[0].env_steps_E.tolist() == [200, 400, 600, 800, 1000, 1200]


# --- properties -------------------------------------------------------------------------------------------------


@given(some_runs, ranges(), st.integers(8, 60), st.sampled_from(ALL))
def test_points_are_true_points_and_hold_the_extremes(
    updates: list[UpdateRecord], visible: tuple[float, float], max_points: int, what: tuple[Series, XAxis]
) -> None:
    reference = Reference(updates)
    raw_x, raw_y = reference.x(*what), reference.y(what[0])
    x, y = history_of(updates).points(*what, *visible, max_points)
    assert 0 < x.size <= max_points
    assert np.all(np.diff(x) > 0)
    np.testing.assert_array_equal(y, raw_y[np.searchsorted(raw_x, x)])
    assert np.isin(x, raw_x).all()
    first, stop = np.searchsorted(raw_x, visible[0]), np.searchsorted(raw_x, visible[1], side="right")
    left, right = max(first - 1, 0), min(stop, raw_x.size - 1)
    assert (x[0], x[-1]) == (raw_x[left], raw_x[right])
    if stop > first:
        inside = y[(visible[0] <= x) & (x <= visible[1])]
        assert (inside.min(), inside.max()) == (raw_y[first:stop].min(), raw_y[first:stop].max())
    if right - left < max_points:
        np.testing.assert_array_equal(x, raw_x[left : right + 1])


def test_never_more_points_than_asked_for() -> None:
    history = history_of([update([float(-i if i % 2 else i) for i in range(150)], [1] * 150)])
    what = (Series.EPISODE_RETURN, XAxis.EPISODE)
    for max_points in (8, 9, 13, 16):
        for first in (1, 2, 30, 33):
            for last in range(first, 151):
                assert history.points(*what, first, last, max_points)[0].size <= max_points
                assert history.smoothed(*what, 5, first, last, max_points)[0].size <= max_points


@given(some_runs, st.integers(8, 60), st.sampled_from(list(Series)))
def test_every_bucket_shows_its_extremes(updates: list[UpdateRecord], max_points: int, series: Series) -> None:
    raw = Reference(updates).y(series)
    x, y = history_of(updates).points(series, XAxis.EPISODE, -inf, inf, max_points)
    drawn = np.searchsorted(Reference(updates).x(series, XAxis.EPISODE), x)
    widths = [1 << bits for bits in range(11) if 2 * -(-raw.size // (1 << bits)) <= max_points - 4]
    width = 1 if raw.size <= max_points else widths[0]
    for start in range(0, raw.size, width):
        bucket = raw[start : start + width]
        shown = y[(start <= drawn) & (drawn < start + width)]
        assert (shown.min(), shown.max()) == (bucket.min(), bucket.max())
        assert shown.size <= 2 + (start == 0) + (start + width >= raw.size)


@given(some_runs, st.integers(1, 900), ranges(), st.integers(8, 60), st.sampled_from(ALL))
def test_smoothed_is_the_trailing_mean(
    updates: list[UpdateRecord],
    window: int,
    visible: tuple[float, float],
    max_points: int,
    what: tuple[Series, XAxis],
) -> None:
    reference = Reference(updates)
    raw_x, raw_y = reference.x(*what), reference.y(what[0]).astype(np.float64)
    means = np.convolve(raw_y, np.ones(window))[: raw_y.size] / np.minimum(np.arange(1, raw_y.size + 1), window)
    x, y = history_of(updates).smoothed(*what, window, *visible, max_points)
    at = np.searchsorted(raw_x, x)
    np.testing.assert_array_equal(raw_x[at], x)
    np.testing.assert_allclose(y, means[at], rtol=1e-6, atol=1e-9)
    assert 0 < x.size <= max_points
    # Evenly on multiples of one power of two, but for the newest item; from neighbour to neighbour.
    step = int(at[1] - at[0]) if at.size > 2 else 1
    assert step & (step - 1) == 0
    assert np.all(at[:-1] % step == 0)
    assert at[-1] % step == 0 or at[-1] == raw_x.size - 1
    assert np.all(np.diff(at[:-1]) == step)
    assert x[0] < visible[0] or at[0] == 0
    assert x[-1] > visible[1] or at[-1] == raw_x.size - 1
    if raw_x.size <= max_points - 2:
        assert step == 1


@given(some_runs, st.sampled_from(ALL), st.data())
def test_nearest_is_what_a_search_finds(
    updates: list[UpdateRecord], what: tuple[Series, XAxis], data: st.DataObject
) -> None:
    reference = Reference(updates)
    raw_x = reference.x(*what)
    x = data.draw(st.one_of(st.floats(-10, float(raw_x[-1]) + 10), st.integers(0, int(raw_x[-1]) + 2)))
    index = int(np.argmin(np.abs(raw_x - x)))
    episode = int(reference.x(what[0], XAxis.EPISODE)[index])
    number = int(np.flatnonzero(reference.last_episodes >= episode)[0]) + 1
    expected = Nearest(index, raw_x[index], reference.y(what[0])[index], number, episode)
    assert history_of(updates).nearest(*what, x) == expected


def test_nearest_ignores_nothing_at_equal_distance() -> None:
    history = history_of([update([1, 2], [4, 4])])
    nearest = history.nearest(Series.EPISODE_RETURN, XAxis.ENV_STEP, 6)
    assert nearest is not None
    assert nearest.index == 0


@given(runs, st.lists(st.integers(0, 700), max_size=6))
def test_pulling_loses_nothing(updates: list[UpdateRecord], pulls: list[int]) -> None:
    history, cursor, blocks = History(), Cursor(), []
    stops = sorted({min(stop, len(updates)) for stop in pulls} | {len(updates)})
    for start, stop in zip([0, *stops], stops, strict=False):
        for each in updates[start:stop]:
            history.append(each)
        block, cursor = history.since(cursor)
        assert block.first_update == start
        blocks.append(block)
    reference = Reference(updates)
    joined = {f.name: np.concatenate([getattr(b, f.name) for b in blocks]) for f in fields(UpdateBlock)[2:]}
    np.testing.assert_array_equal(joined["returns_E"], reference.returns)
    np.testing.assert_array_equal(joined["env_steps_E"], reference.env_steps)
    np.testing.assert_array_equal(joined["lengths_E"], np.diff(reference.env_steps, prepend=0))
    np.testing.assert_array_equal(joined["last_episodes_U"], reference.last_episodes)
    np.testing.assert_array_equal(joined["losses_U"], reference.y(Series.POLICY_LOSS))
    np.testing.assert_array_equal(joined["entropies_U"], reference.y(Series.ENTROPY))
    np.testing.assert_array_equal(joined["gradient_norms_U"], reference.y(Series.GRADIENT_NORM))
    np.testing.assert_array_equal(joined["seconds_U"], [u.seconds for u in updates])


@given(runs, runs, runs, st.integers(1, 40))
def test_what_was_cut_off_might_never_have_been(
    kept: list[UpdateRecord], lost: list[UpdateRecord], later: list[UpdateRecord], window: int
) -> None:
    history = history_of(kept + lost)
    history.truncate(len(kept))
    for each in later:
        history.append(each)
    never = history_of(kept + later)
    assert (history.generation, never.generation) == (1, 0)
    assert_same_block(history.since(Cursor())[0], never.since(Cursor())[0])
    assert (history.updates, history.episodes, history.env_steps, history.mean_return(window), history.nbytes) == (
        never.updates,
        never.episodes,
        never.env_steps,
        never.mean_return(window),
        never.nbytes,
    )
    for what in ALL:
        one, other = (
            (*h.points(*what, 5, 900, 12), *h.smoothed(*what, window, -inf, inf, 30)) for h in (history, never)
        )
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)


@given(some_runs)
def test_episode_rows_are_those_of_the_call(updates: list[UpdateRecord]) -> None:
    history = history_of(updates)
    rows = history.episode_rows()
    history.append(update([99], [99]))
    history.truncate(len(updates) // 2)
    for each in random_updates(20, seed=3):
        history.append(each)
    expected = []
    for number, each in enumerate(updates, start=1):
        metrics = [float(np.float32(v)) for v in (each.loss, each.entropy, each.gradient_norm, each.seconds)]
        for episode_return, length in zip(each.returns_E.tolist(), each.lengths_E.tolist(), strict=True):
            expected.append((len(expected) + 1, number, 0, episode_return, length, *metrics))
    env_steps = accumulate(row[4] for row in expected)
    expected = [(*row[:2], env_step, *row[3:]) for row, env_step in zip(expected, env_steps, strict=True)]
    assert [tuple(row) for block in rows for row in block] == expected


def test_long_exports_come_in_blocks() -> None:
    blocks = list(history_of(random_updates(700, seed=1, most_episodes=1)).episode_rows())
    assert len(blocks) > 1
    assert [row.update for block in blocks for row in block] == list(range(1, 701))


# --- truncating -------------------------------------------------------------------------------------------------


def test_a_stale_cursor_starts_again(three: History) -> None:
    _, stale = three.since(Cursor())
    three.truncate(2)
    three.append(update([7], [7], loss=7))
    block, cursor = three.since(stale)
    assert (block.first_update, block.losses_U.tolist(), cursor) == (0, [1.5, -2, 7], Cursor(1, 3))
    assert three.since(cursor)[0].losses_U.size == 0


def test_truncating_to_nothing_is_a_reset(three: History) -> None:
    empty = History()
    _, stale = three.since(Cursor())
    three.truncate(0)
    assert (three.updates, three.episodes, three.env_steps, three.mean_return()) == (0, 0, 0, None)
    assert three.nbytes == empty.nbytes
    block, cursor = three.since(stale)
    assert (block.first_update, block.losses_U.size, cursor) == (0, 0, Cursor(1, 0))


# --- the picture stays still ------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.sampled_from(ALL))
def test_what_lies_outside_the_range_does_not_move_the_picture(seed: int, what: tuple[Series, XAxis]) -> None:
    updates = random_updates(600, seed)
    history = history_of(updates[:400])
    last = float(Reference(updates[:300]).x(*what)[-1])

    def picture() -> list[list[float]]:
        arrays = (*history.points(*what, 20, last, 40), *history.smoothed(*what, 9, 20, last, 40))
        return [array.tolist() for array in arrays]

    before = picture()
    for each in updates[400:]:
        history.append(each)
    assert picture() == before


def test_new_items_change_only_the_newest_bucket() -> None:
    """From 515 to 1024 items with 256 buckets, a bucket is 4 wide; what is complete stays."""
    history = history_of(random_updates(530, seed=5, most_episodes=1))
    what = (Series.EPISODE_RETURN, XAxis.EPISODE, -inf, inf, 516)
    x, y = history.points(*what)
    for each in random_updates(400, seed=6, most_episodes=1):
        history.append(each)
    later_x, later_y = history.points(*what)
    complete = x <= 528
    np.testing.assert_array_equal(x[complete], later_x[later_x <= 528])
    np.testing.assert_array_equal(y[complete], later_y[later_x <= 528])
    assert x.size < later_x.size


# --- many items -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_chunks() -> tuple[History, Reference]:
    updates = random_updates(CHUNK // 8, seed=11, most_episodes=1) * 16
    return history_of(updates), Reference(updates)


def test_bytes_an_episode(two_chunks: tuple[History, Reference]) -> None:
    assert two_chunks[0].nbytes <= 60 * 2 * CHUNK


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize("visible", [(-inf, inf), (CHUNK - 700, CHUNK + 700), (CHUNK / 3, 5 * CHUNK)])
def test_across_chunks(
    two_chunks: tuple[History, Reference], what: tuple[Series, XAxis], visible: tuple[float, float]
) -> None:
    history, reference = two_chunks
    raw_x, raw_y = reference.x(*what), reference.y(what[0])
    x, y = history.points(*what, *visible, 500)
    np.testing.assert_array_equal(raw_y[np.searchsorted(raw_x, x)], y)
    seen = raw_y[(visible[0] <= raw_x) & (raw_x <= visible[1])]
    inside = y[(visible[0] <= x) & (x <= visible[1])]
    assert (inside.min(), inside.max()) == (seen.min(), seen.max())
    assert 200 < x.size <= 500
    sums = np.concatenate([[0.0], np.cumsum(raw_y, dtype=np.float64)])
    x, y = history.smoothed(*what, 1000, *visible, 500)
    stop = np.searchsorted(raw_x, x) + 1
    start = np.maximum(stop - 1000, 0)
    np.testing.assert_allclose(y, (sums[stop] - sums[start]) / (stop - start), rtol=1e-5, atol=1e-8)
    assert 200 < x.size <= 500


@pytest.mark.parametrize(("updates", "extra"), [(1, -1), (2, 0), (3, 5), (4, CHUNK + 5)])
def test_cut_near_the_edge_of_a_chunk(updates: int, extra: int) -> None:
    history = History()
    for size in (CHUNK - 1, 1, 5, CHUNK, 9):
        history.append(update([2.0] * size, [1] * size))
    history.truncate(updates)
    episodes = CHUNK + extra
    assert history.episodes == history.env_steps == episodes
    history.append(update([3.5, 4.5], [2, 2]))
    block, _ = history.since(Cursor(1, updates - 1))
    assert block.returns_E[-3:].tolist() == [2, 3.5, 4.5]
    assert block.env_steps_E[-3:].tolist() == [episodes, episodes + 2, episodes + 4]
    assert history.mean_return(2) == 4
    y = history.smoothed(Series.EPISODE_RETURN, XAxis.EPISODE, 3, episodes, inf, 8)[1]
    assert y[-1] == np.float32(10 / 3)


@pytest.mark.slow
def test_a_million_episodes() -> None:
    """At most 60 MB, and 3 ms for the two plots together."""
    records = random_updates(1000, seed=2, most_episodes=1)
    history = History()
    for _ in range(1000):
        for each in records:
            history.append(each)
    assert history.episodes == 1_000_000
    assert history.nbytes <= 60_000_000
    for x_axis in XAxis:
        for visible in ((-inf, inf), (123_456.0, 789_012.0)):
            seconds = []
            for _ in range(51):
                start = time.perf_counter()
                for series in (Series.EPISODE_RETURN, Series.POLICY_LOSS):
                    history.points(series, x_axis, *visible, 2000)
                    history.smoothed(series, x_axis, 100, *visible, 2000)
                seconds.append(time.perf_counter() - start)
            assert statistics.median(seconds) <= 0.003


# --- threads ----------------------------------------------------------------------------------------------------


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let Python change threads as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def in_thread(work: Callable[[], None], errors: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test, which raises it
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def numbered(number: int, episodes: int) -> UpdateRecord:
    """An update that can be told from every other and from a torn one; `episodes` ran before it."""
    size = 1 + number % 5
    returns = np.arange(episodes, episodes + size) + 1.0
    return UpdateRecord(returns, np.full(size, 2), number + 1, -(number + 1), 2 * number + 2, number + 1)


@pytest.mark.usefixtures("eager_threads")
def test_a_reader_beside_the_writer_gets_everything_once_and_whole() -> None:
    history, errors, blocks, total = History(), [], [], 8000
    written = threading.Event()

    def write() -> None:
        episodes = 0
        try:
            for number in range(total):
                record = numbered(number, episodes)
                history.append(record)
                episodes += record.returns_E.size
        finally:
            written.set()

    def pull() -> None:
        cursor, last = Cursor(), False
        while not last:
            last = written.is_set()
            block, cursor = history.since(cursor)
            blocks.append(block)

    def look() -> None:
        while not written.is_set():
            for what in ALL:
                x, y = history.points(*what, -inf, inf, 64)
                assert np.all(np.diff(x) > 0)
                scale = {Series.EPISODE_RETURN: 1, Series.POLICY_LOSS: 1, Series.ENTROPY: -1, Series.GRADIENT_NORM: 2}
                numbers = y / scale[what[0]]
                episodes = x if what[1] is XAxis.EPISODE else x / 2
                if what[0] is Series.EPISODE_RETURN:
                    np.testing.assert_array_equal(numbers, episodes)
                else:
                    before = (numbers // 5) * 15 + [0, 1, 3, 6, 10] @ (numbers[None] % 5 == np.arange(5)[:, None])
                    np.testing.assert_array_equal(before, episodes)
                _, means = history.smoothed(*what, 1, -inf, inf, 64)
                assert np.all(np.diff(np.abs(means)) > 0)
                nearest = history.nearest(*what, inf)
                assert nearest is None or nearest.episode <= history.episodes

    threads = [in_thread(work, errors) for work in (pull, look, write)]
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(blocks) > 10
    episodes = 0
    assert [block.first_update for block in blocks] == [0, *accumulate(b.losses_U.size for b in blocks)][:-1]
    losses = np.concatenate([block.losses_U for block in blocks])
    np.testing.assert_array_equal(losses, np.arange(1, total + 1))
    for name, factor in (("entropies_U", -1), ("gradient_norms_U", 2), ("seconds_U", 1)):
        np.testing.assert_array_equal(np.concatenate([getattr(b, name) for b in blocks]), factor * losses)
    episodes = sum(1 + number % 5 for number in range(total))
    np.testing.assert_array_equal(np.concatenate([b.returns_E for b in blocks]), np.arange(1, episodes + 1))
    np.testing.assert_array_equal(np.concatenate([b.env_steps_E for b in blocks]), 2 * np.arange(1, episodes + 1))
    np.testing.assert_array_equal(np.concatenate([b.lengths_E for b in blocks]), np.full(episodes, 2))


@pytest.mark.usefixtures("eager_threads")
def test_a_reader_follows_truncations() -> None:
    """Every generation, update u of it has loss 1000 * generation + u beyond what was kept."""
    history, errors = History(), []
    written = threading.Event()
    kept: list[float] = []
    seen: list[float] = []
    rng = np.random.default_rng(4)

    def write() -> None:
        try:
            for generation in range(60):
                for number in range(len(kept), len(kept) + 50):
                    kept.append(1000.0 * generation + number)
                    history.append(update([kept[-1]], [1], loss=kept[-1]))
                if generation < 59:
                    cut = int(rng.integers(0, len(kept) + 1))
                    del kept[cut:]
                    history.truncate(cut)
        finally:
            written.set()

    def pull() -> None:
        cursor, last = Cursor(), False
        while not last:
            last = written.is_set()
            generation = cursor.generation
            block, cursor = history.since(cursor)
            if cursor.generation != generation:
                assert block.first_update == 0
                seen.clear()
            assert block.first_update == len(seen)
            np.testing.assert_array_equal(block.losses_U, block.returns_E)
            seen.extend(block.losses_U.tolist())
            assert len(seen) == cursor.updates
            x, y = history.points(Series.EPISODE_RETURN, XAxis.ENV_STEP, -inf, inf, 16)
            np.testing.assert_array_equal(y % 1000, x - 1)

    threads = [in_thread(work, errors) for work in (pull, write)]
    for thread in threads:
        thread.join()
    assert errors == []
    assert seen == kept
    assert history.generation == 59


# --- the column beneath -----------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.integers(-9, 9), st.lists(st.integers(-9, 9), max_size=70)), max_size=12), st.data())
def test_a_column_is_a_list_in_chunks(parts: list[int | list[int]], data: st.DataObject) -> None:
    column, expected = Column(np.int64, chunk=16), []
    for part in parts:
        if isinstance(part, int):
            column.append(part)
            expected.append(part)
        else:
            column.extend(np.array(part, np.int64))
            expected.extend(part)
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(expected))] * 2)))
    cut = column.cut(stop)
    for value in range(40):
        column.append(value)
        cut.append(-value)
    assert len(column) == len(expected) + 40
    assert column.read(0, len(expected)).tolist() == expected
    assert column.read(start, stop).tolist() == expected[start:stop]
    assert cut.read(0, len(cut)).tolist() == [*expected[:stop], *(-value for value in range(40))]
    positions = np.arange(start, stop, 3)
    assert column[positions].tolist() == expected[start:stop:3]
    assert [int(column[i]) for i in positions] == expected[start:stop:3]
    rows = column.rows(np.arange(len(expected) // 4), 4)
    assert rows.ravel().tolist() == expected[: len(expected) // 4 * 4]
    assert column.nbytes == -(-len(column) // 16) * 16 * 8
