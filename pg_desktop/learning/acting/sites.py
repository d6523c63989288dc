"""Where a shown episode takes place: Gymnasium's own environment, or a cart and pole that can be interfered with."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.worlds.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.vector_env import HALF_POLE_LENGTH, CartPoleVectorEnv
from pg_desktop.learning.worlds.world import World


class Site(Protocol):
    """One environment, played step by step."""

    @property
    def state(self) -> NDArray[np.float64] | None:
        """The inner state of a cart and pole that can be interfered with, a copy; None of any other environment."""
        ...

    def reset(self, seed: int) -> NDArray[Any]:
        """Start an episode and return what the policy sees."""
        ...

    def step(self, action: Any) -> tuple[NDArray[Any], float, bool, bool]:
        """Return what the policy sees, the reward, and whether the episode has terminated or was truncated."""
        ...

    def frame(self) -> NDArray[np.uint8] | None:
        """Gymnasium's own picture: uint8 (height, width, 3); None where the environment draws none."""
        ...


class GymnasiumSite:
    """Any environment, as Gymnasium makes it."""

    state = None

    def __init__(self, world: World) -> None:
        try:
            self._env, self._draws = world.single_env(), True
        except Exception:  # noqa: BLE001 (whatever it makes of a render mode; if that was not it, it fails again)
            self._env, self._draws = world.single_env(drawn=False), False

    def reset(self, seed: int) -> NDArray[Any]:
        """See `Site.reset`."""
        obs: NDArray[Any] = self._env.reset(seed=seed)[0]
        return obs

    def step(self, action: Any) -> tuple[NDArray[Any], float, bool, bool]:
        """See `Site.step`."""
        obs, reward, terminated, truncated, _ = self._env.step(action)
        return obs, float(reward), bool(terminated), bool(truncated)

    def frame(self) -> NDArray[np.uint8] | None:
        """See `Site.frame`."""
        if not self._draws:
            return None
        try:
            drawn: Any = self._env.render()
        except NotImplementedError:  # Gymnasium's own answer for an environment without this method
            return None
        is_picture = isinstance(drawn, np.ndarray) and drawn.ndim == 3 and drawn.shape[2] == 3 and drawn.size
        return np.ascontiguousarray(drawn, np.uint8) if is_picture else None


class SteerableSite:
    """A cart and pole with physics of its own, open to pushes. The physics stays from episode to episode.

    Attributes:
        env: the cart and pole, a vector of one.
    """

    env: CartPoleVectorEnv

    def __init__(self, world: World) -> None:
        env = world.vector_env(1)
        if not isinstance(env, CartPoleVectorEnv):
            raise TypeError(f"{world.entry.id} is no cart with a pole")
        self.env = env
        self._drawn = world.single_env()
        self._drawn.reset(seed=0)
        self._physics = Physics()

    @property
    def state(self) -> NDArray[np.float64]:
        """Position (m), velocity (m/s), angle (rad), angular velocity (rad/s), as they are and not as they are seen."""
        return self.env.state[:, 0].copy()

    @property
    def physics(self) -> Physics:
        """The physics in force."""
        return self._physics

    def set_physics(self, physics: Physics) -> None:
        """Change the physics at once, in the middle of an episode."""
        self._physics = physics
        self.env.set_physics(physics)

    def push(self, cart_force: float, tip_force: float) -> None:
        """Let forces act during the next step: newtons to the right, on the cart and on the pole's tip."""
        self.env.disturb(cart_force, tip_force)

    def reset(self, seed: int) -> NDArray[Any]:
        """See `Site.reset`."""
        options = {"physics": self._physics, "ranges": PhysicsRanges()}
        obs: NDArray[Any] = self.env.reset(seed=seed, options=options)[0][0]
        return obs

    def step(self, action: Any) -> tuple[NDArray[Any], float, bool, bool]:
        """See `Site.step`."""
        obs, reward, terminated, truncated, _ = self.env.step(np.asarray(action)[None])
        return obs[0], float(reward[0]), bool(terminated[0]), bool(truncated[0])

    def frame(self) -> NDArray[np.uint8]:
        """See `Site.frame`."""
        inner: Any = self._drawn.unwrapped
        inner.state = tuple(self.state)
        inner.length = HALF_POLE_LENGTH * self._physics.pole_length
        return np.ascontiguousarray(self._drawn.render(), np.uint8)
