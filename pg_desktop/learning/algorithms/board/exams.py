"""What is measured of a policy now and then while it learns, by random numbers of its own.

An exam changes nothing about the run: the same exam at the same update says the same, whatever else was drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import GameEntry
from pg_desktop.learning.games.matches import play_match
from pg_desktop.learning.games.players import PolicyPlayer

_GAMES: Final = 200
"""In each match of an exam."""


def examined(
    entry: GameEntry, policy: Policy, teacher: Policy | None, seed: tuple[int, int], stop: Callable[[], bool]
) -> dict[str, float]:
    """Examine a policy.

    Args:
        entry: what is played.
        policy: whom.
        teacher: what it began as; None where that says nothing.
        seed: of the random numbers.
        stop: asked all the time.

    Returns:
        What was measured, by the keys of the table of metrics.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    found: dict[str, float] = {}
    game = entry.rules()
    if teacher is not None:
        for key, temperature in (("against_teacher", 1.0), ("against_teacher_greedy", 0.0)):
            players = (PolicyPlayer(game, each, temperature) for each in (policy, teacher))
            rng = np.random.default_rng([*seed, len(found)])
            found[key] = play_match(game, *players, _GAMES, rng, stop=stop).score
    return found
