"""`pg-desktop play`: two players play many games of a board game. Loads no torch for policies in files."""

from __future__ import annotations

from typing import Any

import numpy as np

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import counted, say, say_json, table
from pg_desktop.cli.requests import PlayRequest
from pg_desktop.cli.seats import Seated, known_truth, seated
from pg_desktop.learning.games.matches import MatchResult, Tally, play_match
from pg_desktop.learning.games.players import WatchedPlayer
from pg_desktop.learning.games.table import game_entry


def run(request: PlayRequest) -> int:
    """Play the games, print how they went, and return the exit status.

    Raises:
        ArgumentError: if somebody cannot play this game, or not in this way.
        UserError: if a file cannot be read.
    """
    entry = game_entry(request.game)
    a, b = (seated(seat, entry) for seat in (request.a, request.b))
    truth = known_truth(entry)
    watched = None if truth is None else WatchedPlayer(a.player, truth)
    result = play_match(
        entry.rules(),
        watched or a.player,
        b.player,
        request.games,
        np.random.default_rng(request.seed),
        opening_plies=(0, request.opening_plies),
    )
    if request.as_json:
        say_json(_as_json(request, a, b, result, watched))
    else:
        say(_as_text(request, a, b, result, watched))
    return ExitCode.OK


def _as_json(
    request: PlayRequest, a: Seated, b: Seated, result: MatchResult, watched: WatchedPlayer | None
) -> dict[str, Any]:
    low, high = result.interval
    return {
        "game": request.game,
        "a": a.facts,
        "b": b.facts,
        "games": request.games,
        "opening_plies": request.opening_plies,
        "seed": request.seed,
        "score": result.score,
        "ci95_low": low,
        "ci95_high": high,
        **_counts(result.total),
        "a_began": _counts(result.first),
        "b_began": _counts(result.second),
        "moves": None if watched is None else watched.moves,
        "optimal_share": None if watched is None else watched.share,
    }


def _counts(tally: Tally) -> dict[str, int]:
    return {"wins": tally.wins, "draws": tally.draws, "losses": tally.losses}


def _as_text(request: PlayRequest, a: Seated, b: Seated, result: MatchResult, watched: WatchedPlayer | None) -> str:
    low, high = result.interval
    played = f"{counted(request.games, 'game')}, 0 to {request.opening_plies} random moves first, seed {request.seed}"
    rows = [
        ("Game", game_entry(request.game).name),
        ("Played", played if request.opening_plies else f"{counted(request.games, 'game')}, seed {request.seed}"),
        ("A", a.words),
        ("B", b.words),
        ("A's score", f"{result.score:.3f}, 95 % confidence interval {low:.3f} to {high:.3f}"),
        ("Won, drawn, lost", _tally(result.total)),
        ("  where A began", _tally(result.first)),
        ("  where B began", _tally(result.second)),
    ]
    if watched is not None and watched.share is not None:
        rows.append(("A's optimal moves", f"{100 * watched.share:.1f} % of {watched.moves:,}"))
    return table(rows)


def _tally(tally: Tally) -> str:
    return f"{tally.wins:,}, {tally.draws:,}, {tally.losses:,}"
