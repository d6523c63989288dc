import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, TIC_TAC_TOE
from pg_desktop.learning.games.matches import MatchResult, Tally, play_match, random_openings
from pg_desktop.learning.games.players import RandomPlayer, TruthPlayer
from pg_desktop.learning.games.truth.table import tic_tac_toe
from pg_desktop.learning.stopping import RolloutStoppedError
from tests.learning.games.opponents import FirstMove


def match(a, b, games=10, game=TIC_TAC_TOE, seed=0, **options):
    return play_match(game, a, b, games, np.random.default_rng(seed), **options)


def test_a_game_played_by_hand_is_counted_for_who_won_it():
    # From the empty board: a1 … fall as 0 8 1 7 2, which wins for whoever began.
    low, high = FirstMove(TIC_TAC_TOE), FirstMove(TIC_TAC_TOE, last=True)
    result = match(low, high, 5, opening_plies=(0, 0))
    assert result == MatchResult(Tally(3, 0, 0), Tally(0, 0, 2))
    assert (result.wins, result.draws, result.losses, result.score) == (3, 0, 2, 0.6)
    assert match(high, low, 4, opening_plies=(0, 0)) == MatchResult(Tally(2, 0, 0), Tally(0, 0, 2))


def test_the_other_side_of_a_match_is_its_mirror():
    result = MatchResult(Tally(3, 2, 1), Tally(4, 0, 5))
    assert result.reversed() == MatchResult(Tally(5, 0, 4), Tally(1, 2, 3))
    assert result.reversed().score == pytest.approx(1 - result.score)


def test_perfect_play_never_loses_from_fair_openings_and_beats_chance():
    perfect = TruthPlayer(TIC_TAC_TOE, tic_tac_toe())
    result = match(perfect, RandomPlayer(TIC_TAC_TOE), 200, opening_plies=(0, 1))
    assert result.losses == 0
    assert result.first.score > 0.9


def test_a_seed_is_a_match():
    chance = RandomPlayer(CONNECT_FOUR)
    once, again, other = (match(chance, chance, 200, CONNECT_FOUR, seed) for seed in (1, 1, 2))
    assert once == again != other
    assert once.first.games == once.second.games == 100
    low, high = once.interval
    assert low < 0.5 < high


def test_both_games_of_a_pair_begin_alike_and_openings_are_as_long_as_asked_for():
    seen = []

    class Watching(FirstMove):
        def choose(self, positions, rng):
            seen.append([positions.key(row) for row in range(len(positions))])
            return super().choose(positions, rng)

    match(Watching(TIC_TAC_TOE), Watching(TIC_TAC_TOE), 40, opening_plies=(2, 2))
    first_plies = seen[0] + seen[1]
    assert sorted(seen[0]) == sorted(seen[1])
    assert {bin(mine | theirs).count("1") for mine, theirs, _ in first_plies} == {2}
    assert len(set(seen[0])) > 10


def test_openings_stop_before_the_game_is_over():
    positions = random_openings(TIC_TAC_TOE, np.full(300, 9), np.random.default_rng(0))
    lines = TIC_TAC_TOE.has_line(positions.mine_N) | TIC_TAC_TOE.has_line(positions.theirs_N)
    assert not lines.any()
    assert TIC_TAC_TOE.legal(positions).any(1).all()


def test_a_match_can_be_stopped():
    with pytest.raises(RolloutStoppedError):
        match(RandomPlayer(TIC_TAC_TOE), RandomPlayer(TIC_TAC_TOE), stop=lambda: True)


@pytest.mark.parametrize(
    ("tally", "interval"),
    [
        (Tally(60, 0, 40), (0.502, 0.691)),  # Wilson's
        (Tally(100, 0, 0), (0.963, 1.0)),
        (Tally(0, 0, 100), (0.0, 0.037)),
        (Tally(0, 100, 0), (0.486, 0.514)),
        (Tally(50, 50, 0), (0.699, 0.795)),  # ± 1.96 · 0.25 / 10
    ],
)
def test_intervals_are_as_wide_as_games_scatter(tally, interval):
    assert tally.interval == pytest.approx(interval, abs=0.003)
