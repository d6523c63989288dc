"""Axis ranges that grow in jumps, so that pyqtgraph can keep the pictures of its axes from refresh to refresh."""

from __future__ import annotations

import math
from typing import Final

_STEPS: Final = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)

_EDGE: Final = 0.02
"""Room between the data and the end of the range, as a share of it."""

_FLAT: Final = 1e-3
"""Data that differ by less than this share of their size count as equal."""
_FLAT_SPAN: Final = 1.0
"""What is shown around equal numbers, as a share of their size: closer up, an axis would need many digits."""


def next_round(number: float) -> float:
    """The smallest of 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ᵏ that is not below a positive number."""
    magnitude = 10.0 ** math.floor(math.log10(number))
    return next(step * magnitude for step in _STEPS if step * magnitude >= number * (1 - 1e-9))


def range_up_to(last: float, least: float) -> tuple[float, float]:
    """An x range from 0 with room for what comes next.

    Args:
        last: the newest x.
        least: the smallest upper end.
    """
    return 0.0, next_round(max(last * 1.02, least))


def range_around(low: float, high: float, current: tuple[float, float]) -> tuple[float, float]:
    """A y range for data between low and high.

    The current range stays while the data lies well inside it and fills a third of it or more.
    """
    span = high - low
    edge = (current[1] - current[0]) * _EDGE
    if current[0] + edge <= low and high <= current[1] - edge and span >= (current[1] - current[0]) / 3:
        return current
    size = max(abs(low), abs(high))
    shown = span if span >= size * _FLAT else size * _FLAT_SPAN
    half = next_round(max(shown, 1e-6) * 0.65)
    middle = (low + high) / 2
    grain = half / 10
    return math.floor((middle - half) / grain) * grain, math.ceil((middle + half) / grain) * grain
