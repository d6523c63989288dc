"""What positions of games look like to somebody who does not look ahead: rough, and made by hand.

Shape suffixes: N positions, C cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from pg_desktop.learning.games.game import Float32
from pg_desktop.learning.games.go import Go
from pg_desktop.learning.games.hex import Hex
from pg_desktop.learning.games.lines import Lines
from pg_desktop.learning.games.othello import Othello
from pg_desktop.learning.games.positions import Bits, Positions
from pg_desktop.learning.games.squares import neighbours

_BOUND: Final = 0.9
"""No estimate is as good as a game that is won."""


def bounded(value_N: Float32) -> Float32:
    """Estimates that are worth less than a game that is won, and more than one that is lost."""
    return value_N.clip(-_BOUND, _BOUND)


def counted(bits_N: Bits) -> Float32:
    """How many cells are set, float32 (N,)."""
    return np.bitwise_count(bits_N).astype(np.float32)


@dataclass(frozen=True)
class LinesEstimate:
    """Cells that would complete a line, and stones in cells that many lines go through.

    Attributes:
        game: the rules.
    """

    game: Lines

    def __call__(self, positions: Positions) -> Float32:
        """See `negamax.Evaluate`."""
        taken_N = positions.mine_N | positions.theirs_N
        mine_N, theirs_N = (self._good(side_N, taken_N) for side_N in (positions.mine_N, positions.theirs_N))
        return bounded(mine_N - theirs_N)

    @cached_property
    def _lines_C(self) -> Float32:
        """How many lines go through each cell."""
        rows, columns, stones = self.game.rows, self.game.columns, np.arange(self.game.to_win)
        through = np.zeros((rows, columns), np.float32)
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
            for row in range(rows):
                for column in range(columns):
                    row_L, column_L = row + down * stones, column + right * stones
                    if row_L[-1] < rows and 0 <= column_L[-1] < columns:
                        through[row_L, column_L] += 1
        return through.ravel()

    @cached_property
    def _weighed(self) -> tuple[tuple[np.uint64, np.float32], ...]:
        """Bitboards of cells, each with what a stone there is worth more than in the cells before."""
        steps = np.unique(np.concatenate([[0], self._lines_C]))
        boards = [self.game.bit_C[self._lines_C >= step] for step in steps[1:]]
        return tuple(
            (np.bitwise_or.reduce(np.uint64(1) << bit_C), np.float32(0.004 * (step - before)))
            for (before, step), bit_C in zip(pairwise(steps), boards, strict=True)
        )

    def _good(self, side_N: Bits, taken_N: Bits) -> Float32:
        threats_N = self.game.completing(side_N) & ~taken_N
        good_N = np.float32(0.1) * counted(threats_N)
        for board, worth in self._weighed:
            good_N += worth * counted(side_N & board)
        return good_N


@dataclass(frozen=True)
class GoEstimate:
    """What each side's stones and the cells that only they reach are worth now, and how free its stones are.

    Attributes:
        game: the rules.
    """

    game: Go

    def __call__(self, positions: Positions) -> Float32:
        """See `negamax.Evaluate`."""
        komi_N = np.where(positions.first_N, np.float32(-self.game.komi), np.float32(self.game.komi))
        free_N = self.game.square.full & ~(positions.mine_N | positions.theirs_N)
        beside = self.game.beside
        mine_N, theirs_N = (
            counted(neighbours(side_N, beside) & free_N) for side_N in (positions.mine_N, positions.theirs_N)
        )
        ahead_N = self.game.areas(positions) + komi_N
        return bounded(np.float32(0.02) * ahead_N + np.float32(0.01) * (mine_N - theirs_N))


@dataclass(frozen=True)
class OthelloEstimate:
    """Corners, how many moves each side has, and a little for stones.

    Attributes:
        game: the rules.
    """

    game: Othello

    def __call__(self, positions: Positions) -> Float32:
        """See `negamax.Evaluate`."""
        mine_N, theirs_N = positions.mine_N, positions.theirs_N
        last = self.game.size - 1
        corners = self.game.square.board((0, last, last * self.game.size, self.game.square.count - 1))
        corners_N = counted(mine_N & corners) - counted(theirs_N & corners)
        moves_N = counted(self.game.moves(mine_N, theirs_N)) - counted(self.game.moves(theirs_N, mine_N))
        stones_N = counted(mine_N) - counted(theirs_N)
        return bounded(np.float32(0.12) * corners_N + np.float32(0.02) * moves_N + np.float32(0.004) * stones_N)


@dataclass(frozen=True)
class HexEstimate:
    """How many stones each side needs at least to connect, if the other did nothing, and how near the middle it stands.

    Attributes:
        game: the rules.
    """

    game: Hex

    def __call__(self, positions: Positions) -> Float32:
        """See `negamax.Evaluate`."""
        mine_N, theirs_N = positions.mine_N, positions.theirs_N
        missing_N = self.game.missing(mine_N, theirs_N, positions.first_N)
        they_miss_N = self.game.missing(theirs_N, mine_N, ~positions.first_N)
        nearer_N = self._near(mine_N) - self._near(theirs_N)
        return bounded(np.float32(0.15) * (they_miss_N - missing_N) + np.float32(0.01) * nearer_N)

    @cached_property
    def _rings(self) -> tuple[np.uint64, ...]:
        """Bitboards of the cells that are at least so far from the edge, for one, two and so on."""
        row_C, column_C = np.divmod(np.arange(self.game.square.count), self.game.size)
        far_C = np.min([row_C, column_C, self.game.size - 1 - row_C, self.game.size - 1 - column_C], 0)
        return tuple(self.game.square.board(np.flatnonzero(far_C >= far).tolist()) for far in range(1, far_C.max() + 1))

    def _near(self, side_N: Bits) -> Float32:
        near_N = np.zeros(len(side_N), np.float32)
        for ring in self._rings:
            near_N += counted(side_N & ring)
        return near_N
