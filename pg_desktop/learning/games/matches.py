"""Matches: many games between two players, side by side.

Shape suffixes: G games, P those that are not over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pg_desktop.learning.games.game import Actions, Float32, Game, Player
from pg_desktop.learning.games.players import RandomPlayer
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.measuring.intervals import wilson
from pg_desktop.learning.stopping import RolloutStoppedError, never


@dataclass(frozen=True)
class Tally:
    """How games went for one of the players.

    Attributes:
        wins: games won.
        draws: games that nobody won.
        losses: games lost.
    """

    wins: int
    draws: int
    losses: int

    @property
    def games(self) -> int:
        """All of them."""
        return self.wins + self.draws + self.losses

    @property
    def points(self) -> float:
        """A draw is half a win."""
        return self.wins + self.draws / 2

    @property
    def score(self) -> float:
        """Points a game, of which there is at least one."""
        return self.points / self.games

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the score.

        It is Wilson's for as many games without draws as would tell as much: games that end in draws scatter less.
        """
        games, score = self.games, self.score
        if not 0 < score < 1:
            return wilson(score, games)
        # A draw's part of the variance; with two games more that were none, so that all draws are no certainty.
        saved = self.draws / (games + 2) / (4 * score * (1 - score))
        return wilson(score, games / (1 - saved))

    def reversed(self) -> Tally:
        """The same games for the other player."""
        return Tally(self.losses, self.draws, self.wins)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.wins + other.wins, self.draws + other.draws, self.losses + other.losses)


@dataclass(frozen=True)
class MatchResult:
    """How a match went for the first of the players, A.

    Attributes:
        first: the games that A began.
        second: the games that B began.
    """

    first: Tally
    second: Tally

    @property
    def total(self) -> Tally:
        """All games."""
        return self.first + self.second

    @property
    def games(self) -> int:
        """All of them."""
        return self.total.games

    @property
    def wins(self) -> int:
        """Games that A won."""
        return self.total.wins

    @property
    def draws(self) -> int:
        """Games that nobody won."""
        return self.total.draws

    @property
    def losses(self) -> int:
        """Games that B won."""
        return self.total.losses

    @property
    def score(self) -> float:
        """A's points a game."""
        return self.total.score

    @property
    def interval(self) -> tuple[float, float]:
        """See `Tally.interval`."""
        return self.total.interval

    def reversed(self) -> MatchResult:
        """The same match for B."""
        return MatchResult(self.second.reversed(), self.first.reversed())


def random_openings(game: Game, plies_G: Actions, rng: np.random.Generator) -> Positions:
    """Positions after random legal moves.

    Args:
        game: what is played.
        plies_G: how many moves each has seen; fewer where a game would be over.
        rng: the source of the moves.
    """
    positions = game.start(len(plies_G))
    player = RandomPlayer(game)
    for ply in range(int(plies_G.max(initial=0))):
        stepped = game.step(positions, player.choose(positions, rng))
        on_G = (plies_G > ply) & ~stepped.done_N
        positions = positions.replaced(on_G, stepped.positions[on_G])
    return positions


def play_match(
    game: Game,
    a: Player,
    b: Player,
    games: int,
    rng: np.random.Generator,
    *,
    opening_plies: tuple[int, int] = (0, 2),
    stop: Callable[[], bool] = never,
) -> MatchResult:
    """Let two players play against each other, all games at once.

    Games come in pairs that begin with the same random moves, and in which the players take turns to be first.

    Args:
        game: what is played.
        a: the player for whom it is counted.
        b: the opponent.
        games: how many, at least 1.
        rng: the source of everything random.
        opening_plies: the fewest and the most random moves with which a game begins; each number is as likely.
        stop: asked before every move.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    fewest, most = opening_plies
    plies_G = rng.integers(fewest, most + 1, (games + 1) // 2)
    openings = random_openings(game, plies_G, rng)
    return play_from(game, a, b, openings[np.arange(games) // 2], rng, stop=stop)


def play_from(
    game: Game,
    a: Player,
    b: Player,
    openings: Positions,
    rng: np.random.Generator,
    *,
    stop: Callable[[], bool] = never,
) -> MatchResult:
    """Let two players play against each other from given positions on, all games at once.

    Args:
        game: what is played.
        a: the player for whom it is counted; it plays the side that began in every second game, from the first on.
        b: the opponent.
        openings: where each game begins, none of them over; at least one.
        rng: the source of everything random.
        stop: asked before every move.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    a_first_G = np.arange(len(openings)) % 2 == 0
    outcome_G = _outcomes(game, (a, b), openings, a_first_G, rng, stop)
    return MatchResult(_tally(outcome_G[a_first_G]), _tally(outcome_G[~a_first_G]))


def _outcomes(
    game: Game,
    players: tuple[Player, Player],
    positions: Positions,
    a_first_G: Bool,
    rng: np.random.Generator,
    stop: Callable[[], bool],
) -> Float32:
    """1 for each game that A has won, −1 for those that B has, 0 for draws."""
    outcome_G = np.zeros(len(positions), np.float32)
    game_P = np.arange(len(positions))
    while len(game_P):
        if stop():
            raise RolloutStoppedError
        a_moves_P = positions.first_N == a_first_G[game_P]
        action_P = np.empty(len(game_P), np.int64)
        for player, moves_P in zip(players, (a_moves_P, ~a_moves_P), strict=True):
            if moves_P.any():
                action_P[moves_P] = player.choose(positions[moves_P], rng)
        stepped = game.step(positions, action_P)
        outcome_G[game_P] = np.where(a_moves_P, stepped.outcome_N, -stepped.outcome_N)
        positions, game_P = stepped.positions[~stepped.done_N], game_P[~stepped.done_N]
    return outcome_G


def _tally(outcome_G: Float32) -> Tally:
    return Tally(*(int((outcome_G == outcome).sum()) for outcome in (1, 0, -1)))
