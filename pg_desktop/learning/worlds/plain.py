"""Environments as every policy can meet them: a vector of numbers in, a plain action out.

Gymnasium's spaces come in many forms. Here, and nowhere else, observations that are no vector are flattened, and a
policy's actions are given the shape and the numbering that the environment wants. An environment whose spaces are plain
already is left as it is, and pays nothing.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from gymnasium import ActionWrapper, Env, ObservationWrapper, Space, spaces
from gymnasium.spaces.utils import flatten, flatten_space
from gymnasium.vector import VectorActionWrapper, VectorEnv, VectorObservationWrapper
from gymnasium.vector.utils import batch_space, iterate
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


def plain_env(env: Env[Any, Any]) -> Env[Any, Any]:
    """An environment whose spaces `gymnasium_spaces.spaces_of` can describe, as a policy meets it."""
    if _is_no_vector(env.observation_space):
        env = _FlatObservations(env)
    if _plain_action(env.action_space) is not env.action_space:
        env = _PlainActions(env)
    return env


def plain_vector_env(env: VectorEnv[Any, Any, Any]) -> VectorEnv[Any, Any, Any]:
    """The same for environments that step together by a class of their own."""
    if _is_no_vector(env.single_observation_space):
        env = _FlatVectorObservations(env)
    if _plain_action(env.single_action_space) is not env.single_action_space:
        env = _PlainVectorActions(env)
    return env


class _FlatObservations(ObservationWrapper[Float32, Any, Any]):
    """Observations flattened to float32."""

    def __init__(self, env: Env[Any, Any]) -> None:
        super().__init__(env)
        self.observation_space = _flat_space(env.observation_space)  # type: ignore[assignment]

    def observation(self, observation: Any) -> Float32:
        return np.asarray(flatten(self.env.observation_space, observation), np.float32)


class _PlainActions(ActionWrapper[Any, Any, Any]):
    """Actions in the shape and numbering that the environment wants."""

    def __init__(self, env: Env[Any, Any]) -> None:
        super().__init__(env)
        self.action_space = _plain_action(env.action_space)
        self._original = _translator(env.action_space)

    def action(self, action: Any) -> Any:
        return self._original(action)


class _FlatVectorObservations(VectorObservationWrapper):
    """Observations of several environments, each flattened to float32."""

    def __init__(self, env: VectorEnv[Any, Any, Any]) -> None:
        super().__init__(env)
        self.single_observation_space = _flat_space(env.single_observation_space)
        self.observation_space = batch_space(self.single_observation_space, env.num_envs)

    def observations(self, observations: Any) -> Float32:
        single = self.env.single_observation_space
        rows = [flatten(single, each) for each in iterate(self.env.observation_space, observations)]
        return np.asarray(rows, np.float32)


class _PlainVectorActions(VectorActionWrapper):
    """Actions of several environments in the shape and numbering that they want."""

    def __init__(self, env: VectorEnv[Any, Any, Any]) -> None:
        super().__init__(env)
        self.single_action_space = _plain_action(env.single_action_space)
        self.action_space = batch_space(self.single_action_space, env.num_envs)
        self._original = _translator(env.single_action_space, leading=(env.num_envs,))

    def actions(self, actions: Any) -> Any:
        return self._original(actions)


def _is_no_vector(space: Space[Any]) -> bool:
    return not isinstance(space, spaces.Box) or len(space.shape) != 1


def _flat_space(space: Space[Any]) -> spaces.Box:
    flat = flatten_space(space)
    assert isinstance(flat, spaces.Box)  # noqa: S101 (of those spaces that are described, every one is)
    return spaces.Box(flat.low.astype(np.float32), flat.high.astype(np.float32), dtype=np.float32)


def _plain_action(space: Space[Any]) -> Space[Any]:
    """The space of what a policy chooses: numbered from 0, and with one axis at the most."""
    match space:
        case spaces.Discrete() if space.start:
            return spaces.Discrete(space.n)
        case spaces.MultiDiscrete() if space.nvec.ndim != 1 or space.start.any():
            return spaces.MultiDiscrete(space.nvec.ravel(), dtype=space.dtype)
        case spaces.MultiBinary() if len(space.shape) != 1:
            return spaces.MultiBinary(int(np.prod(space.shape)))
        case spaces.Box() if len(space.shape) != 1:
            return spaces.Box(space.low.ravel(), space.high.ravel(), dtype=space.dtype)
    return space


def _translator(space: Space[Any], leading: tuple[int, ...] = ()) -> Callable[[Any], Any]:
    """What makes the environment's actions of plain ones; `leading` is the shape of how many there are at once."""
    match space:
        case spaces.Discrete():
            return lambda action: action + space.start
        case spaces.MultiDiscrete():
            return lambda action: np.reshape(action, (*leading, *space.shape)) + space.start
        case _:
            shape = space.shape or ()
            return lambda action: np.reshape(action, (*leading, *shape))
