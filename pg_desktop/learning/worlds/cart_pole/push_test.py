"""How well a policy catches a pole that was pushed while it leaned.

Everything here plays in environments of its own, as one batch, and touches nothing of a training run.

Shape suffixes: N all episodes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

import numpy as np

from pg_desktop.learning.acting.policy import ActionMode, Policy
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.measuring.game import Game, Progress, rows, variations_or_say_why
from pg_desktop.learning.measuring.measurements import PushTest
from pg_desktop.learning.worlds.cart_pole.limits import TEST_SURVIVE_STEPS, TIME_STEP
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.variations import CartPoleVariations
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

PUSH_STRENGTHS: Final = tuple(round(0.01 * step, 2) for step in range(-8, 9))
"""Impulses on the pole's tip, N s to the right. 0.03 sets a pole of Gymnasium's turning at about 1 rad/s."""
PUSH_ANGLES: Final = tuple(float(degrees) for degrees in range(-8, 9, 2))
"""Angles of the pole at the moment of the push, degrees to the right."""
PUSH_EPISODES: Final = 32
SETTLE_STEPS: Final = 25
"""Env steps for which the policy balances before the push."""


def push_test(
    policy: Policy,
    world: World,
    *,
    variation: Variation | None = None,
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
        variation: its physics; its own if None.
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
    if not isinstance(variations_or_say_why(world), CartPoleVariations):
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "There is nothing to push in {environment}; the pole of a cart-pole can be."),
            environment=world.name,
        )
    shape = len(PUSH_ANGLES), len(PUSH_STRENGTHS), episodes
    angle_N = np.broadcast_to(np.radians(PUSH_ANGLES)[:, None, None], shape).reshape(-1)
    strength_N = np.broadcast_to(np.array(PUSH_STRENGTHS)[None, :, None], shape).reshape(-1)
    variation = Physics() if variation is None else variation
    game = Game(policy, world, [variation] * len(angle_N), seed, mode)
    env = cast(CartPoleVectorEnv, game.env)
    total = SETTLE_STEPS + TEST_SURVIVE_STEPS
    for step in range(total):
        if step == SETTLE_STEPS:
            env.state[2] = angle_N
            game.see(env.observe())
            env.disturb(tip_force_N=strength_N / TIME_STEP)
        game.step(stop)
        if progress is not None and step % 10 == 0:
            progress(step / total)
    return PushTest(
        update=update,
        variation=variation,
        strengths=PUSH_STRENGTHS,
        angles=PUSH_ANGLES,
        survival=rows(game.going_N.reshape(shape).mean(-1)),
        episodes=episodes,
    )
