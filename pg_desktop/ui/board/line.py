"""A line of play: a game from its beginning, move by move.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.positions import Positions
from pg_desktop.ui.board.look import FIRST, SECOND


@dataclass(frozen=True, eq=False)
class Line:
    """A game as far as it has been played. Never changed; a move makes another one.

    Attributes:
        game: the rules.
        actions: the moves.
        positions: one more than there are moves: from the beginning to after the last move, each of one row.
        over: whether the game is.
        winner: of a game that is over: 1 if the player who began has won, −1 if the other has, 0 for a draw.
    """

    game: Game
    actions: tuple[int, ...]
    positions: tuple[Positions, ...]
    over: bool = False
    winner: int = 0

    @classmethod
    def begin(cls, game: Game) -> Line:
        """A game without moves."""
        return cls(game, (), (game.start(1),))

    def after(self, ply: int, action: int) -> Line:
        """The line with a move in the position after so many moves, in place of what came there."""
        before = self.positions[ply]
        stepped = self.game.step(before, np.array([action]))
        over = bool(stepped.done_N[0])
        winner = int(stepped.outcome_N[0]) * self.mover(ply) if over else 0
        return Line(
            self.game, (*self.actions[:ply], action), (*self.positions[: ply + 1], stepped.positions), over, winner
        )

    def until(self, ply: int) -> Line:
        """The line without what came after so many moves."""
        if ply == len(self.actions):
            return self
        return Line(self.game, self.actions[:ply], self.positions[: ply + 1])

    def over_at(self, ply: int) -> bool:
        """Whether the game is over after so many moves."""
        return self.over and ply == len(self.actions)

    def mover(self, ply: int) -> int:
        """Who is to move after so many moves: 1 for the player who began, −1 for the other."""
        return FIRST if self.positions[ply].first_N[0] else SECOND

    def legal(self, ply: int) -> tuple[int, ...]:
        """The legal moves after so many moves; none where the game is over."""
        if self.over_at(ply):
            return ()
        return tuple(np.flatnonzero(self.game.legal(self.positions[ply])[0]).tolist())

    def stones(self, ply: int) -> tuple[int, ...]:
        """The board after so many moves, see `Game.stones`."""
        return tuple(self.game.stones(self.positions[ply])[0].tolist())

    def landing(self, ply: int, action: int) -> int | None:
        """The cell that a move after so many moves puts a piece on; None for a pass."""
        return self.game.landing(self.positions[ply], 0, action)

    def last(self, ply: int) -> int | None:
        """The cell of the last of so many moves; None for a pass, and before the first."""
        return self.landing(ply - 1, self.actions[ply - 1]) if ply else None
