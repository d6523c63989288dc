"""The challenge "adaptation": the motor is reversed in the middle of an episode, and who learned of it in one fall?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.adapting.changes import HELD_OUT, NAMED
from pg_desktop.learning.adapting.comparing import compare
from pg_desktop.learning.adapting.scores import Score, Who, without_help
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.run import Run
from pg_desktop.storage.presets import load_presets

POLICY: Final = "challenge-adaptation"
RANDOMISED: Final = "challenge-adaptation-randomised"
"""Presets of the two policies."""
_TRAINING_SHARES: Final = (0.1, 0.4)
"""Which part of everything is done when the one, and the other policy is trained."""


def protocol(seed: int, stop: Callable[[], bool], progress: Callable[[float], None]) -> dict[str, float]:
    """Train both policies, let every change come, and return how long each of the four stood.

    Args:
        seed: of training, and of the episodes.
        stop: asked often.
        progress: told which part is done, in [0, 1].

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    policy = trained(POLICY, seed, stop)
    progress(_TRAINING_SHARES[0])
    randomised = trained(RANDOMISED, seed, stop)
    begun = _TRAINING_SHARES[1]
    progress(begun)
    scores = compare(
        policy,
        randomised,
        (*NAMED, *HELD_OUT),
        seed=seed,
        stop=stop,
        progress=lambda share: progress(begun + (1 - begun) * share),
    )
    return figures(scores)


def figures(scores: tuple[Score, ...]) -> dict[str, float]:
    """Scores as numbers by name: `{change}_{who}`, and in how many held-out changes adapting was no help."""
    found = {f"{score.change}_{who}": getattr(score, who) for score in scores for who in Who}
    found["reversed_known_after"] = next(score.told_after for score in scores if score.change == NAMED[0].id)
    held_out = {each.id for each in HELD_OUT}
    found["held_out_without_help"] = float(without_help(tuple(each for each in scores if each.change in held_out)))
    return found


def trained(preset: str, seed: int, stop: Callable[[], bool]) -> Policy:
    """The policy of a preset, trained until it is solved or its own limit is reached, whichever comes first.

    Args:
        preset: its id; it must have a limit.
        seed: of everything random.
        stop: asked often.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    settings = next(each for each in load_presets() if each.id == preset).apply(Settings())
    run = Run.begin(settings.changed({"seed": seed}))
    try:
        while run.limit_reached() is None:
            run.advance(stop)
        return run.policy()
    finally:
        run.close()
