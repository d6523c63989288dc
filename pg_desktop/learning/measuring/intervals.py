"""How far a share that was counted may be from the true one."""

from __future__ import annotations

from math import sqrt
from typing import Final

NORMAL_97_5: Final = 1.959964
"""A normal variable is this many standard deviations below its mean or above in 5 of 100 cases."""


def wilson(share: float, count: float) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson 1927).

    Args:
        share: what was counted, in [0, 1].
        count: of how many; of those that are no whole number, as many as are worth as much.
    """
    n, p, z = count, share, NORMAL_97_5
    middle, scale = p + z**2 / (2 * n), 1 + z**2 / n
    half = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
