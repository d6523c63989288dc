"""Axes write as many numbers as there is room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetricsF, QGuiApplication

from pg_desktop.ui.panes.plots.axis import CountAxis
from pg_desktop.ui.panes.plots.ranges import range_around

pytestmark = pytest.mark.usefixtures("qapp")


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
    assert 100.0 not in numbers(CountAxis("bottom"), 0.0, 100.0, 200)
    assert 100.0 in numbers(CountAxis("bottom"), 0.0, 108.0, 200)


def written(low, high, size=400, orientation="bottom"):
    """All numbers of an axis, whatever the level they are on."""
    axis = CountAxis(orientation)
    axis.setRange(low, high)
    levels = axis.tickValues(low, high, size)
    return [text for spacing, values in levels for text in axis.tickStrings(values, 1.0, spacing)]


def test_how_numbers_are_written():
    assert set(written(0, 21000)) >= {"0", "5 k", "10 k", "15 k", "20 k"}
    assert set(written(0, 2100)) >= {"0", "500", "1,000", "1,500", "2,000"}
    assert set(written(-1500, 100, orientation="left")) >= {"−400", "−1,000", "0"}
    assert set(written(-32000, 2000, orientation="left")) >= {"−10 k", "−20 k", "−30 k", "0"}
    assert set(written(70000, 70100)) >= {"70.00 k", "70.02 k", "70.08 k"}
    assert set(written(0, 2.1e7)) >= {"0", "10 M", "20 M"}
    assert set(written(-0.5, 0.5)) >= {"−0.4", "0.0", "0.4"}
    assert set(written(-5e-7, 5e-7)) >= {"−4·10⁻⁷", "0", "4·10⁻⁷"}


def test_a_german_axis_has_commas():
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert set(written(-0.5, 0.5)) >= {"−0,4", "0,0", "0,4"}
    assert set(written(0, 2000)) >= {"500", "1.000"}


@pytest.mark.parametrize(("low", "high"), [(-0.08, 0.02), (-0.083, 0.037), (-3e-7, 8e-7), (-1.0, 1.3), (0.0, 475.0)])
@pytest.mark.parametrize("size", [30, 90, 200, 500])
@pytest.mark.parametrize("orientation", ["left", "bottom"])
def test_zero_is_written_wherever_it_is_in_sight(low, high, size, orientation):
    assert 0.0 in numbers(CountAxis(orientation), low, high, size)


@given(st.floats(-1e4, 0), st.floats(1e-3, 1e4), st.integers(30, 800))
def test_numbers_of_an_axis_are_apart(low, span, size):
    for orientation in ("left", "bottom"):
        axis = CountAxis(orientation)
        (step, values), *_ = axis.tickValues(low, low + span, size)
        metrics = QFontMetricsF(QGuiApplication.font())
        texts = axis.tickStrings(values, 1.0, step)
        if len(texts) > 3:
            needed = metrics.height() if orientation == "left" else max(map(metrics.horizontalAdvance, texts))
            assert step / span * size > needed


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
