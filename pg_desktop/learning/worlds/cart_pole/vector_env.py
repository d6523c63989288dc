"""Many carts and poles that step together.

The physics is Gymnasium's `CartPoleEnv` (Barto, Sutton, Anderson 1983; equations from Florian 2007, "Correct
equations for the dynamics of the cart-pole system"), operation for operation, so that states agree bit for bit. It
exists beside Gymnasium's own vector environment because its steps take half as long and because every quantity of
the physics can change while it runs.

With a horizontal force P on the pole's tip, a friction c of the track, the pole's half length l and M = m_cart +
m_pole, Lagrange's equations are

    M ẍ + m l cos θ θ̈ = F + P − c ẋ + m l θ̇² sin θ
    m l cos θ ẍ + 4/3 m l² θ̈ = m g l sin θ + 2 P l cos θ

and solved for the accelerations, with T = (F + P − c ẋ + m l θ̇² sin θ) / M,

    θ̈ = (g sin θ − T cos θ + 2 P cos θ / m) / (l (4/3 − m cos² θ / M)),    ẍ = T − m l θ̈ cos θ / M,

which without P and c are Gymnasium's.

Shape suffixes: N environments, Q quantities of the physics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from pg_desktop.learning.overseeing.overseer import OVERSEER, Overseer
from pg_desktop.learning.worlds.cart_pole.drive import Drive
from pg_desktop.learning.worlds.cart_pole.limits import ANGLE_LIMIT, POSITION_LIMIT, TIME_STEP
from pg_desktop.learning.worlds.cart_pole.physics import (
    QUANTITIES,
    TABLE,
    Kind,
    Physics,
    PhysicsRanges,
)
from pg_desktop.learning.worlds.checked import OWN_REWARD

Float64 = NDArray[np.float64]

GRAVITY: Final = 9.8
CART_MASS: Final = 1.0
POLE_MASS: Final = 0.1
HALF_POLE_LENGTH: Final = 0.5
FORCE: Final = 10.0
START_RANGE: Final = 0.05
"""Each of the four numbers of a starting state is uniform in ± this."""
NOISE_SCALE: Final = (POSITION_LIMIT, 1.0, ANGLE_LIMIT, 1.0)
"""What the sensors' noise is measured in: m, m/s, rad, rad/s."""

_LIMITS = np.array([[POSITION_LIMIT], [ANGLE_LIMIT]])
# NumPy takes half a microsecond less for an operation with an array of no dimensions than with a Python number.
_FOUR_THIRDS, _TIME_STEP, _ONE = np.array(4.0 / 3.0), np.array(TIME_STEP), np.array(1)
_PUSHES = np.array([-1.0, 1.0])
_NOISE_SCALE = np.array(NOISE_SCALE, np.float32)


@dataclass(frozen=True, eq=False)
class _Constants:
    """The physics in the equations' own quantities: arrays of no dimensions, or (N,) where environments differ."""

    gravity: Float64
    pole_mass: Float64
    total_mass: Float64
    half_length: Float64
    mass_length: Float64
    force: Float64
    friction: Float64 | None
    noise: Float64 | None
    motor: Float64 | None
    delay: Float64 | None
    backlash: Float64 | None

    @classmethod
    def of(cls, value_Q: Float64) -> _Constants:
        """From all quantities, (Q,) or (Q, N)."""
        value = dict(zip(QUANTITIES, value_Q, strict=True))
        # In Gymnasium's order, so that at 1 everything is the same to the last bit.
        pole_mass, half_length = POLE_MASS * value["pole_mass"], HALF_POLE_LENGTH * value["pole_length"]
        return cls(
            gravity=np.array(GRAVITY * value["gravity"]),
            pole_mass=np.array(pole_mass),
            total_mass=np.array(pole_mass + CART_MASS * value["cart_mass"]),
            half_length=np.array(half_length),
            mass_length=np.array(pole_mass * half_length),
            force=np.array(FORCE * value["push_force"]),
            friction=_unless_zero(value["friction"]),
            noise=_unless_zero(value["sensor_noise"]),
            motor=None if np.all(value["motor"] == 1) else np.array(value["motor"]),
            delay=_unless_zero(value["delay"]),
            backlash=_unless_zero(value["backlash"]),
        )


