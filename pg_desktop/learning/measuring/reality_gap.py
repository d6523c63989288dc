"""How much of a policy's score in the simulator is lost in a sealed physics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pg_desktop.learning.acting.policy import ActionMode, Policy
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.game import Progress, variations_or_say_why
from pg_desktop.learning.measuring.reality_reading import RealityGap, Score
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World

GAP_EPISODES: Final = 100
"""Episodes that are played in the simulator, and as many in reality."""


def score(
    policy: Policy,
    world: World,
    variation: Variation,
    *,
    episodes: int = GAP_EPISODES,
    seed: int = 0,
    stop: Callable[[], bool] = never,
) -> Score:
    """What a policy scores that acts as it learned to, by chance.

    Args:
        policy: who plays.
        world: one whose physics can be changed.
        variation: in which physics.
        episodes: how many; at least 1.
        seed: fixes starting states and sampled actions.
        stop: asked before every step; True abandons it.

    Raises:
        UserError: if the policy does not fit the world.
        RolloutStoppedError: when `stop` said so.
    """
    found = evaluate(
        policy, world, episodes=episodes, seed=seed, mode=ActionMode.SAMPLED, variation=variation, stop=stop
    )
    return Score(found.mean_return, *found.ci95)


def measure_gap(
    policy: Policy,
    world: World,
    reality: int,
    simulator: Variation,
    *,
    episodes: int = GAP_EPISODES,
    seed: int = 0,
    update: int = 0,
    spent: int = 0,
    stop: Callable[[], bool] = never,
    progress: Progress | None = None,
) -> RealityGap:
    """Play in the simulator and in reality.

    Args:
        policy: who plays.
        world: one whose physics can be changed.
        reality: the number of the sealed physics.
        simulator: the physics that the policy's makers know.
        episodes: in each; at least 1.
        seed: fixes starting states and sampled actions.
        update: updates that the policy has had, to be noted.
        spent: training episodes that it has had in reality, to be noted.
        stop: asked before every step; True abandons it.
        progress: told which part is done, in [0, 1].

    Raises:
        UserError: if the world's physics cannot be changed or the policy does not fit it.
        RolloutStoppedError: when `stop` said so.
    """
    variations = variations_or_say_why(world)
    scores = []
    for share, variation in ((0.5, simulator), (1.0, variations.reality(reality))):
        scores.append(score(policy, world, variation, episodes=episodes, seed=seed, stop=stop))
        if progress is not None:
            progress(share)
    return RealityGap(
        update=update,
        reality=reality,
        spent=spent,
        simulator=scores[0],
        real=scores[1],
        episodes=episodes,
        highest=variations.highest_return(world),
    )
