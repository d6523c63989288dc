"""Environments whose observations and rewards are looked at before anybody learns from them.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, Final

import numpy as np
from gymnasium import Env, Wrapper
from gymnasium.vector import VectorEnv, VectorWrapper
from numpy.typing import NDArray

from pg_desktop.learning.worlds.causes import UnfitError, cut_to_a_line
from pg_desktop.learning.worlds.limits import Place

_NUMBERS: Final = frozenset("fiub")
LARGEST: Final = float(np.finfo(np.float32).max)
"""What a return and an observed number can be: they are kept, and learned from, as float32."""
OWN_REWARD: Final = "pg_desktop.own_reward"
"""The entry of a step's info with what the world itself gave, where somebody adds to its rewards; float64 (N)."""


class PlacedEnv(Wrapper[Any, Any, Any, Any]):
    """An environment that tells what it is doing, before it does it."""

    def __init__(self, env: Env[Any, Any], at: Callable[[Place], None]) -> None:
        """Wrap one.

        Args:
            env: the environment.
            at: is told of each call.
        """
        super().__init__(env)
        self._at = at

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """See Gymnasium's `Env.reset`."""
        self._at(Place.RESET)
        return self.env.reset(seed=seed, options=options)

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """See Gymnasium's `Env.step`."""
        self._at(Place.STEP)
        return self.env.step(action)

    def render(self) -> Any:
        """See Gymnasium's `Env.render`."""
        self._at(Place.RENDER)
        return self.env.render()

    def close(self) -> None:
        """See Gymnasium's `Env.close`."""
        self._at(Place.CLOSE)
        self.env.close()


class CheckedEnv(PlacedEnv):
    """One whose observations have the shape of its space, which is a vector, and whose rewards can be summed.

    Otherwise it raises `UnfitError`. That observations are finite is for `require_finite`, for many at once: here every
    microsecond counts as often as there are environments.
    """

    def __init__(self, env: Env[Any, Any], at: Callable[[Place], None]) -> None:
        super().__init__(env, at)
        self._shape = env.observation_space.shape or ()
        self._return = 0.0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """See Gymnasium's `Env.reset`."""
        obs, info = super().reset(seed=seed, options=options)
        self._return = 0.0
        return self._of_its_shape(obs), info

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """See Gymnasium's `Env.step`."""
        self._at(Place.STEP)
        obs, reward, terminated, truncated, info = self.env.step(action)
        number = reward if type(reward) is float else _number(reward)
        self._return = total = self._return + number
        if not -LARGEST <= total <= LARGEST:
            if not isfinite(number):
                raise UnfitError(f"a reward is not finite: {number}")
            require_returns(np.array([total]))
        return self._of_its_shape(obs), number, terminated, truncated, info

    def _of_its_shape(self, obs: Any) -> Any:
        if type(obs) is not np.ndarray or obs.shape != self._shape or obs.dtype.kind not in _NUMBERS:
            require_numbers(obs, self._shape)
        return obs


class CheckedVectorEnv(VectorWrapper[Any, Any, Any, Any, Any]):
    """The same for environments that step together by a class of their own."""

    def __init__(self, env: VectorEnv[Any, Any, Any]) -> None:
        super().__init__(env)
        self._return_N = np.zeros(env.num_envs)

    def reset(self, *, seed: Any = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """See Gymnasium's `VectorEnv.reset`."""
        obs_NO, info = self.env.reset(seed=seed, options=options)
        require_numbers(obs_NO, self.observation_space.shape or ())
        require_finite(np.asarray(obs_NO))
        self._return_N[:] = 0.0
        return obs_NO, info

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """See Gymnasium's `VectorEnv.step`."""
        obs_NO, reward_N, terminated_N, truncated_N, info = self.env.step(actions)
        require_numbers(obs_NO, self.observation_space.shape or ())
        require_finite(np.asarray(obs_NO))
        require_rewards(reward_N, self.num_envs)
        self._return_N += reward_N
        require_returns(self._return_N)
        self._return_N[terminated_N | truncated_N] = 0.0
        return obs_NO, reward_N, terminated_N, truncated_N, info


def require_numbers(obs: Any, shape: tuple[int, ...]) -> None:
    """Make sure that an observation is numbers in a shape.

    Raises:
        UnfitError: with what it is instead.
    """
    array = np.asarray(obs)
    if array.shape != shape:
        raise UnfitError(f"an observation has the shape {array.shape}, and not {shape} as its space says")
    if array.dtype.kind not in _NUMBERS:
        raise UnfitError(f"an observation is no numbers, but {array.dtype}")


def require_finite(obs_NO: NDArray[Any]) -> None:
    """Make sure that observations are finite and not beyond float32.

    Raises:
        UnfitError: with the first that is.
    """
    if obs_NO.dtype.kind == "f" and obs_NO.size and not np.abs(obs_NO).max() <= LARGEST:
        rows_NO = obs_NO.reshape(len(obs_NO), -1)
        worst = rows_NO[~(np.abs(rows_NO) <= LARGEST).all(axis=1)][0]
        raise UnfitError(f"an observation is not finite: {_shown(worst)}")


def require_rewards(reward_N: Any, count: int) -> None:
    """Make sure that rewards are one finite number for each environment.

    Raises:
        UnfitError: with what they are instead.
    """
    rewards = np.asarray(reward_N)
    if rewards.shape != (count,) or rewards.dtype.kind not in _NUMBERS:
        raise UnfitError(f"the rewards are no {count} numbers, but {_shown(rewards)}")
    if not np.isfinite(rewards).all():
        raise UnfitError(f"a reward is not finite: {_shown(rewards)}")


def require_returns(return_N: NDArray[Any]) -> None:
    """Make sure that the sums of episodes' rewards are finite, and not larger than what can be learned from.

    Raises:
        UnfitError: if one is.
    """
    if not np.abs(return_N).max() <= LARGEST:
        worst = return_N[~(np.abs(return_N) <= LARGEST)][0]
        if not np.isfinite(worst):
            raise UnfitError(f"a reward is not finite, and makes an episode's return {worst}")
        raise UnfitError(
            f"the return of an episode is {worst:.3g}, beyond the largest number of float32, {LARGEST:.3g}"
        )


def _number(reward: Any) -> float:
    array = np.asarray(reward)
    if array.size != 1 or array.dtype.kind not in _NUMBERS:
        raise UnfitError(f"a reward is no number, but {_shown(reward)}")
    return float(array.item())


def _shown(value: Any) -> str:
    try:
        return cut_to_a_line(repr(value))[:100]
    except BaseException:  # noqa: BLE001 (code of others)
        return type(value).__name__
