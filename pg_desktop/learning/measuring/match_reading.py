"""What came of games between two players of a board game: plain numbers, to be shown and saved. No NumPy."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_COUNT_MAX: Final = 2**53


class Side(StrEnum):
    """Who plays."""

    POLICY = "policy"
    RANDOM = "random"
    PERFECT = "perfect"


@dataclass(frozen=True)
class Seat:
    """A player of an experiment.

    Attributes:
        side: what it is.
        run: the id of the run whose policy it is; 0 of others.
        update: updates that run had done then.
        simulations: of the search around it; 0 for none.
        greedy: whether it makes its likeliest move, and does not sample.

    Raises:
        TypeError, ValueError: when made with what no player is.
    """

    side: Side
    run: int = 0
    update: int = 0
    simulations: int = 0
    greedy: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "side", Side(self.side))
        counts = self.run, self.update, self.simulations
        if any(isinstance(count, bool) or not 0 <= operator.index(count) < _COUNT_MAX for count in counts):
            raise ValueError("no counts of a player")
        if not isinstance(self.greedy, bool) or (self.side is not Side.POLICY and any((*counts, self.greedy))):
            raise ValueError("a player without a policy that has one")


RANDOM: Final = Seat(Side.RANDOM)
PERFECT: Final = Seat(Side.PERFECT)


@dataclass(frozen=True)
class MatchReading:
    """How one player did against another.

    Attributes:
        one: the first.
        other: the second.
        wins: games that the first has won.
        draws: that nobody has.
        losses: that the second has won.

    Raises:
        TypeError, ValueError: when made with what no match is.
    """

    one: Seat
    other: Seat
    wins: int
    draws: int
    losses: int

    def __post_init__(self) -> None:
        counts = self.wins, self.draws, self.losses
        if any(isinstance(count, bool) or not 0 <= operator.index(count) < _COUNT_MAX for count in counts):
            raise ValueError("no counts of games")
        if not self.games or self.one == self.other:
            raise ValueError("no match")

    @property
    def games(self) -> int:
        """How many were played."""
        return self.wins + self.draws + self.losses

    @property
    def score(self) -> float:
        """The share of points that the first has won, half of one for a draw, in [0, 1]."""
        return (self.wins + self.draws / 2) / self.games

    def __add__(self, further: MatchReading) -> MatchReading:
        """These games and further ones between the same two."""
        wins, draws, losses = self.wins + further.wins, self.draws + further.draws, self.losses + further.losses
        return MatchReading(self.one, self.other, wins, draws, losses)

    @property
    def turned(self) -> MatchReading:
        """The same, seen from the second."""
        return MatchReading(self.other, self.one, self.losses, self.draws, self.wins)
