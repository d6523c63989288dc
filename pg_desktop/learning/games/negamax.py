"""Looking a few moves ahead, for many positions at once.

Shape suffixes: N positions, A actions, M moves of positions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.games.game import Float32, Game
from pg_desktop.learning.games.positions import Positions

Evaluate = Callable[[Positions], Float32]
"""What positions in which the game goes on seem worth to whoever is to move, float32 (N,), between −1 and 1."""

_AT_ONCE: Final = 60_000
"""Positions that are looked at together, about: more take memory and gain nothing."""

_SOONER: Final = np.float32(0.99)
"""What a value is worth a move earlier: a win that is near is better than one that is far."""


@dataclass(frozen=True)
class Negamax:
    """The value of moves when both sides play best for a number of moves, and what an estimate says afterwards.

    Attributes:
        game: its rules.
        depth: moves that are looked ahead, at least 1.
        evaluate: the estimate.
    """

    game: Game
    depth: int
    evaluate: Evaluate

    def action_values(self, positions: Positions) -> Float32:
        """What each move seems to lead to, float32 (N, A) in [−1, 1]; NaN for what is not legal."""
        value_NA = np.full((len(positions), self.game.actions), np.nan, np.float32)
        moves = max(1.0, float(self.game.legal(positions).sum(1).mean())) if len(positions) else 1.0
        rows = max(1, int(_AT_ONCE / moves**self.depth))
        for begin in range(0, len(positions), rows):
            part = positions[begin : begin + rows]
            row_M, action_M = self.game.legal(part).nonzero()
            value_NA[begin + row_M, action_M] = self._moves(part, self.depth)
        return value_NA

    def _moves(self, positions: Positions, depth: int) -> Float32:
        """The value of all legal moves, position by position, float32 (M,)."""
        row_M, action_M = self.game.legal(positions).nonzero()
        after, done_M, outcome_M = self.game.step(positions[row_M], action_M)
        going = after[~done_M]
        value_M = outcome_M.copy()
        value_M[~done_M] = -(self._values(going, depth - 1) if depth > 1 else self.evaluate(going))
        return _SOONER * value_M

    def _values(self, positions: Positions, depth: int) -> Float32:
        """The value of positions, float32 (N,)."""
        if not len(positions):
            return np.zeros(0, np.float32)
        count_N = self.game.legal(positions).sum(1)
        return np.maximum.reduceat(self._moves(positions, depth), np.concatenate([[0], count_N[:-1].cumsum()]))
