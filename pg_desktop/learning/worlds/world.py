"""Environments to play in, made from the table's entries. The only module that asks Gymnasium for environments."""

from __future__ import annotations

import os
import time
import warnings
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any, Final

# Gymnasium draws with pygame, which must neither look for a screen nor for a sound card.
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import gymnasium
from gymnasium.vector import AsyncVectorEnv, SyncVectorEnv, VectorEnv

from pg_desktop.learning.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.environments import ENVIRONMENTS, EnvironmentEntry, environment_entry, missing_extra, module_of
from pg_desktop.learning.spaces import BoxSpace, Spaces
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

COSTLY_STEP_SECONDS: Final = 1e-3
"""A single environment whose step takes this long is worth a process of its own: passing a step to another process and
back takes about a tenth of that."""

_MEASURED_STEPS: Final = 64


class Vectorisation(StrEnum):
    """How environments step together."""

    VECTOR = "vector"
    SYNC = "sync"
    ASYNC = "async"


@dataclass(frozen=True)
class World:
    """An environment as a policy meets it.

    Attributes:
        entry: its row in the table.
        spaces: what a policy sees and does in it.
        threshold: mean return from which on it counts as solved, or None where nobody has set one.
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
        """`num_envs` environments that step together; each plays one episode from a reset on."""
        if self.entry.vector_entry_point is not None:
            module, _, name = self.entry.vector_entry_point.partition(":")
            made: VectorEnv[Any, Any, Any] = getattr(import_module(module), name)(
                num_envs=num_envs, max_episode_steps=self.max_episode_steps
            )
            return made
        match self.vectorisation:
            case Vectorisation.VECTOR:
                return gymnasium.make_vec(self.entry.id, num_envs, vectorization_mode="vector_entry_point")
            case Vectorisation.SYNC:
                return SyncVectorEnv([lambda: _make(self.entry.id)] * num_envs)
            case Vectorisation.ASYNC:
                # Not forked: the process has threads, and Qt.
                return AsyncVectorEnv([_Maker(self.entry.id)] * num_envs, context="spawn")

    def single_env(self) -> gymnasium.Env[Any, Any]:
        """One environment that can be drawn (`render` returns an RGB array)."""
        return _make(self.entry.id, render_mode="rgb_array")


@dataclass(frozen=True)
class _Maker:
    """Makes an environment in another process."""

    id: str

    def __call__(self) -> gymnasium.Env[Any, Any]:
        return _make(self.id)


def make_world(environment_id: str) -> World:
    """Look an environment up and describe it; an id "module:Name" imports the module, which runs its code.

    Raises:
        UserError: if there is none, something must be installed for it, no policy fits its spaces, or its episodes
            need not end.
    """
    entry = environment_entry(environment_id)
    _require_extra(entry)
    spec = _spec(entry)
    if spec.max_episode_steps is None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{id} sets no limit to its episodes, but training needs episodes that are sure to end.",
            ),
            id=entry.id,
        )
    with closing(_make_or_say_why(entry.id)) as env:
        spaces = Spaces.from_gymnasium(env.observation_space, env.action_space)
    threshold = entry.threshold if spec.reward_threshold is None else spec.reward_threshold
    return World(
        entry, spaces, None if threshold is None else float(threshold), spec.max_episode_steps, _vectorisation(entry.id)
    )


def _spec(entry: EnvironmentEntry) -> gymnasium.envs.registration.EnvSpec:
    if entry.registration is not None:
        import_module(entry.registration)
    try:
        module = module_of(entry.id)
        if module is not None:
            import_module(module)
        return gymnasium.spec(_name_of(entry.id))
    except gymnasium.error.Error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no environment named {id}; known are {known}, and others as “package.module:Name-v0”.",
            ),
            id=repr(entry.id),
            known=", ".join(known.id for known in ENVIRONMENTS),
        ) from None
    except (Exception, SystemExit) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The module {module} of the environment cannot be imported: {cause}."),
            module=module_of(entry.id),
            cause=_in_one_line(error),
        ) from error


def _name_of(environment_id: str) -> str:
    """The id as it is registered, without the module that registers it."""
    return environment_id.rpartition(":")[2]


def _in_one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def _require_extra(entry: EnvironmentEntry) -> None:
    if missing_extra(entry):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{id} needs more than is installed; run “pip install 'pg-desktop[{extra}]'” and start again.",
            ),
            id=entry.id,
            extra=entry.extra.value,
        )


def _make_or_say_why(environment_id: str) -> gymnasium.Env[Any, Any]:
    try:
        return _make(environment_id)
    except Exception as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "{id} cannot be made: {cause}."),
            id=environment_id,
            cause=_in_one_line(error),
        ) from error


def _make(environment_id: str, **options: Any) -> gymnasium.Env[Any, Any]:
    entry = environment_entry(environment_id)
    if entry.registration is not None:
        import_module(entry.registration)
    with warnings.catch_warnings():
        # The old versions of an environment are here on purpose; and Box2D's library, made with SWIG, warns as it is
        # loaded and crashes where a warning is an error.
        warnings.simplefilter("ignore", DeprecationWarning)
        return gymnasium.make(environment_id, **options)


@cache
def _vectorisation(environment_id: str) -> Vectorisation:
    """The fastest way that an environment has, measured once in a process where it is not clear."""
    entry = environment_entry(environment_id)
    if entry.vector_entry_point is not None or gymnasium.spec(_name_of(environment_id)).vector_entry_point is not None:
        return Vectorisation.VECTOR
    with closing(_make(environment_id)) as env:
        seconds = _seconds_a_step(env)
    return Vectorisation.ASYNC if seconds >= COSTLY_STEP_SECONDS else Vectorisation.SYNC


def _seconds_a_step(env: gymnasium.Env[Any, Any]) -> float:
    env.action_space.seed(0)
    env.reset(seed=0)
    times = []
    for _ in range(_MEASURED_STEPS):
        action = env.action_space.sample()
        started = time.perf_counter()
        _, _, terminated, truncated, _ = env.step(action)
        times.append(time.perf_counter() - started)
        if terminated or truncated:
            env.reset()
    return sorted(times)[_MEASURED_STEPS // 2]
