"""Thousands of episodes of one policy, to ask something of all of them.

Shape suffixes: S steps of all episodes, one episode after the other, M episodes, T time, O observation, K distribution
parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.episodes import Episodes
from pg_desktop.learning.acting.policy import Policy, acting_may_overflow
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.rewards.evaluating import Played
from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.guarded import naming_unfit
from pg_desktop.learning.worlds.world import World

UNIT: Final = 64
"""How many episodes are played is a multiple of this, so that they can be split into as many groups."""
_AT_ONCE: Final = 2048
"""Episodes side by side in a world that steps thousands as fast as dozens; in others they are as few as may be."""


@dataclass(frozen=True, eq=False)
class ManyEpisodes:
    """Complete episodes.

    Attributes:
        obs_SO: what the policy saw, as its network sees it, float32.
        action_S: what it did, as its distribution drew it.
        parameters_SK: of the distribution that it drew from, float32.
        reward_S: what it earned, float64.
        first_M: where each episode begins among the steps, and behind the last, where it ends: int64 (M + 1,).
    """

    obs_SO: Float32
    action_S: NDArray[Any]
    parameters_SK: Float32
    reward_S: Float64
    first_M: NDArray[np.int64]

    @property
    def count(self) -> int:
        """M."""
        return len(self.first_M) - 1

    @property
    def env_steps(self) -> int:
        """S."""
        return len(self.reward_S)

    @property
    def length_M(self) -> NDArray[np.int64]:
        """The steps of each episode."""
        lengths: NDArray[np.int64] = np.diff(self.first_M)
        return lengths

    def steps(self, first: int, stop: int) -> slice:
        """Where the steps of the episodes from `first` up to `stop` are."""
        return slice(int(self.first_M[first]), int(self.first_M[stop]))

    def by_time(self, value_S: Float64, first: int = 0, stop: int | None = None) -> tuple[Float64, NDArray[np.bool_]]:
        """Numbers of steps as a table (T, M) of some episodes, 0 where there is no step, and where there is one."""
        stop = self.count if stop is None else stop
        length_M = self.length_M[first:stop]
        mask_MT = np.arange(length_M.max()) < length_M[:, None]
        table_MT = np.zeros(mask_MT.shape)
        table_MT[mask_MT] = value_S[self.steps(first, stop)]
        return table_MT.T, mask_MT.T


def play_many(
    policy: Policy,
    world: World,
    options: dict[str, Any] | None,
    rng: np.random.Generator,
    *,
    episodes: int,
    env_steps: int,
    reward: Callable[[Played], Float64] | None = None,
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] = lambda _: None,
) -> ManyEpisodes:
    """Let a policy play, its actions sampled, until there are as many episodes or env steps as wanted.

    Args:
        policy: who plays.
        world: where.
        options: what the environment's reset is told.
        rng: source of everything random.
        episodes: how many at the most, rounded up to a multiple of `UNIT`.
        env_steps: once there are so many, no more episodes begin.
        reward: what is taken to have been earned, where that is not what the world gives.
        stop: asked before every step.
        progress: is told which part has been played.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if the environment cannot be made, or fails.
    """
    wanted = -(-episodes // UNIT) * UNIT
    slots = min(_slots(world, env_steps), wanted)
    rounds: list[ManyEpisodes] = []
    with naming_unfit(world.name), closing(world.vector_env(slots, stop)) as env, acting_may_overflow():
        while True:
            actor = PolicyActor(policy, ActionMode.SAMPLED, rng, at_once=1)
            seed = int(rng.integers(2**31))
            begun = Episodes(env, actor, seed, options=options, only_where_going=True, stop=stop)
            rounds.append(_played(begun, policy, reward))
            played, taken = (sum(part) for part in zip(*((r.count, r.env_steps) for r in rounds), strict=True))
            share = max(played / wanted, taken / env_steps)
            progress(min(share, 1.0))
            if share >= 1.0:
                return _joined(rounds)


def _slots(world: World, env_steps: int) -> int:
    if world.entry.vector_entry_point is None:
        return UNIT
    fitting = env_steps // world.max_episode_steps // UNIT * UNIT
    return min(max(fitting, UNIT), _AT_ONCE)


def _played(episodes: Episodes, policy: Policy, reward: Callable[[Played], Float64] | None) -> ManyEpisodes:
    """Play to the end; episodes are in the order of their slots."""
    parts: list[tuple[NDArray[Any], ...]] = []
    while episodes.going:
        step = episodes.step()
        asked_P = episodes.asked_P
        going_P = step.going_N[asked_P]
        slot_P, choice = asked_P[going_P], step.choice
        if choice.parameters_NK is None:
            raise ValueError("a policy draws its actions from a distribution")
        parameters_PK = choice.parameters_NK[going_P]
        earned_P = step.reward_N[slot_P]
        if reward is not None:
            earned_P = reward(
                Played(
                    step.obs_NO[slot_P],
                    step.next_obs_NO[slot_P],
                    choice.environment_action_N[going_P],
                    step.own_N[slot_P],
                    step.terminated_N[slot_P],
                    np.array(len(parts)),
                    None if step.added_N is None else step.added_N[slot_P],
                )
            )
        parts.append((step.obs_NO[slot_P], choice.action_N[going_P], parameters_PK, earned_P, slot_P))
    obs_SO, action_S, parameters_SK, reward_S, slot_S = map(np.concatenate, zip(*parts, strict=True))
    order_S = np.argsort(slot_S, kind="stable")
    lengths = np.bincount(slot_S, minlength=len(episodes.going_N))
    return ManyEpisodes(
        policy.normalised(obs_SO[order_S]).astype(np.float32, copy=False),
        action_S[order_S],
        parameters_SK[order_S],
        reward_S[order_S].astype(np.float64),
        np.concatenate([[0], lengths.cumsum()]),
    )


def _joined(rounds: list[ManyEpisodes]) -> ManyEpisodes:
    lengths = np.concatenate([part.length_M for part in rounds])
    return ManyEpisodes(
        np.concatenate([part.obs_SO for part in rounds]),
        np.concatenate([part.action_S for part in rounds]),
        np.concatenate([part.parameters_SK for part in rounds]),
        np.concatenate([part.reward_S for part in rounds]),
        np.concatenate([[0], lengths.cumsum()]),
    )
