"""Letting a player show episodes, alone or while a policy drives.

Shape suffixes: T time, N episodes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import Actor, Choice
from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import acting_may_overflow
from pg_desktop.learning.acting.rollout import collect, never
from pg_desktop.learning.demonstrations.demonstration import Demonstration, PlayedBy, Shown, demonstrations_of
from pg_desktop.learning.demonstrations.player import Habits, ScriptedPlayer
from pg_desktop.learning.worlds.guarded import naming_unfit
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World


class _Told:
    """An actor beside whom a player tells what it would do; both are written down."""

    def __init__(self, actor: Actor | None, player: ScriptedPlayer) -> None:
        self._actor, self._player = actor, player
        self.done: list[NDArray[Any]] = []
        self.told: list[NDArray[Any]] = []

    def act(self, obs_NO: Float32) -> Choice:
        """See `Actor.act`."""
        label = self._player.does(obs_NO)
        choice = Choice(label, label) if self._actor is None else self._actor.act(obs_NO)
        self.done.append(choice.environment_action_N.copy())
        self.told.append(label)
        return choice


def record(
    world: World,
    *,
    episodes: int,
    speed: float,
    seed: int,
    habits: Habits | None = None,
    variation: Variation | None = None,
    stop: Callable[[], bool] = never,
) -> list[Demonstration]:
    """Let the scripted player show whole episodes.

    Args:
        world: where.
        episodes: how many, at least 1.
        speed: of the game, as a multiple of real time.
        seed: of starting states, reaction times and slips.
        habits: of the player; the usual if None.
        variation: the world's physics, where it can be changed; its own if None.
        stop: asked before every step.

    Raises:
        UserError: if there is no such player for the world.
        RolloutStoppedError: when `stop` said so.
    """
    return told(world, None, episodes=episodes, speed=speed, seed=seed, habits=habits, variation=variation, stop=stop)


def told(
    world: World,
    actor: Actor | None,
    *,
    episodes: int,
    speed: float,
    seed: int,
    habits: Habits | None = None,
    variation: Variation | None = None,
    stop: Callable[[], bool] = never,
) -> list[Demonstration]:
    """Let a policy drive while the scripted player tells for each moment what it would do there (DAgger).

    Args:
        world: where.
        actor: who drives; the player itself if None.
        episodes: see `record`, as the rest.
        speed: see `record`.
        seed: see `record`.
        habits: see `record`.
        variation: see `record`.
        stop: see `record`.
    """
    rng = np.random.default_rng(seed)
    both = _Told(actor, ScriptedPlayer(world, speed, rng, habits))
    with naming_unfit(world.name), closing(world.vector_env(episodes, stop)) as env, acting_may_overflow():
        rollout = collect(env, both, rng, options=world.reset_options(variation), stop=stop)
    about = Shown(world.entry.id, PlayedBy.SCRIPTED, speed, -1, terminated=False, policy_drove=actor is not None)
    action_TN, label_TN = np.array(both.done), np.array(both.told)
    if actor is None:
        action_TN = label_TN
    return demonstrations_of(rollout, about, action_TN, label_TN, rollout.mask_TN)
