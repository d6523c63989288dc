"""Environments to play in, made from the table's entries. The only module that asks Gymnasium for environments."""

from __future__ import annotations

import os
import warnings
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import Any

# Gymnasium draws with pygame, which must neither look for a screen nor for a sound card.
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import gymnasium
from gymnasium.vector import SyncVectorEnv, VectorEnv

from pg_desktop.learning.environments import EnvironmentEntry, environment_entry
from pg_desktop.learning.spaces import Spaces
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


@dataclass(frozen=True)
class World:
    """An environment as a policy meets it.

    Attributes:
        entry: its row in the table.
        spaces: what a policy sees and does in it.
        threshold: mean return from which on it counts as solved, or None where nobody has set one.
        max_episode_steps: env steps after which an episode is truncated.
    """

    entry: EnvironmentEntry
    spaces: Spaces
    threshold: float | None
    max_episode_steps: int

    def vector_env(self, num_envs: int) -> VectorEnv[Any, Any, Any]:
        """`num_envs` environments that step together; each plays one episode from a reset on."""
        if self.entry.vector_entry_point is not None:
            module, _, name = self.entry.vector_entry_point.partition(":")
            made: VectorEnv[Any, Any, Any] = getattr(import_module(module), name)(
                num_envs=num_envs, max_episode_steps=self.max_episode_steps
            )
            return made
        return SyncVectorEnv([lambda: _make(self.entry.id)] * num_envs)

    def single_env(self) -> gymnasium.Env[Any, Any]:
        """One environment that can be drawn (`render` returns an RGB array)."""
        return _make(self.entry.id, render_mode="rgb_array")


def _make(environment_id: str, **options: Any) -> gymnasium.Env[Any, Any]:
    with warnings.catch_warnings():
        # The old versions of an environment are here on purpose.
        warnings.filterwarnings("ignore", r".*The environment .* is out of date", DeprecationWarning)
        return gymnasium.make(environment_id, **options)


def make_world(environment_id: str) -> World:
    """Look an environment up and describe it.

    Raises:
        UserError: if it is not in the table, no policy fits its spaces, or its episodes need not end.
    """
    entry = environment_entry(environment_id)
    spec = gymnasium.spec(entry.id)
    if spec.max_episode_steps is None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{id} sets no limit to its episodes, but training needs episodes that are sure to end.",
            ),
            id=entry.id,
        )
    with closing(_make(entry.id)) as env:
        spaces = Spaces.from_gymnasium(env.observation_space, env.action_space)
    return World(entry, spaces, spec.reward_threshold, spec.max_episode_steps)
