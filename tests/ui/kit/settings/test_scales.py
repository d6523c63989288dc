"""Slider positions and values are two ways to say the same."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.settings.kinds import Group, IntegerParameter, RealParameter, Scale, TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.ui.kit.settings.scales import (
    TICKS,
    LinearScale,
    LogOneMinusScale,
    LogScale,
    PowersOfTwoScale,
    SliderScale,
    scale_for,
)

ROWS = [
    row
    for row in HYPERPARAMETERS.values()
    if isinstance(row, RealParameter | IntegerParameter) and row.scale is not None
]
ROW_IDS = [row.key for row in ROWS]


def test_linear_by_hand():
    scale = LinearScale(10.0, 30.0, 4)
    assert [scale.value(tick) for tick in range(5)] == [10.0, 15.0, 20.0, 25.0, 30.0]
    assert [scale.tick(value) for value in (10.0, 12.0, 13.0, 30.0)] == [0, 0, 1, 4]


def test_log_by_hand():
    scale = LogScale(0.001, 1.0)
    assert [scale.value(tick) for tick in (0, 333, 500, 1000)] == [0.001, 0.00998, 0.0316, 1.0]
    assert scale.tick(0.01) == 333
    assert scale.tick(0.0001) == 0


def test_log_with_a_zero_below_its_start():
    scale = LogScale(1e-4, 1.0, zero=True)
    assert scale.value(0) == 0.0
    assert scale.tick(0.0) == 0
    assert scale.tick(1e-4) == 1
    assert scale.value(1) == pytest.approx(1e-4, rel=0.02)
    assert scale.value(1000) == 1.0


def test_log_of_one_minus_by_hand():
    scale = LogOneMinusScale()
    assert scale.value(0) == 0.0
    assert scale.value(TICKS) == 1.0
    assert scale.value(TICKS - 1) == 0.9999
    assert [scale.tick(value) for value in (0.0, 0.9, 0.99, 0.999, 1.0)] == [0, 250, 500, 749, 1000]


def test_powers_of_two_by_hand():
    scale = PowersOfTwoScale(1, 16)
    values = [scale.value(tick) for tick in range(scale.ticks + 1)]
    assert values == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 16]
    assert scale.tick(9) in (values.index(8), values.index(10))
    assert scale.tick(16) == scale.ticks


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_the_ends_of_the_slider_are_the_ends_of_the_range(row):
    scale = scale_for(row)
    assert scale.value(0) == row.low
    assert scale.value(scale.ticks) == row.high
    assert scale.tick(row.low) == 0
    assert scale.tick(row.high) == scale.ticks


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_every_position_is_an_allowed_value_and_none_smaller_than_the_one_before(row):
    scale = scale_for(row)
    values = [row.check(scale.value(tick)) for tick in range(scale.ticks + 1)]
    assert values == sorted(values)


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_every_position_comes_back_from_its_value(row):
    scale = scale_for(row)
    for tick in range(scale.ticks + 1):
        value = scale.value(tick)
        assert scale.value(scale.tick(value)) == value


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_every_key_press_changes_the_value(row):
    """Two positions with one value would make the slider feel stuck."""
    scale = scale_for(row)
    stuck = [tick for tick in range(scale.ticks) if scale.value(tick) == scale.value(tick + 1)]
    assert not stuck


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_every_position_can_be_written_in_the_spin_box(row):
    """What the slider gives and the field beside it shows are the same number."""
    decimals = getattr(row, "decimals", 0)
    scale = scale_for(row)
    for tick in range(scale.ticks + 1):
        value = scale.value(tick)
        assert round(value, decimals) == value


def assert_monotonous_and_near(scale: SliderScale, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= scale.tick(low) <= scale.tick(high) <= scale.ticks


@given(st.sampled_from(ROWS), st.data())
def test_larger_values_never_lie_further_left(row, data):
    numbers = st.integers(row.low, row.high) if isinstance(row, IntegerParameter) else st.floats(row.low, row.high)
    assert_monotonous_and_near(scale_for(row), data.draw(numbers), data.draw(numbers))


@given(st.floats(1e-5, 1.0))
def test_a_log_slider_is_within_a_position_of_the_value(value):
    scale = LogScale(1e-5, 1.0)
    shown = scale.value(scale.tick(value))
    position = math.log(1e5) / TICKS
    assert abs(math.log(shown / value)) <= position / 2 + 0.006


@given(st.floats(0.0, 0.9999))
def test_a_discount_is_within_a_position_of_the_value(value):
    scale = LogOneMinusScale()
    shown = scale.value(scale.tick(value))
    assert abs(math.log((1 - shown) / (1 - value))) <= 2 * math.log(1e4) / TICKS


def test_a_row_without_a_scale_has_no_slider():
    with pytest.raises(ValueError, match="seed has no scale"):
        scale_for(HYPERPARAMETERS["seed"])


def test_whole_numbers_on_a_linear_scale_have_a_position_each():
    row = IntegerParameter(
        name="n", help="", takes_effect=ROWS[0].takes_effect, group=ROWS[0].group, low=3, high=7, scale=Scale.LINEAR
    )
    scale = scale_for(row)
    assert [scale.value(tick) for tick in range(scale.ticks + 1)] == [3, 4, 5, 6, 7]


def test_whole_numbers_over_many_sizes_are_round():
    row = IntegerParameter(
        name="", help="", takes_effect=TakesEffect.NOW, group=Group.LEARNING, low=100, high=1_000_000, scale=Scale.LOG
    )
    scale = scale_for(row)
    values = [scale.value(tick) for tick in range(scale.ticks + 1)]
    assert (values[0], values[-1]) == (100, 1_000_000)
    assert values == sorted(set(values))
    assert all(value == float(f"{value:.2g}") for value in values)
    assert [scale.tick(value) for value in values] == list(range(scale.ticks + 1))
    assert 0.4 < values.index(10_000) / scale.ticks < 0.6
