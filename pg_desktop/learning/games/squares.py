"""Boards as wide as they are high, at most eight cells, of which each cell's bit is its number.

Shape suffixes: N positions, C cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.positions import Bits, Positions, cells

ONE: Final = np.uint64(1)

BESIDE: Final = ((-1, 0), (0, -1), (0, 1), (1, 0))
"""Rows and columns from a cell to those that it shares an edge with, where cells are squares."""

AROUND: Final = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if (down, right) != (0, 0))
"""From a square cell to all that touch it."""

BESIDE_HEXAGONS: Final = ((-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0))
"""From a cell to those that it shares an edge with, where they are hexagons and each row is shifted to the right."""


class Shift(NamedTuple):
    """A step in one direction, for all cells of bitboards at once."""

    by: np.uint64
    """By how many bits."""
    onwards: bool
    """Whether to cells with larger numbers."""
    on_board: np.uint64
    """Where one can arrive."""

    def __call__(self, bits: Bits) -> Bits:
        """The cells one step away."""
        return (bits << self.by if self.onwards else bits >> self.by) & self.on_board


@dataclass(frozen=True)
class Square:
    """The board.

    Attributes:
        size: cells in a row, at most 8.
    """

    size: int

    @property
    def count(self) -> int:
        """C."""
        return self.size**2

    @cached_property
    def bit_C(self) -> Bits:
        """The number of each cell's bit, uint64."""
        return np.arange(self.count, dtype=np.uint64)

    @cached_property
    def full(self) -> np.uint64:
        """The bitboard with all cells."""
        return self.board(range(self.count))

    def board(self, numbers: Sequence[int]) -> np.uint64:
        """The bitboard with some cells."""
        return np.uint64(sum(1 << number for number in numbers))

    def shifts(self, directions: Sequence[tuple[int, int]]) -> tuple[Shift, ...]:
        """Steps in directions, each given as rows downwards and columns to the right."""
        return tuple(self._shift(down, right) for down, right in directions)

    def symmetries(self) -> list[NDArray[np.int64]]:
        """The eight ways to turn and mirror it, the one that changes nothing first: see `Symmetry.cell_C`."""
        board = np.arange(self.count).reshape(self.size, self.size)
        return [np.rot90(side, times).ravel() for side in (board, board[:, ::-1]) for times in range(4)]

    def name(self, cell: int) -> str:
        """The column's letter and the row's number, from the bottom, as in chess: "b3"."""
        row, column = divmod(cell, self.size)
        return f"{chr(ord('a') + column)}{self.size - row}"

    def stones(self, positions: Positions) -> NDArray[np.int8]:
        """See `Game.stones`."""
        mine_NC, theirs_NC = (cells(side_N, self.bit_C) for side_N in (positions.mine_N, positions.theirs_N))
        sign_N1 = np.where(positions.first_N, 1, -1).astype(np.int8)[:, None]
        stones_NC: NDArray[np.int8] = (mine_NC.astype(np.int8) - theirs_NC.astype(np.int8)) * sign_N1
        return stones_NC

    def _shift(self, down: int, right: int) -> Shift:
        by = down * self.size + right
        arrived = [
            row * self.size + column
            for row in range(self.size)
            for column in range(self.size)
            if 0 <= row - down < self.size and 0 <= column - right < self.size
        ]
        return Shift(np.uint64(abs(by)), by > 0, self.board(arrived))


def neighbours(bits: Bits, shifts: Sequence[Shift]) -> Bits:
    """All cells one step away from some cell of bitboards."""
    found = shifts[0](bits)
    for shift in shifts[1:]:
        found = found | shift(bits)
    return found


def flooded(seed: Bits, within: Bits, shifts: Sequence[Shift]) -> Bits:
    """All cells that can be reached from some cells step by step without leaving others.

    Args:
        seed: bitboards of any shape; what is outside `within` is left out.
        within: of the same shape, where one may go.
        shifts: the steps.
    """
    reached = seed & within
    while True:
        further = (reached | neighbours(reached, shifts)) & within
        if np.array_equal(further, reached):
            return reached
        reached = further
