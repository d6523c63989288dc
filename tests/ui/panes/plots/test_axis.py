"""Axes write as many numbers as there is room for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.ui.panes.plots.axis import CountAxis, wide_spacing
from pg_desktop.ui.panes.plots.ranges import range_around

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


def written(low, high, size=400, orientation="bottom"):
    """All numbers of an axis, whatever the level they are on."""
    axis = CountAxis(orientation)
    axis.setRange(low, high)
    levels = axis.tickValues(low, high, size)
    return [text for spacing, values in levels for text in axis.tickStrings(values, 1.0, spacing)]


def test_how_numbers_are_written():
    assert set(written(0, 20000)) >= {"0", "5 k", "10 k", "15 k", "20 k"}
    assert set(written(0, 2000)) >= {"0", "500", "1000", "1500", "2000"}
    assert set(written(-1500, 100, orientation="left")) >= {"−500", "−1000", "0"}
    assert set(written(-32000, 2000, orientation="left")) >= {"−10 k", "−20 k", "−30 k", "0"}
    assert set(written(70000, 70100)) >= {"70 k", "70.05 k", "70.1 k"}
    assert set(written(0, 2e7)) >= {"0", "10 M", "20 M"}
    assert set(written(-0.5, 0.5)) >= {"−0.5", "0.5"}


@given(st.floats(-1e8, 1e8), st.floats(1e-2, 1e8))
def test_all_numbers_of_an_axis_have_the_same_unit_and_a_true_minus(low, span):
    texts = written(low, low + span)
    units = {"".join(sign for sign in text if sign in "kM") for text in texts if text != "0"}
    assert len(units) <= 1
    assert not any(text.startswith("-") for text in texts)


@given(st.floats(-1e6, 1e6), st.floats(1e-1, 1e6))
def test_no_two_numbers_of_an_axis_are_written_alike(low, span):
    texts = written(low, low + span)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("number", [0.0027578, -0.0027578, 0.69314, -0.05, 12.345, 321.09])
def test_an_axis_for_a_single_value_needs_few_digits(number):
    """There is room for seven characters."""
    texts = written(*range_around(number, number, (0.0, 1.0)), size=250, orientation="left")
    assert len(texts) >= 2
    assert max(map(len, texts)) <= 7
