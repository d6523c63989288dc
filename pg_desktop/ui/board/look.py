"""What kind of board a game is played on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Protocol

FIRST: Final = 1
SECOND: Final = -1
"""The player who begins, and the other one, as `Game.stones` has them."""


class Ground(Enum):
    """What pieces are put on."""

    STROKES = auto()
    """Fields between four strokes, for crosses and noughts."""
    COLUMNS = auto()
    """An upright board with holes, into which discs fall."""
    SQUARES = auto()
    """Squares, for discs."""
    CROSSINGS = auto()
    """Lines, on whose crossings stones lie."""
    HEXAGONS = auto()
    """Hexagons in a rhombus, whose sides belong to the players."""


_GROUNDS: Final = {
    "tic-tac-toe": Ground.STROKES,
    "connect-four": Ground.COLUMNS,
    "go": Ground.CROSSINGS,
    "othello": Ground.SQUARES,
    "hex": Ground.HEXAGONS,
}
"""By the beginning of a game's id."""


class Board(Protocol):
    """What of the rules a look is made of, see `Game`."""

    @property
    def id(self) -> str:
        """The game's name."""
        ...

    @property
    def rows(self) -> int:
        """Rows of the board."""
        ...

    @property
    def columns(self) -> int:
        """Columns of the board."""
        ...

    def action_at(self, cell: int) -> int | None:
        """The action that a click on a cell means."""
        ...

    def move_name(self, action: int) -> str:
        """How a move is written down."""
        ...


@dataclass(frozen=True)
class Look:
    """A kind of board, and how large it is.

    Attributes:
        ground: what pieces are put on.
        rows: of the board.
        columns: of the board.
        column_names: what stands at the columns, such as "a".
        row_names: what stands at the rows; "" where moves do not name them.
    """

    ground: Ground
    rows: int
    columns: int
    column_names: tuple[str, ...]
    row_names: tuple[str, ...]

    @classmethod
    def of(cls, game: Board) -> Look:
        """The board of a game, with rows and columns called as its moves call them."""
        ground = next((ground for start, ground in _GROUNDS.items() if game.id.startswith(start)), Ground.SQUARES)

        def name(cell: int) -> str:
            action = game.action_at(cell)
            return "" if action is None else game.move_name(action)

        columns = tuple(name(column).rstrip("0123456789") for column in range(game.columns))
        rows = tuple(name(row * game.columns).lstrip("abcdefghijklmnopqrstuvwxyz") for row in range(game.rows))
        return cls(ground, game.rows, game.columns, columns, rows)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.rows * self.columns

    @property
    def falls(self) -> bool:
        """Whether pieces fall, so that a move is a column."""
        return self.ground is Ground.COLUMNS
