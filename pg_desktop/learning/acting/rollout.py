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
from pg_desktop.learning.acting.episodes import Episodes
from pg_desktop.learning.stopping import RolloutStoppedError, never

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
    """

    obs_TNO: Float32
    action_TN: NDArray[Any]
    reward_TN: NDArray[np.float64]
    mask_TN: NDArray[np.bool_]
    terminated_N: NDArray[np.bool_]
    final_obs_NO: Float32

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

    Raises:
        RolloutStoppedError: when `stop` said so.
        ValueError: if the environment shows the next episode's beginning where one ends; see `Episodes`.
    """
    episodes = Episodes(env, actor, int(rng.integers(2**31)), options=options, stop=stop)
    observations, actions, rewards, masks = [], [], [], []
    terminated_N = np.zeros(env.num_envs, np.bool_)
    final_obs_NO = episodes.obs_NO.copy()
    while episodes.going:
        step = episodes.step()
        observations.append(step.obs_NO)
        actions.append(step.choice.action_N)
        rewards.append(step.reward_N)
        masks.append(step.going_N)
        if np.count_nonzero(step.ended_N):
            final_obs_NO[step.ended_N] = step.next_obs_NO[step.ended_N]
            terminated_N |= step.ended_N & step.terminated_N
    mask_TN = np.array(masks)
    reward_TN = np.where(mask_TN, np.array(rewards, np.float64), 0.0)
    return Rollout(np.array(observations), np.array(actions), reward_TN, mask_TN, terminated_N, final_obs_NO)
