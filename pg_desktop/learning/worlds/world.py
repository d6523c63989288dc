"""An environment as a policy meets it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Final

import gymnasium
from gymnasium.vector import SyncVectorEnv, VectorEnv

from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.worlds.guarded import GuardedVectorEnv, naming
from pg_desktop.learning.worlds.gymnasium_spaces import spaces_of
from pg_desktop.learning.worlds.making import make_env, make_original, making, old_versions_allowed, registered
from pg_desktop.learning.worlds.plain import plain_vector_env
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.spaces import BoxSpace, Spaces
from pg_desktop.learning.worlds.table import EnvironmentEntry, environment_entry, missing_extra
from pg_desktop.learning.worlds.vectorisation import Vectorisation, vectorisation_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_PROCESSES: Final = min(16, 2 * (os.cpu_count() or 1))
"""The most in which environments step: more than processors, because an environment may wait for something; not without
limit, because each takes as much memory as Python and the environment's libraries."""


@dataclass(frozen=True)
class World:
    """An environment as a policy meets it.

    Attributes:
        entry: its row in the table.
        spaces: what a policy sees and does in it.
        threshold: mean return from which on it counts as solved, or None where none is set.
        max_episode_steps: env steps after which an episode is truncated.
        vectorisation: how several of them step together.
    """

    entry: EnvironmentEntry
    spaces: Spaces
    threshold: float | None
    max_episode_steps: int
    vectorisation: Vectorisation = Vectorisation.VECTOR

    @property
    def continuous(self) -> bool:
        """Whether actions are real numbers."""
        return isinstance(self.spaces.action, BoxSpace)

    def reset_options(self, physics: Physics, ranges: PhysicsRanges) -> dict[str, Any] | None:
        """What `reset` is told so that episodes are played in this physics; None where it cannot be changed."""
        return {"physics": physics, "ranges": ranges} if self.entry.steerable else None

    def vector_env(self, num_envs: int) -> VectorEnv[Any, Any, Any]:
        """`num_envs` environments that step together; each plays one episode from a reset on.

        What happens in them does not depend on how they step together, nor on the number of processors.

        Raises:
            UserError: if they cannot be made. Those of others raise it from `reset`, `step` and `close` too.
        """
        if self.entry.vector_entry_point is not None:
            module, _, name = self.entry.vector_entry_point.partition(":")
            made: VectorEnv[Any, Any, Any] = getattr(import_module(module), name)(
                num_envs=num_envs, max_episode_steps=self.max_episode_steps
            )
            return made
        with making(self.entry.id):
            return self._vector_env_of_others(num_envs)

    def single_env(self, *, drawn: bool = True) -> gymnasium.Env[Any, Any]:
        """One environment, which must know how to draw itself (`render` returns an RGB array) if `drawn`."""
        return make_env(self.entry.id, **({"render_mode": "rgb_array"} if drawn else {}))

    def _vector_env_of_others(self, num_envs: int) -> VectorEnv[Any, Any, Any]:
        environment_id = self.entry.id
        match self.vectorisation:
            case Vectorisation.VECTOR:
                with old_versions_allowed():
                    env = gymnasium.make_vec(environment_id, num_envs, vectorization_mode="vector_entry_point")
                return GuardedVectorEnv(plain_vector_env(env), environment_id)
            case Vectorisation.SYNC:
                return GuardedVectorEnv(SyncVectorEnv([partial(make_env, environment_id)] * num_envs), environment_id)
            case Vectorisation.ASYNC:
                return ProcessVectorEnv(environment_id, num_envs, _PROCESSES)


def make_world(environment_id: str, stop: Callable[[], bool] = never) -> World:
    """Look an environment up and describe it; an id "module:Name" imports the module, which runs its code.

    Args:
        environment_id: see `environments.environment_entry`.
        stop: asked before every step of the environment, where it is tried how fast it is.

    Raises:
        UserError: if there is none, something must be installed for it, no policy fits its spaces, its episodes need
            not end, or it fails when it is tried.
        RolloutStoppedError: when `stop` said so.
    """
    entry = environment_entry(environment_id)
    _require_extra(entry)
    spec = registered(entry)
    with making(entry.id):
        env = make_original(entry.id)
    with naming(entry.id), closing(env):
        spaces = spaces_of(env.observation_space, env.action_space)
        if spec.max_episode_steps is None:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{id} sets no limit to its episodes, but training needs episodes that are sure to end.",
                ),
                id=entry.id,
            )
        vectorisation = vectorisation_of(entry, spec, env, stop)
    threshold = entry.threshold if spec.reward_threshold is None else spec.reward_threshold
    return World(entry, spaces, None if threshold is None else float(threshold), spec.max_episode_steps, vectorisation)


def _require_extra(entry: EnvironmentEntry) -> None:
    if entry.extra is not None and missing_extra(entry):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{id} needs more than is installed; run “pip install 'pg-desktop[{extra}]'” and start again.",
            ),
            id=entry.id,
            extra=entry.extra.name,
        )
