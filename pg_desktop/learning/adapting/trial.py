"""Episodes in which the physics changes, and who goes on standing.

Shape suffixes: C controllers, N episodes of each, 4 the state or what is seen of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.adapting.controllers import Controller
from pg_desktop.learning.adapting.dynamics import Float64
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv

_ENDLESS: Final = 2**31 - 1


class Trial:
    """The same episodes for several controllers, side by side. Made and used in one thread.

    Whoever falls stays where it fell.

    Attributes:
        going_CN: which episodes still are.
        steps_CN: env steps that each has stood for, since the last change or else from its beginning.
        step_number: env steps since the beginning.
        changed_at: the step at which the physics changed for the last time, or None.
    """

    def __init__(self, controllers: Sequence[Controller], episodes: int, seed: int) -> None:
        """Begin, in Gymnasium's physics.

        Args:
            controllers: who balances.
            episodes: of each; all begin alike.
            seed: of the starting states, and of the sensors' noise.
        """
        self._controllers = tuple(controllers)
        self._shape = len(self._controllers), episodes
        self._env = CartPoleVectorEnv(len(self._controllers) * episodes, _ENDLESS)
        self._env.reset(seed=seed)
        starts_4N = self._env.state[:, :episodes].copy()
        self._env.state[...] = np.tile(starts_4N, len(self._controllers))
        self._obs_CN4 = self._seen()
        self.going_CN: NDArray[np.bool_] = np.ones(self._shape, np.bool_)
        self.steps_CN: NDArray[np.int64] = np.zeros(self._shape, np.int64)
        self.actions_CN: NDArray[np.int64] = np.zeros(self._shape, np.int64)
        self.step_number = 0
        self.changed_at: int | None = None

    @property
    def state_4CN(self) -> Float64:
        """The states: m, m/s, rad, rad/s; a view."""
        return self._env.state.reshape(4, *self._shape)

    def change(self, physics: Physics) -> None:
        """Let the physics be another, at once and without a reset; who still stands is counted from here on."""
        self._env.set_physics(physics)
        self._obs_CN4 = self._seen()
        for controller in self._controllers:
            controller.told(physics)
        self.steps_CN[self.going_CN] = 0
        self.changed_at = self.step_number

    def step(self) -> None:
        """Let everybody act once."""
        self.actions_CN = np.stack(
            [
                controller.act(obs_N4, going_N)
                for controller, obs_N4, going_N in zip(self._controllers, self._obs_CN4, self.going_CN, strict=True)
            ]
        )
        lying = ~self.going_CN.reshape(-1)
        where_4L = self._env.state[:, lying]
        obs_N4, _, fallen_N, _, _ = self._env.step(self.actions_CN.reshape(-1))
        self._env.state[:, lying] = where_4L
        self._obs_CN4 = obs_N4.reshape(*self._shape, 4)
        self.going_CN = self.going_CN & ~fallen_N.reshape(self._shape)
        self.steps_CN = self.steps_CN + self.going_CN
        self.step_number += 1

    def _seen(self) -> NDArray[np.float32]:
        return self._env.observe().reshape(*self._shape, 4)
