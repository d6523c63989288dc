"""The words and signs of an expression."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.rewards.tree import FUNCTIONS, LENGTH_MAX, RewardError, Span
from pg_desktop.messages import QT_TRANSLATE_NOOP

_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NAME: Final = re.compile(r"[A-Za-zΑ-ω][A-Za-z0-9Α-ω_₀-₉]*'?")
_SIGN: Final = re.compile(r"\*\*|<=|>=|==|!=|[-+*/^()<>,−·×²³≤≥≠]")
_SPELLINGS: Final = {"−": "-", "·": "*", "×": "*", "**": "^", "≤": "<=", "≥": ">=", "≠": "!="}
_DIGITS_MAX: Final = 30
_END: Final = ""


@dataclass(frozen=True)
class Token:
    """A word or sign.

    Attributes:
        span: where it stands.
        text: what it is, in the one spelling that is understood further on; "" at the end.
        value: what a number is worth, else None.
        is_name: whether it is a word.
    """

    span: Span
    text: str
    value: float | None = None
    is_name: bool = False


def tokens_of(text: str) -> tuple[Token, ...]:
    """Take an expression apart; the last token is its end.

    Raises:
        RewardError: for one that is too long, a number that is too large, or a character that has no meaning.
    """
    if len(text) > LENGTH_MAX:
        raise RewardError(
            QT_TRANSLATE_NOOP("Errors", "Column {column}: a reward has {limit} characters at the most."),
            LENGTH_MAX + 1,
            limit=LENGTH_MAX,
        )
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found.append(_token(text, at))
        at = found[-1].span.end
    return *found, Token(Span(len(text), len(text)), _END)


def _token(text: str, at: int) -> Token:
    if match := _NUMBER.match(text, at):
        return _number(Span(at, match.end()), match.group())
    if match := _NAME.match(text, at):
        return Token(Span(at, match.end()), match.group(), is_name=True)
    if match := _SIGN.match(text, at):
        return Token(Span(at, match.end()), _SPELLINGS.get(match.group(), match.group()))
    raise RewardError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Column {column}: “{sign}” means nothing in a reward. It is made of numbers, quantities, "
            "+ - * / ^, comparisons, “and”, “or”, “not”, brackets, and {functions}.",
        ),
        at + 1,
        sign=text[at],
        functions=", ".join(FUNCTIONS),
    )


def _number(span: Span, digits: str) -> Token:
    value = float(digits) if len(digits) <= _DIGITS_MAX else math.inf
    if not math.isfinite(value):
        raise RewardError(
            QT_TRANSLATE_NOOP("Errors", "Column {column}: the number {number} is too large or too long."),
            span.column,
            number=digits,
        )
    return Token(span, digits, value)
