"""Curves and matrix of a ladder as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pg_desktop
from pg_desktop.ui.panes.ladder.matrix import Standings
from pg_desktop.ui.panes.ladder.series import Series

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.storage.history_csv import Table

CURVES_HEADER: Final = ("games", "measure", "value")
MATRIX_HEADER: Final = (
    "player",
    "opponent",
    "score",
    "ci95_low",
    "ci95_high",
    "wins",
    "draws",
    "losses",
    "elo",
    "elo_ci95_low",
    "elo_ci95_high",
)


def curves_table(game: str, rung: str, series: tuple[Series, ...]) -> Table:
    """The curves of a rung, point after point, each under the key of its metric; `lost` is 1 less what is not lost."""
    from pg_desktop.storage.history_csv import Table  # noqa: PLC0415 (NumPy)

    return Table(f"{game}-{rung}", (*_about(game), ("rung", rung)), CURVES_HEADER, _points(series))


def matrix_table(game: str, standings: Standings) -> Table:
    """Every match of the matrix, seen from either side, with the rating of the player who is named first."""
    from pg_desktop.storage.history_csv import Table  # noqa: PLC0415 (NumPy)

    return Table(f"{game}-matrix", _about(game), MATRIX_HEADER, _matches(standings))


def _about(game: str) -> tuple[tuple[str, str], ...]:
    return ("program", "PG Desktop"), ("version", pg_desktop.__version__), ("game", game)


def _points(series: tuple[Series, ...]) -> Iterator[tuple[float | str, ...]]:
    for each in series:
        key = "lost" if each.line.lost else each.line.key
        for games, value in zip(each.games, each.values, strict=True):
            yield int(games), key, value


def _matches(standings: Standings) -> Iterator[tuple[float | str, ...]]:
    for one in standings.entrants:
        rating = standings.ratings.get(one.seat)
        rated = () if rating is None else (rating.elo, rating.low, rating.high)
        for other in standings.entrants:
            match = standings.results.get((one.seat, other.seat))
            if match is not None:
                counts = match.wins, match.draws, match.losses
                interval = standings.intervals[one.seat, other.seat]
                yield one.name, other.name, match.score, *interval, *counts, *rated
