"""What AlphaZero remembers of positions: what was seen, how often a search made each move, and what it is worth.

A row has what was seen, eight numbers that are 0 or 1 in each of its own, then the moves' shares, then the value.

Shape suffixes: B positions, A actions.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.algorithms.board.lessons import Shares
from pg_desktop.learning.algorithms.rows import RowBuffer, RowsState


class Memory(RowBuffer):
    """Positions to learn from. Made, used and dropped in one thread."""

    def __init__(self, observed: int, actions: int) -> None:
        """Begin empty.

        Args:
            observed: numbers that are seen of a position, each 0 or 1.
            actions: moves of the game.
        """
        super().__init__(row_width(observed, actions))
        self._observed, self._seen = observed, -(-observed // 8)

    def add(self, shares: Shares) -> None:
        """Remember positions."""
        seen = np.packbits(shares.obs_BF > 0.5, 1).astype(np.float32)
        self.append_rows(np.concatenate([seen, shares.share_BA, shares.target_B[:, None]], 1))

    def drawn(self, count: int, capacity: int, rng: np.random.Generator) -> Shares:
        """Draw from the latest `capacity` positions, with replacement; see `RowBuffer.drawn_rows`."""
        rows = self.drawn_rows(count, capacity, rng)
        packed = rows[:, : self._seen].astype(np.uint8)
        obs_BF = np.unpackbits(packed, 1, count=self._observed).astype(np.float32)
        return Shares(obs_BF, rows[:, self._seen : -1], rows[:, -1])


def row_width(observed: int, actions: int) -> int:
    """Numbers of a row."""
    return -(-observed // 8) + actions + 1


def require_memory_of(state: RowsState, observed: int, actions: int) -> None:
    """Look whether rows can be remembered positions.

    Raises:
        ValueError: if they cannot.
    """
    seen = -(-observed // 8)
    for rows in state.parts(row_width(observed, actions)):
        bits, shares_BA, value_B = rows[:, :seen], rows[:, seen:-1], rows[:, -1]
        bytes_only = (bits >= 0).all() and (bits <= 255).all()
        if not (bytes_only and (shares_BA >= 0).all() and (shares_BA <= 1).all() and (np.abs(value_B) <= 1).all()):
            raise ValueError("no positions of this game")
