"""Demonstrations: show MountainCar the hill once, let REINFORCE go on from there, and see what imitation alone does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Final

import numpy as np

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.imitation.cloning import Diligence, imitated
from pg_desktop.learning.algorithms.imitation.dagger import dagger, with_few_labels
from pg_desktop.learning.algorithms.imitation.facts import Way
from pg_desktop.learning.algorithms.imitation.judging import judged
from pg_desktop.learning.algorithms.reinforce.reinforce import ReinforceState
from pg_desktop.learning.demonstrations.demonstration import Demonstration, mean_score
from pg_desktop.learning.demonstrations.player import AT_LEISURE
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.runs.run import Run
from pg_desktop.storage.presets import load_presets

Stop = Callable[[], bool]
Progress = Callable[[float], None]

_EPISODES: Final = 100
"""That each policy is judged by."""
_FROM_NOTHING_STEPS: Final = 200_000
_AFTER_STEPS: Final = 130_000
_LABELS: Final = 40
_ROUNDS: Final = 4
"""In which DAgger asks for its labels, the first of them from the player's own episode."""
_PAIRS: Final = 10
_QUICK: Final = Diligence(value_steps=0, steps=800)
_T_97_5: Final = 2.262
"""The 97.5 % quantile of Student's distribution with 9 degrees of freedom."""


def protocol(seed: int, stop: Stop, progress: Progress) -> Mapping[str, float]:
    """See `challenges.table`: all figures with one seed."""
    return {
        **_mountain_car(seed, stop, lambda share: progress(0.6 * share)),
        **_clone("cart_pole", "challenge-demonstrations-cart-pole", 5, 0.25, seed, stop),
        **_clone("lander", "challenge-demonstrations-lander", 20, 0.125, seed, stop),
        **_forty(seed, stop, lambda share: progress(0.7 + 0.3 * share)),
    }


def _mountain_car(seed: int, stop: Stop, progress: Progress) -> dict[str, float]:
    settings = _settings("challenge-demonstrations", seed)
    world = make_world(settings.environment)
    from_nothing, _ = _trained(settings, None, _FROM_NOTHING_STEPS, stop, lambda share: progress(0.6 * share))
    shown = _one_that_arrives(world, seed, stop)
    clone = imitated(settings, world, shown, seed=seed, stop=stop)
    facts = judged(clone, shown, world, way=Way.CLONING, episodes=_EPISODES, seed=seed, stop=stop)
    after, policy = _trained(settings, clone.state, _AFTER_STEPS, stop, lambda share: progress(0.6 + 0.4 * share))
    reached = _score(policy, world, seed, stop)
    return {
        "from_nothing": from_nothing,
        "mountain_clone": facts.score,
        "mountain_after": reached,
        "mountain_shown": mean_score(shown),
        "mountain_clone_greedy": facts.greedy_score,
        "mountain_training_after": after,
        "mountain_worse_than_clone": float(facts.is_better_than(reached)),
    }


def _one_that_arrives(world: World, seed: int, stop: Stop) -> list[Demonstration]:
    """An episode at half speed in which the flag is reached: nobody shows one that fails."""
    for attempt in range(100):
        shown = record(world, episodes=1, speed=0.5, seed=1000 * seed + attempt, stop=stop)
        if shown[0].about.terminated:
            return shown
    return shown


def _trained(
    settings: Settings, start: ReinforceState | None, env_steps: int, stop: Stop, progress: Progress
) -> tuple[float, Policy]:
    """The mean return of the last 100 episodes within so many env steps of REINFORCE, and its policy then."""
    with closing(Run.begin(settings, start=start)) as run:
        longest = 0
        while run.history.env_steps + longest <= env_steps:
            before = run.history.env_steps
            run.advance(stop)
            longest = max(longest, run.history.env_steps - before)
            progress(min(1.0, run.history.env_steps / env_steps))
        return run.history.mean_return() or math.nan, run.policy()


def _clone(key: str, preset: str, episodes: int, speed: float, seed: int, stop: Stop) -> dict[str, float]:
    settings = _settings(preset, seed)
    world = make_world(settings.environment)
    shown = record(world, episodes=episodes, speed=speed, seed=seed, stop=stop)
    clone = imitated(settings, world, shown, seed=seed, stop=stop)
    return {f"{key}_clone": _score(clone.policy(), world, seed, stop), f"{key}_shown": mean_score(shown)}


def _forty(seed: int, stop: Stop, progress: Progress) -> dict[str, float]:
    """Cloning and DAgger with as few labels, given at leisure, in pairs that begin with the same weights."""
    settings = _settings("challenge-demonstrations-cart-pole", seed)
    world = make_world(settings.environment)
    cloned, with_dagger = [], []
    for pair in range(_PAIRS):
        own = 1000 * seed + pair
        rng = np.random.default_rng(own)
        drive = record(world, episodes=1, speed=1.0, seed=own, habits=AT_LEISURE, stop=stop)
        forty = with_few_labels(drive, _LABELS, rng)
        clone = imitated(settings, world, forty, seed=own, diligence=_QUICK, stop=stop)
        each = _LABELS // _ROUNDS
        first = with_few_labels(drive, each, rng)
        other, _ = dagger(
            settings, world, first, rounds=_ROUNDS - 1, episodes=1, labels=each, seed=own, diligence=_QUICK, stop=stop
        )
        cloned.append(_score(clone.policy(), world, own, stop))
        with_dagger.append(_score(other.policy(), world, own, stop))
        progress((pair + 1) / _PAIRS)
    gain, half = _interval(np.subtract(with_dagger, cloned).tolist())
    return {
        "cloning_at_40_labels": float(np.mean(cloned)),
        "dagger_at_40_labels": float(np.mean(with_dagger)),
        "dagger_gain": gain,
        "dagger_gain_from": gain - half,
        "dagger_gain_to": gain + half,
    }


def _interval(differences: Sequence[float]) -> tuple[float, float]:
    """The mean of as many differences as there are pairs, and the half width of its 95 % interval."""
    spread = float(np.std(differences, ddof=1))
    return float(np.mean(differences)), _T_97_5 * spread / math.sqrt(len(differences))


def _score(policy: Policy, world: World, seed: int, stop: Stop) -> float:
    """With sampled actions, as training plays."""
    played = evaluate(policy, world, episodes=_EPISODES, seed=10_000 + seed, mode=ActionMode.SAMPLED, stop=stop)
    return played.mean_return


def _settings(preset: str, seed: int) -> Settings:
    chosen = next(each for each in load_presets() if each.id == preset)
    return chosen.apply(Settings()).changed({"seed": seed})
