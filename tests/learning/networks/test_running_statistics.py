"""Running moments against NumPy's over everything at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.networks.running_statistics import RunningStatistics


@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    dimensions=st.integers(1, 4),
    offset=st.sampled_from([0.0, 1.0, -1500.0, 1e5]),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
def test_batch_by_batch_is_all_at_once(sizes, dimensions, offset, dtype, seed):
    value_BD = (np.random.default_rng(seed).normal(offset, 3, (sum(sizes), dimensions))).astype(dtype)
    moments = RunningStatistics.empty(dimensions)
    for batch_BD in np.split(value_BD, np.cumsum(sizes)[:-1]):
        moments = moments.with_batch(batch_BD)
    assert moments.count == len(value_BD)
    if len(value_BD):
        whole_BD = value_BD.astype(np.float64)
        np.testing.assert_allclose(moments.mean_D, whole_BD.mean(0), rtol=1e-9, atol=1e-9)
        expected_D = whole_BD.std(0) if len(value_BD) > 1 else 1
        np.testing.assert_allclose(moments.std_D, expected_D, rtol=1e-6)
    assert moments.mean_D.dtype == moments.square_D.dtype == moments.std_D.dtype == np.float64


def test_by_hand():
    moments = RunningStatistics.empty(1).with_batch(np.array([[1.0], [2.0]])).with_batch(np.array([[6.0]]))
    assert (moments.count, moments.mean_D[0]) == (3, 3)
    # (4 + 1 + 9) / 3
    assert moments.square_D[0] == pytest.approx(14)
    assert moments.std_D[0] == pytest.approx((14 / 3) ** 0.5)


def test_before_anything_is_known_nothing_is_scaled():
    moments = RunningStatistics.empty(3)
    mean_D, std_D = moments.as_float32()
    np.testing.assert_array_equal(mean_D, [0, 0, 0])
    np.testing.assert_array_equal(std_D, [1, 1, 1])
    assert mean_D.dtype == std_D.dtype == np.float32
    assert moments.with_batch(np.empty((0, 3))) is moments


def test_what_hardly_moves_is_not_blown_up():
    moments = RunningStatistics.empty(2).with_batch(np.array([[5.0, 0.0], [5.00001, 2e-6]]))
    np.testing.assert_array_equal(moments.std_D, [1e-4, 1e-4])


@given(
    constant=st.floats(-1e6, 1e6, width=32),
    sizes=st.lists(st.integers(1, 1000), min_size=1, max_size=20),
)
def test_what_has_not_moved_yet_is_not_blown_up_at_all(constant, sizes):
    """However its mean has been rounded meanwhile."""
    moments = RunningStatistics.empty(1)
    for size in sizes:
        moments = moments.with_batch(np.full((size, 1), constant, np.float32))
    np.testing.assert_array_equal(moments.std_D, [1])


def test_moments_stay_as_they_were():
    first = RunningStatistics.empty(1).with_batch(np.array([[1.0], [3.0]]))
    first.with_batch(np.array([[100.0]]))
    assert (first.count, first.mean_D[0], first.square_D[0]) == (2, 2, 2)
