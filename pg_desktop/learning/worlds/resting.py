"""Environments in this process that step one after the other, and rest when their episode is over.

With Gymnasium's `SyncVectorEnv` one whose episode has ended begins another, which nobody looks at: episodes are played
side by side until the last one ends, and where some are long, half of all steps would be for nothing.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space, create_empty_array, iterate
from numpy.typing import NDArray


class RestingVectorEnv(VectorEnv[NDArray[Any], NDArray[Any], NDArray[Any]]):
    """Some environments, each of which plays one episode from a reset on.

    Up to its end an episode is the same, bit for bit, as with `SyncVectorEnv`. Then its environment is not stepped any
    more: it goes on showing what it showed last, and earns nothing. `info` is left out.

    Attributes:
        envs: the environments.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}  # noqa: RUF012

    def __init__(self, makers: Sequence[Callable[[], gymnasium.Env[Any, Any]]]) -> None:
        """Make the environments; it raises what they raise.

        Args:
            makers: each makes one; at least one, and all of the same spaces.

        Raises:
            ValueError: if their spaces differ.
        """
        self.envs = [make() for make in makers]
        self.num_envs = len(self.envs)
        first = self.envs[0]
        self.single_observation_space, self.single_action_space = first.observation_space, first.action_space
        if any(
            (env.observation_space, env.action_space) != (first.observation_space, first.action_space)
            for env in self.envs
        ):
            raise ValueError("it has other spaces each time that it is made")
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self._form_NO = np.asarray(create_empty_array(self.single_observation_space, self.num_envs))
        self._obs: list[Any] = [None] * self.num_envs
        self._rests_N = np.ones(self.num_envs, np.bool_)

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[Any], dict[str, Any]]:
        """Begin an episode in each.

        Args:
            seed: environment i is seeded with `seed` + i, or with what stands for it in a list.
            options: what each reset is told.
        """
        if seed is None or isinstance(seed, int):
            seed = [None if seed is None else seed + i for i in range(self.num_envs)]
        for i, (env, seed_) in enumerate(zip(self.envs, seed, strict=True)):
            self._obs[i] = env.reset(seed=seed_, options=options)[0]
        self._rests_N[:] = False
        return self._obs_NO(), {}

    def step(
        self, actions: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Step those whose episode is not over."""
        reward_N = np.zeros(self.num_envs)
        terminated_N, truncated_N = (np.zeros(self.num_envs, np.bool_) for _ in range(2))
        for i, action in enumerate(iterate(self.action_space, actions)):
            if not self._rests_N[i]:
                self._obs[i], reward_N[i], terminated_N[i], truncated_N[i], _ = self.envs[i].step(action)
        self._rests_N |= terminated_N | truncated_N
        return self._obs_NO(), reward_N, terminated_N, truncated_N, {}

    def close_extras(self, **kwargs: Any) -> None:
        """Close all of them."""
        del kwargs
        for env in self.envs:
            env.close()

    def _obs_NO(self) -> NDArray[Any]:
        return np.stack(self._obs, out=np.empty_like(self._form_NO))
