"""DAgger (Ross, Gordon, Bagnell 2011) and HG-DAgger (Kelly et al. 2019): labels where the policy itself goes.

A clone that errs comes to where nobody has shown anything, and errs more there. So the clone drives, the player tells
what to do in what comes of that, and the next clone learns from all labels so far. In HG-DAgger the player takes over
instead when it goes wrong, and only those moments become labels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.algorithms.imitation.cloning import Diligence, Imitated, imitated
from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.demonstrations.player import AT_LEISURE, Habits
from pg_desktop.learning.demonstrations.recording import told
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import World


def dagger(
    settings: Settings,
    world: World,
    demonstrations: Sequence[Demonstration],
    *,
    rounds: int,
    episodes: int,
    seed: int,
    speed: float = 1.0,
    labels: int | None = None,
    habits: Habits = AT_LEISURE,
    diligence: Diligence | None = None,
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Imitated, list[Demonstration]]:
    """Let the clone drive and the scripted player tell what to do there, round after round.

    Args:
        settings: see `imitated`.
        world: where.
        demonstrations: what was shown before.
        rounds: how often the clone drives.
        episodes: that it drives in each round.
        seed: of all that is drawn.
        speed: of the game while it drives; without a reaction time it makes no difference.
        labels: how many the player gives in each round, drawn from all steps; of every step if None.
        habits: of the player, who looks at stills and has time to think, unless said otherwise.
        diligence: see `imitated`.
        stop: see `imitated`.
        progress: told which part of all is done.

    Returns:
        The clone of all labels, and the episodes that it drove.
    """
    driven: list[Demonstration] = []
    streams = np.random.SeedSequence(seed).spawn(rounds)
    for number, stream in enumerate(streams):
        clone = imitated(settings, world, [*demonstrations, *driven], seed=seed, diligence=diligence, stop=stop)
        rng = np.random.default_rng(stream)
        actor = PolicyActor(clone.policy(), ActionMode.SAMPLED, rng)
        played = told(
            world, actor, episodes=episodes, speed=speed, seed=int(rng.integers(2**31)), habits=habits, stop=stop
        )
        driven += played if labels is None else with_few_labels(played, labels, rng)
        progress((number + 1) / (rounds + 1))
    clone = imitated(settings, world, [*demonstrations, *driven], seed=seed, diligence=diligence, stop=stop)
    return clone, driven


def with_few_labels(
    demonstrations: Sequence[Demonstration], labels: int, rng: np.random.Generator
) -> list[Demonstration]:
    """The same episodes with some of their labels, drawn from all, as if nobody had told more.

    Args:
        demonstrations: the episodes.
        labels: how many are kept; all if there are fewer.
        rng: draws them.
    """
    known = np.concatenate([each.labelled_L for each in demonstrations])
    kept = np.zeros(len(known), np.bool_)
    kept[rng.permutation(np.flatnonzero(known))[:labels]] = True
    ends = np.cumsum([each.length for each in demonstrations])
    parts = np.split(kept, ends[:-1])
    return [replace(each, labelled_L=part) for each, part in zip(demonstrations, parts, strict=True)]
