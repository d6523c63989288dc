"""How good a clone is: what is known of it before anything else is done with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.algorithms.imitation.cloning import Imitated
from pg_desktop.learning.algorithms.imitation.facts import CloneFacts, Way
from pg_desktop.learning.demonstrations.demonstration import Demonstration, PlayedBy, mean_score
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World

_EPISODES: Final = 50
_SEED: Final = 10_000
"""Added to the seed, so that a clone is not judged by the starting states that it was shown."""


def judged(
    clone: Imitated,
    demonstrations: Sequence[Demonstration],
    world: World,
    *,
    way: Way,
    seed: int,
    episodes: int = _EPISODES,
    variation: Variation | None = None,
    stop: Callable[[], bool] = never,
) -> CloneFacts:
    """Let a clone play.

    Args:
        clone: it.
        demonstrations: what it was made from.
        world: where.
        way: how it was made.
        seed: of what it plays.
        episodes: that it plays in each of both modes.
        variation: the world's physics, where it can be changed; its own if None.
        stop: asked before every env step.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    policy = clone.policy()
    sampled, greedy = (
        evaluate(policy, world, episodes=episodes, seed=_SEED + seed, mode=mode, variation=variation, stop=stop)
        for mode in (ActionMode.SAMPLED, ActionMode.GREEDY)
    )
    shown = [each for each in demonstrations if not each.about.policy_drove]
    low, high = sampled.ci95
    return CloneFacts(
        way=way,
        episodes=len(demonstrations),
        labels=sum(each.labels for each in demonstrations),
        human=sum(each.about.by is not PlayedBy.SCRIPTED for each in demonstrations),
        speed=min(each.about.speed for each in demonstrations),
        shown_score=mean_score(shown) if shown else math.nan,
        passes=clone.passes,
        loss=clone.loss,
        score=sampled.mean_return,
        half_width=(high - low) / 2,
        greedy_score=greedy.mean_return,
    )
