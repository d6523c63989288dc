"""Go on a small board, as computers play it (Tromp and Taylor), with positional superko.

Black begins. Stones without a free cell beside their group are captured. A move may not leave its own group without a
free cell, nor bring back any board that has been there before. Passing is always allowed, and two passes end the game;
so does the limit of moves. Whoever's stones, and the empty cells that only they reach, are more wins; White gets 6½
cells in advance, so that nobody draws.

`Positions.extra_NX` holds first how many moves there were, whether the last was a pass, and whether anything was ever
captured; then the board after each move, so that superko is exact.

Shape suffixes: N positions, A actions, C cells, X further words, P positions in which something was captured before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Actions, Float32, Stepped, Symmetry
from pg_desktop.learning.games.positions import Bits, Bool, Positions, cells
from pg_desktop.learning.games.squares import BESIDE, ONE, Shift, Square, flooded, neighbours

_PLIES: Final = np.uint64(0xFFFF)
_PASSED: Final = ONE << np.uint64(16)
_CAPTURED: Final = ONE << np.uint64(17)
_HALF: Final = np.uint64(32)


class _Groups(NamedTuple):
    """What placing a stone in each cell would do, all (N, C)."""

    captured_NC: Bits
    """The opponent's stones that it would capture."""
    lives_NC: Bool
    """Whether its group would have a free cell afterwards."""


