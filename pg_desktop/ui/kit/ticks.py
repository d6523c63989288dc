"""Round numbers along a scale, and how they are written: all alike, and 0 among them wherever it lies in sight."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10
from typing import Final

from PySide6.QtCore import QLocale

from pg_desktop.ui.kit import numbers

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_UNITS: Final = ((1e7, 6, "M"), (1e4, 3, "k"))
"""How far a scale reaches at least for its numbers to be written in a unit, its power of ten, and its sign."""
_HUGE: Final = 1e10
_SMALL: Final = 1e-3
_DECIMALS_MAX: Final = 4
"""A scale that reaches too far, or not far and needs more digits than these, is written with a power of ten."""


def round_step(span: float, most: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50, … and their tenths that fits into `span` no more than `most` times."""
    least = span / max(most, 1)
    magnitude = 10.0 ** floor(log10(least))
    return next(step * magnitude for step in _STEPS if step * magnitude >= least * (1 - 1e-9))


def round_up(value: float) -> float:
    """The smallest of 1, 2, 5, 10, … and their tenths that is not below `value`, which is positive."""
    return round_step(value, 1)


def multiples(low: float, high: float, step: float) -> list[float]:
    """The multiples of a step from low to high, both included; 0 is exactly 0."""
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def ticks(low: float, high: float, most: float, locale: QLocale | None = None) -> tuple[tuple[float, str], ...]:
    """Round numbers between two others, about `most` of them, each with its text.

    There are none where their texts would be the same.
    """
    if not (isfinite(low) and isfinite(high) and high - low > 1e-9 * max(abs(low), abs(high), 1e-9)):
        return ()
    step = round_step(high - low, most)
    values = multiples(low, high, step)
    texts = written(values, step, locale)
    return tuple(zip(values, texts, strict=True)) if len(set(texts)) == len(texts) else ()


def written(values: Sequence[float], step: float, locale: QLocale | None = None) -> list[str]:
    """How numbers along a scale are written: in the same unit, and with as many digits as their step needs.

    Args:
        values: multiples of the step.
        step: the distance of neighbours.
        locale: the country; the program's if None.
    """
    reach = max(map(abs, values), default=0.0)
    grain = floor(log10(step) + 1e-9)
    zero = numbers.whole(0, locale)
    if reach >= _HUGE or (reach < _SMALL and -grain > _DECIMALS_MAX):
        return [numbers.power(value, grain, 0, locale) if value else zero for value in values]
    for least, exponent, sign in _UNITS:
        if reach >= least:
            decimals = max(exponent - grain, 0)
            texts = (numbers.fixed(value / 10**exponent, decimals, locale) for value in values)
            return [f"{text} {sign}" if value else zero for text, value in zip(texts, values, strict=True)]
    return [numbers.fixed(value, max(-grain, 0), locale) for value in values]
