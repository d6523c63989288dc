"""What is measured of a policy now and then while it learns, by random numbers of its own.

An exam changes nothing about the run: the same exam at the same update says the same, whatever else was drawn.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import GameEntry
from pg_desktop.learning.games.matches import play_match
from pg_desktop.learning.games.players import PolicyPlayer, TruthPlayer
from pg_desktop.learning.games.table import WHOLLY_KNOWN
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.measuring.optimal_moves import optimal_moves

_GAMES: Final = 200
"""In each match of an exam."""
_FROM_THE_START: Final = (0, 0)
"""Random moves before a game against perfect play: with any, it might be lost before the policy moves."""


@dataclass(frozen=True)
class Occasion:
    """Which exam it is.

    Attributes:
        seed: of the run.
        update: after which it takes place.
    """

    seed: int
    update: int

    def rng(self, number: int) -> np.random.Generator:
        """The random numbers of one of its parts."""
        return np.random.default_rng([self.seed, self.update, number])


def examined(
    entry: GameEntry, policy: Policy, teacher: Policy | None, occasion: Occasion, stop: Callable[[], bool]
) -> dict[str, float]:
    """Examine a policy.

    Args:
        entry: what is played.
        policy: whom.
        teacher: what it began as; None where that says nothing.
        occasion: which exam it is.
        stop: asked all the time.

    Returns:
        What was measured, by the keys of the table of metrics.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    found = {} if teacher is None else _against(entry, policy, teacher, occasion, stop)
    share = optimal_moves(entry, PolicyPlayer(entry.rules(), policy, 0.0))
    if share is not None:
        found["optimal_moves"] = share
    truth = truth_of(entry)
    if truth is not None and entry.id in WHOLLY_KNOWN:
        game = entry.rules()
        greedy, perfect = PolicyPlayer(game, policy, 0.0), TruthPlayer(game, truth)
        result = play_match(game, greedy, perfect, _GAMES, occasion.rng(0), opening_plies=_FROM_THE_START, stop=stop)
        found["not_lost"] = 1 - result.losses / result.games
    return found


def _against(
    entry: GameEntry, policy: Policy, teacher: Policy, occasion: Occasion, stop: Callable[[], bool]
) -> dict[str, float]:
    """Points a game against what it began as, with moves drawn and with the likeliest."""
    game, found = entry.rules(), {}
    for number, (key, temperature) in enumerate((("against_teacher", 1.0), ("against_teacher_greedy", 0.0)), start=1):
        own, other = PolicyPlayer(game, policy, temperature), PolicyPlayer(game, teacher, temperature)
        found[key] = play_match(game, own, other, _GAMES, occasion.rng(number), stop=stop).score
    return found
