"""A batch of whole episodes from a vector environment.

Shape suffixes: T time, N episodes, O observation, B steps of all episodes together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.episodes import Episodes, Step
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.checked import require_returns

__all__ = ["Rollout", "RolloutStoppedError", "collect", "never"]


@dataclass(frozen=True, eq=False)
class Rollout:
    """N complete episodes, T steps long at the most.

    Attributes:
        obs_TNO: float32, what the policy saw before each step.
        action_TN: the actions taken, as the policy's distribution drew them.
        reward_TN: float64, 0 after an episode's end.
        mask_TN: which steps belong to an episode.
        terminated_N: whether an episode ended by itself; the others were truncated by a time limit.
        final_obs_NO: float32, what came after each episode's last step.
        seed: what the environment's reset was told, to play the same actions again; None where nobody knows.
        own_TN: float64, what the world itself gave, where `reward_TN` are other rewards; else None.
    """

    obs_TNO: Float32
    action_TN: NDArray[Any]
    reward_TN: NDArray[np.float64]
    mask_TN: NDArray[np.bool_]
    terminated_N: NDArray[np.bool_]
    final_obs_NO: Float32
    seed: int | None = None
    own_TN: NDArray[np.float64] | None = None

    @property
    def score_N(self) -> NDArray[np.float64]:
        """The undiscounted sum of what the world itself gave in each episode."""
        scores: NDArray[np.float64] = (self.reward_TN if self.own_TN is None else self.own_TN).sum(0)
        return scores

    @property
    def episode_return_N(self) -> NDArray[np.float64]:
        """The undiscounted sum of each episode's rewards."""
        returns: NDArray[np.float64] = self.reward_TN.sum(0)
        return returns

    @property
    def length_N(self) -> NDArray[np.int64]:
        """The env steps of each episode."""
        lengths: NDArray[np.int64] = self.mask_TN.sum(0)
        return lengths


def collect(
    env: VectorEnv[Any, Any, Any],
    actor: Actor,
    rng: np.random.Generator,
    *,
    options: dict[str, Any] | None = None,
    stop: Callable[[], bool] = never,
    meter: Meter | None = None,
) -> Rollout:
    """Play one episode in every slot of `env`.

    The environment is seeded from `rng`. With an actor that draws from it too, the episodes depend on nothing but the
    actor and the state of `rng`.

    Args:
        env: the vector environment, of which nobody else makes use meanwhile.
        actor: who acts.
        rng: the source of the environment's seed.
        options: what the environment's reset is told.
        stop: asked before every step.
        meter: see `Episodes`.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UnfitError: if a reward is not finite, or an episode's return beyond float32.
        ValueError: if the environment shows the next episode's beginning where one ends; see `Episodes`.
    """
    seed = int(rng.integers(2**31))
    episodes = Episodes(env, actor, seed, options=options, stop=stop, meter=meter)
    recorder = Recorder(episodes, seed)
    while episodes.going:
        recorder.add(episodes.step())
    rollout = recorder.rollout()
    require_returns(rollout.episode_return_N)
    return rollout


class Recorder:
    """Makes a rollout of the steps of episodes that are being played."""

    def __init__(self, episodes: Episodes, seed: int) -> None:
        """Prepare.

        Args:
            episodes: which have just begun.
            seed: of their environment.
        """
        self._episodes, self._seed = episodes, seed
        self._steps: list[tuple[Float32, NDArray[Any], NDArray[Any], NDArray[np.bool_]]] = []
        self._own: list[NDArray[Any]] = []
        self._terminated_N = np.zeros(len(episodes.going_N), np.bool_)
        self._final_obs_NO = episodes.obs_NO.copy()

    def add(self, step: Step) -> None:
        """Take the step that was played last."""
        self._steps.append((step.obs_NO, step.choice.action_N, step.reward_N, step.going_N))
        if step.given_N is not None:
            self._own.append(step.given_N)
        if self._episodes.going_N is not step.going_N:  # replaced only where an episode ends; counting would cost more
            self._final_obs_NO[step.ended_N] = step.next_obs_NO[step.ended_N]
            self._terminated_N |= step.ended_N & step.terminated_N

    def rollout(self) -> Rollout:
        """All of them."""
        observations, actions, rewards, masks = map(np.array, zip(*self._steps, strict=True))
        reward_TN = np.where(masks, rewards.astype(np.float64), 0.0)
        own_TN = np.where(masks, np.array(self._own, np.float64), 0.0) if self._own else None
        ends = self._terminated_N, self._final_obs_NO
        return Rollout(observations, actions, reward_TN, masks, *ends, self._seed, own_TN)