# What an episode draws that draws nothing: factors to the power of 0, shares as chosen, none of what may be added.
_NOTHING_Q = np.array([0.0 if each.kind in (Kind.FACTOR, Kind.SHARE) else -1.0 for each in TABLE])
_FIRST: Final = sum(each.kind in (Kind.FACTOR, Kind.AMOUNT) for each in TABLE)
"""Quantities that have always been drawn; others follow, and only where they are, so that runs stay what they were."""


def _unless_zero(value: Any) -> Float64 | None:
    return np.array(value) if np.any(value) else None


class CartPoleVectorEnv(VectorEnv[NDArray[np.float32], NDArray[np.int64], NDArray[Any]]):
    """`num_envs` carts with poles; every step of the pole upright is worth 1.

    `reset` takes the options `physics` (a `Physics`, or one for each environment) and `ranges` (`PhysicsRanges`: each
    episode draws its own), which are those of all environments until another reset gives others. The starting states
    of a seeded reset do not depend on them.

    Episodes do not restart by themselves (`AutoresetMode.DISABLED`): a cart whose episode has ended rolls on, its
    values mean nothing, until `reset` is called, for all or with `options={"reset_mask": mask}` for some.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}  # noqa: RUF012

    def __init__(self, num_envs: int, max_episode_steps: int) -> None:
        self.num_envs = num_envs
        self.max_episode_steps = max_episode_steps
        high = np.array([2 * POSITION_LIMIT, np.inf, 2 * ANGLE_LIMIT, np.inf], np.float32)
        self.single_observation_space = spaces.Box(-high, high, dtype=np.float32)
        self.single_action_space = self._action_space()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.state = np.zeros((4, num_envs))
        self.steps = np.zeros(num_envs, np.int64)
        self._last_step = np.array(max_episode_steps)
        self._reward = np.ones(num_envs, np.float32)
        self._change = np.zeros((4, num_envs))
        self._physics: Physics | tuple[Physics, ...] = Physics()
        self._ranges = PhysicsRanges()
        self._value_QN = np.array(tuple(Physics()))[:, None]
        self._constants = _Constants.of(self._value_QN[:, 0])
        self._drawn_QN = np.repeat(_NOTHING_Q[:, None], num_envs, axis=1)
        self._drive: Drive | None = None
        self._cart_force_N: Float64 | None = None
        self._tip_force_N: Float64 | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start new episodes; see Gymnasium's `VectorEnv.reset`."""
        super().reset(seed=seed)
        options = options or {}
        start = self.np_random.uniform(-START_RANGE, START_RANGE, (4, self.num_envs))
        mask = options.get("reset_mask", slice(None))
        self.state[:, mask] = start[:, mask]
        self.steps[mask] = 0
        self._cart_force_N = self._tip_force_N = None
        self._ranges = options.get("ranges", self._ranges)
        self._overseer: Overseer | None = options.get(OVERSEER)
        if self._overseer is not None:
            self._overseer.begin(self.num_envs)
        if "physics" in options:
            self._physics = self._checked(options["physics"])
        if self._ranges.any:
            self._draw(mask)
        if self._ranges.any or "physics" in options or "ranges" in options:
            self._derive()
        if self._drive is not None:
            self._drive.reset(mask)
        return self.observe(), {}

    def set_physics(self, physics: Physics | Sequence[Physics]) -> None:
        """Change the physics at once, in the middle of episodes; what episodes have drawn stays drawn.

        Args:
            physics: one for all, or one for each environment.

        Raises:
            ValueError: if there are not as many as environments.
        """
        self._physics = self._checked(physics)
        self._derive()

    def variation_of(self, index: int) -> Physics:
        """The physics of one environment, with what its episode has drawn."""
        value_Q = np.broadcast_to(self._value_QN, (len(QUANTITIES), self.num_envs))[:, index]
        return Physics(**dict(zip(QUANTITIES, map(float, value_Q), strict=True)))

    def disturb(self, cart_force_N: Float64 | float = 0.0, tip_force_N: Float64 | float = 0.0) -> None:
        """Let forces from outside act during the next step, unless a reset comes first.

        Args:
            cart_force_N: newtons to the right on each cart, or on all.
            tip_force_N: newtons to the right on each pole's tip, or on all.

        Raises:
            ValueError: if there are not as many as environments.
        """
        cart_N, tip_N = (np.broadcast_to(force, self.num_envs) for force in (cart_force_N, tip_force_N))
        self._tip_force_N = _unless_zero(tip_N)
        self._cart_force_N = _unless_zero(cart_N + tip_N)

    def kick(self, cart_velocity_N: Float64 | float = 0.0, pole_velocity_N: Float64 | float = 0.0) -> None:
        """Change velocities at once: m/s and rad/s, to the right."""
        self.state[1] += cart_velocity_N
        self.state[3] += pole_velocity_N

    def observe(self) -> NDArray[np.float32]:
        """What the sensors say now, (N, 4), for a state that was set from outside: each call draws new noise."""
        obs_N4 = self.state.T.astype(np.float32, order="C")
        noise = self._constants.noise
        if noise is not None:
            drawn_N4 = self.np_random.standard_normal((self.num_envs, 4), np.float32)
            obs_N4 += drawn_N4 * _NOISE_SCALE * np.reshape(noise, (-1, 1)).astype(np.float32)
        return obs_N4

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Push every cart for 0.02 s; see Gymnasium's `VectorEnv.step`."""
        share_N = self._commanded(actions)
        if self._overseer is not None:
            share_N = self._overseer.take(self.state, share_N)
        force_N = self._pushed(share_N)
        if self._cart_force_N is not None:
            force_N = force_N + self._cart_force_N
        self._integrate(force_N)
        self._cart_force_N = self._tip_force_N = None
        self.steps += _ONE
        outside = np.abs(self.state[::2]) > _LIMITS
        terminated_N, truncated_N = outside[0] | outside[1], self.steps >= self._last_step
        reward_N, info = self._reward.copy(), {}
        if self._overseer is not None:
            info = {OWN_REWARD: reward_N}
            reward_N = self._overseer.pay(self.state, reward_N, terminated_N | truncated_N)
        return self.observe(), reward_N, terminated_N, truncated_N, info

    def _action_space(self) -> spaces.Space[Any]:
        """Left (0) or right (1)."""
        return spaces.Discrete(2)

    def _commanded(self, actions: NDArray[Any]) -> Float64:
        """Which part of the greatest push to the right each environment's action asks for."""
        share_N: Float64 = _PUSHES[actions]
        return share_N

    def _pushed(self, share_N: Float64) -> Float64:
        """Newtons to the right that arrive at each cart."""
        if self._drive is not None:
            share_N = self._drive.pass_on(share_N)
        if self._constants.motor is not None:
            share_N = share_N * self._constants.motor
        return self._constants.force * share_N

    def _checked(self, physics: Physics | Sequence[Physics]) -> Physics | tuple[Physics, ...]:
        if isinstance(physics, Physics):
            return physics
        if len(physics) != self.num_envs:
            raise ValueError(f"{len(physics)} physics for {self.num_envs} environments")
        return tuple(physics)

    def _draw(self, mask: Any) -> None:
        """Draw how far each new episode's physics differs: exponents of the spreads, and shares of the amounts."""
        drawn_QN = np.repeat(_NOTHING_Q[:, None], self.num_envs, axis=1)
        drawn_QN[:_FIRST] = self.np_random.uniform(-1.0, 1.0, (_FIRST, self.num_envs))
        if any(getattr(self._ranges, each.name) != each.no_spread for each in TABLE[_FIRST:]):
            drawn_QN[_FIRST:] = self.np_random.uniform(-1.0, 1.0, (len(TABLE) - _FIRST, self.num_envs))
        self._drawn_QN[:, mask] = drawn_QN[:, mask]

    def _derive(self) -> None:
        """Put the physics, and what episodes have drawn, into the equations' quantities."""
        physics = self._physics
        if isinstance(physics, Physics):
            chosen = np.array(tuple(physics))
        else:
            chosen = np.array([tuple(each) for each in physics]).T
        if not self._ranges.any:
            self._value_QN = chosen.reshape(len(QUANTITIES), -1)
            self._set(_Constants.of(chosen))
            return
        value_QN = np.broadcast_to(chosen.reshape(len(QUANTITIES), -1), self._drawn_QN.shape).copy()
        for row, each in enumerate(TABLE):
            spread, drawn_N = getattr(self._ranges, each.name), self._drawn_QN[row]
            if each.kind is Kind.FACTOR:
                value_QN[row] = np.clip(value_QN[row] * np.power(spread, drawn_N), each.low, each.high)
            elif each.kind is Kind.SHARE:
                value_QN[row] = np.clip(value_QN[row] + spread * drawn_N, each.low, each.high)
            elif each.kind is Kind.STEPS:
                value_QN[row] = np.minimum(value_QN[row] + np.floor((spread + 1) * (drawn_N + 1) / 2), each.high)
            else:
                value_QN[row] = np.minimum(value_QN[row] + spread * (drawn_N + 1) / 2, each.high)
        self._value_QN = value_QN
        self._set(_Constants.of(value_QN))

    def _set(self, constants: _Constants) -> None:
        self._constants = constants
        if constants.delay is None and constants.backlash is None:
            self._drive = None
            return
        if self._drive is not None:
            self._drive.set(constants.delay, constants.backlash)
            return
        self._drive = Drive(self.num_envs)
        self._drive.set(constants.delay, constants.backlash)
        self._drive.reset(slice(None))

    def _integrate(self, force_N: Float64) -> None:
        """One Euler step. In-place operations, in Gymnasium's order: each one rounds as it does there."""
        physics = self._constants
        _, x_dot, theta, theta_dot = self.state
        cos, sin = np.cos(theta), np.sin(theta)
        temp = np.square(theta_dot)
        temp *= physics.mass_length
        temp *= sin
        temp += force_N
        if physics.friction is not None:
            temp -= physics.friction * x_dot
        temp /= physics.total_mass
        inertia = np.square(cos)
        inertia *= physics.pole_mass
        inertia /= physics.total_mass
        np.subtract(_FOUR_THIRDS, inertia, out=inertia)
        inertia *= physics.half_length
        sin *= physics.gravity
        sin -= cos * temp
        if self._tip_force_N is not None:
            sin += 2.0 * self._tip_force_N * cos / physics.pole_mass
        theta_acc = np.divide(sin, inertia, out=sin)
        cos *= physics.mass_length * theta_acc
        cos /= physics.total_mass
        change = self._change
        change[0] = x_dot
        np.subtract(temp, cos, out=change[1])
        change[2] = theta_dot
        change[3] = theta_acc
        change *= _TIME_STEP
        self.state += change


class ContinuousCartPoleVectorEnv(CartPoleVectorEnv):
    """The same carts, pushed with any force: one action in [−1, 1], in parts of the greatest force."""

    def _action_space(self) -> spaces.Space[Any]:
        return spaces.Box(-1.0, 1.0, (1,), np.float32)

    def _commanded(self, actions: NDArray[Any]) -> Float64:
        share_N: Float64 = np.clip(actions[:, 0].astype(np.float64), -1.0, 1.0)
        return share_N
