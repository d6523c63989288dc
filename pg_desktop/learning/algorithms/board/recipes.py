"""Settings that suit an algorithm for board games in a game; on the ladder, each is a rung of its name.

`pg-desktop bench --ladder` tells what comes of them. Loads no NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pg_desktop.learning.settings.kinds import Value

Recipe = Mapping[str, Value]
"""Settings by their keys."""

_EVERY: Final[Recipe] = MappingProxyType({"gamma": 1.0, "exam_every": 10})

_ALGORITHMS: Final[Mapping[str, Recipe]] = {
    "imitate": {
        "update_limit": 60,
        "episodes_per_update": 64,
        "learning_rate": 0.002,
        "positions_per_step": 512,
    },
    "compete": {
        "update_limit": 200,
        "episodes_per_update": 256,
        "learning_rate": 0.001,
        "entropy_bonus": 0.02,
    },
    "self_play": {
        "update_limit": 100,
        "episodes_per_update": 512,
        "learning_rate": 0.001,
        "entropy_bonus": 0.02,
        "falls_over": 100,
    },
    "zero": {
        "update_limit": 100,
        "episodes_per_update": 256,
        "learning_rate": 0.002,
        "positions_per_step": 512,
        "falls_over": 100,
    },
}
"""By the algorithm's id, where a game says nothing else."""

_GAMES: Final[Mapping[str, Mapping[str, Recipe]]] = {
    "tic-tac-toe": {
        "": {"hidden_size": 128},
        "imitate": {"positions_per_update": 4096, "positions_per_step": 256, "learning_rate": 0.001},
        "compete": {"update_limit": 400, "learning_rate": 0.002},
        "self_play": {
            "update_limit": 500,
            "episodes_per_update": 256,
            "learning_rate": 0.002,
            "positions_per_step": 256,
            "entropy_bonus": 0.2,
            "falls_over": 500,
            "falls_to": 0.05,
        },
        "zero": {"hidden_size": 64, "update_limit": 50, "falls_over": 50, "remembered_positions": 10_000},
    },
    "connect-four-4x4": {
        "": {"hidden_size": 128},
        "self_play": {
            "update_limit": 1000,
            "learning_rate": 0.002,
            "positions_per_step": 256,
            "entropy_bonus": 0.2,
            "opening_plies": 4,
            "falls_over": 1000,
        },
        "zero": {"update_limit": 60, "falls_over": 60},
    },
    "connect-four": {
        "": {"hidden_size": 128, "exam_every": 20},
        "imitate": {"update_limit": 80, "positions_per_step": 256},
        # The imitator at its best is much stronger than it is with moves that are drawn.
        "compete": {"update_limit": 600, "opening_plies": 4, "best_play_share": 0.3},
        # Small steps, and few: what it knew of others is forgotten while it learns about itself.
        "self_play": {
            "update_limit": 50,
            "learning_rate": 0.0003,
            "positions_per_step": 2048,
            "opening_plies": 6,
            "falls_over": 50,
        },
        "zero": {
            "update_limit": 180,
            "opening_plies": 6,
            "drawn_plies": 20,
            "remembered_positions": 60_000,
            "falls_over": 180,
            "falls_to": 0.1,
        },
    },
    "go-5x5": {
        "": {"hidden_size": 128},
        "imitate": {"positions_per_step": 256},
        "compete": {"update_limit": 150},
    },
    "othello-6x6": {"": {"hidden_size": 128}},
    "hex-5x5": {"": {"hidden_size": 128}},
}
"""By the game's id and the algorithm's; "" is what holds for all."""


def recipe_of(game_id: str, algorithm: str) -> Recipe:
    """The settings of an algorithm in a game that are not the defaults."""
    game = _GAMES.get(game_id, {})
    return {**_EVERY, **_ALGORITHMS[algorithm], **game.get("", {}), **game.get(algorithm, {})}
