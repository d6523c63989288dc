"""What sentences quote: it is never long, and nothing in it acts."""

import pytest

from pg_desktop.messages import QUOTED_MAX, UserError, printable, quoted, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ascii, ünïcödé, 漢字, עברית", "plain ascii, ünïcödé, 漢字, עברית"),
        ("a\nb\tc\x1b[31m\x00", "a\\nb\\tc\\x1b[31m\\x00"),
        ("gpj.\u202etxt.exe", "gpj.\\u202etxt.exe"),
        ("\u200f\u200e\u2066x\u2069\u061c", "\\u200f\\u200e\\u2066x\\u2069\\u061c"),
        ("\ufeffzero\u200bwidth\u2028line", "\\ufeffzero\\u200bwidth\\u2028line"),
        ("\U000e0041tag \ud800half", "\\U000e0041tag \\ud800half"),
        ("thin\u202fspace and\u00a0hard", "thin\u202fspace and\u00a0hard"),
    ],
)
def test_what_does_not_print_is_an_escape(text, shown):
    assert printable(text) == shown
    assert UserError("It is {text}.", text=text).args == (f"It is {shown}.",)


def test_the_middle_of_what_is_too_long_goes():
    assert shortened("x" * 30, 30) == "x" * 30
    assert shortened("a" * 50 + "z" * 50, 30) == "a" * 20 + "…" + "z" * 9
    assert len(quoted("\x01" * 10**7)) == QUOTED_MAX


def test_a_sentence_that_quotes_another_is_not_cut():
    inner = UserError("{text}" * 3, text="y" * 500)
    assert str(UserError("Because: {reason}", reason=inner)) == f"Because: {inner}"


def test_exceptions_are_quoted_in_one_line_whatever_they_do():
    class RudeError(Exception):
        def __str__(self):
            raise RuntimeError

    assert quoted(ValueError("two\n   lines")) == "two lines"
    assert quoted(RudeError()) == "RudeError"


def test_numbers_are_as_they_were():
    assert str(UserError("{a} {b} {c}", a=1, b=0.5, c=True)) == "1 0.5 True"
    assert str(UserError("{a}", a=10**30 - 1)) == "9" * 30


def test_a_number_with_more_digits_than_python_writes():
    assert str(UserError("{a}", a=-(2**190_000))) == "-5.00e+57195"
