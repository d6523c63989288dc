"""How many of a player's moves are best, in positions of which it is known and in which a move can be wrong.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from pg_desktop.learning.games.game import GameEntry, Player
from pg_desktop.learning.games.players import best_moves
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.games.truth.table import Table

_POSITIONS: Final = 2000
"""Of a game that is wholly known, at the most."""
_SEED: Final = 2016


class Questions(NamedTuple):
    """Positions, and which moves are best there.

    Attributes:
        positions: in which not every move is best.
        best_NA: bool.
    """

    positions: Positions
    best_NA: Bool


def optimal_moves(entry: GameEntry, player: Player) -> float | None:
    """The share of positions in which a player makes a best move; None where nobody knows the best moves.

    Args:
        entry: what is played.
        player: who. What it draws at random are always the same numbers.
    """
    questions = questions_of(entry.id)
    if questions is None:
        return None
    action_N = player.choose(questions.positions, np.random.default_rng(_SEED))
    return float(questions.best_NA[np.arange(len(action_N)), action_N].mean())


@cache
def questions_of(game_id: str) -> Questions | None:
    """The positions by which players of a game are measured; None where nobody knows the best moves."""
    entry = game_entry(game_id)
    truth = truth_of(entry)
    if not isinstance(truth, Table):
        return None
    positions = truth.positions()
    value_NA = truth.action_values(positions)
    best_NA, legal_NA = best_moves(value_NA), entry.rules().legal(positions)
    can_err_N = np.flatnonzero(best_NA.sum(1) < legal_NA.sum(1))
    if len(can_err_N) > _POSITIONS:
        can_err_N = np.random.default_rng(_SEED).choice(can_err_N, _POSITIONS, replace=False)
    return Questions(positions[can_err_N], best_NA[can_err_N])
