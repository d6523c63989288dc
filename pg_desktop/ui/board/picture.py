"""What there is to be seen on a board at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from pg_desktop.ui.board.look import FIRST


class Overlay(Enum):
    """What can be shown of every move."""

    POLICY = auto()
    """How likely the policy makes it."""
    VISITS = auto()
    """How many simulations of the search went there."""
    VALUE = auto()
    """What the search expects after it, for the mover."""
    TRUTH = auto()
    """What it leads to without mistakes, for the mover."""


@dataclass(frozen=True)
class Hint:
    """What is known of a move; None where it is not.

    Attributes:
        prior: its probability, in [0, 1].
        visits: simulations that went there.
        share: those in relation to the most visited move's, in [0, 1].
        value: what the search expects for the mover, in [−1, 1].
        truth: 1 for a win of the mover, 0 for a draw, −1 for a loss.
    """

    prior: float | None = None
    visits: int | None = None
    share: float = 0.0
    value: float | None = None
    truth: float | None = None


@dataclass(frozen=True)
class Picture:
    """A position, and what is said of it.

    Attributes:
        stones: by cell, 1 for a piece of whoever began, −1 for one of the other, 0 for none.
        mover: who is to move, 1 or −1.
        last: the cell of the last move.
        line: the cells that have won, from one end to the other.
        hover: the cell that would get a piece.
        cursor: where the keys are; where pieces fall, a cell of the column.
        hints: by cell; where pieces fall, by the cell in which one would land. () for none.
        overlays: which parts of the hints are shown, in this order.
        settled: how far the last piece is on its way into its cell, 1 when it is there.
    """

    stones: tuple[int, ...]
    mover: int = FIRST
    last: int | None = None
    line: tuple[int, ...] = ()
    hover: int | None = None
    cursor: int | None = None
    hints: tuple[Hint | None, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    settled: float = 1.0

    def hint(self, cell: int) -> Hint | None:
        """What is known of the move to a cell."""
        return self.hints[cell] if cell < len(self.hints) else None
