"""The nodes of search trees in flat arrays.

Shape suffixes: M nodes, N positions, A actions, X further words of a game.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.games.game import Actions
from pg_desktop.learning.games.positions import Bits, Bool, Positions

NONE: Final = -1
"""The number of a node that is not there."""


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes, or room for them.

    Attributes:
        child_MA: int64, the node after each move, or `NONE`.
        visit_MA: float32, simulations through each move.
        total_MA: float32, the sum of what they came to, for whoever makes the move.
        prior_MA: float32, see `Evaluated`.
        barred_MA: float32, 0 for legal moves, −∞ for others.
        value_M: float32, what the evaluator expects, or how the game has ended, for whoever is to move.
        over_M: where the game is over.
        mine_M: see `Positions`.
        theirs_M: see `Positions`.
        first_M: see `Positions`.
        extra_MX: see `Positions`.
    """

    child_MA: Actions
    visit_MA: Float32
    total_MA: Float32
    prior_MA: Float32
    barred_MA: Float32
    value_M: Float32
    over_M: Bool
    mine_M: Bits
    theirs_M: Bits
    first_M: Bool
    extra_MX: Bits

    @staticmethod
    def empty(room: int, actions: int, words: int) -> Nodes:
        """Room for nodes of a game with so many actions and further words."""
        of_moves, one = (room, actions), np.float32
        return Nodes(
            child_MA=np.full(of_moves, NONE, np.int64),
            **{name: np.zeros(of_moves, one) for name in ("visit_MA", "total_MA", "prior_MA", "barred_MA")},
            value_M=np.zeros(room, one),
            over_M=np.zeros(room, np.bool_),
            mine_M=np.zeros(room, np.uint64),
            theirs_M=np.zeros(room, np.uint64),
            first_M=np.zeros(room, np.bool_),
            extra_MX=np.zeros((room, words), np.uint64),
        )

    @property
    def room(self) -> int:
        """How many nodes there is room for."""
        return len(self.value_M)

    def grown(self) -> Nodes:
        """A copy with room for twice as many."""
        rest = Nodes.empty(self.room, self.child_MA.shape[1], self.extra_MX.shape[1])
        joined: dict[str, NDArray[Any]] = {
            column.name: np.concatenate([getattr(self, column.name), getattr(rest, column.name)])
            for column in fields(self)
        }
        return Nodes(**joined)

    def positions(self, node_N: Actions | slice) -> Positions:
        """The positions of nodes."""
        return Positions(self.mine_M[node_N], self.theirs_M[node_N], self.first_M[node_N], self.extra_MX[node_N])

    def place(self, node_N: slice, positions: Positions) -> None:
        """Put positions into nodes."""
        self.mine_M[node_N], self.theirs_M[node_N] = positions.mine_N, positions.theirs_N
        self.first_M[node_N], self.extra_MX[node_N] = positions.first_N, positions.extra_NX
