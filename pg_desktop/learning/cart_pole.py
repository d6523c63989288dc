"""The cart and pole, many at once.

The physics is Gymnasium's `CartPoleEnv` (Barto, Sutton, Anderson 1983; equations from Florian 2007, "Correct
equations for the dynamics of the cart-pole system"), operation for operation, so that states agree bit for bit. It
exists beside Gymnasium's own vector environment because its steps take half as long and because every quantity of
the physics can change while it runs.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

GRAVITY: Final = 9.8
CART_MASS: Final = 1.0
POLE_MASS: Final = 0.1
TOTAL_MASS: Final = POLE_MASS + CART_MASS
HALF_POLE_LENGTH: Final = 0.5
POLE_MASS_LENGTH: Final = POLE_MASS * HALF_POLE_LENGTH
FORCE: Final = 10.0
TIME_STEP: Final = 0.02
"""Seconds between two states."""
POSITION_LIMIT: Final = 2.4
"""Metres from the middle of the track at which an episode ends."""
ANGLE_LIMIT: Final = 12 * 2 * math.pi / 360
"""Radians from upright at which an episode ends."""
START_RANGE: Final = 0.05
"""Each of the four numbers of a starting state is uniform in ± this."""

_LIMITS = np.array([[POSITION_LIMIT], [ANGLE_LIMIT]])
_FORCES = np.array([-FORCE, FORCE])
# NumPy takes half a microsecond less for an operation with an array of no dimensions than with a Python number.
_FOUR_THIRDS = np.array(4.0 / 3.0)
_GRAVITY, _TOTAL_MASS, _POLE_MASS, _POLE_MASS_LENGTH, _HALF_POLE_LENGTH, _TIME_STEP = map(
    np.array, (GRAVITY, TOTAL_MASS, POLE_MASS, POLE_MASS_LENGTH, HALF_POLE_LENGTH, TIME_STEP)
)


class CartPoleVectorEnv(VectorEnv[NDArray[np.float32], NDArray[np.int64], NDArray[Any]]):
    """`num_envs` carts with poles; every step of the pole upright is worth 1.

    Episodes do not restart by themselves (`AutoresetMode.DISABLED`): a cart whose episode has ended rolls on, its
    values mean nothing, until `reset` is called, for all or with `options={"reset_mask": mask}` for some.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}  # noqa: RUF012

    def __init__(self, num_envs: int, max_episode_steps: int) -> None:
        self.num_envs = num_envs
        self.max_episode_steps = max_episode_steps
        high = np.array([2 * POSITION_LIMIT, np.inf, 2 * ANGLE_LIMIT, np.inf], np.float32)
        self.single_observation_space = spaces.Box(-high, high, dtype=np.float32)
        self.single_action_space = spaces.Discrete(2)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.state = np.zeros((4, num_envs))
        self.steps = np.zeros(num_envs, np.int64)
        self._reward = np.ones(num_envs, np.float32)
        self._change = np.zeros((4, num_envs))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start new episodes; see Gymnasium's `VectorEnv.reset`."""
        super().reset(seed=seed)
        start = self.np_random.uniform(-START_RANGE, START_RANGE, (4, self.num_envs))
        mask = (options or {}).get("reset_mask", slice(None))
        self.state[:, mask] = start[:, mask]
        self.steps[mask] = 0
        return self._observe(), {}

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Push every cart to the left (0) or right (1) for 0.02 s; see Gymnasium's `VectorEnv.step`."""
        self._integrate(_FORCES[actions])
        self.steps += 1
        outside = np.abs(self.state[::2]) > _LIMITS
        return (
            self._observe(),
            self._reward.copy(),
            outside[0] | outside[1],
            self.steps >= self.max_episode_steps,
            {},
        )

    def _observe(self) -> NDArray[np.float32]:
        return self.state.T.astype(np.float32, order="C")

    def _integrate(self, force_N: NDArray[np.float64]) -> None:
        """One Euler step. In-place operations, in Gymnasium's order: each one rounds as it does there."""
        _, x_dot, theta, theta_dot = self.state
        cos, sin = np.cos(theta), np.sin(theta)
        temp = np.square(theta_dot)
        temp *= _POLE_MASS_LENGTH
        temp *= sin
        temp += force_N
        temp /= _TOTAL_MASS
        inertia = np.square(cos)
        inertia *= _POLE_MASS
        inertia /= _TOTAL_MASS
        np.subtract(_FOUR_THIRDS, inertia, out=inertia)
        inertia *= _HALF_POLE_LENGTH
        sin *= _GRAVITY
        sin -= cos * temp
        theta_acc = np.divide(sin, inertia, out=sin)
        cos *= _POLE_MASS_LENGTH * theta_acc
        cos /= _TOTAL_MASS
        change = self._change
        change[0] = x_dot
        np.subtract(temp, cos, out=change[1])
        change[2] = theta_dot
        change[3] = theta_acc
        change *= _TIME_STEP
        self.state += change
