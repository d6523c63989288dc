"""How strong the players of the matrix are, and how sure that is. Loads NumPy."""

from __future__ import annotations

from collections.abc import Sequence

from pg_desktop.learning.games.elo import Rating, ratings
from pg_desktop.learning.games.matches import Tally
from pg_desktop.learning.measuring.match_reading import RANDOM, MatchReading, Seat
from pg_desktop.ui.panes.ladder.roster import Results


def strengths(seats: Sequence[Seat], results: Results) -> dict[Seat, Rating]:
    """Elo ratings, 0 for random play; of those who have played anybody.

    Args:
        seats: the players, random play among them.
        results: what is known of matches between them, also of others.
    """
    names = {seat: str(index) for index, seat in enumerate(seats)}
    played = {
        (names[one], names[other]): tally_of(match)
        for (one, other), match in results.items()
        if one in names and other in names and names[one] < names[other]
    }
    rated = ratings(list(names.values()), played, names[RANDOM])
    have_played = {name for pair in played for name in pair}
    return {seat: rated[name] for seat, name in names.items() if name in have_played}


def interval_of(match: MatchReading) -> tuple[float, float]:
    """The 95 % confidence interval of a match's score."""
    return tally_of(match).interval


def tally_of(match: MatchReading) -> Tally:
    """The same games as they are counted elsewhere."""
    return Tally(match.wins, match.draws, match.losses)
