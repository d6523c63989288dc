"""Hex: whoever connects their two sides of the board wins, and one of both always does.

Who begins connects top and bottom, the other left and right; nobody may swap sides. Cells are hexagons, of which each
row is shifted half a cell to the right of the one above.

What a network sees is not transposed for the player who connects left and right: a click on a cell, a move's number and
its name would mean different cells for both. Instead, each player has planes of their own, so that the network's first
layer has weights of its own for each: F is 4 C + A, of which the mover's stones and the opponent's come first if the
mover began, and second if not.

Shape suffixes: N positions, A actions, C cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Actions, Float32, Stepped, Symmetry
from pg_desktop.learning.games.positions import Bits, Bool, Positions, cells
from pg_desktop.learning.games.squares import BESIDE_HEXAGONS, ONE, Shift, Square, flooded, neighbours


@dataclass(frozen=True)
class Hex:
    """The rules; see `Game`.

    Attributes:
        id: see `Game`.
        size: cells in a row, at most 8.
    """

    id: str
    size: int

    @property
    def rows(self) -> int:
        """See `Game`."""
        return self.size

    @property
    def columns(self) -> int:
        """See `Game`."""
        return self.size

    @property
    def actions(self) -> int:
        """See `Game`."""
        return self.square.count

    @property
    def plies_max(self) -> int:
        """See `Game`."""
        return self.square.count

    @property
    def observed(self) -> int:
        """See `Game`."""
        return 5 * self.square.count

    @cached_property
    def square(self) -> Square:
        """The board."""
        return Square(self.size)

    @cached_property
    def bit_C(self) -> Bits:
        """The number of each cell's bit, uint64."""
        return self.square.bit_C

    @cached_property
    def _beside(self) -> tuple[Shift, ...]:
        return self.square.shifts(BESIDE_HEXAGONS)

    @cached_property
    def _edges(self) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
        """Bitboards of the cells at the top, the bottom, the left, and the right."""
        board = np.arange(self.square.count).reshape(self.size, self.size)
        top, bottom, left, right = (
            self.square.board(edge.tolist()) for edge in (board[0], board[-1], *board.T[[0, -1]])
        )
        return top, bottom, left, right

    def start(self, count: int) -> Positions:
        """See `Game.start`."""
        none_N = np.zeros(count, np.uint64)
        return Positions(none_N, none_N, np.ones(count, np.bool_), np.zeros((count, 0), np.uint64))

    def legal(self, positions: Positions) -> Bool:
        """See `Game.legal`."""
        return ~cells(positions.mine_N | positions.theirs_N, self.bit_C)

    def step(self, positions: Positions, action_N: Actions) -> Stepped:
        """See `Game.step`."""
        mine_N = positions.mine_N | ONE << action_N.astype(np.uint64)
        won_N = self.connected(mine_N, positions.first_N)
        after = Positions(positions.theirs_N, mine_N, ~positions.first_N, positions.extra_NX)
        return Stepped(after, won_N, won_N.astype(np.float32))

    def planes(self, positions: Positions) -> Float32:
        """See `Game.planes`, and above."""
        sides = np.stack([cells(side_N, self.bit_C) for side_N in (positions.mine_N, positions.theirs_N)], 1)
        first_N11 = positions.first_N[:, None, None]
        planes_NBC = np.concatenate([sides & first_N11, sides & ~first_N11, self.legal(positions)[:, None]], 1)
        return planes_NBC.reshape(len(positions), self.observed).astype(np.float32)

    def stones(self, positions: Positions) -> NDArray[np.int8]:
        """See `Game.stones`."""
        return self.square.stones(positions)

    def symmetries(self) -> tuple[Symmetry, ...]:
        """See `Game.symmetries`: half a turn."""
        same, _, half, *_ = self.square.symmetries()
        return Symmetry(same, same), Symmetry(half, half)

    def action_at(self, cell: int) -> int | None:
        """See `Game.action_at`."""
        return cell

    def landing(self, positions: Positions, row: int, action: int) -> int | None:
        """See `Game.landing`."""
        return action

    def move_name(self, action: int) -> str:
        """See `Game.move_name`."""
        return self.square.name(action)

    def connected(self, side_N: Bits, first_N: Bool) -> Bool:
        """Whether stones connect the top to the bottom, or else the left to the right."""
        top, bottom, left, right = self._edges
        reached_N = flooded(np.where(first_N, top, left), side_N, self._beside)
        connected_N: Bool = reached_N & np.where(first_N, bottom, right) != 0
        return connected_N

    def missing(self, side_N: Bits, other_N: Bits, first_N: Bool) -> Float32:
        """How many more stones connect a side if the other adds none, float32 (N,); C + 1 where nothing does."""
        top, bottom, left, right = self._edges
        free_N, goal_N = self.square.full & ~(side_N | other_N), np.where(first_N, bottom, right)
        entered_N = np.where(first_N, top, left)
        missing_N = np.full(len(side_N), self.square.count + 1, np.float32)
        reached_N = np.zeros_like(side_N)
        for stones in range(self.square.count + 1):
            reached_N = flooded(reached_N | entered_N, side_N | reached_N, self._beside)
            missing_N[(reached_N & goal_N != 0) & (missing_N > stones)] = stones
            further_N = reached_N | (neighbours(reached_N, self._beside) | entered_N) & free_N
            if np.array_equal(further_N, reached_N):
                break
            reached_N = further_N
        return missing_N


HEX_5X5: Final = Hex("hex-5x5", 5)
