"""A moment near the danger line that somebody has judged. Plain Python: the window knows it before NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass

State = tuple[float, float, float, float]
"""Metres, m/s, rad, rad/s."""


@dataclass(frozen=True)
class Judgement:
    """What was judged, and how.

    Attributes:
        state: of the cart.
        share: the push to the right, in parts of the greatest.
        block: whether it is dangerous.
        seconds: what judging took.
        line: the danger line that it is about, metres from the middle.
        synthetic: whether the scripted human judged.

    Raises:
        TypeError, ValueError: when made with numbers that cannot be.
    """

    state: State
    share: float
    block: bool
    seconds: float
    line: float
    synthetic: bool = False

    def __post_init__(self) -> None:
        numbers = *self.state, self.share, self.seconds, self.line
        if any(isinstance(number, bool | str) or not math.isfinite(number) for number in numbers):
            raise ValueError("a judgement that is no numbers")
        if len(self.state) != 4 or abs(self.share) > 1 or self.seconds < 0 or self.line <= 0:
            raise ValueError("no judgement")
        if type(self.block) is not bool or type(self.synthetic) is not bool:
            raise ValueError("neither yes nor no")
