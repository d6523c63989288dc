"""Noticing that a policy has forgotten what it could."""

from collections import deque
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Final, NamedTuple

WINDOW: Final = 100
"""Episodes of which the mean is the level of a run."""
COLLAPSED: Final = 0.5
"""Part of the rise from the start to the best that is lost in a collapse."""
RECOVERED: Final = 0.25
"""Part of it that may still be missing when the run counts as recovered."""
SIGNIFICANCE: Final = 8.0
"""Standard errors by which two levels must differ. The best of a million windows of mere noise lies about five
standard errors above their mean, or 3.5 of the difference between two of them, and the worst as much below."""
SUSTAINED_EPISODES: Final = 100
SUSTAINED_UPDATES: Final = 3


@dataclass(frozen=True)
class Collapse:
    """The mean return of the last 100 episodes has collapsed.

    Attributes:
        episode: episodes played when it was noticed.
        level: the mean return of the last 100 of them.
        start: that of the first 100 episodes.
        best: the best that it was at the end of an update.
        best_episode: episodes played by then, the last time that it was.
    """

    episode: int
    level: float
    start: float
    best: float
    best_episode: int


class _Level(NamedTuple):
    """Mean and sample variance of a window, and the episodes played at its end."""

    mean: float
    variance: float
    episode: int

    def above(self, other: "_Level") -> bool:
        """Whether this is above another by more than noise explains."""
        return self.mean - other.mean > SIGNIFICANCE * sqrt((self.variance + other.variance) / WINDOW)


class CollapseDetector:
    """Says once per collapse that the last 100 episodes have collapsed. Belongs to one thread.

    At the end of an update the run is down if the mean return of its last 100 episodes has fallen from its best by
    more than half of the rise from the first 100 episodes to the best, and both that rise and that fall are more than
    noise explains (`SIGNIFICANCE`). It has collapsed if it was down at every update for 100 episodes and at least
    three updates. Another collapse is reported only after a recovery: when less than a quarter of the rise was missing.
    All of this is about differences, so negative returns are like any others.
    """

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=WINDOW)
        self._episodes = 0
        self._start: _Level | None = None
        self._best: _Level | None = None
        self._armed = True
        self._down_since = 0
        self._down_updates = 0

    def add(self, returns: Iterable[float]) -> Collapse | None:
        """Take the returns of an update's episodes, finite, in order; the answer is a collapse noticed just now."""
        for episode_return in returns:
            self._last.append(episode_return)
            self._episodes += 1
            if self._episodes == WINDOW:
                self._start = self._best = self._level()
        if self._start is None or self._best is None:
            return None
        now = self._level()
        if now.mean >= self._best.mean:
            self._best = now
        return self._judge(now, self._start, self._best)

    def copy(self) -> "CollapseDetector":
        """A detector that has seen the same, for a run that may go back to here."""
        other = copy(self)
        other._last = self._last.copy()
        return other

    def clear(self) -> None:
        """Start over, with a new run."""
        self.__init__()  # type: ignore[misc]

    def _level(self) -> _Level:
        mean = fmean(self._last)
        variance = sum((value - mean) ** 2 for value in self._last) / (WINDOW - 1)
        return _Level(mean, variance, self._episodes)

    def _judge(self, now: _Level, start: _Level, best: _Level) -> Collapse | None:
        missing, rise = best.mean - now.mean, best.mean - start.mean
        if missing < RECOVERED * rise:
            self._armed = True
        if not (missing > COLLAPSED * rise and best.above(start) and best.above(now)):
            self._down_updates = 0
            return None
        if not self._down_updates:
            self._down_since = now.episode
        self._down_updates += 1
        sustained = now.episode - self._down_since >= SUSTAINED_EPISODES and self._down_updates >= SUSTAINED_UPDATES
        if not (sustained and self._armed):
            return None
        self._armed = False
        return Collapse(now.episode, now.mean, start.mean, best.mean, best.episode)
