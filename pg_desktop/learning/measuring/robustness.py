"""How much a policy stands: pushes that it was not trained for, and other physics than its own.

Everything here plays in environments of its own, as one batch, and touches nothing of a training run.

Shape suffixes: Y rows and X columns of a map, E episodes a cell, N all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.episodes import Episodes
from pg_desktop.learning.acting.policy import ActionMode, Policy, acting_may_overflow
from pg_desktop.learning.acting.rollout import RolloutStoppedError, never
from pg_desktop.learning.measuring.evaluation import require_fit
from pg_desktop.learning.measuring.measurements import PushTest, Rows, TransferMap
from pg_desktop.learning.worlds.cart_pole.physics import FACTOR_HIGH, FACTOR_LOW, Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.vector_env import TIME_STEP, CartPoleVectorEnv
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

Float64 = NDArray[np.float64]
Progress = Callable[[float], None]

PUSH_STRENGTHS: Final = tuple(round(0.01 * step, 2) for step in range(-8, 9))
"""Impulses on the pole's tip, N s to the right. 0.03 sets a pole of Gymnasium's turning at about 1 rad/s."""
PUSH_ANGLES: Final = tuple(float(degrees) for degrees in range(-8, 9, 2))
"""Angles of the pole at the moment of the push, degrees to the right."""
PUSH_EPISODES: Final = 32
SETTLE_STEPS: Final = 25
"""Env steps for which the policy balances before the push."""
SURVIVE_STEPS: Final = 200
"""Env steps for which the pole must stay up after it."""

MAP_CELLS: Final = 15
MAP_EPISODES: Final = 16


def map_values(cells: int = MAP_CELLS) -> tuple[float, ...]:
    """Factors from ¼ to 4, evenly spaced by their logarithms."""
    return tuple(float(value) for value in np.geomspace(FACTOR_LOW, FACTOR_HIGH, cells))


def transfer_map(
    policy: Policy,
    world: World,
    *,
    x: str = "gravity",
    y: str = "pole_length",
    values: Sequence[float] | None = None,
    physics: Physics = Physics(),  # noqa: B008 (frozen)
    episodes: int = MAP_EPISODES,
    seed: int = 0,
    mode: ActionMode = ActionMode.SAMPLED,
    update: int = 0,
    stop: Callable[[], bool] = never,
    progress: Progress | None = None,
) -> TransferMap:
    """Play in every combination of two quantities.

    Args:
        policy: who plays.
        world: one whose physics can be changed.
        x: the quantity of the columns, one of `physics.FACTORS`.
        y: the quantity of the rows.
        values: factors for both; `map_values()` if None.
        physics: everything else.
        episodes: in each cell; at least 1.
        seed: fixes starting states and sampled actions.
        mode: how the policy acts.
        update: updates that the policy has had, to be noted.
        stop: asked before every step; True abandons the map.
        progress: told which part is done, in [0, 1].

    Raises:
        UserError: if the world's physics cannot be changed or the policy does not fit it.
        RolloutStoppedError: when `stop` said so.
    """
    factors = tuple(map_values() if values is None else values)
    cells = [replace(physics, **{y: of_row, x: of_column}) for of_row in factors for of_column in factors]
    game = _Game(policy, world, [cell for cell in cells for _ in range(episodes)], seed, mode)
    for step in range(world.max_episode_steps):
        if not game.going:
            break
        game.step(stop)
        if progress is not None and step % 10 == 0:
            progress(step / world.max_episode_steps)
    size = len(factors)
    return TransferMap(
        update=update,
        physics=physics,
        x=x,
        y=y,
        x_values=factors,
        y_values=factors,
        mean_return=_rows(game.returns_N.reshape(size, size, episodes).mean(-1)),
        highest=float(world.max_episode_steps),  # every step of a cart-pole is worth 1
        episodes=episodes,
    )


def push_test(
    policy: Policy,
    world: World,
    *,
    physics: Physics = Physics(),  # noqa: B008 (frozen)
    episodes: int = PUSH_EPISODES,
    seed: int = 0,
    mode: ActionMode = ActionMode.SAMPLED,
    update: int = 0,
    stop: Callable[[], bool] = never,
    progress: Progress | None = None,
) -> PushTest:
    """Push the pole's tip while it leans, and see whether the policy catches it.

    The policy balances for half a second; then the pole is set to the angle of its row, gets the impulse of its column
    and must not fall, nor the cart leave the track, for four seconds.

    Args:
        policy: who balances.
        world: one whose physics can be changed.
        physics: its physics.
        episodes: in each cell; at least 1.
        seed: fixes starting states and sampled actions.
        mode: how the policy acts.
        update: updates that the policy has had, to be noted.
        stop: asked before every step; True abandons the test.
        progress: told which part is done, in [0, 1].

    Raises:
        UserError: if the world's physics cannot be changed or the policy does not fit it.
        RolloutStoppedError: when `stop` said so.
    """
    shape = len(PUSH_ANGLES), len(PUSH_STRENGTHS), episodes
    angle_N = np.broadcast_to(np.radians(PUSH_ANGLES)[:, None, None], shape).reshape(-1)
    strength_N = np.broadcast_to(np.array(PUSH_STRENGTHS)[None, :, None], shape).reshape(-1)
    game = _Game(policy, world, [physics] * len(angle_N), seed, mode)
    total = SETTLE_STEPS + SURVIVE_STEPS
    for step in range(total):
        if step == SETTLE_STEPS:
            game.set_angle(angle_N)
            game.push(strength_N / TIME_STEP)
        game.step(stop)
        if progress is not None and step % 10 == 0:
            progress(step / total)
    return PushTest(
        update=update,
        physics=physics,
        strengths=PUSH_STRENGTHS,
        angles=PUSH_ANGLES,
        survival=_rows(game.going_N.reshape(shape).mean(-1)),
        episodes=episodes,
    )


def _rows(cells_YX: Float64) -> Rows:
    return tuple(tuple(row) for row in cells_YX.tolist())


class _Game:
    """Many episodes at once, of which those that are over cost little more."""

    def __init__(self, policy: Policy, world: World, physics_N: Sequence[Physics], seed: int, mode: ActionMode) -> None:
        require_fit(policy, world)
        env = world.vector_env(len(physics_N))
        if not isinstance(env, CartPoleVectorEnv):
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "The physics of {environment} cannot be changed; that of a cart-pole can."),
                environment=world.name,
            )
        self._env = env
        rng = np.random.default_rng(seed)
        self._episodes = Episodes(
            env,
            PolicyActor(policy, mode, rng, at_once=1),
            int(rng.integers(2**31)),
            options={"physics": physics_N, "ranges": PhysicsRanges()},
            only_where_going=True,
        )
        self.returns_N = np.zeros(len(physics_N))

    @property
    def going_N(self) -> NDArray[np.bool_]:
        """Which episodes still are."""
        return self._episodes.going_N

    @property
    def going(self) -> bool:
        """Whether any episode still is."""
        return self._episodes.going

    def set_angle(self, angle_N: Float64) -> None:
        """Set the poles' angles, radians, and let the policy see them."""
        self._env.state[2] = angle_N
        self._episodes.obs_NO = self._env.observe()

    def push(self, tip_force_N: Float64) -> None:
        """Let newtons act on the poles' tips during the next step."""
        self._env.disturb(tip_force_N=tip_force_N)

    def step(self, stop: Callable[[], bool]) -> None:
        """Let every policy act once."""
        if stop():
            raise RolloutStoppedError
        with acting_may_overflow():
            step = self._episodes.step()
        self.returns_N += np.where(step.going_N, step.reward_N, 0.0)
