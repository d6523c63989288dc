"""All four controllers, measured at a number of changes.

Shape suffixes: C controllers, N episodes of each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.adapting.adaptive import Adaptive
from pg_desktop.learning.adapting.changes import CHANGE_STEP, FURTHER_STEPS, Change
from pg_desktop.learning.adapting.controllers import FixedPolicy, Oracle
from pg_desktop.learning.adapting.scores import Score
from pg_desktop.learning.adapting.trial import Trial
from pg_desktop.learning.stopping import RolloutStoppedError

EPISODES: Final = 20
"""Of each controller, at each change."""


@dataclass(frozen=True, eq=False)
class Four:
    """The four who balance; `controllers` is their order everywhere.

    Attributes:
        fixed: the policy.
        randomised: another one, trained in many physics.
        adaptive: the policy, and what it learns within the episode.
        oracle: what is told.
    """

    fixed: FixedPolicy
    randomised: FixedPolicy
    adaptive: Adaptive
    oracle: Oracle

    @classmethod
    def of(cls, policy: Policy, randomised: Policy, episodes: int, seed: int) -> Four:
        """Make them.

        Args:
            policy: of three of them.
            randomised: of the other.
            episodes: that each plays side by side.
            seed: of what the adaptive one tries at random.
        """
        return cls(
            FixedPolicy(policy),
            FixedPolicy(randomised),
            Adaptive(policy, episodes, np.random.default_rng(seed)),
            Oracle(policy, episodes),
        )

    @property
    def controllers(self) -> tuple[FixedPolicy, FixedPolicy, Adaptive, Oracle]:
        """All of them."""
        return self.fixed, self.randomised, self.adaptive, self.oracle


def compare(
    policy: Policy,
    randomised: Policy,
    changes: Sequence[Change],
    *,
    seed: int,
    stop: Callable[[], bool],
    progress: Callable[[float], None],
    episodes: int = EPISODES,
) -> tuple[Score, ...]:
    """Let every change come in the middle of episodes, and see who goes on standing.

    Args:
        policy: for a cart-pole with two actions.
        randomised: the same, trained in many physics.
        changes: what comes, each in episodes of its own.
        seed: fixes everything random.
        stop: asked before every step.
        progress: told which part is done, in [0, 1].
        episodes: of each controller at each change; at least 1.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    scores = []
    for number, change in enumerate(changes):
        four = Four.of(policy, randomised, episodes, seed)
        scores.append(_score(four, change, Trial(four.controllers, episodes, seed), stop))
        progress((number + 1) / len(changes))
    return tuple(scores)


def _score(four: Four, change: Change, trial: Trial, stop: Callable[[], bool]) -> Score:
    for _ in range(CHANGE_STEP):
        _step(trial, stop)
    stood_CN = trial.going_CN  # who has fallen before the change stands for nothing after it
    trial.change(change.physics)
    turned_N = np.full(stood_CN.shape[1], np.nan)
    for step in range(FURTHER_STEPS):
        _step(trial, stop)
        turned_N[np.isnan(turned_N) & (four.adaptive.belief.mean_N < 0)] = step + 1
        if not trial.going_CN.any():
            break
    fixed, randomised, adaptive, oracle = np.where(stood_CN, trial.steps_CN, 0).mean(-1).tolist()
    return Score(
        change.id,
        fixed,
        randomised,
        adaptive,
        oracle,
        told_after=math.nan if np.isnan(turned_N).all() else float(np.nanmean(turned_N)),
        second_stage=float(four.adaptive.second_stage_N.mean()),
    )


def _step(trial: Trial, stop: Callable[[], bool]) -> None:
    if stop():
        raise RolloutStoppedError
    trial.step()
