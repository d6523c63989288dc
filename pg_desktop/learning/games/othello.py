"""Othello (Reversi): a stone that encloses the opponent's in a line turns them over.

Black begins, from four stones in the middle. A move has to turn something over; whoever has no such move passes, and
may not otherwise. The game is over when neither can move; whoever has more stones then has won.

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
from pg_desktop.learning.games.squares import AROUND, ONE, Shift, Square


@dataclass(frozen=True)
class Othello:
    """The rules; see `Game`. The last action is to pass.

    Attributes:
        id: see `Game`.
        size: cells in a row, even and at most 8.
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
        return self.square.count + 1

    @property
    def plies_max(self) -> int:
        """See `Game`: no pass follows a pass."""
        return 2 * (self.square.count - 4)

    @property
    def observed(self) -> int:
        """See `Game`."""
        return 2 * self.square.count + self.actions

    @cached_property
    def square(self) -> Square:
        """The board."""
        return Square(self.size)

    @cached_property
    def bit_C(self) -> Bits:
        """The number of each cell's bit, uint64."""
        return self.square.bit_C

    @cached_property
    def _around(self) -> tuple[Shift, ...]:
        return self.square.shifts(AROUND)

    def start(self, count: int) -> Positions:
        """See `Game.start`: White's stones are at the top left and the bottom right of the middle."""
        corner = (self.size // 2 - 1) * (self.size + 1)
        white = self.square.board((corner, corner + self.size + 1))
        black = self.square.board((corner + 1, corner + self.size))
        return Positions(
            np.full(count, black, np.uint64),
            np.full(count, white, np.uint64),
            np.ones(count, np.bool_),
            np.zeros((count, 0), np.uint64),
        )

    def legal(self, positions: Positions) -> Bool:
        """See `Game.legal`."""
        legal_NC = cells(self.moves(positions.mine_N, positions.theirs_N), self.bit_C)
        return np.concatenate([legal_NC, ~legal_NC.any(1, keepdims=True)], 1)

    def step(self, positions: Positions, action_N: Actions) -> Stepped:
        """See `Game.step`."""
        passes_N = action_N == self.square.count
        stone_N = np.where(passes_N, np.uint64(0), ONE << (action_N % self.square.count).astype(np.uint64))
        turned_N = self._turned(stone_N, positions.mine_N, positions.theirs_N)
        mine_N, theirs_N = positions.mine_N | stone_N | turned_N, positions.theirs_N & ~turned_N
        done_N = (self.moves(theirs_N, mine_N) | self.moves(mine_N, theirs_N)) == 0
        counts = (np.bitwise_count(side_N).astype(np.float32) for side_N in (mine_N, theirs_N))
        more_N = np.sign(np.subtract(*counts))
        after = Positions(theirs_N, mine_N, ~positions.first_N, positions.extra_NX)
        return Stepped(after, done_N, np.where(done_N, more_N, np.float32(0)))

    def planes(self, positions: Positions) -> Float32:
        """See `Game.planes`: F is 2 C + A."""
        sides = [cells(side_N, self.bit_C) for side_N in (positions.mine_N, positions.theirs_N)]
        return np.concatenate([*sides, self.legal(positions)], 1).astype(np.float32)

    def stones(self, positions: Positions) -> NDArray[np.int8]:
        """See `Game.stones`."""
        return self.square.stones(positions)

    def symmetries(self) -> tuple[Symmetry, ...]:
        """See `Game.symmetries`: the four that bring each colour's first stones to where they were."""
        start_C = self.stones(self.start(1))[0]
        stays = [self.square.count]
        return tuple(
            Symmetry(cell_C, np.concatenate([cell_C, stays]))
            for cell_C in self.square.symmetries()
            if np.array_equal(start_C[cell_C], start_C)
        )

    def action_at(self, cell: int) -> int | None:
        """See `Game.action_at`."""
        return cell

    def landing(self, positions: Positions, row: int, action: int) -> int | None:
        """See `Game.landing`."""
        return action if action < self.square.count else None

    def move_name(self, action: int) -> str:
        """See `Game.move_name`."""
        return self.square.name(action) if action < self.square.count else "pass"

    def moves(self, mine_N: Bits, theirs_N: Bits) -> Bits:
        """The cells in which a stone would turn others over, as bitboards."""
        free_N = self.square.full & ~(mine_N | theirs_N)
        found_N = np.zeros_like(mine_N)
        for shift in self._around:
            found_N |= shift(self._run(shift, mine_N, theirs_N)) & free_N
        return found_N

    def _turned(self, stone_N: Bits, mine_N: Bits, theirs_N: Bits) -> Bits:
        """The opponent's stones that a new stone and old ones enclose, as bitboards."""
        turned_N = np.zeros_like(mine_N)
        for shift in self._around:
            run_N = self._run(shift, stone_N, theirs_N)
            turned_N |= np.where(shift(run_N) & mine_N, run_N, 0)
        return turned_N

    def _run(self, shift: Shift, from_N: Bits, theirs_N: Bits) -> Bits:
        """The opponent's stones that follow some cells in one direction without a gap."""
        run_N = shift(from_N) & theirs_N
        for _ in range(self.size - 3):
            run_N = run_N | shift(run_N) & theirs_N
        return run_N


OTHELLO_6X6: Final = Othello("othello-6x6", 6)
