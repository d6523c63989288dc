"""How good a policy that plays a board game is, measured against others and against the truth.

Each measurement is a task for a process of the pool: `task(payload, stop, progress) -> result`, see `runs.processes`.

Shape suffixes: N positions, G games.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import Game, GameEntry, Player, Truth
from pg_desktop.learning.games.matches import MatchResult, play_from, play_match, random_openings
from pg_desktop.learning.games.players import PolicyPlayer, RandomPlayer, TruthPlayer
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.search.search import SearchPlayer
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.table import WHOLLY_KNOWN, game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.games.truth.best_response import best_response, deterministic
from pg_desktop.learning.measuring.optimal_moves import optimal_moves
from pg_desktop.learning.stopping import never

Stop = Callable[[], bool]
Progress = Callable[[float], None]

GAMES: Final = 600
"""Of a match between two policies."""
PERFECT_GAMES: Final = 1000
"""Against perfect play."""
LOOK_AHEAD: Final = 50
"""Simulations with which it is measured what looking ahead is worth."""

_RANDOM_GAMES: Final = 200
_OPENING_PLIES: Final = {"connect-four-4x4": 4}
"""Random moves before a game against perfect play, at the most, where the usual beginning leads to few different games;
only openings count that are worth a draw."""
_PLIES: Final = 4
"""Random moves before a game of two that draw nothing, at the most: with two, 600 games would be a hundred."""
_FEWER_PLIES: Final = {"tic-tac-toe": 2}
"""The same where half a game would be left to chance."""
_SMALL: Final = ("tic-tac-toe",)
"""Games so small that every reply to a search can be tried in no time."""


def _nobody(share: float) -> None:
    del share


@dataclass(frozen=True, eq=False)
class Subject:
    """Who is measured.

    Attributes:
        game: the id of what is played.
        policy: who plays, with the likeliest moves unless said otherwise.
        simulations: how far it looks ahead before each move; 0 for not at all.
        seed: of everything random in the measurement.
    """

    game: str
    policy: Policy
    simulations: int = 0
    seed: int = 0

    @property
    def entry(self) -> GameEntry:
        """What is played."""
        return game_entry(self.game)

    def player(self, temperature: float = 0.0) -> Player:
        """Who plays.

        Args:
            temperature: 0 for the likeliest moves, 1 for moves that are drawn. A search always makes the move that it
                visited most.
        """
        game = self.entry.rules()
        if self.simulations:
            return SearchPlayer(game, self.policy, SearchSettings(self.simulations))
        return PolicyPlayer(game, self.policy, temperature)


@dataclass(frozen=True)
class Score:
    """How a match went.

    Attributes:
        score: points a game, a draw being half a win.
        low: the lower end of its 95 % confidence interval.
        high: the upper end.
        losses: games lost.
        games: all of them.
    """

    score: float
    low: float
    high: float
    losses: int
    games: int

    @staticmethod
    def of(result: MatchResult) -> Score:
        """Of a match, for its first player."""
        low, high = result.interval
        return Score(result.score, low, high, result.losses, result.games)


@dataclass(frozen=True)
class Comparison:
    """How two policies do against each other, in games that begin with up to two random moves.

    Attributes:
        sampled: with moves that are drawn, for the first.
        greedy: with the likeliest moves.
    """

    sampled: Score
    greedy: Score


@dataclass(frozen=True)
class Strength:
    """How good a player is. What nobody knows of a game is None.

    Attributes:
        against_random: against any legal move.
        optimal: the share of positions in which it makes a best move.
        perfect: against somebody who makes no mistake, from openings that are worth a draw.
        lost_lines: games that it loses when every reply to it is tried, from the start.
        bad_positions: positions that come up then in which it makes a mistake.
    """

    against_random: Score
    optimal: float | None
    perfect: Score | None
    lost_lines: int | None
    bad_positions: int | None


def compare(pair: tuple[Subject, Subject], stop: Stop = never, progress: Progress = _nobody) -> Comparison:
    """Let two play against each other.

    Args:
        pair: the one who is counted, and the other, of the same game.
        stop: asked all the time.
        progress: told which part is done.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if a policy does not fit the game.
    """
    one, other = pair
    game, rng = one.entry.rules(), np.random.default_rng(one.seed)
    scores = []
    most = _FEWER_PLIES.get(one.game, _PLIES)
    for done, (temperature, plies) in enumerate(((1.0, (0, 2)), (0.0, (0, most))), start=1):
        players = one.player(temperature), other.player(temperature)
        scores.append(Score.of(play_match(game, *players, games=GAMES, rng=rng, opening_plies=plies, stop=stop)))
        progress(done / 2)
    return Comparison(*scores)


def strength_of(subject: Subject, stop: Stop = never, progress: Progress = _nobody) -> Strength:
    """Measure one.

    Args:
        subject: who.
        stop: asked all the time.
        progress: told which part is done.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if the policy does not fit the game.
    """
    entry, player = subject.entry, subject.player()
    game, rng = entry.rules(), np.random.default_rng(subject.seed)
    drawn = subject.player(1.0)
    at_random = Score.of(play_match(game, drawn, RandomPlayer(game), _RANDOM_GAMES, rng, stop=stop))
    progress(0.2)
    optimal = optimal_moves(entry, player)
    progress(0.4)
    truth = truth_of(entry) if entry.id in WHOLLY_KNOWN else None
    if truth is None:
        return Strength(at_random, optimal, None, None, None)
    perfect = Score.of(against_perfect(game, player, truth, rng, stop))
    progress(0.8)
    if subject.simulations and entry.id not in _SMALL:
        return Strength(at_random, optimal, perfect, None, None)
    # Nothing is drawn: a search without noise and likeliest moves are the same every time.
    replies = best_response(game, deterministic(game, lambda positions: player.choose(positions, rng)), truth)
    return Strength(at_random, optimal, perfect, replies.lost, replies.bad)


def optimal_share(subject: Subject, stop: Stop = never, progress: Progress = _nobody) -> float | None:
    """The share of positions in which it makes a best move; None where nobody knows the best moves."""
    del stop, progress
    return optimal_moves(subject.entry, subject.player())


def against_perfect(game: Game, player: Player, truth: Truth, rng: np.random.Generator, stop: Stop) -> MatchResult:
    """Games against somebody who makes no mistake, from openings that are worth a draw, so that none is lost before."""
    openings = balanced_openings(game, truth, PERFECT_GAMES, rng)
    return play_from(game, player, TruthPlayer(game, truth), openings, rng, stop=stop)


def balanced_openings(game: Game, truth: Truth, count: int, rng: np.random.Generator) -> Positions:
    """Positions after a few random moves that are worth a draw to both sides."""
    found: list[Positions] = []
    while sum(map(len, found)) < count:
        openings = random_openings(game, rng.integers(0, _OPENING_PLIES.get(game.id, 0) + 1, count), rng)
        drawn_N = np.nanmax(truth.action_values(openings), 1) == 0
        found.append(openings[drawn_N])
    return Positions.joined(found)[:count]
