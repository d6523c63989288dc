"""Reads a reward, by recursive descent. What is not in this grammar does not exist: nothing of it is ever Python.

choice      = both { "or" both }
both        = denial { "and" denial }
denial      = "not" denial | comparison
comparison  = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ]
sum         = product { ( "+" | "-" ) product }
product     = signed { ( "*" | "/" ) signed }
signed      = ( "-" | "+" ) signed | power
power       = atom [ "^" signed | "²" | "³" ]
atom        = number | quantity | function "(" choice { "," choice } ")" | "(" choice ")"
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pg_desktop.learning.rewards.tokens import Token, tokens_of
from pg_desktop.learning.rewards.tree import (
    DEPTH_MAX,
    FUNCTIONS,
    NEGATE,
    NODES_MAX,
    NOT,
    Name,
    Node,
    Number,
    Operation,
    RewardError,
    Span,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP

_COMPARISONS: Final = ("<", "<=", ">", ">=", "==", "!=")
_WORDS: Final = ("and", "or", "not")
_SMALL_POWERS: Final = {"²": 2.0, "³": 3.0}
_Reader = Callable[[], Node]


@lru_cache(maxsize=64)
def parse(text: str) -> Node:
    """Read an expression.

    Raises:
        RewardError: with the column, where it is none, or is too long, too deep or too large.
    """
    return _Parser(tokens_of(text)).whole()


class _Parser:
    """Reads one text, from left to right."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._at = self._depth = self._nodes = 0

    def whole(self) -> Node:
        """The expression that all of the text is."""
        node = self._choice()
        if self._here.text or self._here.is_name:
            raise self._unexpected()
        return node

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._here
        self._at += 1
        return token

    def _choice(self) -> Node:
        node = self._both()
        while self._is_word("or"):
            at = self._take()
            node = self._joined(at, node, self._both())
        return node

    def _both(self) -> Node:
        node = self._denial()
        while self._is_word("and"):
            at = self._take()
            node = self._joined(at, node, self._denial())
        return node

    def _denial(self) -> Node:
        if not self._is_word("not"):
            return self._comparison()
        at = self._take()
        operand = self._deeper(self._denial)
        return self._operation(at.span.to(operand.span), at.span, NOT, (operand,))

    def _comparison(self) -> Node:
        node = self._sum()
        if self._here.text not in _COMPARISONS:
            return node
        at = self._take()
        node = self._joined(at, node, self._sum())
        if self._here.text in _COMPARISONS:
            raise RewardError(
                QT_TRANSLATE_NOOP("Errors", "Column {column}: compare two things at a time, and join them with “and”."),
                self._here.span.column,
            )
        return node

    def _sum(self) -> Node:
        node = self._product()
        while self._here.text in ("+", "-"):
            at = self._take()
            node = self._joined(at, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self._here.text in ("*", "/"):
            at = self._take()
            node = self._joined(at, node, self._signed())
        return node

    def _signed(self) -> Node:
        if self._here.text not in ("-", "+"):
            return self._power()
        at = self._take()
        operand = self._deeper(self._signed)
        if at.text == "+":
            return operand
        return self._operation(at.span.to(operand.span), at.span, NEGATE, (operand,))

    def _power(self) -> Node:
        base = self._atom()
        if self._here.text in _SMALL_POWERS:
            at = self._take()
            exponent: Node = Number(at.span, _SMALL_POWERS[at.text])
        elif self._here.text == "^":
            at = self._take()
            exponent = self._deeper(self._signed)
        else:
            return base
        return self._operation(base.span.to(exponent.span), at.span, "^", (base, exponent))

    def _atom(self) -> Node:
        token = self._here
        if token.value is not None:
            self._take()
            self._count(token.span)
            return Number(token.span, token.value)
        if token.text == "(":
            return self._in_brackets()
        if token.is_name and token.text not in _WORDS:
            self._take()
            if self._here.text == "(":
                return self._call(token)
            self._count(token.span)
            return Name(token.span, token.text.removesuffix("'"), token.text.endswith("'"))
        raise self._unexpected()

    def _in_brackets(self) -> Node:
        opening = self._take()
        node = self._deeper(self._choice)
        closing = self._require_closed(opening)
        return replace(node, span=opening.span.to(closing.span))

    def _call(self, name: Token) -> Node:
        if name.text not in FUNCTIONS:
            raise RewardError(
                QT_TRANSLATE_NOOP("Errors", "Column {column}: there is no function “{name}”; there are {known}."),
                name.span.column,
                name=name.text,
                known=", ".join(FUNCTIONS),
            )
        opening = self._take()
        operands = [self._deeper(self._choice)]
        while self._here.text == ",":
            self._take()
            operands.append(self._deeper(self._choice))
        closing = self._require_closed(opening)
        if len(operands) != FUNCTIONS[name.text]:
            raise RewardError(
                QT_TRANSLATE_NOOP(
                    "Errors", "Column {column}: {name} takes {wanted} of what commas separate, but has {given}."
                ),
                name.span.column,
                name=name.text,
                wanted=FUNCTIONS[name.text],
                given=len(operands),
            )
        return self._operation(name.span.to(closing.span), name.span, name.text, tuple(operands))

    def _require_closed(self, opening: Token) -> Token:
        if self._here.text == ")":
            return self._take()
        if self._here.text or self._here.is_name:
            raise self._unexpected()
        raise RewardError(
            QT_TRANSLATE_NOOP("Errors", "Column {column}: this bracket is never closed."), opening.span.column
        )

    def _joined(self, at: Token, left: Node, right: Node) -> Node:
        return self._operation(left.span.to(right.span), at.span, at.text, (left, right))

    def _operation(self, span: Span, at: Span, name: str, operands: tuple[Node, ...]) -> Operation:
        self._count(at)
        return Operation(span, at, name, operands)

    def _count(self, at: Span) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX:
            raise RewardError(
                QT_TRANSLATE_NOOP(
                    "Errors", "Column {column}: a reward has {limit} numbers, quantities and operators at the most."
                ),
                at.column,
                limit=NODES_MAX,
            )

    def _deeper(self, read: _Reader) -> Node:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise RewardError(
                QT_TRANSLATE_NOOP("Errors", "Column {column}: there is more than {limit} levels within each other."),
                self._here.span.column,
                limit=DEPTH_MAX,
            )
        node = read()
        self._depth -= 1
        return node

    def _is_word(self, word: str) -> bool:
        return self._here.is_name and self._here.text == word

    def _unexpected(self) -> RewardError:
        if not self._here.text:
            return RewardError(
                QT_TRANSLATE_NOOP("Errors", "Column {column}: something is missing at the end."),
                self._here.span.column,
            )
        return RewardError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Column {column}: “{sign}” cannot stand here; a number, a quantity or an operator is missing "
                "before it.",
            ),
            self._here.span.column,
            sign=self._here.text,
        )
