"""An episode that somebody has shown: what was seen, done and earned, and which of the actions are worth imitating.

Shape suffixes: L steps of the episode, O observation, A numbers of an action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.rollout import Rollout

STEPS_MAX: Final = 100_000
"""The longest episode that is kept, env steps."""


class PlayedBy(StrEnum):
    """Who showed an episode, or told what to do in it."""

    HUMAN = "human"
    SCRIPTED = "scripted"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Shown:
    """What there is little of in a demonstration.

    Attributes:
        world: the id of the environment.
        by: who showed it, or told what to do.
        speed: of the game, as a multiple of real time; the slower, the fewer env steps pass while one reacts.
        seed: what the environment's reset was told, to play the same actions again; −1 where nobody knows.
        terminated: whether the episode ended by itself; else a time limit or the player ended it.
        policy_drove: whether a policy drove, at least in parts, while the player told what to do (DAgger), or took over
            now and then (HG-DAgger).
    """

    world: str
    by: PlayedBy
    speed: float
    seed: int
    terminated: bool
    policy_drove: bool = False

    def check(self) -> None:
        """Look whether this can be said of an episode.

        Raises:
            ValueError: if it cannot.
        """
        if not 0 < self.speed <= 100 or self.seed < -1 or not 0 < len(self.world) < 1000:
            raise ValueError("no demonstration")


@dataclass(frozen=True, eq=False)
class Demonstration:
    """One episode.

    Attributes:
        about: what there is little of.
        obs_LO: float32, what was seen before each step.
        final_obs_O: float32, what was seen after the last.
        action_L: what was done, as the environment is given it: int64 (L,) or float32 (L, A).
        label_L: what the player did, or would have done; of the same type.
        labelled_L: of which steps that is known.
        reward_L: float64, what was earned.
        id: its number in the experiment; 0 before it has one.
    """

    about: Shown
    obs_LO: Float32
    final_obs_O: Float32
    action_L: NDArray[Any]
    label_L: NDArray[Any]
    labelled_L: NDArray[np.bool_]
    reward_L: NDArray[np.float64]
    id: int = 0

    def check(self) -> None:
        """Look whether its parts belong together.

        Raises:
            ValueError: if they do not, or a number is not finite.
        """
        self.about.check()
        length, observed = len(self.reward_L), self.obs_LO.shape[-1]
        if not 0 < length <= STEPS_MAX or self.obs_LO.shape != (length, observed):
            raise ValueError("no steps of an episode")
        if self.final_obs_O.shape != (observed,) or self.labelled_L.shape != (length,) or self.reward_L.ndim != 1:
            raise ValueError("no steps of an episode")
        if self.action_L.shape[:1] != (length,) or self.action_L.shape != self.label_L.shape:
            raise ValueError("no actions of an episode")
        numbers = self.obs_LO, self.final_obs_O, self.action_L, self.label_L, self.reward_L
        if not all(np.isfinite(array).all() for array in numbers):
            raise ValueError("a number is not finite")

    @property
    def score(self) -> float:
        """The undiscounted sum of its rewards."""
        return float(self.reward_L.sum())

    @property
    def length(self) -> int:
        """L."""
        return len(self.reward_L)

    @property
    def labels(self) -> int:
        """How many of its steps are known to be the player's."""
        return int(np.count_nonzero(self.labelled_L))

    @property
    def nbytes(self) -> int:
        """What it takes."""
        arrays = self.obs_LO, self.action_L, self.label_L, self.labelled_L, self.reward_L
        return sum(array.nbytes for array in arrays)

    def numbered(self, number: int) -> Demonstration:
        """The same with a number."""
        return replace(self, id=number)


def demonstrations_of(
    rollout: Rollout, about: Shown, action_TN: NDArray[Any], label_TN: NDArray[Any], labelled_TN: NDArray[np.bool_]
) -> list[Demonstration]:
    """The episodes of a rollout, one by one.

    Args:
        rollout: the episodes.
        about: what is known of all of them; each gets a seed of its own, as Gymnasium seeds several environments.
        action_TN: what the environment was given.
        label_TN: what the player did or would have done.
        labelled_TN: where that is known.
    """
    found = []
    for index, length in enumerate(rollout.length_N):
        part = slice(0, int(length)), index
        seed = -1 if rollout.seed is None else rollout.seed + index
        found.append(
            Demonstration(
                replace(about, seed=seed, terminated=bool(rollout.terminated_N[index])),
                rollout.obs_TNO[part].copy(),
                rollout.final_obs_NO[index].copy(),
                action_TN[part].copy(),
                label_TN[part].copy(),
                labelled_TN[part].copy(),
                rollout.reward_TN[part].copy(),
            )
        )
    return found


def mean_score(demonstrations: Sequence[Demonstration]) -> float:
    """The mean of their scores; there is at least one."""
    return float(np.mean([each.score for each in demonstrations]))
