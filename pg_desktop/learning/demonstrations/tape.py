"""An episode that was shown as a tape, to be looked at again beside what a policy makes of it.

Shape suffixes: S moments of the episode, K parameters of a distribution.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.acting.playback import Moment
from pg_desktop.learning.acting.policy import Policy, acting_may_overflow
from pg_desktop.learning.algorithms.imitation.lesson import as_drawn
from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.explaining.tape import Tape
from pg_desktop.learning.worlds.world import World


def tape_of_demonstration(shown: Demonstration, world: World, policy: Policy) -> Tape:
    """Its moments, one for each step and one after the end.

    Args:
        shown: the episode.
        world: where it was shown.
        policy: what π(·|s) is told of; of the same world.
    """
    distribution = policy.architecture.distribution
    drawn_L = as_drawn(distribution, shown.action_L)
    earned_S = np.concatenate([[0.0], shown.reward_L.cumsum()])
    obs_SO = np.concatenate([shown.obs_LO, shown.final_obs_O[None]])
    with acting_may_overflow():
        parameters_SK = policy.outputs(obs_SO).copy()
    moments = []
    for step, obs_O in enumerate(obs_SO):
        going = step < shown.length
        moments.append(
            Moment(
                obs_O,
                # Of a world whose inner state is drawn, that is what is seen.
                None if world.variations is None else obs_O.astype(np.float64),
                step,
                float(earned_S[step]),
                drawn_L[step] if going else None,
                shown.action_L[step] if going else None,
                distribution,
                parameters_SK[step],
                terminated=not going and shown.about.terminated,
                truncated=not going and not shown.about.terminated,
            )
        )
    return Tape(None, world, 0, tuple(moments), None, shown.about.seed if shown.about.seed >= 0 else None)
