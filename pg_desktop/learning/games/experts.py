"""Synthetic experts, and games that they play against each other, for networks to imitate.

No human has played these games. An expert is a program that knows the truth, or looks a few moves ahead and estimates;
that makes a random move now and then; and that is as good as its game allows in a few milliseconds.

Shape suffixes: N positions, G games, A actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from pg_desktop.learning.games.estimates import GoEstimate, HexEstimate, LinesEstimate, OthelloEstimate
from pg_desktop.learning.games.game import Actions, Float32, Game, Player
from pg_desktop.learning.games.go import Go
from pg_desktop.learning.games.hex import Hex
from pg_desktop.learning.games.lines import Lines
from pg_desktop.learning.games.negamax import Negamax
from pg_desktop.learning.games.othello import Othello
from pg_desktop.learning.games.players import RandomPlayer, best_moves, drawn
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.records import Records
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.games.truth.table import Table
from pg_desktop.learning.stopping import RolloutStoppedError, never

ERROR: Final = 0.1
"""How often the experts whose games are shipped make a random move."""

_AT_ONCE: Final = 256
_PLIES_PER_OPENING: Final = 12
"""A game begins with up to a random move for so many that it may have at most: none for tic-tac-toe."""

Judge = Callable[[Positions], Float32]
"""What moves seem to be worth, as `Truth.action_values`."""


class Expert:
    """Makes one of the moves that seem best, each as likely, but for errors. See `Player`."""

    def __init__(self, game: Game, judge: Judge, error: float) -> None:
        """Let a judge play.

        Args:
            game: what is played.
            judge: what it believes of moves.
            error: how often it makes any legal move instead, in [0, 1].
        """
        self._game, self._judge, self._error = game, judge, error
        self._at_random = RandomPlayer(game)

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """See `Player.choose`."""
        best_N = drawn(best_moves(self._judge(positions)), rng)
        any_N = self._at_random.choose(positions, rng)
        return np.where(rng.random(len(positions)) < self._error, any_N, best_N)


def expert_of(game_id: str, error: float = ERROR) -> Player:
    """The synthetic expert of a game.

    It knows the truth where all positions are known, and looks some moves ahead elsewhere.

    Args:
        game_id: see `GameEntry.id`.
        error: how often it makes any legal move instead of what seems best.

    Raises:
        UserError: if there is no such game.
    """
    game = game_entry(game_id).rules()
    return Expert(game, _judge(game_id, game), error)


def expert_games(
    game_id: str,
    count: int,
    seed: int,
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] | None = None,
    error: float = ERROR,
) -> Records:
    """Games of an expert against itself.

    Where games are long, they begin with a few random moves, so that no two are the same.

    Args:
        game_id: see `GameEntry.id`.
        count: how many games.
        seed: of everything random; the same games come out for the same seed.
        stop: asked before every move.
        progress: told which part is done, in [0, 1].
        error: see `expert_of`.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if there is no such game.
    """
    game, expert = game_entry(game_id).rules(), expert_of(game_id, error)
    return games_of(game, expert, count, np.random.default_rng(seed), stop, progress)


def games_of(
    game: Game,
    player: Player,
    count: int,
    rng: np.random.Generator,
    stop: Callable[[], bool] = never,
    progress: Callable[[float], None] | None = None,
) -> Records:
    """Games of any player against itself; the rest is as for `expert_games`."""
    parts: list[Records] = []
    for begun in range(0, count, _AT_ONCE):
        games = min(_AT_ONCE, count - begun)
        parts.append(_games(game, player, games, rng, _Watch(stop, progress, begun / count, games / count)))
    return Records.joined(parts)


class _Watch(NamedTuple):
    stop: Callable[[], bool]
    progress: Callable[[float], None] | None
    begun: float
    share: float

    def at(self, part: float) -> None:
        """Tell how far these games are, or stop."""
        if self.stop():
            raise RolloutStoppedError
        if self.progress is not None:
            self.progress(self.begun + self.share * part)


def _games(game: Game, player: Player, games: int, rng: np.random.Generator, watch: _Watch) -> Records:
    at_random = RandomPlayer(game)
    opening_G = rng.integers(0, game.plies_max // _PLIES_PER_OPENING + 1, games)
    move_GT = np.full((games, game.plies_max), -1, np.int16)
    positions, game_N = game.start(games), np.arange(games)
    for ply in range(game.plies_max):
        watch.at(1 - len(game_N) / games)
        action_N = player.choose(positions, rng)
        opening_N = opening_G[game_N] > ply
        if opening_N.any():
            action_N[opening_N] = at_random.choose(positions[opening_N], rng)
        move_GT[game_N, ply] = action_N
        stepped = game.step(positions, action_N)
        positions, game_N = stepped.positions[~stepped.done_N], game_N[~stepped.done_N]
        if not len(game_N):
            break
    watch.at(1)
    records = Records(move_GT)
    return Records(move_GT[:, : int(records.length_G.max(initial=0))])


def _judge(game_id: str, game: Game) -> Judge:
    if isinstance(game, Go):
        return Negamax(game, 2, GoEstimate(game)).action_values
    if isinstance(game, Othello):
        return Negamax(game, 3, OthelloEstimate(game)).action_values
    if isinstance(game, Hex):
        return Negamax(game, 2, HexEstimate(game)).action_values
    truth = truth_of(game_entry(game_id))
    if isinstance(truth, Table):
        return truth.action_values
    if isinstance(game, Lines):
        return Negamax(game, 4, LinesEstimate(game)).action_values
    raise ValueError(f"nobody is an expert of {game_id}")
