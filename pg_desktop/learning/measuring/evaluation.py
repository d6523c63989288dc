"""Playing a policy without learning from it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import ActorMaker, PolicyActor
from pg_desktop.learning.acting.policy import ActionMode, Policy, acting_may_overflow
from pg_desktop.learning.acting.rollout import collect, never
from pg_desktop.learning.worlds.guarded import naming_unfit
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_AT_ONCE: Final = 100
"""Episodes played side by side."""

_NORMAL_97_5: Final = 1.959964
"""The standard normal distribution's 97.5 % quantile."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a policy did over a number of episodes.

    Attributes:
        returns_N: float64, the undiscounted return of each episode.
        lengths_N: int64, the env steps of each.
    """

    returns_N: NDArray[np.float64]
    lengths_N: NDArray[np.int64]

    @property
    def episodes(self) -> int:
        """N."""
        return len(self.returns_N)

    @property
    def mean_return(self) -> float:
        """Mean over the episodes."""
        return float(self.returns_N.mean())

    @property
    def std_return(self) -> float:
        """Unbiased standard deviation over the episodes; 0 for a single one."""
        return float(self.returns_N.std(ddof=1)) if self.episodes > 1 else 0.0

    @property
    def ci95(self) -> tuple[float, float]:
        """Normal approximation of the 95 % confidence interval of the mean return."""
        half = _NORMAL_97_5 * self.std_return / self.episodes**0.5
        return self.mean_return - half, self.mean_return + half


def evaluate(
    policy: Policy,
    world: World,
    *,
    episodes: int,
    seed: int,
    mode: ActionMode,
    variation: Variation | None = None,
    stop: Callable[[], bool] = never,
) -> Evaluation:
    """Let a policy play `episodes` complete episodes in environments of its own; see `evaluate_actor` for the rest.

    Args:
        policy: who plays.
        world: where; its spaces must be the policy's.
        episodes: how many, at least 1.
        seed: fixes starting states and sampled actions.
        mode: how the policy chooses its actions.
        variation: the physics of the world, where it can be changed; its own if None.
        stop: asked before every env step; True abandons the evaluation.

    Raises:
        UserError: if the policy's spaces are not the world's or `episodes` is below 1.
        RolloutStoppedError: when `stop` said so.
    """
    require_fit(policy, world)
    actor = partial(PolicyActor, policy, mode)
    return evaluate_actor(actor, world, episodes=episodes, seed=seed, variation=variation, stop=stop)


def evaluate_actor(
    actor: ActorMaker,
    world: World,
    *,
    episodes: int,
    seed: int,
    variation: Variation | None = None,
    stop: Callable[[], bool] = never,
) -> Evaluation:
    """Play `episodes` complete episodes in environments of its own.

    Args:
        actor: makes who plays, again for every hundred episodes.
        world: where.
        episodes: how many, at least 1.
        seed: fixes starting states and what the actor draws.
        variation: the physics of the world, where it can be changed; its own if None.
        stop: asked before every env step; True abandons the evaluation.

    Raises:
        UserError: if `episodes` is below 1.
        RolloutStoppedError: when `stop` said so.
    """
    if episodes < 1:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "An evaluation needs at least one episode, but {episodes} were asked for."),
            episodes=episodes,
        )
    rng = np.random.default_rng(seed)
    rollouts = []
    for start in range(0, episodes, _AT_ONCE):
        count = min(_AT_ONCE, episodes - start)
        with naming_unfit(world.name), closing(world.vector_env(count, stop)) as env, acting_may_overflow():
            options = world.reset_options(variation)
            rollouts.append(collect(env, actor(rng), rng, options=options, stop=stop))
    return Evaluation(
        np.concatenate([rollout.episode_return_N for rollout in rollouts]),
        np.concatenate([rollout.length_N for rollout in rollouts]),
    )


def require_fit(policy: Policy, world: World) -> None:
    """Make sure that a policy sees and does what there is to see and do in a world.

    Raises:
        UserError: if it was made for other spaces.
    """
    if policy.architecture.spaces != world.spaces:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The policy does not fit {environment}: it was made for other spaces."),
            environment=world.name,
        )
