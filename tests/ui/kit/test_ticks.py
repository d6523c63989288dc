"""The numbers along a scale are round, alike, and 0 is one of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from pg_desktop.ui.kit.ticks import multiples, round_step, round_up, ticks, written

GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
SPANS = st.floats(1e-9, 1e12)


def texts(low, high, most, locale=None):
    return [text for _, text in ticks(low, high, most, locale)]


@pytest.mark.parametrize(
    ("span", "step"), [(1.0, 0.5), (1.2, 0.5), (1.3, 1.0), (2.5, 1.0), (2.6, 2.0), (500.0, 200.0), (0.03, 0.02)]
)
def test_steps_by_hand(span, step):
    assert round_step(span, 2.5) == pytest.approx(step)


@given(SPANS, st.floats(1, 20))
def test_a_step_is_round_and_fits_in_not_too_often(span, most):
    step = round_step(span, most)
    assert most / 2.5 * (1 - 1e-6) <= span / step <= most * (1 + 1e-6)
    mantissa = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - round_) for round_ in (1, 2, 5)) < 1e-6


@pytest.mark.parametrize(("value", "above"), [(0.3, 0.5), (1.0, 1.0), (51.0, 100.0)])
def test_rounding_up(value, above):
    assert round_up(value) == pytest.approx(above)


@given(SPANS, st.floats(0, 1), st.floats(1, 20))
def test_zero_is_among_them_wherever_it_lies_between_and_has_no_sign(span, share, most):
    low = -span * share
    step = round_step(span, most)
    values = multiples(low, low + span, step)
    assert 0.0 in values
    zero = written(values, step)[values.index(0.0)]
    assert set(zero) <= set("0.")


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-0.09, 0.02, 6, ["−0.08", "−0.06", "−0.04", "−0.02", "0.00", "0.02"]),
        (-5e-7, 5e-7, 4, ["−5·10⁻⁷", "0", "5·10⁻⁷"]),
        (0, 1e-5, 5, ["0", "2·10⁻⁶", "4·10⁻⁶", "6·10⁻⁶", "8·10⁻⁶", "10·10⁻⁶"]),
        (0.69312, 0.69316, 4, ["0.69312", "0.69313", "0.69314", "0.69315", "0.69316"]),
        (0, 2000, 5, ["0", "500", "1,000", "1,500", "2,000"]),
        (0, 20_000, 5, ["0", "5 k", "10 k", "15 k", "20 k"]),
        (70_000, 70_100, 2, ["70.00 k", "70.05 k", "70.10 k"]),
        (0, 2e7, 2, ["0", "10 M", "20 M"]),
        (0, 5e11, 3, ["0", "2·10¹¹", "4·10¹¹"]),
        (-1.5, 1.5, 7, ["−1.5", "−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5"]),
    ],
)
def test_how_they_are_written(low, high, most, expected):
    assert texts(low, high, most) == expected


def test_in_germany():
    assert texts(-0.05, 0.05, 2, GERMAN) == ["−0,05", "0,00", "0,05"]
    assert texts(0, 2000, 2, GERMAN) == ["0", "1.000", "2.000"]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(2, 20))
def test_all_have_the_same_unit_and_as_many_digits(low, span, most):
    written_ = texts(low, low + span, most)
    assert len(set(written_)) == len(written_)
    nonzero = [text for text in written_ if any(digit in text for digit in "123456789")]
    assert len({"".join(sign for sign in text if sign in "kM") for text in nonzero}) <= 1
    assert len({len(text.split(" ")[0].partition(".")[2]) for text in nonzero}) <= 1


def test_there_are_none_without_a_range():
    assert ticks(1.0, 1.0, 5) == ticks(math.nan, 1.0, 5) == ticks(0.0, math.inf, 5) == ()
