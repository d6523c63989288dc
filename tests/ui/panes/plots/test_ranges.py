"""Ranges hold the data, are round, and rarely move."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.ui.panes.plots.ranges import next_round, range_around, range_up_to

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (1.0, 1.0),
        (1.01, 1.25),
        (1.3, 1.5),
        (2.2, 2.5),
        (7.0, 8.0),
        (8.1, 10.0),
        (99.0, 100.0),
        (0.031, 0.04),
        (1e5, 1e5),
    ],
)
def test_next_round_by_hand(number, rounded):
    assert next_round(number) == pytest.approx(rounded)


@given(st.floats(1e-6, 1e12))
def test_next_round_is_never_below_and_never_far_above(number):
    rounded = next_round(number)
    assert number * (1 - 1e-9) <= rounded <= number * (4 / 3) * (1 + 1e-9)


@given(st.floats(1e-6, 1e9), st.floats(1e-6, 1e9))
def test_next_round_ascends(one, other):
    low, high = sorted((one, other))
    assert next_round(low) <= next_round(high)


@pytest.mark.parametrize(
    ("last", "end"), [(0, 100), (97, 100), (99, 125), (704, 800), (1000, 1250), (100_000, 125_000)]
)
def test_x_range_by_hand(last, end):
    assert range_up_to(last, 100.0) == (0.0, pytest.approx(end))


@given(st.integers(0, 10**9))
def test_x_range_has_room_for_what_comes(last):
    left, right = range_up_to(last, 100.0)
    assert left == 0
    assert max(100, last) <= right <= max(100, 1.4 * last)


def test_a_growing_run_rarely_moves_the_x_range():
    ranges = {range_up_to(episode, 100.0) for episode in range(100_000)}
    assert len(ranges) <= 35


@given(NUMBERS, NUMBERS)
def test_y_range_holds_the_data_and_is_not_much_larger(one, other):
    low, high = sorted((one, other))
    bottom, top = range_around(low, high, (math.inf, -math.inf))
    assert bottom <= low
    assert high <= top
    span, size = high - low, max(abs(low), abs(high))
    assert top - bottom <= 2.2 * max(span if span >= size * 1e-3 else size, 1e-6)


@given(NUMBERS, st.floats(1e-3, 1e6), st.floats(0.34, 0.95), st.floats(0.0, 1.0))
def test_y_range_stays_while_the_data_fills_a_third_of_it(bottom, span, share, place):
    current = bottom, bottom + span
    low = bottom + span * (0.021 + (0.958 - share) * place)
    high = low + span * share
    assert range_around(low, high, current) == current


def test_y_range_grows_before_the_data_touches_its_edge():
    assert range_around(0.0, 0.5, (0.0, 1.0))[0] < 0.0
    assert range_around(0.5, 1.0, (0.0, 1.0))[1] > 1.0


def test_y_range_shrinks_when_the_data_does():
    assert range_around(-0.01, 0.01, (-10.0, 10.0)) != (-10.0, 10.0)


def test_equal_numbers_have_a_range():
    low, high = range_around(3.0, 3.0, (0.0, 1.0))
    assert low < 3.0 < high
    low, high = range_around(0.0, 0.0, (5.0, 6.0))
    assert low < 0.0 < high
