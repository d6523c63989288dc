"""What there is to imitate: recorded games of experts, as positions and moves.

Shape suffixes: B positions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.algorithms.board.lessons import Shares
from pg_desktop.learning.games.experts import expert_games
from pg_desktop.learning.games.game import Actions, Float32, GameEntry
from pg_desktop.learning.games.own_games import games_from_text
from pg_desktop.learning.games.records import Records, positions_of
from pg_desktop.learning.games.shipping import SEED, shipped_games
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_HELD_OUT: Final = 10
"""One game in so many is held out."""
_TESTED: Final = 4096
"""Positions of the games that were held out by which it is judged how well moves are foreseen, at the most."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Positions, the moves that were made in them, and how their games ended for whoever made them.

    Attributes:
        obs_BF: float32.
        action_B: int64.
        outcome_B: float32.
    """

    obs_BF: Float32
    action_B: Actions
    outcome_B: Float32

    def __len__(self) -> int:
        return len(self.action_B)

    def shares(self, rows: Actions, actions: int) -> Shares:
        """Some of them, as moves that are to be made always."""
        return Shares(self.obs_BF[rows], np.eye(actions, dtype=np.float32)[self.action_B[rows]], self.outcome_B[rows])


@dataclass(frozen=True, eq=False)
class Lesson:
    """Recorded games.

    Attributes:
        studied: to learn from.
        held_out: of other games, to be foreseen.
    """

    studied: Examples
    held_out: Examples


def lesson_of(entry: GameEntry, settings: Settings, stop: Callable[[], bool]) -> Lesson:
    """The games that the settings ask for. The same for every seed.

    Args:
        entry: what was played.
        settings: how many games, and of whom where none are shipped.
        stop: asked all the time, where they are still to be played.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if games of one's own are none of this game's.
    """
    shipped = shipped_games(entry.id)
    records = (
        expert_games(entry.id, settings.expert_games, SEED, stop, error=settings.expert_error)
        if (shipped is None)
        else shipped[: settings.expert_games]
    )
    held_out_G = np.arange(len(records)) % _HELD_OUT == 0
    studied = _examples(entry, records[~held_out_G])
    if settings.own_games:
        studied = _joined(studied, _of_own(entry, settings.own_games))
    return Lesson(studied, _examples(entry, records[held_out_G], _TESTED))


def _of_own(entry: GameEntry, text: str) -> Examples:
    """What somebody did in games of their own.

    Raises:
        UserError: if they are none of this game's.
    """
    games = games_from_text(text)
    rules = entry.rules()
    try:
        positions, action_B, outcome_B, game_B = positions_of(rules, Records.of([game.moves for game in games]))
    except ValueError:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The games of your own in the settings are not games of {game} from beginning to end; empty the "
                "setting own_games, or let the board's menu write it again.",
            ),
            game=entry.name,
        ) from None
    side_B = np.array([game.side for game in games])[game_B]
    theirs_B = (side_B == 0) | (positions.first_N == (side_B == 1))
    return Examples(
        rules.planes(positions[theirs_B]), action_B[theirs_B], outcome_B[theirs_B].astype(np.float32, copy=False)
    )


def _joined(one: Examples, other: Examples) -> Examples:
    return Examples(
        np.concatenate([one.obs_BF, other.obs_BF]),
        np.concatenate([one.action_B, other.action_B]),
        np.concatenate([one.outcome_B, other.outcome_B]),
    )


def _examples(entry: GameEntry, records: Records, most: int | None = None) -> Examples:
    game = entry.rules()
    positions, action_B, outcome_B, _ = positions_of(game, records)
    those = slice(None, most)
    return Examples(game.planes(positions[those]), action_B[those], outcome_B[those].astype(np.float32))
