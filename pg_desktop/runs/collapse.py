"""Noticing that a policy has forgotten what it could."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance
from typing import Final

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


@dataclass(frozen=True)
class Level:
    """Mean and sample variance of a window, and the episodes played at its end."""

    mean: float
    variance: float
    episode: int

    def above(self, other: "Level") -> bool:
        """Whether this is above another by more than noise explains."""
        return self.mean - other.mean > SIGNIFICANCE * sqrt((self.variance + other.variance) / WINDOW)


@dataclass(frozen=True)
class CollapseMemory:
    """What a detector has seen.

    Attributes:
        last: the returns of the last `WINDOW` episodes, or of as many as there were.
        episodes: how many there were.
        start: the first window.
        best: the best one.
        armed: whether a collapse would be said.
        down_since: episodes played when the run went down, if it is.
        down_updates: updates on end at whose ends it was down.

    Raises:
        ValueError: if these do not belong together.
    """

    last: tuple[float, ...] = ()
    episodes: int = 0
    start: Level | None = None
    best: Level | None = None
    armed: bool = True
    down_since: int = 0
    down_updates: int = 0

    def __post_init__(self) -> None:
        full = self.episodes >= WINDOW
        if len(self.last) != min(self.episodes, WINDOW) or (self.start is None) == full:
            raise ValueError("a detector has not seen this")
        if (self.best is None) == full:
            raise ValueError("a detector has not seen this")


def has_fallen(first: Sequence[float], last: Sequence[float], target: float) -> bool:
    """Whether a run that had reached its target is now far below it.

    It is if of the rise from its beginning to the target more than a quarter is missing, and more than noise explains:
    `SIGNIFICANCE` standard errors of what is averaged now. A run that began with a good policy has no rise, and only
    the noise counts.

    Args:
        first: the returns of its first `WINDOW` episodes.
        last: those of its last `WINDOW`, two at least.
        target: the mean return at which it counts as solved.
    """
    missing, rise = target - fmean(last), target - fmean(first)
    return missing > RECOVERED * max(rise, 0.0) and missing > SIGNIFICANCE * sqrt(variance(last) / len(last))


class CollapseDetector:
    """Says once per collapse that the last 100 episodes have collapsed. Belongs to one thread.

    At the end of an update the run is down if the mean return of its last 100 episodes has fallen from its best by
    more than half of the rise from the first 100 episodes to the best, and both that rise and that fall are more than
    noise explains (`SIGNIFICANCE`). It has collapsed if it was down at every update for 100 episodes and at least
    three updates. Another collapse is reported only after a recovery: when less than a quarter of the rise was missing.
    All of this is about differences, so negative returns are like any others.
    """

    def __init__(self, memory: CollapseMemory = CollapseMemory()) -> None:
        """Go on from what has been seen."""
        self._last: deque[float] = deque(memory.last, maxlen=WINDOW)
        self._episodes = memory.episodes
        self._start, self._best = memory.start, memory.best
        self._armed = memory.armed
        self._down_since, self._down_updates = memory.down_since, memory.down_updates

    @property
    def memory(self) -> CollapseMemory:
        """What has been seen, to go on from."""
        return CollapseMemory(
            tuple(self._last),
            self._episodes,
            self._start,
            self._best,
            self._armed,
            self._down_since,
            self._down_updates,
        )

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

    def _level(self) -> Level:
        mean = fmean(self._last)
        variance = sum((value - mean) ** 2 for value in self._last) / (WINDOW - 1)
        return Level(mean, variance, self._episodes)

    def _judge(self, now: Level, start: Level, best: Level) -> Collapse | None:
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
