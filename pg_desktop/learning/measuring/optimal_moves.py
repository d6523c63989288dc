"""How many of a player's moves are best, in positions of which it is known and in which a move can be wrong."""

from __future__ import annotations

from typing import Final

import numpy as np

from pg_desktop.learning.games.game import GameEntry, Player
from pg_desktop.learning.games.truth.exam import exam_of, optimal_share

_SEED: Final = 2016


def optimal_moves(entry: GameEntry, player: Player) -> float | None:
    """The share of an exam's positions in which a player makes a best move; None where nobody knows the best moves.

    Args:
        entry: what is played.
        player: who. What it draws at random are always the same numbers.
    """
    exam = exam_of(entry.id)
    if exam is None:
        return None
    return optimal_share(exam, player.choose(exam.positions, np.random.default_rng(_SEED)))
