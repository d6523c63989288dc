"""What a reward is read into: a tree of numbers, quantities, operators and functions. Loads no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.messages import UserError

LENGTH_MAX: Final = 300
"""Characters of the longest expression."""
DEPTH_MAX: Final = 24
"""Levels of brackets, functions, signs and powers within each other."""
NODES_MAX: Final = 120
"""Numbers, quantities, operators and functions in an expression."""


class RewardError(UserError):
    """A reward that cannot be read, or means nothing in its world.

    Attributes:
        column: where, from 1.
    """

    def __init__(self, template: str, column: int, **values: object) -> None:
        super().__init__(template, column=column, **values)
        self.column = column


@dataclass(frozen=True)
class Span:
    """Where something stands in the text.

    Attributes:
        start: its first character, from 0.
        end: behind its last.
    """

    start: int
    end: int

    @property
    def column(self) -> int:
        """Where it begins, from 1."""
        return self.start + 1

    def to(self, other: Span) -> Span:
        """From here to the end of another."""
        return Span(self.start, other.end)


@dataclass(frozen=True)
class Number:
    """A number that is written out."""

    span: Span
    value: float


@dataclass(frozen=True)
class Name:
    """A quantity.

    Attributes:
        span: where it stands.
        name: as it was written, without the stroke.
        after: whether it is the one after the step.
    """

    span: Span
    name: str
    after: bool


@dataclass(frozen=True)
class Operation:
    """An operator or a function, and what it is applied to.

    Attributes:
        span: where all of it stands.
        at: where the operator or the function's name does.
        name: one of `OPERATORS` or `FUNCTIONS`.
        operands: as many as it takes.
    """

    span: Span
    at: Span
    name: str
    operands: tuple[Node, ...]


Node = Number | Name | Operation

FUNCTIONS: Final = {
    "abs": 1,
    "sign": 1,
    "sqrt": 1,
    "exp": 1,
    "log": 1,
    "sin": 1,
    "cos": 1,
    "tanh": 1,
    "atan2": 2,
    "min": 2,
    "max": 2,
    "clip": 3,
    "where": 3,
}
"""What can be called, and with how many numbers."""

NEGATE: Final = "negate"
NOT: Final = "not"


@dataclass(frozen=True)
class Term:
    """A part of a sum.

    Attributes:
        sign: 1, or −1 where it is subtracted.
        node: what is added or subtracted.
    """

    sign: int
    node: Node


def terms_of(node: Node, sign: int = 1) -> tuple[Term, ...]:
    """The terms of a sum, in the order in which they stand; a single one of what is no sum.

    Args:
        node: an expression.
        sign: −1 where all of it is subtracted.
    """
    if isinstance(node, Operation) and node.name in ("+", "-"):
        left, right = node.operands
        return *terms_of(left, sign), *terms_of(right, sign if node.name == "+" else -sign)
    if isinstance(node, Operation) and node.name == NEGATE:
        return terms_of(node.operands[0], -sign)
    return (Term(sign, node),)


def names_in(node: Node) -> tuple[Name, ...]:
    """The quantities of an expression, in the order in which they stand."""
    if isinstance(node, Name):
        return (node,)
    if isinstance(node, Operation):
        return tuple(name for operand in node.operands for name in names_in(operand))
    return ()
