"""Games in which several stones in a line win: tic-tac-toe, and Connect Four, where stones fall.

A cell's bit is its column times (rows + 1), plus its height: the bit above each column stays empty, so that shifted
boards do not run from one column into the next (Tromp; Pons).

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

_ONE: Final = np.uint64(1)


@dataclass(frozen=True)
class Lines:
    """The rules; see `Game`.

    Attributes:
        id: see `Game`.
        rows: of the board.
        columns: of the board.
        to_win: stones in a line, across, upright or slanting, that win.
        falling: whether a move is a column, in which the stone falls as far as it can, and not a cell.
    """

    id: str
    rows: int
    columns: int
    to_win: int
    falling: bool

    @property
    def actions(self) -> int:
        """See `Game`."""
        return self.columns if self.falling else self.plies_max

    @property
    def plies_max(self) -> int:
        """See `Game`."""
        return self.rows * self.columns

    @property
    def observed(self) -> int:
        """See `Game`."""
        return 2 * self.plies_max + self.actions

    @cached_property
    def bit_C(self) -> Bits:
        """The number of each cell's bit, uint64."""
        row_C, column_C = np.divmod(np.arange(self.plies_max), self.columns)
        return (column_C * (self.rows + 1) + self.rows - 1 - row_C).astype(np.uint64)

    @cached_property
    def _bottom_A(self) -> Bits:
        """A bitboard for each column with its lowest cell."""
        return _ONE << (np.arange(self.columns) * (self.rows + 1)).astype(np.uint64)

    @cached_property
    def _full(self) -> np.uint64:
        """The bitboard with a stone in every cell."""
        return np.bitwise_or.reduce(_ONE << self.bit_C)  # type: ignore[no-any-return]

    def start(self, count: int) -> Positions:
        """See `Game.start`."""
        none_N = np.zeros(count, np.uint64)
        return Positions(none_N, none_N, np.ones(count, np.bool_), np.zeros((count, 0), np.uint64))

    def legal(self, positions: Positions) -> Bool:
        """See `Game.legal`."""
        taken_N = positions.mine_N | positions.theirs_N
        if not self.falling:
            return ~cells(taken_N, self.bit_C)
        top_A = self.bit_C[: self.columns]
        return ~cells(taken_N, top_A)

    def step(self, positions: Positions, action_N: Actions) -> Stepped:
        """See `Game.step`."""
        taken_N = positions.mine_N | positions.theirs_N
        mine_N = positions.mine_N | self._stone(taken_N, action_N)
        won_N = self.has_line(mine_N)
        done_N = won_N | (mine_N | positions.theirs_N == self._full)
        after = Positions(positions.theirs_N, mine_N, ~positions.first_N, positions.extra_NX)
        return Stepped(after, done_N, won_N.astype(np.float32))

    def planes(self, positions: Positions) -> Float32:
        """See `Game.planes`: F is 2 C + A."""
        sides = [cells(side_N, self.bit_C) for side_N in (positions.mine_N, positions.theirs_N)]
        return np.concatenate([*sides, self.legal(positions)], 1).astype(np.float32)

    def stones(self, positions: Positions) -> NDArray[np.int8]:
        """See `Game.stones`."""
        mine_NC, theirs_NC = (cells(side_N, self.bit_C) for side_N in (positions.mine_N, positions.theirs_N))
        sign_N1 = np.where(positions.first_N, 1, -1).astype(np.int8)[:, None]
        stones_NC: NDArray[np.int8] = (mine_NC.astype(np.int8) - theirs_NC.astype(np.int8)) * sign_N1
        return stones_NC

    def symmetries(self) -> tuple[Symmetry, ...]:
        """See `Game.symmetries`: all eight of the square, or the mirror where stones fall."""
        board = np.arange(self.plies_max).reshape(self.rows, self.columns)
        if self.falling:
            columns = np.arange(self.columns)
            return Symmetry(board.ravel(), columns), Symmetry(board[:, ::-1].ravel(), columns[::-1])
        turned = [np.rot90(side, times).ravel() for side in (board, board[:, ::-1]) for times in range(4)]
        return tuple(Symmetry(cell_C, cell_C) for cell_C in turned)

    def action_at(self, cell: int) -> int | None:
        """See `Game.action_at`."""
        return cell % self.columns if self.falling else cell

    def landing(self, positions: Positions, row: int, action: int) -> int | None:
        """See `Game.landing`."""
        if not self.falling:
            return action
        one = positions[row : row + 1]
        height = int(cells(one.mine_N | one.theirs_N, self.bit_C[action :: self.columns]).sum())
        return (self.rows - 1 - height) * self.columns + action

    def move_name(self, action: int) -> str:
        """See `Game.move_name`."""
        row, column = (0, action) if self.falling else divmod(action, self.columns)
        return chr(ord("a") + column) + ("" if self.falling else str(self.rows - row))

    def has_line(self, side_N: Bits) -> Bool:
        """Whether stones of one side make a winning line."""
        found_N = np.zeros(len(side_N), np.bool_)
        for shift in (1, self.rows, self.rows + 1, self.rows + 2):
            line_N = side_N
            for stone in range(1, self.to_win):
                line_N = line_N & side_N >> np.uint64(stone * shift)
            found_N |= line_N != 0
        return found_N

    def completing(self, side_N: Bits) -> Bits:
        """The cells, taken or not, with which stones of one side would make a winning line, as bitboards."""
        found_N = np.zeros_like(side_N)
        for shift in (1, self.rows, self.rows + 1, self.rows + 2):
            for cell in range(self.to_win):
                line_N = np.broadcast_to(self._full, side_N.shape)
                for stone in range(self.to_win):
                    away = np.uint64(abs(stone - cell) * shift)
                    if stone != cell:
                        line_N = line_N & (side_N >> away if stone > cell else side_N << away)
                found_N |= line_N
        return found_N

    def _stone(self, taken_N: Bits, action_N: Actions) -> Bits:
        """The bitboards with the stone of each move."""
        if not self.falling:
            return _ONE << self.bit_C[action_N]
        bottom_N = self._bottom_A[action_N]
        column_N = bottom_N * np.uint64((1 << self.rows) - 1)
        return (taken_N & column_N) + bottom_N


TIC_TAC_TOE: Final = Lines("tic-tac-toe", 3, 3, 3, falling=False)
CONNECT_FOUR_4X4: Final = Lines("connect-four-4x4", 4, 4, 4, falling=True)
CONNECT_FOUR: Final = Lines("connect-four", 6, 7, 4, falling=True)