@dataclass(frozen=True)
class Go:
    """The rules; see `Game`. The last action is to pass.

    Attributes:
        id: see `Game`.
        size: cells in a row, at most 5, as two boards share a word.
        komi: what White gets in advance.
        plies_max: moves after which the board is scored as it stands.
    """

    id: str
    size: int
    komi: float
    plies_max: int

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
    def observed(self) -> int:
        """See `Game`."""
        return 2 * self.square.count + 2 + self.actions

    @cached_property
    def square(self) -> Square:
        """The board."""
        return Square(self.size)

    @cached_property
    def bit_C(self) -> Bits:
        """The number of each cell's bit, uint64."""
        return self.square.bit_C

    @cached_property
    def beside(self) -> tuple[Shift, ...]:
        """Steps to the four cells beside each."""
        return self.square.shifts(BESIDE)

    @cached_property
    def _neighbour_DC(self) -> NDArray[np.int64]:
        """The cell in each of four directions from each cell; C beyond the edge."""
        board = np.pad(np.arange(self.square.count).reshape(self.size, self.size), 1, constant_values=self.square.count)
        ways = [board[1 + down :, 1 + right :][: self.size, : self.size] for down, right in BESIDE]
        return np.stack([way.ravel() for way in ways])

    def start(self, count: int) -> Positions:
        """See `Game.start`."""
        none_N = np.zeros(count, np.uint64)
        return Positions(none_N, none_N, np.ones(count, np.bool_), np.zeros((count, 1 + self.plies_max), np.uint64))

    def legal(self, positions: Positions) -> Bool:
        """See `Game.legal`."""
        taken_N = positions.mine_N | positions.theirs_N
        groups = self._groups(positions)
        legal_NC = ~cells(taken_N, self.bit_C) & groups.lives_NC
        self._forbid_repetition(positions, groups.captured_NC, legal_NC)
        return np.concatenate([legal_NC, np.ones((len(positions), 1), np.bool_)], 1)

    def step(self, positions: Positions, action_N: Actions) -> Stepped:
        """See `Game.step`."""
        passes_N = action_N == self.square.count
        stone_N = np.where(passes_N, np.uint64(0), ONE << (action_N % self.square.count).astype(np.uint64))
        mine_N = positions.mine_N | stone_N
        free_N = self.square.full & ~(mine_N | positions.theirs_N)
        theirs_N = flooded(neighbours(free_N, self.beside), positions.theirs_N, self.beside)
        word_N = positions.extra_NX[:, 0]
        plies_N = (word_N & _PLIES) + ONE
        done_N = (passes_N & (word_N & _PASSED != 0)) | (plies_N >= self.plies_max)
        captured_N = (word_N & _CAPTURED != 0) | (theirs_N != positions.theirs_N)
        extra_NX = positions.extra_NX.copy()
        extra_NX[:, 0] = plies_N | np.where(passes_N, _PASSED, 0) | np.where(captured_N, _CAPTURED, 0)
        board_N = _board(mine_N, theirs_N, positions.first_N)
        extra_NX[np.arange(len(positions)), plies_N.astype(np.int64)] = np.where(passes_N, 0, board_N)
        outcome_N = np.zeros(len(positions), np.float32)
        outcome_N[done_N] = self._outcomes(mine_N[done_N], theirs_N[done_N], positions.first_N[done_N])
        return Stepped(Positions(theirs_N, mine_N, ~positions.first_N, extra_NX), done_N, outcome_N)

    def planes(self, positions: Positions) -> Float32:
        """See `Game.planes`: F is 2 C + 2 + A; the two are whether the opponent has just passed, and who is White."""
        sides = [cells(side_N, self.bit_C) for side_N in (positions.mine_N, positions.theirs_N)]
        passed_N = positions.extra_NX[:, 0] & _PASSED != 0
        whole_N2 = np.stack([passed_N, ~positions.first_N], 1)
        return np.concatenate([*sides, whole_N2, self.legal(positions)], 1).astype(np.float32)

    def stones(self, positions: Positions) -> NDArray[np.int8]:
        """See `Game.stones`."""
        return self.square.stones(positions)

    def symmetries(self) -> tuple[Symmetry, ...]:
        """See `Game.symmetries`: all eight of the square."""
        stays = [self.square.count]
        return tuple(Symmetry(cell_C, np.concatenate([cell_C, stays])) for cell_C in self.square.symmetries())

    def action_at(self, cell: int) -> int | None:
        """See `Game.action_at`."""
        return cell

    def landing(self, positions: Positions, row: int, action: int) -> int | None:
        """See `Game.landing`."""
        return action if action < self.square.count else None

    def move_name(self, action: int) -> str:
        """See `Game.move_name`."""
        return self.square.name(action) if action < self.square.count else "pass"

    def areas(self, positions: Positions) -> Float32:
        """How many cells the mover has more than the opponent, without what White gets in advance; float32 (N,)."""
        return self._areas(positions.mine_N, positions.theirs_N)

    def _areas(self, mine_N: Bits, theirs_N: Bits) -> Float32:
        free_N = self.square.full & ~(mine_N | theirs_N)
        mine_N, theirs_N = (
            side_N | flooded(neighbours(side_N, self.beside), free_N, self.beside) for side_N in (mine_N, theirs_N)
        )
        # What both reach counts for both.
        more_N: Float32 = np.bitwise_count(mine_N).astype(np.float32) - np.bitwise_count(theirs_N)
        return more_N

    def _outcomes(self, mine_N: Bits, theirs_N: Bits, first_N: Bool) -> Float32:
        komi_N = np.where(first_N, -self.komi, self.komi)
        return np.sign(self._areas(mine_N, theirs_N) + komi_N).astype(np.float32)

    def _groups(self, positions: Positions) -> _Groups:
        mine_N1, theirs_N1 = positions.mine_N[:, None], positions.theirs_N[:, None]
        free_N1 = self.square.full & ~(mine_N1 | theirs_N1)
        cell_C = ONE << self.bit_C
        is_mine_NC, is_theirs_NC = mine_N1 & cell_C != 0, theirs_N1 & cell_C != 0
        side_NC = np.where(is_mine_NC, mine_N1, np.where(is_theirs_NC, theirs_N1, np.uint64(0)))
        group_NC = flooded(np.broadcast_to(cell_C, side_NC.shape), side_NC, self.beside)
        around_NC = neighbours(group_NC, self.beside) & free_N1
        last_NC = around_NC & (around_NC - ONE) == 0  # of a group, whether it has a single free cell
        captured_NC, lives_NC = np.zeros_like(group_NC), neighbours(free_N1, self.beside) & cell_C != 0
        to_capture_NC = np.where(is_theirs_NC & last_NC, group_NC, np.uint64(0))
        to_join_NC = is_mine_NC & ~last_NC
        nothing_N1 = np.zeros((len(positions), 1), np.bool_)  # beyond the edge
        to_capture_NC = np.concatenate([to_capture_NC, nothing_N1], 1)
        to_join_NC = np.concatenate([to_join_NC, nothing_N1], 1)
        for neighbour_C in self._neighbour_DC:
            captured_NC |= to_capture_NC[:, neighbour_C]
            lives_NC |= to_join_NC[:, neighbour_C]
        return _Groups(captured_NC, lives_NC | (captured_NC != 0))

    def _forbid_repetition(self, positions: Positions, captured_NC: Bits, legal_NC: Bool) -> None:
        """Strike out moves that bring back an earlier board, which is only possible once something was captured."""
        row_P = np.flatnonzero(positions.extra_NX[:, 0] & _CAPTURED)
        if not len(row_P):
            return
        mine_P1, theirs_P1, first_P1 = (
            positions.mine_N[row_P, None],
            positions.theirs_N[row_P, None],
            positions.first_N[row_P, None],
        )
        board_PC = _board(mine_P1 | ONE << self.bit_C, theirs_P1 & ~captured_NC[row_P], first_P1)
        earlier = 1 + int((positions.extra_NX[row_P, 0] & _PLIES).max())
        history_PX = positions.extra_NX[row_P, 1:earlier]
        legal_NC[row_P] &= ~(board_PC[:, :, None] == history_PX[:, None, :]).any(2)


def _board(mine: Bits, theirs: Bits, first: Bool) -> Bits:
    """Black's and White's stones in a word."""
    return np.where(first, mine | theirs << _HALF, theirs | mine << _HALF)


GO_5X5: Final = Go("go-5x5", 5, 6.5, 50)
