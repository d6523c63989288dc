"""The history of a run against hand-made numbers."""

from collections.abc import Callable
from dataclasses import replace
from math import inf, isnan, nan

import numpy as np
import pytest

from pg_desktop.learning.metrics import METRICS
from pg_desktop.runs.history import (
    EpisodeRow,
    History,
    Nearest,
    UpdateBlock,
    XAxis,
)
from tests.runs.histories import ALL, assert_same_block, history_of, record, update


def test_counters(three: History) -> None:
    assert (three.updates, three.episodes, three.env_steps) == (3, 6, 41)


@pytest.mark.parametrize(("window", "mean"), [(1, 3.0), (2, 2.5), (4, 2.75), (6, 41 / 6), (100, 41 / 6)])
def test_mean_return_takes_the_last_episodes_or_as_many_as_there_are(three: History, window: int, mean: float) -> None:
    assert three.mean_return(window) == pytest.approx(mean, rel=1e-15)


@pytest.mark.parametrize(
    ("first", "stop", "returns"),
    [(0, 6, [10, 20, 5, 1, 2, 3]), (2, 4, [5, 1]), (-94, 6, [10, 20, 5, 1, 2, 3]), (4, 100, [2, 3]), (6, 9, [])],
)
def test_returns_are_those_of_the_episodes_that_there_are(
    three: History, first: int, stop: int, returns: list[float]
) -> None:
    assert three.returns(first, stop).tolist() == returns


