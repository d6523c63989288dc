"""Numbers as the distribution card writes them, and round ones for its axes."""

from __future__ import annotations

from math import ceil, floor, isfinite, log10

from PySide6.QtCore import QCoreApplication, QLocale

_STEPS = (1.0, 2.0, 5.0, 10.0)
_TOO_LONG = 1e5
_MINUS = "−"


def number(value: float, decimals: int = 2) -> str:
    """A number as the user's country writes it, with a real minus sign and no "−0"."""
    locale = QLocale()
    if abs(value) >= _TOO_LONG:
        text = locale.toString(value, "g", 3)
    else:
        text = locale.toString(round(value, decimals) + 0.0, "f", decimals)
    return text.replace(locale.negativeSign(), _MINUS)


def percent(share: float, decimals: int = 0) -> str:
    """A share of 1 in percent; what is neither nothing nor all does not look like it.

    Args:
        share: 0 to 1.
        decimals: digits after the point.
    """
    translate = QCoreApplication.translate
    least = 10.0**-decimals
    value = round(100 * share, decimals)
    if share > 0 and value == 0:
        return translate("Distribution", "<\u00a0{percent}\u00a0%").format(percent=number(least, decimals))
    if share < 1 and value == 100:
        return translate("Distribution", ">\u00a0{percent}\u00a0%").format(percent=number(100 - least, decimals))
    return translate("Distribution", "{percent}\u00a0%").format(percent=number(value, decimals))


def round_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50, … and their tenths that fits into `span` no more than `most` times."""
    least = span / max(most, 1)
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))


def round_up(value: float) -> float:
    """The smallest of 1, 2, 5, 10, … and their tenths that is not below `value`, which is positive."""
    return round_step(value, 1)


def ticks(low: float, high: float, most: int) -> tuple[tuple[float, str], ...]:
    """Round numbers between two others, about `most` of them, each with its text.

    There are none where their texts would be the same.
    """
    if not (isfinite(low) and isfinite(high) and high - low > 1e-9 * max(abs(low), abs(high), 1e-9)):
        return ()
    step = round_step(high - low, most)
    decimals = max(0, -floor(log10(step) + 1e-9))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    marks = tuple((index * step, number(index * step, decimals)) for index in range(first, last + 1))
    return marks if len({text for _, text in marks}) == len(marks) else ()
