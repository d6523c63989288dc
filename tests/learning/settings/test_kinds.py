"""The kinds of hyperparameter: what they accept, how they read text, and what they say when they refuse."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.settings.kinds import (
    Choice,
    ChoiceParameter,
    Group,
    Hyperparameter,
    IntegerParameter,
    RealParameter,
    Scale,
    SwitchParameter,
    TakesEffect,
)
from pg_desktop.messages import UserError

COMMON = {"name": "Name", "help": "Help.", "takes_effect": TakesEffect.NOW, "group": Group.LEARNING, "key": "knob"}
REAL = RealParameter(**COMMON, low=0.25, high=2.0, scale=Scale.LINEAR, decimals=2)
INTEGER = IntegerParameter(**COMMON, low=1, high=512)
CHOICE = ChoiceParameter(**COMMON, choices=(Choice("one", "One", "1"), Choice("two words", "Two", "2")))
SWITCH = SwitchParameter(**COMMON)


@pytest.mark.parametrize(
    ("row", "value", "expected"),
    [
        (REAL, 0.25, 0.25),
        (REAL, 2.0, 2.0),
        (REAL, 1, 1.0),
        (INTEGER, 1, 1),
        (INTEGER, 512, 512),
        (INTEGER, 32.0, 32),
        (CHOICE, "one", "one"),
        (CHOICE, "two words", "two words"),
        (SWITCH, True, True),
        (SWITCH, False, False),
    ],
)
def test_values_that_are_allowed(row, value, expected):
    checked = row.check(value)
    assert checked == expected
    assert type(checked) is type(expected)


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [
        (REAL, 0.2, "knob must be between 0.25 and 2, but it is 0.2."),
        (REAL, 3, "knob must be between 0.25 and 2, but it is 3."),
        (REAL, math.nan, "knob must be a number, but it is nan."),
        (REAL, math.inf, "knob must be a number, but it is inf."),
        (REAL, True, "knob must be a number, but it is True."),
        (REAL, "1", "knob must be a number, but it is '1'."),
        (REAL, None, "knob must be a number, but it is None."),
        (INTEGER, 0, "knob must be between 1 and 512, but it is 0."),
        (INTEGER, 513.0, "knob must be between 1 and 512, but it is 513."),
        (INTEGER, 1.5, "knob must be a whole number, but it is 1.5."),
        (INTEGER, math.nan, "knob must be a whole number, but it is nan."),
        (INTEGER, math.inf, "knob must be a whole number, but it is inf."),
        (INTEGER, True, "knob must be a whole number, but it is True."),
        (INTEGER, "8", "knob must be a whole number, but it is '8'."),
        (CHOICE, "three", "knob must be one of one, two words, but it is 'three'."),
        (CHOICE, 1, "knob must be one of one, two words, but it is 1."),
        (SWITCH, 1, "knob must be true or false, but it is 1."),
        (SWITCH, "true", "knob must be true or false, but it is 'true'."),
        (SWITCH, None, "knob must be true or false, but it is None."),
    ],
)
def test_values_that_are_not_allowed_are_named_with_the_range(row, value, message):
    with pytest.raises(UserError) as caught:
        row.check(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        (REAL, "0.5", 0.5),
        (REAL, "5e-1", 0.5),
        (REAL, "2", 2.0),
        (INTEGER, "64", 64),
        (CHOICE, "two words", "two words"),
        (SWITCH, "true", True),
        (SWITCH, "False", False),
        (SWITCH, "TRUE", True),
    ],
)
def test_texts_that_can_be_read(row, text, expected):
    parsed = row.parse(text)
    assert parsed == expected
    assert type(parsed) is type(expected)


@pytest.mark.parametrize(
    ("row", "text", "message"),
    [
        (REAL, "fast", "knob must be a number, but it is 'fast'."),
        (REAL, "", "knob must be a number, but it is ''."),
        (REAL, "0,5,5", "knob must be a number, but it is '0,5,5'."),
        (REAL, "nan", "knob must be a number, but it is 'nan'."),
        (REAL, "inf", "knob must be a number, but it is 'inf'."),
        (REAL, "3", "knob must be between 0.25 and 2, but it is 3."),
        (INTEGER, "8.5", "knob must be a whole number, but it is '8.5'."),
        (INTEGER, "many", "knob must be a whole number, but it is 'many'."),
        (INTEGER, "-3", "knob must be between 1 and 512, but it is -3."),
        (CHOICE, "One", "knob must be one of one, two words, but it is 'One'."),
        (SWITCH, "yes", "knob must be true or false, but it is 'yes'."),
    ],
)
def test_texts_that_cannot_be_read(row, text, message):
    with pytest.raises(UserError) as caught:
        row.parse(text)
    assert str(caught.value) == message


@given(st.floats(0.25, 2.0))
def test_every_number_in_the_range_is_allowed_and_read_back(value):
    assert REAL.check(value) == value
    assert REAL.parse(repr(value)) == value


@given(st.one_of(st.floats(max_value=0.25, exclude_max=True), st.floats(min_value=2, exclude_min=True)))
def test_no_number_outside_the_range_is_allowed(value):
    with pytest.raises(UserError):
        REAL.check(value)


@given(st.integers(-(2**62), 2**62))
def test_whole_numbers_are_allowed_in_the_range_and_nowhere_else(value):
    if 1 <= value <= 512:
        assert INTEGER.check(value) == INTEGER.parse(str(value)) == value
    else:
        with pytest.raises(UserError):
            INTEGER.check(value)


@given(st.text(max_size=20))
@pytest.mark.parametrize("row", [REAL, INTEGER, CHOICE, SWITCH], ids=lambda row: type(row).__name__)
def test_no_text_does_more_than_raise_a_user_error(row, text):
    try:
        value = row.parse(text)
    except UserError as error:
        assert str(error).startswith("knob must be ")
    else:
        assert row.check(value) == value


def test_a_row_without_a_kind_checks_nothing():
    with pytest.raises(NotImplementedError):
        Hyperparameter(**COMMON).check(1)


def test_the_error_keeps_template_and_values_apart_for_translation():
    with pytest.raises(UserError) as caught:
        REAL.check(3)
    assert caught.value.template.format(**caught.value.values) == str(caught.value)
    assert caught.value.values["key"] == "knob"


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [
        (REAL, 2.0000001, "knob must be between 0.25 and 2, but it is 2.0000001."),
        (
            IntegerParameter(**COMMON, low=0, high=2**31 - 1),
            2**31,
            "knob must be between 0 and 2147483647, but it is 2147483648.",
        ),
    ],
)
def test_the_message_never_contradicts_itself(row, value, message):
    with pytest.raises(UserError) as caught:
        row.check(value)
    assert str(caught.value) == message


@pytest.mark.parametrize("row", [REAL, INTEGER], ids=["real", "integer"])
def test_numbers_beyond_every_float_are_refused_too(row):
    with pytest.raises(UserError):
        row.check(10**400)
    with pytest.raises(UserError):
        row.parse("1" + "0" * 400)


def test_what_no_field_can_show_is_nothing():
    row = RealParameter(**COMMON, low=0.0, high=1.0, scale=Scale.LINEAR, decimals=3)
    assert (row.parse("7.5e-101"), row.parse("2e-30")) == (0.0, 2e-30)