@pytest.mark.parametrize(
    ("series", "x_axis", "x", "y"),
    [
        ("episode_return", XAxis.EPISODE, [1, 2, 3, 4, 5, 6], [10, 20, 5, 1, 2, 3]),
        ("episode_return", XAxis.ENV_STEP, [10, 30, 35, 36, 38, 41], [10, 20, 5, 1, 2, 3]),
        ("policy_loss", XAxis.EPISODE, [2, 3, 6], [1.5, -2, 0.25]),
        ("policy_loss", XAxis.ENV_STEP, [30, 35, 41], [1.5, -2, 0.25]),
        ("entropy", XAxis.EPISODE, [2, 3, 6], [0.75, 0.5, -0.125]),
        ("gradient_norm", XAxis.ENV_STEP, [30, 35, 41], [4, 8, 16]),
        ("explained_variance", XAxis.EPISODE, [2, 6], [-0.5, 0.75]),
        ("explained_variance", XAxis.ENV_STEP, [30, 41], [-0.5, 0.75]),
    ],
)
def test_points_are_the_raw_data_when_they_are_few(
    three: History, series: str, x_axis: XAxis, x: list[float], y: list[float]
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
    assert three.points("episode_return", XAxis.ENV_STEP, first_x, last_x, 8)[0].tolist() == x


def test_smoothed_averages_what_is_there_so_far(three: History) -> None:
    x, y = three.smoothed("episode_return", XAxis.EPISODE, 3, -inf, inf, 8)
    assert (x.dtype, y.dtype) == (np.float64, np.float32)
    assert x.tolist() == [1, 2, 3, 4, 5, 6]
    assert y.tolist() == np.array([10, 15, 35 / 3, 26 / 3, 8 / 3, 2], np.float32).tolist()
    # The last two episodes were played by the first update; by the first two of them; by the third one.
    assert three.smoothed("policy_loss", XAxis.ENV_STEP, 2, -inf, inf, 8)[1].tolist() == [1.5, -0.25, 0.25]


def test_one_window_is_as_many_episodes_for_what_has_an_item_an_update() -> None:
    """50 episodes are 4 updates of 16; a run of 32 episodes an update goes on with 2."""
    sizes = [16] * 8 + [32] * 4
    losses = [float(2**number) for number in range(len(sizes))]
    history = history_of([update([0] * size, [1] * size, loss=loss) for size, loss in zip(sizes, losses, strict=True)])
    smooth = history.smoothed("policy_loss", XAxis.EPISODE, 50, -inf, inf, 100)[1]
    # How many updates each mean is over: 50 / 16 rounded up, and 1 + 18 / 16 or 2 after the change.
    counts = [1, 2, 3, 4, 4, 4, 4, 4, 3, 2, 2, 2]
    expected = [sum(losses[stop - count : stop]) / count for stop, count in enumerate(counts, start=1)]
    assert smooth.tolist() == np.array(expected, np.float32).tolist()
    assert [history.updates_of_last(episodes) for episodes in (1, 32, 33, 50, 64, 65, 9999)] == [1, 1, 2, 2, 2, 3, 12]
    assert History().updates_of_last(50) == 0


@pytest.mark.parametrize(
    ("x_axis", "x", "updates"),
    [
        (XAxis.EPISODE, -inf, 0),
        (XAxis.EPISODE, 1.9, 0),
        (XAxis.EPISODE, 2, 1),
        (XAxis.EPISODE, 5.9, 2),
        (XAxis.EPISODE, 6, 3),
        (XAxis.ENV_STEP, 34, 1),
        (XAxis.ENV_STEP, inf, 3),
    ],
)
def test_how_many_updates_were_done_at_an_x(three: History, x_axis: XAxis, x: float, updates: int) -> None:
    assert three.updates_by(x_axis, x) == updates


def test_how_far_everything_reaches(three: History) -> None:
    assert (three.last_x(XAxis.EPISODE), three.last_x(XAxis.ENV_STEP)) == (6, 41)
    assert (three.cut(1).last_x(XAxis.EPISODE), three.cut(1).last_x(XAxis.ENV_STEP)) == (2, 30)
    assert History().last_x(XAxis.EPISODE) == 0


def test_both_go_on_from_a_cut_each_its_own_way(three: History) -> None:
    branch = three.cut(2)
    assert (branch.updates, branch.episodes, branch.env_steps) == (2, 3, 35)
    branch.append(update([7], [7], loss=7))
    three.append(update([8, 9], [8, 9], loss=8))
    assert branch.since(1).metrics_U["policy_loss"].tolist() == [-2, 7]
    assert branch.since(1).returns_E.tolist() == [5, 7]
    assert three.since(1).metrics_U["policy_loss"].tolist() == [-2, 0.25, 8]
    assert three.since(1).returns_E.tolist() == [5, 1, 2, 3, 8, 9]


def test_an_item_by_its_place(three: History) -> None:
    returns = ("episode_return", XAxis.ENV_STEP)
    assert three.item(*returns, 2) == Nearest(2, 35, 5, update=2, episode=3)
    assert three.item(*returns, -5) == Nearest(0, 10, 10, update=1, episode=1)
    assert three.item(*returns, 99) == Nearest(5, 41, 3, update=3, episode=6)
    assert three.item("explained_variance", XAxis.EPISODE, 9) == Nearest(1, 6, 0.75, update=3, episode=6)
    assert History().item(*returns, 0) is None


def test_what_belongs_to_one_moment(three: History) -> None:
    """An episode and the loss of its update, not of the update that happens to be nearer."""
    episode = three.item("episode_return", XAxis.EPISODE, 3)
    assert episode is not None
    assert episode.episode == 4
    assert three.at("episode_return", XAxis.EPISODE, episode) == episode
    assert three.at("policy_loss", XAxis.EPISODE, episode) == Nearest(2, 6, 0.25, update=3, episode=6)
    third = three.at("explained_variance", XAxis.ENV_STEP, episode)
    assert third == Nearest(1, 41, 0.75, update=3, episode=6)
    second = three.item("policy_loss", XAxis.EPISODE, 1)
    assert second is not None
    assert three.at("episode_return", XAxis.EPISODE, second) == Nearest(2, 3, 5, update=2, episode=3)
    # The second update had no value network, though a later one had.
    assert three.at("explained_variance", XAxis.EPISODE, second) is None
    three = three.cut(1)
    assert three.at("policy_loss", XAxis.EPISODE, episode) is None


@pytest.mark.parametrize(
    ("series", "x_axis", "x", "nearest"),
    [
        ("episode_return", XAxis.EPISODE, 3.4, Nearest(2, 3, 5, update=2, episode=3)),
        ("episode_return", XAxis.EPISODE, 3.5, Nearest(2, 3, 5, update=2, episode=3)),
        ("episode_return", XAxis.EPISODE, 3.6, Nearest(3, 4, 1, update=3, episode=4)),
        ("episode_return", XAxis.ENV_STEP, -inf, Nearest(0, 10, 10, update=1, episode=1)),
        ("policy_loss", XAxis.EPISODE, 4, Nearest(1, 3, -2, update=2, episode=3)),
        ("policy_loss", XAxis.EPISODE, 5, Nearest(2, 6, 0.25, update=3, episode=6)),
        ("entropy", XAxis.ENV_STEP, 1, Nearest(0, 30, 0.75, update=1, episode=2)),
        ("gradient_norm", XAxis.ENV_STEP, inf, Nearest(2, 41, 16, update=3, episode=6)),
        ("explained_variance", XAxis.EPISODE, 3, Nearest(0, 2, -0.5, update=1, episode=2)),
        ("explained_variance", XAxis.ENV_STEP, 37, Nearest(1, 41, 0.75, update=3, episode=6)),
    ],
)
def test_nearest(three: History, series: str, x_axis: XAxis, x: float, nearest: Nearest) -> None:
    assert three.nearest(series, x_axis, x) == nearest


def test_since_hands_out_every_update_once(three: History) -> None:
    block = three.since(1)
    expected = UpdateBlock(
        first_update=1,
        first_episode=2,
        returns_E=np.array([5, 1, 2, 3], np.float32),
        lengths_E=np.array([5, 1, 2, 3]),
        env_steps_E=np.array([35, 36, 38, 41]),
        last_episodes_U=np.array([3, 6]),
        metrics_U={
            "policy_loss": np.array([-2, 0.25], np.float32),
            "entropy": np.array([0.5, -0.125], np.float32),
            "gradient_norm": np.array([8, 16], np.float32),
            "explained_variance": np.array([np.nan, 0.75], np.float32),
            **{row.key: np.array([np.nan, np.nan], np.float32) for row in METRICS.values() if row.rare},
        },
        seconds_U=np.array([1.5, 2.5], np.float32),
    )
    assert_same_block(block, expected)
    nothing = three.since(3)
    assert (nothing.first_update, nothing.returns_E.size, nothing.metrics_U["policy_loss"].size) == (3, 0, 0)


def test_episode_rows(three: History) -> None:
    rows = [row for block in three.episode_rows() for row in block]
    assert [isnan(row.metrics[3]) for row in rows] == [False, False, True, False, False, False]
    assert all(isnan(row.metrics[4]) for row in rows)  # no reward was designed
    rows = [row._replace(metrics=row.metrics[:4]) for row in rows]
    rows[2] = rows[2]._replace(metrics=(*rows[2].metrics[:3], -1.0))
    assert rows == [
        EpisodeRow(1, 1, 10, 10.0, 10, (1.5, 0.75, 4.0, -0.5), 0.5),
        EpisodeRow(2, 1, 30, 20.0, 20, (1.5, 0.75, 4.0, -0.5), 0.5),
        EpisodeRow(3, 2, 35, 5.0, 5, (-2.0, 0.5, 8.0, -1.0), 1.5),
        EpisodeRow(4, 3, 36, 1.0, 1, (0.25, -0.125, 16.0, 0.75), 2.5),
        EpisodeRow(5, 3, 38, 2.0, 2, (0.25, -0.125, 16.0, 0.75), 2.5),
        EpisodeRow(6, 3, 41, 3.0, 3, (0.25, -0.125, 16.0, 0.75), 2.5),
    ]
    assert [type(value) for value in rows[0]] == [int, int, int, float, int, tuple, float]
    assert [type(value) for value in rows[0].metrics] == [float] * 4


def test_thinned_by_hand() -> None:
    """80 items in at most 8 points: two buckets, of 64 items, the second one not yet full."""
    returns = [0.0] * 80
    returns[3], returns[40], returns[70], returns[79] = 7, -7, -5, 5
    history = history_of([update(returns, [1] * 80)])
    x, y = history.points("episode_return", XAxis.EPISODE, -inf, inf, 8)
    assert x.tolist() == [1, 4, 41, 71, 80]
    assert y.tolist() == [0, 7, -7, -5, 5]
    # 50 visible items make buckets of 32; the first and the last one count only what is visible.
    x, y = history.points("episode_return", XAxis.EPISODE, 21, 70, 8)
    assert x.tolist() == [20, 21, 33, 41, 65, 71]
    assert y.tolist() == [0, 0, 0, -7, 0, -5]


def test_evenly_spaced_by_hand() -> None:
    """20 items in at most 8 points: every fourth, and the newest."""
    history = history_of([update(list(range(20)), [1] * 20)])
    x, y = history.smoothed("episode_return", XAxis.EPISODE, 2, -inf, inf, 8)
    assert (x.tolist(), y.tolist()) == ([1, 5, 9, 13, 17, 20], [0, 3.5, 7.5, 11.5, 15.5, 18.5])


def test_without_any_item() -> None:
    history = History()
    assert (history.updates, history.episodes, history.env_steps, history.mean_return()) == (0, 0, 0, None)
    assert list(history.episode_rows()) == []
    block = history.since()
    assert (block.returns_E.size, block.metrics_U["policy_loss"].size) == (0, 0)
    for series, x_axis in ALL:
        assert [values.tolist() for values in history.points(series, x_axis, 0, 1, 8)] == [[], []]
        assert [values.tolist() for values in history.smoothed(series, x_axis, 9, -inf, inf, 8)] == [[], []]
        assert history.nearest(series, x_axis, 3) is None


# --- what goes in is checked, what comes out belongs to the caller ----------------------------------------------


def test_an_update_without_what_its_algorithm_reports_is_refused() -> None:
    history = history_of([update([1.0], [1])])
    good = update([2.0], [1])
    for metrics in ({"policy_loss": 0.0, "entropy": 0.0}, {**good.metrics, "td_loss": 0.0}):
        with pytest.raises(ValueError, match="an update has the metrics policy_loss, entropy"):
            history.append(replace(good, metrics=metrics))
    assert (history.updates, history.episodes) == (1, 1)


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
        ({"metrics": {"policy_loss": nan}}, "policy_loss must be finite"),
        ({"metrics": {"entropy": -inf}}, "entropy must be finite"),
        ({"metrics": {"gradient_norm": 1e39}}, "gradient_norm must be finite"),
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
        lambda h: h.cut(-1),
        lambda h: h.cut(4),
        lambda h: h.mean_return(0),
        lambda h: h.smoothed("entropy", XAxis.EPISODE, 0, 0, 1, 8),
        lambda h: h.smoothed("entropy", XAxis.EPISODE, 1, 0, 1, 7),
        lambda h: h.points("entropy", XAxis.EPISODE, 0, 1, 7),
        lambda h: h.points("entropy", XAxis.EPISODE, 1, 0, 8),
        lambda h: h.points("entropy", XAxis.EPISODE, nan, 0, 8),
    ],
)
def test_arguments_out_of_range_are_refused(three: History, call: Callable[[History], object]) -> None:
    before = three.since()
    with pytest.raises(ValueError, match=r"must|between"):
        call(three)
    assert_same_block(three.since(), before)


