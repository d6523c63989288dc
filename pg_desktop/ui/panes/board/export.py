"""Games at the board as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pg_desktop
from pg_desktop.learning.games.entry import GameEntry
from pg_desktop.learning.games.records import Records, to_bytes
from pg_desktop.learning.games.table import game_entry
from pg_desktop.storage.history_csv import Table
from pg_desktop.ui.board.advice import Judgement
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.panes.shown_game import PlayedGame

_NAN = float("nan")


def table_of_game(line: Line, judgements: Sequence[Judgement]) -> Table:
    """A line for each move: who has made it, and what the position after it is worth to whoever began."""
    padded = [*judgements, *[Judgement()] * (len(line.positions) - len(judgements))]
    rows = (
        (
            ply + 1,
            "first" if line.mover(ply) > 0 else "second",
            line.game.move_name(action),
            *(_NAN if value is None else value for value in (after.policy, after.search, after.truth)),
            _NAN if before.lost is None else before.lost,
        )
        for ply, (action, before, after) in enumerate(zip(line.actions, padded, padded[1:], strict=False))
    )
    about = (("program", "PG Desktop"), ("version", pg_desktop.__version__), ("game", line.game.id))
    header = ("move", "player", "action", "policy_value", "search_value", "truth", "lost")
    return Table("game", about, header, rows)


def table_of_played(games: Iterable[PlayedGame]) -> Table:
    """A line for each game that was played to its end."""

    def moves(game: PlayedGame) -> str:
        rules = game_entry(game.game).rules()
        return " ".join(map(rules.move_name, game.actions))

    rows = (
        (number, game.game, game.first, game.second, game.winner, moves(game)) for number, game in enumerate(games, 1)
    )
    about = (("program", "PG Desktop"), ("version", pg_desktop.__version__))
    return Table("games", about, ("game", "name", "first", "second", "winner", "moves"), rows)


def records_of(games: Iterable[PlayedGame], game_id: str) -> Records:
    """The games of one kind that were played to their ends, for whoever learns from them."""
    return Records.of([game.actions for game in games if game.game == game_id])


def bytes_of(games: Iterable[PlayedGame], entry: GameEntry) -> bytes:
    """The same as a file holds it, see `learning.games.records`."""
    return to_bytes(entry.rules(), records_of(games, entry.id))
