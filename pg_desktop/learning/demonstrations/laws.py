"""What a scripted player does in each world, if it saw everything at once and its hand never slipped.

None of these is the best that can be done: they are what somebody does who has understood the world. Rows are
environments, columns the numbers of an observation, in the order of the table of worlds.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32

Law = Callable[[Float32], NDArray[Any]]

NO_KEY: Final = -1
"""What a law says where it would press nothing, in a world that has no action for that."""
_PUSH: Final = np.array([0.05, 0.15, 1.0, 0.35], np.float32)
"""How much a metre, a metre a second, a radian and a radian a second ask for a push to the right."""
_CALM: Final = 0.05
"""Below this, no push is worth it. With a reaction of 200 ms, the pole stands 58 steps at 1×, 363 at ½×, 500 at ¼×."""
_TOP: Final = 5.0
"""Energy of a pendulum that stands still at the top, in units of m l²: E = ω²/6 + 5 cos θ, so that Ė = ω u."""
_NEAR_TOP: Final = 0.9
_TORQUE: Final = 2.0


def balance(obs_NO: Float32) -> NDArray[np.int64]:
    """CartPole: push to the side to which the pole falls, and a little so that the cart comes back (state feedback)."""
    return (obs_NO @ _PUSH > 0).astype(np.int64)


def tap(obs_NO: Float32) -> NDArray[np.int64]:
    """CartPole: the same, where it is worth a push."""
    push_N = obs_NO @ _PUSH
    return np.where(np.abs(push_N) < _CALM, NO_KEY, push_N > 0).astype(np.int64)


def balance_gently(obs_NO: Float32) -> Float32:
    """ContinuousCartPole: the same, as hard as it takes: (N, 1) in −1 to 1."""
    force_N1: Float32 = np.clip(4.0 * (obs_NO @ _PUSH), -1.0, 1.0).astype(np.float32)[:, None]
    return force_N1


def rock(obs_NO: Float32) -> NDArray[np.int64]:
    """MountainCar: drive to where the car is rolling, so that every swing is higher; 0 is left, 2 is right."""
    return np.where(obs_NO[:, 1] < 0, 0, 2)


def rock_gently(obs_NO: Float32) -> Float32:
    """MountainCarContinuous: the same with the whole engine: (N, 1)."""
    force_N1: Float32 = np.where(obs_NO[:, 1] < 0, -1.0, 1.0).astype(np.float32)[:, None]
    return force_N1


def swing_up(obs_NO: Float32) -> Float32:
    """Pendulum: as long as there is too little energy, push along; near the top, hold it: (N, 1) in −2 to 2.

    Åström and Furuta 2000, "Swinging up a pendulum by energy control".
    """
    cos_N, sin_N, speed_N = obs_NO.T
    missing_N = _TOP - (np.square(speed_N) / 6 + 5 * cos_N)
    along_N = np.where(speed_N == 0, 1.0, np.sign(speed_N))
    swing_N = np.clip(2.0 * missing_N, -_TORQUE, _TORQUE) * along_N
    hold_N = -(12.0 * sin_N + 3.0 * speed_N)
    torque_N = np.where(cos_N > _NEAR_TOP, hold_N, swing_N)
    torque_N1: Float32 = np.clip(torque_N, -_TORQUE, _TORQUE).astype(np.float32)[:, None]
    return torque_N1


def pump(obs_NO: Float32) -> NDArray[np.int64]:
    """Acrobot: turn the elbow to where it is turning, which adds energy, for power is torque times ω₂; 0 is −1 N m."""
    return np.where(obs_NO[:, 5] < 0, 0, 2)


def land(obs_NO: Float32) -> NDArray[np.int64]:
    """LunarLander: lean towards the flags, sink ever slower, and once a leg stands, only brake.

    After the heuristic that Gymnasium brings along as a demonstration. 0 nothing, 1 left engine (leans to the left),
    2 main engine, 3 right engine.
    """
    x_N, y_N, right_N, up_N, angle_N, turning_N, left_leg_N, right_leg_N = obs_NO.T
    wanted_lean_N = np.clip(0.5 * x_N + right_N, -0.4, 0.4)
    wanted_height_N = 0.55 * np.abs(x_N)
    lean_N = 0.5 * (wanted_lean_N - angle_N) - turning_N
    lift_N = 0.5 * (wanted_height_N - y_N) - 0.5 * up_N
    stands_N = (left_leg_N > 0) | (right_leg_N > 0)
    lean_N = np.where(stands_N, 0.0, lean_N)
    lift_N = np.where(stands_N, -0.5 * up_N, lift_N)
    turn_N = np.where(lean_N > 0.05, 1, np.where(lean_N < -0.05, 3, 0))
    return np.where((lift_N > np.abs(lean_N)) & (lift_N > 0.05), 2, turn_N)


@dataclass(frozen=True)
class Script:
    """How a world is played.

    Attributes:
        law: what is done where something is seen; it may say `NO_KEY`.
        idle: what is done as long as nothing has been seen, and where the law says `NO_KEY`. `NO_KEY` itself: the two
            actions in turn, so that they cancel out.
        decided: the law of somebody who has to answer with an action; `law` if None.
    """

    law: Law
    idle: float
    decided: Law | None = None


SCRIPTS: Final[Mapping[str, Script]] = {
    "CartPole-v1": Script(tap, NO_KEY, balance),
    "CartPole-v0": Script(tap, NO_KEY, balance),
    "ContinuousCartPole": Script(balance_gently, 0.0),
    "Acrobot-v1": Script(pump, 1),
    "MountainCar-v0": Script(rock, 1),
    "MountainCarContinuous-v0": Script(rock_gently, 0.0),
    "Pendulum-v1": Script(swing_up, 0.0),
    "LunarLander-v3": Script(land, 0),
}
"""By the id of the world; of the table's worlds, only LunarLanderContinuous has none."""
