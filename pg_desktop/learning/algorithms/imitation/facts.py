"""What is known of a policy that was cloned, wherever it goes: into a run, a file, a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_CLEARLY: Final = 0.1
"""Part of a score that it has to be worse by: the mean of 100 episodes goes up and down by itself."""


class Way(StrEnum):
    """How a policy was made to imitate."""

    CLONING = "cloning"
    DAGGER = "dagger"
    TAKING_OVER = "taking over"


@dataclass(frozen=True)
class CloneFacts:
    """Where a cloned policy comes from, and how good it is.

    Attributes:
        way: how it was made.
        episodes: demonstrations that it was made from.
        labels: steps of these of which it was known what the player does.
        human: how many of the episodes are a human's, or were imported; the others are a scripted player's, synthetic.
        speed: of the slowest of them, as a multiple of real time.
        shown_score: their mean score; NaN where a policy drove in all of them.
        passes: through the labels, until those held out were imitated best.
        loss: −mean log π(label|s) of the labels held out, nats.
        score: the policy's mean return with sampled actions, as training plays.
        half_width: of that mean's 95 % interval.
        greedy_score: its mean return with the likeliest actions.
    """

    way: Way
    episodes: int
    labels: int
    human: int
    speed: float
    shown_score: float
    passes: int
    loss: float
    score: float
    half_width: float
    greedy_score: float

    def check(self) -> None:
        """Look whether this can be known of a policy.

        Raises:
            ValueError: if it cannot.
        """
        if min(self.episodes, self.labels, self.human, self.passes) < 0 or self.human > self.episodes:
            raise ValueError("no facts of a clone")
        if not all(map(math.isfinite, (self.speed, self.loss, self.score, self.half_width, self.greedy_score))):
            raise ValueError("no facts of a clone")

    def is_better_than(self, mean_return: float) -> bool:
        """Whether a policy with this mean return, of 100 episodes, is clearly worse than the clone that it began as."""
        return mean_return < self.score - max(3 * self.half_width, _CLEARLY * abs(self.score))
