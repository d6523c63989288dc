"""Games of experts that come with the program, so that imitating them can begin at once.

`resources/games/README.md` says how they were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from pg_desktop.learning.games.records import Records, from_bytes
from pg_desktop.learning.games.table import game_entry
from pg_desktop.resources import resource_path

SEED: Final = 20160127
"""Of all shipped games and exams: the day on which AlphaGo was published."""

SHIPPED: Final[Mapping[str, int]] = MappingProxyType(
    {
        "tic-tac-toe": 1000,
        "connect-four-4x4": 2000,
        "connect-four": 4000,
        "go-5x5": 2000,
        "othello-6x6": 1000,
        "hex-5x5": 3000,
    }
)
"""How many games of its expert are shipped, by the game's id."""


@cache
def shipped_games(game_id: str) -> Records | None:
    """The games of its expert that are shipped with a game; None if there are none.

    Raises:
        ValueError: if the file is damaged.
        OSError: if it cannot be read.
        UserError: if there is no such game.
    """
    game = game_entry(game_id).rules()
    if game_id not in SHIPPED:
        return None
    return from_bytes(game, resource_path(games_file(game_id)).read_bytes())


def games_file(game_id: str) -> str:
    """Where games are shipped, relative to the resources."""
    return f"games/{game_id}.games"
