"""How the window writes and reads numbers, in more than one country."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

import pg_desktop
from pg_desktop.learning.settings.spellings import read_real
from pg_desktop.ui.kit import numbers

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
FRENCH = QLocale(QLocale.Language.French, QLocale.Country.France)
SWEDISH = QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden)


def read(text: str, locale: QLocale) -> float | None:
    return read_real(numbers.typed(text, locale), numbers.separators(locale))


@pytest.mark.parametrize(
    ("value", "decimals", "english", "german"),
    [
        (0.0, 2, "0.00", "0,00"),
        (-0.0, 2, "0.00", "0,00"),
        (-0.0001, 3, "0.000", "0,000"),
        (-0.0005, 3, "−0.001", "−0,001"),
        (1234.56, 1, "1,234.6", "1.234,6"),
        (123_456.78, 2, "123,457", "123.457"),
        (-123_456_789.0, 2, "−1.23·10⁸", "−1,23·10⁸"),
        (math.inf, 1, "∞", "∞"),
        (-math.inf, 1, "−∞", "−∞"),
        (math.nan, 1, "NaN", "NaN"),
    ],
)
def test_always_as_many_digits(value, decimals, english, german):
    assert numbers.fixed(value, decimals, ENGLISH) == english
    assert numbers.fixed(value, decimals, GERMAN) == german


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (0.5, "0.5", "0,5"),
        (-110.0, "−110", "−110"),
        (12.345678, "12.35", "12,35"),
        (0.1 + 0.2, "0.3", "0,3"),
        (0.0001, "0.0001", "0,0001"),
        (5e-7, "5·10⁻⁷", "5·10⁻⁷"),
        (-1.23456e-5, "−1.235·10⁻⁵", "−1,235·10⁻⁵"),
        (99_999.6, "100,000", "100.000"),
        (12_345_678.0, "1.23·10⁷", "1,23·10⁷"),
    ],
)
def test_as_few_digits_as_it_takes(value, english, german):
    assert numbers.short(value, 4, ENGLISH) == english
    assert numbers.short(value, 4, GERMAN) == german


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.98765, "0,98765"), (1e-5, "0,00001"), (5e-7, "5·10⁻⁷"), (64.0, "64"), (0.0, "0"), (1234.5, "1.234,5")],
)
def test_all_digits(value, text):
    assert numbers.exact(value, GERMAN) == text


def test_counts():
    assert numbers.whole(123_456_789, ENGLISH) == "123,456,789"
    assert numbers.whole(-0.4, ENGLISH) == "0"
    assert numbers.whole(1234, FRENCH) == "1\u202f234"
    assert numbers.whole(-3, SWEDISH) == "−3"
    assert [numbers.brief(count, ENGLISH) for count in (999, 9_999, 10_000, 37_400, 9_999_499, 12_345_678)] == [
        "999",
        "9,999",
        "10 k",
        "37 k",
        "9,999 k",
        "12 M",
    ]
    assert [numbers.compact(value, GERMAN) for value in (467.52, -999.9, -999.96, 1234.5, 37_400.0)] == [
        "467,5",
        "−999,9",
        "−1.000",
        "1.234",
        "37 k",
    ]


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.0, 0, "0 %"),
        (0.004, 0, "< 1 %"),
        (0.31, 0, "31 %"),
        (0.999, 0, "> 99 %"),
        (1.0, 0, "100 %"),
        (0.9999, 1, "> 99.9 %"),
        (0.0001, 1, "< 0.1 %"),
        (0.1249, 1, "12.5 %"),
    ],
)
def test_percentages(share, decimals, text):
    assert numbers.percent(share, decimals).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.584, "0,58 s"), (12.4, "12 s"), (59.6, "1:00 min"), (83.0, "1:23 min"), (3723.0, "1:02:03")],
)
def test_times(seconds, text):
    assert numbers.duration(seconds, GERMAN) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 5))
def test_no_way_of_writing_leaves_a_hyphen_an_e_or_a_negative_zero(value, decimals):
    texts = [
        numbers.fixed(value, decimals, ENGLISH),
        numbers.short(value, decimals + 1, ENGLISH),
        numbers.exact(value, ENGLISH),
        numbers.compact(value, ENGLISH),
        numbers.whole(value, ENGLISH),
    ]
    for text in texts:
        assert not set(text) & set("-eE"), text
        assert text.startswith(numbers.MINUS) <= any(digit in text for digit in "123456789"), text


@given(st.floats(-1e14, 1e14).filter(lambda value: not 0 < abs(value) < 1e-6))
def test_all_digits_are_read_again(value):
    written = numbers.exact(value, GERMAN)
    assert read(written, GERMAN) == value


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("0.25", 0.25, 0.25),
        ("0,25", 0.25, 0.25),
        (",25", 0.25, 0.25),
        ("-1.5", -1.5, -1.5),
        ("−1,5", -1.5, -1.5),
        ("0.500", 0.5, 0.5),  # no country begins thousands with 0
        ("1.5000", 1.5, 1.5),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234,5", 1234.5, 1234.5),
        ("1,234,567", 1234567.0, 1234567.0),
        ("1 234,5", 1234.5, 1234.5),
        ("1'234.5", 1234.5, 1234.5),
        ("1,500", 1500.0, 1.5),  # as the country writes thousands
        ("1.500", 1.5, 1500.0),
        ("12.", 12.0, 12.0),
    ],
)
def test_what_is_typed(text, english, german):
    assert read(text, ENGLISH) == english
    assert read(text, GERMAN) == german


@pytest.mark.parametrize("country", ["ar_EG", "fa_IR", "he_IL", "hi_IN", "fr_FR", "sv_SE", "de_CH", "pt_BR", "zh_CN"])
@pytest.mark.parametrize("value", [-0.25, 1234567.0, -98765.4321, 5e-7, 0.0])
def test_every_country_reads_what_it_writes(country, value):
    locale = QLocale(country)
    assert read(numbers.exact(value, locale), locale) == value


def test_numbers_within_the_programs_own_sentences():
    text = "1 is the Earth, 0.38 Mars, a pole of 0.1. See 1.2.3 of CartPole-v1."
    assert numbers.in_text(text, GERMAN) == "1 is the Earth, 0,38 Mars, a pole of 0,1. See 1.2.3 of CartPole-v1."
    assert numbers.in_text(text, ENGLISH) == text


def test_the_programs_locale_is_taken_where_none_is_given():
    QLocale.setDefault(GERMAN)
    assert numbers.fixed(-1.5, 2) == "−1,50"
    assert numbers.percent(0.125, 1) == "12,5\u00a0%"


@pytest.mark.parametrize("locale", [QLocale.c(), QLocale("C"), QLocale("POSIX")])
def test_without_a_country_numbers_are_as_in_english(locale):
    assert numbers.whole(197_990, locale) == "197,990"
    assert numbers.fixed(-1234.5, 1, locale) == "−1,234.5"
    assert numbers.exact(1234.5678, locale) == "1,234.5678"
    assert read("197,990", locale) == 197_990


NUMBER_OF_QT = re.compile(r"ocale(\(\))?\.toString\b|QLocale\.c\(\)")


def test_nothing_else_in_the_window_writes_numbers():
    ui = Path(pg_desktop.__file__).parent / "ui"
    found = [path.name for path in ui.rglob("*.py") if NUMBER_OF_QT.search(path.read_text(encoding="utf-8"))]
    assert found == ["numbers.py"]


@pytest.mark.parametrize(
    ("value", "text"), [(0.254, "0.25"), (-0.254, "−0.25"), (1.0, "1.00"), (2.0, "2.0"), (187.44, "187.4")]
)
def test_of_games_that_count_one_a_score_has_a_digit_more(value, text):
    assert numbers.score(value, ENGLISH) == text
