"""Numbers as people and Python write them: all of what was typed is understood, or none of it."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.settings.spellings import Separators, read_real, read_whole

GERMAN = Separators(",", ".")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3),
        ("3E-4", 3e-4),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000", 1000.0),
        ("1_0.0_1", 10.01),
        ("+2", 2.0),
        ("−1,5", -1.5),
        (" 0,25 ", 0.25),
        ("1,500", 1500.0),
        ("0,500", 0.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567.0),
        ("12,34,567", 1234567.0),
        ("1 234 567", 1234567.0),
        ("1'234.5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("5·10⁻⁷", 5e-7),
        ("2.5*10^3", 2500.0),
        ("٣٫٥".replace("٫", "."), 3.5),
        ("1e2_0", 1e20),
        ("-0", 0.0),
        ("0e99999", 0.0),
        ("1e-5000", 0.0),
    ],
)
def test_what_is_understood(text, value):
    assert read_real(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", ",", "-", "e5", "1e", "1e+", "--1", "+-1", "1-", "1 e3 x", "nan", "inf", "-Infinity", "0x10"),
        *("1.2.3", "1,2,3", "1.234,5,6", "1,2.5", "1 5", "12 34", "1__0", "_1", "1_", "1_.5", "1._5", "1e5.5"),
        *(
            "1.5.",
            "..5",
            "1'2",
            "1 000,00,0",
            "1e400",
            "1e999999999999",
            "9" * 101,
            "5²",
            "½",
            "一",
            "\x001",
            "1\u202e2",
        ),
    ],
)
def test_what_is_not(text):
    assert read_real(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("1e3", 1000), ("2.0", 2), ("1_000", 1000), ("1,000", 1000), ("-7", -7), ("1500e-2", 15)]
)
def test_whole_numbers(text, value):
    assert read_whole(text) == value


@pytest.mark.parametrize("text", ["1.5", "1e-1", "many", "", "1e400", "1e99999"])
def test_what_is_no_whole_number(text):
    assert read_whole(text) is None


def test_thousands_are_not_meant_where_there_are_none():
    assert read_real("1.000", GERMAN, most=1.0) == 1.0
    assert read_real("1.000", GERMAN) == 1000.0
    assert read_real("1,000", most=1.0) == 1.0


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_all_that_python_writes(value):
    assert read_real(repr(value)) == value


def test_all_that_python_reads_means_the_same():
    """A seeded thousand of texts that are nearly numbers: where Python understands one, so do we, and alike."""
    random_ = random.Random(20)
    understood = 0
    for _ in range(3000):
        text = "".join(random_.choices("0123456789._eE+-", k=random_.randint(1, 7)))
        try:
            expected = float(text)
        except ValueError:
            # What Python does not read may be thousands with points.
            assert read_real(text) is None or text.count(".") >= 2, text
            continue
        if expected not in (float("inf"), float("-inf")):
            assert read_real(text) == expected, text
            understood += 1
    assert understood > 300


def test_decimals_are_rounded_once():
    text = "0." + "123456789" * 10
    assert read_real(text) == float(Decimal(text))
