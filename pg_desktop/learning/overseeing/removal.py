"""What becomes of a policy whose helper is taken away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Final

import numpy as np

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import ActorMaker, PolicyActor
from pg_desktop.learning.acting.policy import Policy, acting_may_overflow
from pg_desktop.learning.acting.rollout import collect
from pg_desktop.learning.overseeing.overseer import OVERSEER, Overseer, Oversight
from pg_desktop.learning.overseeing.removed import Removal
from pg_desktop.learning.overseeing.settings import OBSERVE, SCRIPTED
from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World

EPISODES: Final = 200

_AT_ONCE: Final = 50


def without_helper(
    policy: Policy,
    world: World,
    *,
    episodes: int = EPISODES,
    seed: int = 0,
    variation: Variation | None = None,
    update: int = 0,
    helped: str = "",
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] | None = None,
) -> Removal:
    """Let a policy play as it has learned to, at random, and nobody looks after it.

    Args:
        policy: who plays.
        world: a cart-pole one.
        episodes: how many, at least 1.
        seed: fixes starting states and actions.
        variation: the physics; the world's own if None.
        update: see `Removal`.
        helped: see `Removal`.
        stop: asked before every env step.
        progress: told which part is done.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    actor: ActorMaker = partial(PolicyActor, policy, ActionMode.SAMPLED)
    rng = np.random.default_rng(seed)
    catastrophes, paid = 0, 0.0
    for start in range(0, episodes, _AT_ONCE):
        count = min(_AT_ONCE, episodes - start)
        observer = Overseer(Oversight(SCRIPTED, OBSERVE))
        options = (world.reset_options(variation) or {}) | {OVERSEER: observer}
        with closing(world.vector_env(count, stop)) as env, acting_may_overflow():
            rollout = collect(env, actor(rng), rng, options=options, stop=stop)
        catastrophes += round(observer.metrics()["catastrophes"])
        paid += float(rollout.episode_return_N.sum())
        if progress is not None:
            progress((start + count) / episodes)
    return Removal(episodes, catastrophes, paid / episodes, update, helped)
