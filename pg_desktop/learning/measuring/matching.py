"""A match between two players of an experiment, as a task for a process of the pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.entry import GameEntry
from pg_desktop.learning.games.game import Game, Player
from pg_desktop.learning.games.matches import Tally, play_match
from pg_desktop.learning.games.players import PolicyPlayer, RandomPlayer, TruthPlayer
from pg_desktop.learning.games.search.search import SearchPlayer
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.measuring.match_reading import MatchReading, Seat, Side

_AT_ONCE: Final = 50
"""Games that are played side by side, between which it is told how far the match is."""
_OPENING: Final = (0, 2)
"""Random moves with which a game begins: without them, players without chance would play but two games."""


@dataclass(frozen=True, eq=False)
class Contestant:
    """Who takes a seat; it can go to another process.

    Attributes:
        seat: what it is.
        policy: its policy, with a dictionary of its weights; None of others.
    """

    seat: Seat
    policy: Policy | None = None

    @staticmethod
    def of(seat: Seat, policy: Policy | None) -> Contestant:
        """Whoever takes a seat with a policy that nothing changes any more."""
        return Contestant(seat, None if policy is None else Policy(policy.architecture, dict(policy.parameters)))


@dataclass(frozen=True, eq=False)
class Match:
    """What is to be played.

    Attributes:
        game: its id.
        one: the first player.
        other: the second.
        games: how many.
        seed: of everything random.
    """

    game: str
    one: Contestant
    other: Contestant
    games: int
    seed: int


def play(match: Match, stop: Callable[[], bool], progress: Callable[[float], None]) -> MatchReading:
    """Play it.

    Args:
        match: what.
        stop: asked before every move.
        progress: is told which part is done.

    Raises:
        RolloutStoppedError: when `stop` said so.
        UserError: if a policy does not fit the game.
    """
    entry = game_entry(match.game)
    game = entry.rules()
    rng = np.random.default_rng(match.seed)
    one, other = (player_of(each, entry, game) for each in (match.one, match.other))
    tally = Tally(0, 0, 0)
    while tally.games < match.games:
        games = min(_AT_ONCE, match.games - tally.games)
        tally += play_match(game, one, other, games, rng, opening_plies=_OPENING, stop=stop).total
        progress(tally.games / match.games)
    return MatchReading(match.one.seat, match.other.seat, tally.wins, tally.draws, tally.losses)


def player_of(contestant: Contestant, entry: GameEntry, game: Game) -> Player:
    """Who plays in a seat. A search makes the move that it visited most.

    Raises:
        UserError: if a policy does not fit the game.
        ValueError: if the seat needs a policy, or a truth, that there is not.
    """
    seat, policy = contestant.seat, contestant.policy
    if seat.side is Side.RANDOM:
        return RandomPlayer(game)
    if seat.side is Side.PERFECT:
        truth = truth_of(entry)
        if truth is None:
            raise ValueError("nobody knows perfect play of this game")
        return TruthPlayer(game, truth)
    if policy is None:
        raise ValueError("a seat of a policy without one")
    if seat.simulations:
        return SearchPlayer(game, policy, SearchSettings(seat.simulations))
    return PolicyPlayer(game, policy, 0.0 if seat.greedy else 1.0)
