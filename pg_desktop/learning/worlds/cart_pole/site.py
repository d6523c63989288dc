"""A cart and pole that is shown and can be interfered with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.worlds.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.vector_env import HALF_POLE_LENGTH, CartPoleVectorEnv
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World


class CartPoleSite:
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
    def variation(self) -> Physics:
        """The physics in force."""
        return self._physics

    def set_variation(self, variation: Variation) -> None:
        """See `SteerableSite.set_variation`.

        Raises:
            TypeError: if it is another world's.
        """
        if not isinstance(variation, Physics):
            raise TypeError(f"{variation!r} is no physics of a cart with a pole")
        self._physics = variation
        self.env.set_physics(variation)

    def push(self, *forces: float) -> None:
        """Let forces act during the next step: newtons to the right, on the cart and on the pole's tip."""
        cart_force, tip_force = forces
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
