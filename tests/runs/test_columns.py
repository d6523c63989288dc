"""The explained variance: a series that only some updates have."""

from math import inf

import numpy as np
import pytest

from pg_desktop.learning.metrics import metrics_of
from pg_desktop.runs.columns import Records
from pg_desktop.runs.history import XAxis
from tests.runs.histories import history_of, update

SERIES = "explained_variance"


@pytest.fixture
def sparse():
    """Five updates of 2 episodes of 10 steps; the second, third and fifth have a value network."""
    explained = [None, 0.25, -3.0, None, 0.75]
    return history_of([update([i, i], [10, 10], explained=value) for i, value in enumerate(explained)])


@pytest.mark.parametrize(("x_axis", "x"), [(XAxis.EPISODE, [4, 6, 10]), (XAxis.ENV_STEP, [40, 60, 100])])
def test_points_lie_where_their_updates_end(sparse, x_axis, x):
    found_x, found_y = sparse.points(SERIES, x_axis, -inf, inf, 100)
    assert (found_x.tolist(), found_y.tolist()) == (x, [0.25, -3.0, 0.75])
    smooth_x, smooth_y = sparse.smoothed(SERIES, x_axis, 4, -inf, inf, 100)
    assert (smooth_x.tolist(), smooth_y.tolist()) == (x, [0.25, -1.375, 0.75])


@pytest.mark.parametrize(("x", "index", "update_number"), [(0, 0, 2), (5, 0, 2), (5.5, 1, 3), (8.5, 2, 5), (99, 2, 5)])
def test_the_nearest_belongs_to_its_own_update(sparse, x, index, update_number):
    found = sparse.nearest(SERIES, XAxis.EPISODE, x)
    assert (found.index, found.update, found.episode) == (index, update_number, 2 * update_number)


@pytest.mark.parametrize(("kept", "y"), [(0, []), (1, []), (2, [0.25]), (3, [0.25, -3.0]), (4, [0.25, -3.0])])
def test_cut_back_and_gone_on(sparse, kept, y):
    sparse = sparse.cut(kept)
    assert sparse.points(SERIES, XAxis.EPISODE, -inf, inf, 100)[1].tolist() == y
    assert (sparse.nearest(SERIES, XAxis.EPISODE, 1) is None) == (not y)
    sparse.append(update([7], [10], explained=0.5))
    found_x, found_y = sparse.points(SERIES, XAxis.EPISODE, -inf, inf, 100)
    assert (found_x[-1], found_y.tolist()) == (2 * kept + 1, [*y, 0.5])


def test_blocks_have_a_gap_where_there_was_none(sparse):
    expected = np.array([np.nan, 0.25, -3.0, np.nan, 0.75], np.float32)
    block = sparse.since()
    np.testing.assert_array_equal(block.metrics_U["explained_variance"], expected)
    for first in range(5):
        later = sparse.since(first)
        np.testing.assert_array_equal(later.metrics_U["explained_variance"], expected[first:])
    rows = [row for block in sparse.episode_rows() for row in block]
    np.testing.assert_array_equal([row.metrics[3] for row in rows], np.repeat(expected, 2).astype(float))


def test_without_a_value_network_there_is_nothing():
    history = history_of([update([1], [1])] * 3)
    assert history.points(SERIES, XAxis.EPISODE, -inf, inf, 100)[1].size == 0
    assert history.nearest(SERIES, XAxis.EPISODE, 1) is None
    assert Records(metrics_of("reinforce")).line(SERIES, XAxis.EPISODE).length == 0


@pytest.mark.parametrize("value", [np.nan, inf, -inf])
def test_it_must_be_finite(value):
    with pytest.raises(ValueError, match="explained_variance must be finite"):
        update([1], [1], explained=value)
