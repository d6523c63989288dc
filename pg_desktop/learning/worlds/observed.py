"""What the numbers of an observation are called, and which of them lie on an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.worlds.spaces import ArraySpace, FlattenedSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.table import EnvironmentEntry

_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_TOGETHER: Final = (("θ", "ω"), ("sin θ", "ω"), ("sin θ₁", "ω₁"))
"""Pairs that tell most of what a policy does, where a world has them."""


@dataclass(frozen=True)
class Observed:
    """One number of an observation.

    Attributes:
        name: a symbol or a word; an English source of the context "Environments" where the world's row has one.
        unit: in which it is measured, "" for none.
    """

    name: str
    unit: str = ""

    @property
    def label(self) -> str:
        """Both, for an axis."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @classmethod
    def of(cls, text: str) -> Observed:
        """What a row of the table, or its translation, calls it: "θ (rad)"."""
        name, bracket, unit = text.partition(" (")
        return cls(name, unit.removesuffix(")")) if bracket else cls(text)


def observed_numbers(names: tuple[str, ...], size: int) -> tuple[Observed, ...]:
    """All numbers of an observation, in their order; those without a name are s₁, s₂ and so on.

    Args:
        names: from the world's row, or translated.
        size: how many there are.
    """
    if len(names) == size:
        return tuple(map(Observed.of, names))
    return tuple(Observed(f"s{str(number).translate(_SUBSCRIPTS)}") for number in range(1, size + 1))


def has_axes(spaces: Spaces) -> bool:
    """Whether an observation is made of real numbers, at least two, which a map can have as its axes.

    One of n things, which a policy sees as n numbers of which one is 1, lies nowhere between two others; nor does a
    board, whose observations say which moves are legal.
    """
    space = spaces.observation
    real = isinstance(space, VectorSpace) or (
        isinstance(space, FlattenedSpace) and isinstance(space.original, ArraySpace)
    )
    return real and space.size >= 2 and not spaces.masked


def usual_axes(entry: EnvironmentEntry, size: int) -> tuple[int, int]:
    """The two numbers that a map has as its axes at first, x and y."""
    names = [Observed.of(name).name for name in entry.observation_names]
    if len(names) == size:
        for x, y in _TOGETHER:
            if x in names and y in names:
                return names.index(x), names.index(y)
    return 0, 1
