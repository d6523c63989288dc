"""What a test without the helper has shown. Plain Python: the window knows it before NumPy."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.measuring.intervals import wilson

_HELPED_MAX: Final = 300
"""Characters of who helped."""


@dataclass(frozen=True)
class Removal:
    """How a policy did alone.

    Attributes:
        episodes: how many it played.
        catastrophes: in how many the cart left the track.
        mean_return: what the world itself paid, on average.
        update: updates that the policy had had.
        helped: who had looked after it and how, in words of the settings; "" if nobody had.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    episodes: int
    catastrophes: int
    mean_return: float
    update: int = 0
    helped: str = ""

    def __post_init__(self) -> None:
        for count, least in ((self.episodes, 1), (self.catastrophes, 0), (self.update, 0)):
            if isinstance(count, bool) or operator.index(count) < least:
                raise ValueError(f"{count!r} is no count of at least {least}")
        if self.catastrophes > self.episodes:
            raise ValueError("more catastrophes than episodes")
        if isinstance(self.mean_return, bool | str) or not math.isfinite(self.mean_return):
            raise ValueError("a return that is no number")
        if not isinstance(self.helped, str) or len(self.helped) > _HELPED_MAX:
            raise ValueError("no helper")

    @property
    def rate(self) -> float:
        """The part of the episodes that ended in a catastrophe."""
        return self.catastrophes / self.episodes

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of that (Wilson 1927)."""
        return wilson(self.rate, self.episodes)
