"""What the rules of a board game for two are to everything else: search, learning, truth, the board in the window.

Shape suffixes: N positions, A actions, F observed numbers, C cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.entry import GameEntry as GameEntry  # noqa: PLC0414 (part of what games are)
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.stopping import never

Actions = NDArray[np.int64]
Float32 = NDArray[np.float32]


class Stepped(NamedTuple):
    """What a move of each position leads to.

    Attributes:
        positions: after the moves, seen from the opponent, who is to move now. Where a game is over, nobody may move.
        done_N: which games are over.
        outcome_N: float32, of those: 1 where whoever made the move has won, −1 where they have lost, 0 for a draw. 0
            elsewhere.
    """

    positions: Positions
    done_N: Bool
    outcome_N: Float32


@dataclass(frozen=True, eq=False)
class Symmetry:
    """A way to turn or mirror the board that changes nothing about the game.

    Attributes:
        cell_C: which cell of the board each cell of the new one is.
        action_A: which action each action of the new one is.
    """

    cell_C: Actions
    action_A: Actions


class Game(Protocol):
    """The rules of a game. Immutable, without random numbers.

    Cells are numbered row by row from the top left corner, as one reads.

    Attributes:
        id: its name on the command line, in files and in the table.
        rows: of the board.
        columns: of the board.
        actions: how many moves there are at most in a position, numbered from 0.
        plies_max: moves after which any game is over.
        observed: F, how many numbers `planes` gives for a position.
    """

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def rows(self) -> int:
        """Rows of the board."""
        ...

    @property
    def columns(self) -> int:
        """Columns of the board."""
        ...

    @property
    def actions(self) -> int:
        """A."""
        ...

    @property
    def plies_max(self) -> int:
        """Moves after which it is over."""
        ...

    @property
    def observed(self) -> int:
        """F."""
        ...

    def start(self, count: int) -> Positions:
        """As many games that have just begun."""
        ...

    def legal(self, positions: Positions) -> Bool:
        """Which actions are allowed, bool (N, A). In a game that is not over there is at least one, if only a pass."""
        ...

    def step(self, positions: Positions, action_N: Actions) -> Stepped:
        """Make a legal move in each position of games that are not over."""
        ...

    def planes(self, positions: Positions) -> Float32:
        """What a network sees, float32 (N, F), each 0 or 1.

        These are the mover's stones, the opponent's, whatever else the game has to know, and in the last A numbers
        which actions are legal. What is known of each cell comes first, in blocks of C numbers; what is known of the
        whole position, less than C numbers, follows.
        """
        ...

    def stones(self, positions: Positions) -> NDArray[np.int8]:
        """The board to look at, int8 (N, C): 1 for stones of the player who began, −1 for the other's, 0 for none."""
        ...

    def symmetries(self) -> tuple[Symmetry, ...]:
        """All of them, the one that leaves everything as it is first."""
        ...

    def action_at(self, cell: int) -> int | None:
        """The action that a click on a cell means, whether it is legal or not; None for none."""
        ...

    def landing(self, positions: Positions, row: int, action: int) -> int | None:
        """The cell that gets the stone of a move in one of the positions; None for a pass."""
        ...

    def move_name(self, action: int) -> str:
        """How a move is written down, such as "d" for a column, "b3" for a cell, "pass"."""
        ...


class Truth(Protocol):
    """What positions are worth between players who make no mistakes. It may take a while to make, and remembers."""

    def action_values(self, positions: Positions, stop: Callable[[], bool] = never) -> Float32:
        """What each legal action leads to, float32 (N, A): 1 a win for the mover, 0 a draw, −1 a loss.

        NaN for actions that are not legal, and for whole positions of which it is not known within reasonable time.

        Args:
            positions: of games that may be over.
            stop: asked all the time where it takes long.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        ...


class Player(Protocol):
    """Who chooses moves: a network, a search, an expert, a human. To be used in one thread."""

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """A legal move for each position, int64 (N,). What is random about it comes from `rng` alone."""
        ...
