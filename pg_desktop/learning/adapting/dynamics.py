"""What one step does to a cart and a pole of a known physics: its equations solved for what a push adds.

They are those of `cart_pole.vector_env`, and linear in the push, so that a change of velocity is that without a push
plus the push's share times its gain.

Shape suffixes: N environments, 2 the velocities of cart and pole (m/s, rad/s), 4 the state (m, m/s, rad, rad/s).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.worlds.cart_pole.limits import TIME_STEP
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.vector_env import (
    CART_MASS,
    FORCE,
    GRAVITY,
    HALF_POLE_LENGTH,
    NOISE_SCALE,
    POLE_MASS,
)

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Dynamics:
    """A physics in the equations' own quantities, SI.

    Attributes:
        gravity, pole_mass, total_mass, half_length, friction: as in the equations.
        force: newtons that a full push to the right is, less than 0 where the motor is reversed.
    """

    gravity: float
    pole_mass: float
    total_mass: float
    half_length: float
    friction: float
    force: float

    @classmethod
    def of(cls, physics: Physics) -> Self:
        """Of a physics; what lies between action and push, and the sensors' noise, is no part of it."""
        pole_mass = POLE_MASS * physics.pole_mass
        return cls(
            gravity=GRAVITY * physics.gravity,
            pole_mass=pole_mass,
            total_mass=pole_mass + CART_MASS * physics.cart_mass,
            half_length=HALF_POLE_LENGTH * physics.pole_length,
            friction=physics.friction,
            force=FORCE * physics.push_force * physics.motor,
        )

    def unpushed(self, state_N4: Float64) -> Float64:
        """How much the velocities change in a step without a push: (N, 2)."""
        _, cart_N, angle_N, pole_N = state_N4.T
        sin_N, cos_N = np.sin(angle_N), np.cos(angle_N)
        swing_N = self.pole_mass * self.half_length * np.square(pole_N) * sin_N
        temp_N = (swing_N - self.friction * cart_N) / self.total_mass
        pole_acc_N = (self.gravity * sin_N - cos_N * temp_N) / self._inertia(cos_N)
        cart_acc_N = temp_N - self._coupling * pole_acc_N * cos_N
        return TIME_STEP * np.stack([cart_acc_N, pole_acc_N], axis=-1)

    def pushed(self, state_N4: Float64) -> Float64:
        """How much more they change with a full push to the right: (N, 2)."""
        cos_N = np.cos(state_N4[:, 2])
        temp = self.force / self.total_mass
        pole_acc_N = -cos_N * temp / self._inertia(cos_N)
        cart_acc_N = temp - self._coupling * pole_acc_N * cos_N
        return TIME_STEP * np.stack([cart_acc_N, pole_acc_N], axis=-1)

    def changes(self) -> Float64:
        """Their linear part where the pole stands: (2, 4), how (cart velocity, angle, pole velocity, push) change them.

        The cart's place changes nothing, and how angle and place follow their velocities is known: by `TIME_STEP`.
        """
        inertia = float(self._inertia(np.ones(())))
        drag, fall = -self.friction / self.total_mass, self.gravity / inertia
        pole = np.array([-drag / inertia, fall, 0.0, -self.force / self.total_mass / inertia])
        cart = np.array([drag, 0.0, 0.0, self.force / self.total_mass]) - self._coupling * pole
        return TIME_STEP * np.stack([cart, pole])

    @property
    def _coupling(self) -> float:
        return self.pole_mass * self.half_length / self.total_mass

    def _inertia(self, cos_N: Float64) -> Float64:
        share_N: Float64 = 4.0 / 3.0 - self.pole_mass * np.square(cos_N) / self.total_mass
        return self.half_length * share_N


def state_space(changes_N24: Float64) -> tuple[Float64, Float64]:
    """The linear step s' = A s + B u of such changes of velocity: A (N, 4, 4) and B (N, 4)."""
    a_N44 = np.zeros((*changes_N24.shape[:-2], 4, 4))
    a_N44[...] = np.eye(4)
    a_N44[..., 0, 1] = a_N44[..., 2, 3] = TIME_STEP
    a_N44[..., 1, 1:] += changes_N24[..., 0, :3]
    a_N44[..., 3, 1:] += changes_N24[..., 1, :3]
    b_N4 = np.zeros((*changes_N24.shape[:-2], 4))
    b_N4[..., 1], b_N4[..., 3] = changes_N24[..., 0, 3], changes_N24[..., 1, 3]
    return a_N44, b_N4


def noise_std(sensor_noise: float) -> Float64:
    """Standard deviations of what is seen of the four numbers of the state, for `Physics.sensor_noise`: (4,)."""
    return sensor_noise * np.array(NOISE_SCALE)
