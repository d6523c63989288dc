"""A row of the table of games. Loads no NumPy, which the window's first paint does not need."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pg_desktop.learning.games.game import Game


@dataclass(frozen=True)
class GameEntry:
    """One row of the table of games; texts are English sources for translation in the context "Games".

    Attributes:
        id: see `Game.id`.
        name: what the user reads.
        environment: id of the world in which one plays it against an opponent.
        entry_point: "module:attribute" of the rules.
        truth: "module:function" that makes its `Truth`; "" where nobody knows the truth.
    """

    id: str
    name: str
    environment: str
    entry_point: str
    truth: str = ""

    def rules(self) -> Game:
        """The rules, imported when they are first asked for."""
        module, _, name = self.entry_point.partition(":")
        game: Game = getattr(import_module(module), name)
        return game