def test_arrays_are_copied_in_and_out(three: History) -> None:
    record = update([1, 2], [3, 4])
    three.append(record)
    record.returns_E[:] = record.lengths_E[:] = 99
    before = three.since()
    for values in (
        *three.points("episode_return", XAxis.ENV_STEP, -inf, inf, 8),
        *(value for value in vars(three.since()).values() if isinstance(value, np.ndarray)),
    ):
        values[:] = 77
    assert_same_block(three.since(), before)
    assert before.lengths_E[-2:].tolist() == [3, 4]


def test_lengths_of_any_integer_type() -> None:
    history = history_of(
        [record(np.ones(3, np.float32), np.array([200, 200, 200], kind)) for kind in (np.uint8, np.uint64)]
    )
    assert history.since().env_steps_E.tolist() == [200, 400, 600, 800, 1000, 1200]


# --- truncating -------------------------------------------------------------------------------------------------


def test_a_cut_to_nothing_is_empty(three: History) -> None:
    nothing = three.cut(0)
    assert (nothing.updates, nothing.episodes, nothing.env_steps, nothing.mean_return()) == (0, 0, 0, None)
    assert nothing.nbytes == History().nbytes
    assert nothing.since().first_update == 0


def measured(history, series="compass"):
    x, y = history.points(series, XAxis.EPISODE, 0, 1e9, 100)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def test_what_was_measured_of_some_updates_is_a_series_and_no_column():
    history = History()
    for _ in range(5):
        history.append(update([1.0, 2.0], [3, 4]))
    assert history.measured == ()
    history.put("compass", np.array([0, 2, 5, 9]), np.array([0.1, 0.5, 0.75, 0.9], np.float32))
    assert [metric.key for metric in history.measured] == ["compass"]
    assert measured(history) == [(4.0, 0.5), (10.0, 0.75)]  # those that are there, at their last episodes
    moment = history.nearest("compass", XAxis.EPISODE, 4.0)
    assert (moment.update, moment.y) == (2, 0.5)
    assert history.at("compass", XAxis.EPISODE, history.nearest("policy_loss", XAxis.EPISODE, 6.0)) is None
    assert "compass" not in history.since().metrics_U
    history.put("compass", np.array([3]), np.array([-0.5], np.float32))
    assert measured(history) == [(6.0, -0.5)]
    history.append(update([1.0, 2.0], [3, 4]))
    assert measured(history) == [(6.0, -0.5)]
    assert measured(history.cut(4)) == [(6.0, -0.5)]
    assert measured(history.cut(2)) == []
