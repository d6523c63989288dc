"""Connect Four solved exactly, as far as time allows: alpha-beta on bitboards in Python's own integers.

Only won, drawn or lost is asked, so that every question is whether whoever is to move can reach at least that much, and
its answer a yes or no that a table remembers. The order of moves and the tables are after Pascal Pons (Solving Connect
Four, 2015), the argument for even columns after James D. Allen and Victor Allis (1988).

Some 280,000 positions a second on one core of 2026: with 16 stones or more nearly every question is answered, with 14
two of three, with 12 one of four, each within 0.4 seconds.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final

import numpy as np

from pg_desktop.learning.games.game import Float32
from pg_desktop.learning.games.lines import CONNECT_FOUR, Lines
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.stopping import RolloutStoppedError, never

NODES: Final = 100_000
"""Positions that a question may visit: about a third of a second."""

_LOOK_EVERY: Final = 2047
"""Positions less one, all bits of which are 1, after which it is looked whether to stop: every 7 milliseconds."""

_STONES: Final = 8
"""With fewer stones nothing is asked, as there would be no answer within `NODES`."""

_ANSWERS: Final = 10_000
"""Questions whose answers are kept."""

_REMEMBERED: Final = 500_000
"""Answers that are remembered, about 60 MB."""


class Solver:
    """A `Truth` of the later game of Connect Four. It may be asked from several threads, one after the other.

    Args:
        game: four in a row where stones fall.
        nodes: how many positions may be visited for each position that is asked about; what is not known then, stays
            unknown.
        stones: positions with fewer are not asked about at all.
        remembered: how many answers are kept for the next positions; when there are more, all are forgotten.
    """

    def __init__(
        self, game: Lines = CONNECT_FOUR, nodes: int = NODES, stones: int = _STONES, remembered: int = _REMEMBERED
    ) -> None:
        self._game, self._nodes, self._stones = game, nodes, stones
        self._questions = _Questions(game.rows, game.columns, remembered)
        self._answers: dict[tuple[int, int], list[float] | None] = {}
        self._asking = Lock()

    def action_values(self, positions: Positions, stop: Callable[[], bool] = never) -> Float32:
        """See `Truth.action_values`."""
        value_NA = np.full((len(positions), self._game.actions), np.nan, np.float32)
        bits = zip(positions.mine_N.tolist(), positions.theirs_N.tolist(), strict=True)
        for row, (mine, theirs) in enumerate(bits):
            values = self._answered(mine, theirs, stop) if (mine | theirs).bit_count() >= self._stones else None
            if values is not None:
                value_NA[row] = values
        return value_NA

    def _answered(self, mine: int, theirs: int, stop: Callable[[], bool]) -> list[float] | None:
        """The answer, and the same one whenever it is asked again, as a board that is looked at asks many times."""
        with self._asking:
            if (mine, theirs) not in self._answers:
                if len(self._answers) >= _ANSWERS:
                    self._answers.clear()
                self._answers[mine, theirs] = self._questions.action_values(mine, theirs, self._nodes, stop)
            return self._answers[mine, theirs]


def connect_four() -> Solver:
    """The truth about Connect Four."""
    return Solver()


AtLeast = Callable[[int, int, int, int], bool]


class _SpentError(Exception):
    """More positions were visited than may be."""


class _Questions:
    """Asks of boards what whoever is to move can reach, and remembers."""

    def __init__(self, rows: int, columns: int, remembered: int) -> None:
        self._rows, self._columns, self._remembered = rows, columns, remembered
        self._bottom = sum(1 << column * (rows + 1) for column in range(columns))
        self._full = self._bottom * ((1 << rows) - 1)
        self._known: tuple[dict[int, bool], dict[int, bool]] = ({}, {})

    def action_values(self, mine: int, theirs: int, nodes: int, stop: Callable[[], bool]) -> list[float] | None:
        """What each move leads to for whoever makes it, NaN where it is not legal.

        None where nobody may move any more, or that takes too long.
        """
        if self._over(mine, theirs):
            return None
        at_least = _searching((self._rows, self._columns), self._known, nodes, stop)
        taken, width = mine | theirs, self._rows + 1
        wins = _completing(mine, width)
        values = []
        try:
            for column in range(self._columns):
                stone = (taken + (1 << column * width)) & ((1 << self._rows) - 1) << column * width
                if not stone:
                    values.append(float("nan"))
                elif stone & wins:
                    values.append(1.0)
                else:
                    values.append(0.0 - self._value(at_least, theirs, mine | stone))
        except _SpentError:
            return None
        finally:
            if sum(map(len, self._known)) > self._remembered:
                for known in self._known:
                    known.clear()
        return values

    def _over(self, mine: int, theirs: int) -> bool:
        """Whether the game has ended."""
        line = any(_completing(side, self._rows + 1) & side for side in (mine, theirs))
        return line or mine | theirs == self._full

    def _value(self, at_least: AtLeast, mine: int, theirs: int) -> int:
        """What a position in which the opponent has no line is worth to whoever is to move."""
        taken, width = mine | theirs, self._rows + 1
        if taken == self._full:
            return 0
        if _completing(mine, width) & (taken + self._bottom) & self._full:
            return 1
        threats = _completing(theirs, width)
        if at_least(mine, taken, threats, 1):
            return 1
        return 0 if at_least(mine, taken, threats, 0) else -1


def _searching(
    size: tuple[int, int], known: tuple[dict[int, bool], dict[int, bool]], nodes: int, stop: Callable[[], bool]
) -> AtLeast:
    """The search, as a function with everything it needs close at hand: it is called millions of times.

    It is asked of positions in which whoever is to move cannot win at once: their stones, all stones, the cells that
    would complete a line of the opponent's, and whether whoever is to move can win (1) or at least draw (0).
    """
    (rows, columns), width = size, size[0] + 1
    bottom = sum(1 << column * width for column in range(columns))
    full = bottom * ((1 << rows) - 1)
    uneven_rows = bottom * sum(1 << row for row in range(0, rows, 2))
    even_rows = full ^ uneven_rows if rows % 2 == 0 else 0
    nearly_full = rows * columns - 2
    middle = {
        1 << column * width + row: min(column, columns - 1 - column) for column in range(columns) for row in range(rows)
    }
    left = nodes

    def at_least(mine: int, taken: int, threats: int, goal: int) -> bool:  # noqa: PLR0911, PLR0912 (many ends; has to be fast)
        nonlocal left
        left -= 1
        if left < 0:
            raise _SpentError
        if not left & _LOOK_EVERY and stop():
            raise RolloutStoppedError
        possible = (taken + bottom) & full
        forced = possible & threats
        if forced:
            if forced & (forced - 1):
                return False
            possible = forced
        moves = possible & ~((threats & full) >> 1)  # not below a cell where the opponent wins
        if not moves:
            return False
        if taken.bit_count() >= nearly_full:
            return goal == 0
        remembered = known[goal]
        key = mine + taken
        answer = remembered.get(key)
        if answer is not None:
            return answer
        theirs, empty = mine ^ taken, full ^ taken
        hopeful = mine | empty if goal else theirs | empty
        if goal and even_rows and not (taken + bottom) & even_rows:
            # All columns are even: the opponent can answer in the same column every time, and gets all even rows.
            hopeful = mine | empty & uneven_rows
        if not _completing(hopeful, width) & hopeful:
            remembered[key] = not goal
            return not goal
        children = []
        answered = known[1 - goal]
        while moves:
            stone = moves & -moves
            moves ^= stone
            if answered.get(theirs + taken + stone) is False:
                remembered[key] = True
                return True
            made = _completing(mine | stone, width)
            children.append(((made & empty).bit_count() << 4 | middle[stone], stone, made))
        children.sort(reverse=True)
        for _, stone, made in children:
            if not at_least(theirs, taken | stone, made, 1 - goal):
                remembered[key] = True
                return True
        remembered[key] = False
        return False

    return at_least


def _completing(side: int, width: int) -> int:
    """The cells, and bits beyond the board, with which four stones of a side would be in a line."""
    found = side << 1 & side << 2 & side << 3
    for step in (width, width - 1, width + 1):
        up, down = side << step, side >> step
        two_up, two_down = up & side << 2 * step, down & side >> 2 * step
        found |= two_up & (side << 3 * step | down) | two_down & (up | side >> 3 * step)
    return found
