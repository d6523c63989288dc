"""Matches as tasks: the right players in the right seats, counted, told how far, and given up."""

import numpy as np
import pytest

from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.players import PolicyPlayer, RandomPlayer, TruthPlayer
from pg_desktop.learning.games.search.search import SearchPlayer
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.measuring.match_reading import PERFECT, RANDOM, MatchReading, Seat, Side
from pg_desktop.learning.measuring.matching import Contestant, Match, play, player_of
from pg_desktop.learning.stopping import RolloutStoppedError
from tests.learning.games.policies import drawn_policy

POLICY = Seat(Side.POLICY, 3, 40)
ENTRY = game_entry("tic-tac-toe")


def match(one, other, games=60):
    return Match("tic-tac-toe", one, other, games, 0)


def played(what, stop=lambda: False):
    shares = []
    return play(what, stop, shares.append), shares


def test_perfect_play_beats_chance_and_all_games_are_counted():
    reading, shares = played(match(Contestant(PERFECT), Contestant(RANDOM)))
    assert (reading.one, reading.other, reading.games) == (PERFECT, RANDOM, 60)
    assert reading.score > 0.85  # it may have to take over a lost position, after a random opening
    assert shares == [50 / 60, 1.0]
    assert reading.turned == MatchReading(RANDOM, PERFECT, reading.losses, reading.draws, reading.wins)
    assert reading.score == pytest.approx((reading.wins + reading.draws / 2) / 60)


def test_the_same_seed_plays_the_same_games():
    what = match(Contestant(POLICY, drawn_policy(TIC_TAC_TOE)), Contestant(RANDOM))
    assert played(what)[0] == played(what)[0]


def test_each_seat_has_the_player_that_it_says():
    policy = drawn_policy(TIC_TAC_TOE, valued=True)

    def made(seat):
        return player_of(Contestant(seat, policy), ENTRY, TIC_TAC_TOE)

    kinds = {RANDOM: RandomPlayer, PERFECT: TruthPlayer, POLICY: PolicyPlayer}
    assert all(isinstance(made(seat), kind) for seat, kind in kinds.items())
    assert isinstance(made(Seat(Side.POLICY, 3, 40, simulations=5)), SearchPlayer)
    start = TIC_TAC_TOE.start(300)
    greedy, sampled = (
        made(Seat(Side.POLICY, 3, 40, greedy=greedy)).choose(start, np.random.default_rng(0))
        for greedy in (True, False)
    )
    assert len(set(greedy)) == 1
    assert len(set(sampled)) > 1


def test_a_match_is_given_up_when_it_is_told_to():
    with pytest.raises(RolloutStoppedError):
        played(match(Contestant(PERFECT), Contestant(RANDOM)), lambda: True)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Seat(Side.RANDOM, 1),
        lambda: Seat(Side.PERFECT, greedy=True),
        lambda: Seat(Side.POLICY, -1),
        lambda: Seat(Side.POLICY, True),
        lambda: Seat("nobody"),
        lambda: MatchReading(RANDOM, PERFECT, 0, 0, 0),
        lambda: MatchReading(RANDOM, RANDOM, 1, 0, 0),
        lambda: MatchReading(RANDOM, PERFECT, 1, -1, 1),
    ],
)
def test_what_can_be_no_match_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
