"""Axes write as many numbers as there is room for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.ui.plots.axis import CountAxis, wide_spacing

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("span", "spacing"), [(1.0, 0.5), (1.2, 0.5), (1.3, 1.0), (2.5, 1.0), (2.6, 2.0), (500.0, 200.0), (0.03, 0.02)]
)
def test_wide_spacing_by_hand(span, spacing):
    assert wide_spacing(span) == pytest.approx(spacing)


@given(st.floats(1e-6, 1e9))
def test_one_to_three_numbers_are_in_a_span(span):
    spacing = wide_spacing(span)
    assert 1 - 1e-9 <= span / spacing <= 2.5 * (1 + 1e-9)
    mantissa = spacing / 10.0 ** math.floor(math.log10(spacing) + 1e-9)
    assert min(abs(mantissa - step) for step in (1, 2, 5)) < 1e-6


def numbers(axis, low, high, size):
    return [value for _, values in axis.tickValues(low, high, size) for value in values]


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5), st.floats(30, 59))
def test_a_low_axis_has_at_most_three_numbers(low, span, size):
    assert len(numbers(CountAxis("left"), low, low + span, size)) <= 3


def test_no_number_stands_at_the_upper_end_where_it_would_be_cut():
    """0 to 100 on 200 pixels: 6 pixels are 3."""
    axis = CountAxis("left")
    assert 100.0 not in numbers(axis, 0.0, 100.0, 200)
    assert 100.0 in numbers(axis, 0.0, 104.0, 200)
    assert 0.0 in numbers(axis, 0.0, 100.0, 200)
    assert 100.0 in numbers(CountAxis("bottom"), 0.0, 100.0, 200)


def test_how_numbers_are_written():
    axis = CountAxis("left")
    assert axis.tickStrings([0, 20000], 1, 20000) == ["0", "20 k"]
    assert axis.tickStrings([-0.5, 0.5], 1, 0.5) == ["−0.5", "0.5"]
