"""Which pieces have won."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.lines import Lines
from pg_desktop.ui.board.look import FIRST, SECOND, Ground, Look

_DIRECTIONS = ((0, 1), (1, 0), (1, 1), (1, -1))
_HEX_NEIGHBOURS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, 1))


def winning_cells(game: Game, stones: Sequence[int], winner: int) -> tuple[int, ...]:
    """The cells that have won, from one end to the other; () where no cells have, as where pieces are counted.

    Args:
        game: the rules.
        stones: the board, see `Game.stones`.
        winner: 1 for the player who began, −1 for the other, 0 for nobody.
    """
    if not winner:
        return ()
    if isinstance(game, Lines):
        return _row(stones, winner, game)
    look = Look.of(game)
    return _chain(stones, winner, look) if look.ground is Ground.HEXAGONS else ()


def _row(stones: Sequence[int], winner: int, game: Lines) -> tuple[int, ...]:
    """The longest row of a player's pieces that is long enough."""

    def of_winner(row: int, column: int) -> bool:
        inside = 0 <= row < game.rows and 0 <= column < game.columns
        return inside and stones[row * game.columns + column] == winner

    found: list[int] = []
    for start in range(game.plies_max):
        for down, right in _DIRECTIONS:
            row, column = divmod(start, game.columns)
            cells = []
            while of_winner(row, column):
                cells.append(row * game.columns + column)
                row, column = row + down, column + right
            if len(cells) >= max(game.to_win, len(found) + 1):
                found = cells
    return tuple(found)


def _chain(stones: Sequence[int], winner: int, look: Look) -> tuple[int, ...]:
    """The shortest chain of a player's pieces from one of their sides to the other."""
    rows, columns = look.rows, look.columns
    starts = range(columns) if winner == FIRST else range(0, look.cells, columns)
    before: dict[int, int | None] = {cell: None for cell in starts if stones[cell] == winner}
    waiting = deque(before)
    while waiting:
        cell = waiting.popleft()
        row, column = divmod(cell, columns)
        if (row == rows - 1 and winner == FIRST) or (column == columns - 1 and winner == SECOND):
            return _traced(before, cell)
        for down, right in _HEX_NEIGHBOURS:
            there = (row + down) * columns + column + right
            inside = 0 <= row + down < rows and 0 <= column + right < columns
            if inside and there not in before and stones[there] == winner:
                before[there] = cell
                waiting.append(there)
    return ()


def _traced(before: dict[int, int | None], end: int) -> tuple[int, ...]:
    chain = []
    cell: int | None = end
    while cell is not None:
        chain.append(cell)
        cell = before[cell]
    return tuple(chain[::-1])
