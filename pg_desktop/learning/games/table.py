"""The table of board games. Adding one is adding an entry, its rules in one file, and a row of the table of worlds."""

from __future__ import annotations

from typing import Final

from pg_desktop.learning.games.entry import GameEntry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

GAMES: Final = (
    GameEntry(
        id="tic-tac-toe",
        name=QT_TRANSLATE_NOOP("Games", "Tic-tac-toe"),
        environment="TicTacToe-v0",
        entry_point="pg_desktop.learning.games.lines:TIC_TAC_TOE",
        truth="pg_desktop.learning.games.truth.table:tic_tac_toe",
    ),
    GameEntry(
        id="connect-four-4x4",
        name=QT_TRANSLATE_NOOP("Games", "Connect Four 4×4"),
        environment="ConnectFour4x4-v0",
        entry_point="pg_desktop.learning.games.lines:CONNECT_FOUR_4X4",
        truth="pg_desktop.learning.games.truth.table:connect_four_4x4",
    ),
    GameEntry(
        id="connect-four",
        name=QT_TRANSLATE_NOOP("Games", "Connect Four"),
        environment="ConnectFour-v0",
        entry_point="pg_desktop.learning.games.lines:CONNECT_FOUR",
        truth="pg_desktop.learning.games.truth.solver:connect_four",
    ),
    GameEntry(
        id="go-5x5",
        name=QT_TRANSLATE_NOOP("Games", "Go 5×5"),
        environment="Go5x5-v0",
        entry_point="pg_desktop.learning.games.go:GO_5X5",
    ),
    GameEntry(
        id="othello-6x6",
        name=QT_TRANSLATE_NOOP("Games", "Othello 6×6"),
        environment="Othello6x6-v0",
        entry_point="pg_desktop.learning.games.othello:OTHELLO_6X6",
    ),
    GameEntry(
        id="hex-5x5",
        name=QT_TRANSLATE_NOOP("Games", "Hex 5×5"),
        environment="Hex5x5-v0",
        entry_point="pg_desktop.learning.games.hex:HEX_5X5",
    ),
)

WHOLLY_KNOWN: Final = ("tic-tac-toe", "connect-four-4x4")
"""The games of which the truth is known of every position."""


def game_entry(game_id: str) -> GameEntry:
    """The row for an id.

    Raises:
        UserError: if there is none.
    """
    for entry in GAMES:
        if entry.id == game_id:
            return entry
    raise UserError(
        QT_TRANSLATE_NOOP("Errors", "There is no game named {id}; known are {known}."),
        id=repr(game_id),
        known=", ".join(entry.id for entry in GAMES),
    )


def game_of_world(environment_id: str) -> GameEntry | None:
    """The game that is played in a world; None where none is."""
    return next((entry for entry in GAMES if entry.environment == environment_id), None)
