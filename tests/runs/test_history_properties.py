"""The history of a run against the same thing done with lists and plain NumPy."""

from itertools import accumulate
from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.metrics import METRICS
from pg_desktop.runs.history import (
    History,
    Nearest,
    UpdateRecord,
    XAxis,
)
from tests.runs.histories import (
    ALL,
    SERIES,
    Reference,
    assert_same_block,
    columns_of,
    history_of,
    random_updates,
    ranges,
    runs,
    some_runs,
    update,
)

# --- properties -------------------------------------------------------------------------------------------------


@given(some_runs, ranges(), st.integers(8, 60), st.sampled_from(ALL))
def test_points_are_true_points_and_hold_the_extremes(
    updates: list[UpdateRecord], visible: tuple[float, float], max_points: int, what: tuple[str, XAxis]
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


@given(some_runs, ranges(), st.sampled_from(ALL))
def test_items_between_two_x_are_counted(
    updates: list[UpdateRecord], visible: tuple[float, float], what: tuple[str, XAxis]
) -> None:
    x = Reference(updates).x(*what)
    inside = int(np.count_nonzero((visible[0] <= x) & (x <= visible[1])))
    assert history_of(updates).count(*what, *visible) == inside


def test_never_more_points_than_asked_for() -> None:
    history = history_of([update([float(-i if i % 2 else i) for i in range(150)], [1] * 150)])
    what = ("episode_return", XAxis.EPISODE)
    for max_points in (8, 9, 13, 16):
        for first in (1, 2, 30, 33):
            for last in range(first, 151):
                assert history.points(*what, first, last, max_points)[0].size <= max_points
                assert history.smoothed(*what, 5, first, last, max_points)[0].size <= max_points


@given(some_runs, st.integers(8, 60), st.sampled_from(SERIES))
def test_every_bucket_shows_its_extremes(updates: list[UpdateRecord], max_points: int, series: str) -> None:
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
def test_smoothed_is_the_mean_of_the_last_episodes(
    updates: list[UpdateRecord],
    window: int,
    visible: tuple[float, float],
    max_points: int,
    what: tuple[str, XAxis],
) -> None:
    reference = Reference(updates)
    raw_x, raw_y = reference.x(*what), reference.y(what[0]).astype(np.float64)
    starts = reference.starts(what[0], window)
    means = np.array([raw_y[start : stop + 1].mean() for stop, start in enumerate(starts)])
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
    updates: list[UpdateRecord], what: tuple[str, XAxis], data: st.DataObject
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
    nearest = history.nearest("episode_return", XAxis.ENV_STEP, 6)
    assert nearest is not None
    assert nearest.index == 0


@given(runs, st.lists(st.integers(0, 700), max_size=6))
def test_pulling_loses_nothing(updates: list[UpdateRecord], pulls: list[int]) -> None:
    history, seen, blocks = History(), 0, []
    stops = sorted({min(stop, len(updates)) for stop in pulls} | {len(updates)})
    for start, stop in zip([0, *stops], stops, strict=False):
        for each in updates[start:stop]:
            history.append(each)
        block = history.since(seen)
        seen += len(block.seconds_U)
        assert block.first_update == start
        blocks.append(block)
    reference = Reference(updates)
    joined = {name: np.concatenate([columns_of(b)[name] for b in blocks]) for name in list(columns_of(blocks[0]))[2:]}
    np.testing.assert_array_equal(joined["returns_E"], reference.returns)
    np.testing.assert_array_equal(joined["env_steps_E"], reference.env_steps)
    np.testing.assert_array_equal(joined["lengths_E"], np.diff(reference.env_steps, prepend=0))
    np.testing.assert_array_equal(joined["last_episodes_U"], reference.last_episodes)
    np.testing.assert_array_equal(joined["policy_loss"], reference.y("policy_loss"))
    np.testing.assert_array_equal(joined["entropy"], reference.y("entropy"))
    np.testing.assert_array_equal(joined["gradient_norm"], reference.y("gradient_norm"))
    np.testing.assert_array_equal(joined["explained_variance"], reference.explained_variances)
    np.testing.assert_array_equal(joined["seconds_U"], [u.seconds for u in updates])


@given(runs, runs, runs, st.integers(1, 40))
def test_what_was_cut_off_might_never_have_been(
    kept: list[UpdateRecord], lost: list[UpdateRecord], later: list[UpdateRecord], window: int
) -> None:
    history = history_of(kept + lost)
    history = history.cut(len(kept))
    for each in later:
        history.append(each)
    never = history_of(kept + later)
    assert_same_block(history.since(), never.since())
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


RARE = [row.key for row in METRICS.values() if row.rare]


@given(some_runs)
def test_episode_rows_are_those_of_the_call(updates: list[UpdateRecord]) -> None:
    history = history_of(updates)
    rows = history.episode_rows()
    for each in random_updates(20, seed=3):
        history.append(each)
    expected = []
    for number, each in enumerate(updates, start=1):
        numbers = [each.metrics.get(series, np.nan) for series in (*SERIES[1:], *RARE)]
        metrics = tuple(float(np.float32(number)) for number in numbers)
        for episode_return, length in zip(each.returns_E.tolist(), each.lengths_E.tolist(), strict=True):
            expected.append((len(expected) + 1, number, 0, episode_return, length, metrics, each.seconds))
    env_steps = accumulate(row[4] for row in expected)
    expected = [(*row[:2], env_step, *row[3:]) for row, env_step in zip(expected, env_steps, strict=True)]
    # Two NaN are equal here, which they are not as numbers.
    assert [str(tuple(row)) for block in rows for row in block] == list(map(str, expected))


def test_long_exports_come_in_blocks() -> None:
    blocks = list(history_of(random_updates(700, seed=1, most_episodes=1)).episode_rows())
    assert len(blocks) > 1
    assert [row.update for block in blocks for row in block] == list(range(1, 701))


# --- the picture stays still ------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.sampled_from(ALL))
def test_what_lies_outside_the_range_does_not_move_the_picture(seed: int, what: tuple[str, XAxis]) -> None:
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
    what = ("episode_return", XAxis.EPISODE, -inf, inf, 516)
    x, y = history.points(*what)
    for each in random_updates(400, seed=6, most_episodes=1):
        history.append(each)
    later_x, later_y = history.points(*what)
    complete = x <= 528
    np.testing.assert_array_equal(x[complete], later_x[later_x <= 528])
    np.testing.assert_array_equal(y[complete], later_y[later_x <= 528])
    assert x.size < later_x.size
