"""Who can answer in the worlds of board games, and what these are told of it when games begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.learning.games.experts import expert_of
from pg_desktop.learning.games.game import Player
from pg_desktop.learning.games.players import RandomPlayer
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.worlds.board.settings import EXPERT, RANDOM

if TYPE_CHECKING:  # which is made of what the worlds say of themselves
    from pg_desktop.learning.settings.table import Settings

OPPONENT: Final = "opponent"
"""The option of `reset` that says who answers: an `Opponent`."""


@dataclass(frozen=True)
class Opponent:
    """Who answers.

    Attributes:
        kind: `RANDOM` or `EXPERT`.
        error: how often an expert makes any legal move instead of its own.
    """

    kind: str = RANDOM
    error: float = 0.0

    def player(self, game_id: str) -> Player:
        """Who plays a game so."""
        return expert_of(game_id, self.error) if self.kind == EXPERT else RandomPlayer(game_entry(game_id).rules())


def reset_options(settings: Settings) -> dict[str, Any]:
    """What `reset` is told in a run with these settings."""
    return {OPPONENT: Opponent(settings.opponent, settings.opponent_error)}
