"""Many positions of a board game at once, each seen from whoever is to move.

Shape suffixes: N positions, X further words of a game, C cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Positions:
    """Positions of one game as bitboards. Nobody writes to them.

    Attributes:
        mine_N: uint64, the mover's stones; which bit a cell has, the game says.
        theirs_N: uint64, the opponent's.
        first_N: whether the mover is the player who began the game.
        extra_NX: uint64, what a game has to know besides stones, such as passes; X is 0 for most.
    """

    mine_N: Bits
    theirs_N: Bits
    first_N: Bool
    extra_NX: Bits

    def __len__(self) -> int:
        return len(self.mine_N)

    def __getitem__(self, index: slice | NDArray[Any] | Sequence[int]) -> Positions:
        """Those that a slice, a mask or indices name."""
        return Positions(self.mine_N[index], self.theirs_N[index], self.first_N[index], self.extra_NX[index])

    def replaced(self, where_N: Bool, others: Positions) -> Positions:
        """A copy with other positions in some places, as many as `where_N` names."""
        copy = Positions(self.mine_N.copy(), self.theirs_N.copy(), self.first_N.copy(), self.extra_NX.copy())
        copy.mine_N[where_N], copy.theirs_N[where_N] = others.mine_N, others.theirs_N
        copy.first_N[where_N], copy.extra_NX[where_N] = others.first_N, others.extra_NX
        return copy

    def key(self, row: int = 0) -> tuple[int, ...]:
        """What tells one of them from others of its game, for a table or a set."""
        extra = (int(word) for word in self.extra_NX[row])
        return int(self.mine_N[row]), int(self.theirs_N[row]), int(self.first_N[row]), *extra

    @staticmethod
    def joined(parts: Sequence[Positions]) -> Positions:
        """The positions of all parts, of which there is at least one, one after the other."""
        return Positions(
            np.concatenate([part.mine_N for part in parts]),
            np.concatenate([part.theirs_N for part in parts]),
            np.concatenate([part.first_N for part in parts]),
            np.concatenate([part.extra_NX for part in parts]),
        )


def cells(bits_N: Bits, bit_C: Bits) -> Bool:
    """Which cells are set in bitboards.

    Args:
        bits_N: uint64, the bitboards.
        bit_C: uint64, the number of each cell's bit.

    Returns:
        bool (N, C).
    """
    set_NC: Bool = (bits_N[:, None] >> bit_C & np.uint64(1)).astype(np.bool_)
    return set_NC
