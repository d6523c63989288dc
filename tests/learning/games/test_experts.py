"""Synthetic experts: what they see, how often they err, and that a seed is a seed."""

import numpy as np
import pytest

from pg_desktop.learning.games.estimates import GoEstimate, HexEstimate, LinesEstimate, OthelloEstimate
from pg_desktop.learning.games.experts import expert_games, expert_of
from pg_desktop.learning.games.go import GO_5X5
from pg_desktop.learning.games.hex import HEX_5X5
from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.making import shipped_games_made
from pg_desktop.learning.games.matches import play_match
from pg_desktop.learning.games.negamax import Negamax
from pg_desktop.learning.games.othello import OTHELLO_6X6
from pg_desktop.learning.games.players import RandomPlayer
from pg_desktop.learning.games.records import positions_of, to_bytes
from pg_desktop.learning.games.shipping import SHIPPED, games_file, shipped_games
from pg_desktop.learning.games.table import GAMES, game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError
from pg_desktop.resources import resource_path
from tests.learning.games.playing import after, by_chance


def _nothing(positions):
    return np.zeros(len(positions), np.float32)


def test_looking_ahead_to_the_end_finds_the_truth():
    truth = truth_of(game_entry("tic-tac-toe"))
    positions = by_chance(TIC_TAC_TOE, 30)[4]
    found_NA = Negamax(TIC_TAC_TOE, 9, _nothing).action_values(positions)
    np.testing.assert_array_equal(np.sign(found_NA), truth.action_values(positions))


def test_a_win_that_is_near_is_better_and_a_loss_that_is_far():
    wins = after(TIC_TAC_TOE, [0, 3, 1, 4])
    values = Negamax(TIC_TAC_TOE, 5, _nothing).action_values(wins)[0]
    assert values[2] == pytest.approx(0.99)
    assert values[6] == pytest.approx(-(0.99**2))  # the opponent completes the middle row
    assert values[5] == 0 == np.nanmax(values[[5, 6, 7, 8]])
    assert np.isnan(values[[0, 1, 3, 4]]).all()


def test_many_positions_are_looked_at_in_parts(monkeypatch):
    search = Negamax(CONNECT_FOUR, 3, LinesEstimate(CONNECT_FOUR))
    positions = by_chance(CONNECT_FOUR, 20)[6]
    whole = search.action_values(positions)
    monkeypatch.setattr("pg_desktop.learning.games.negamax._AT_ONCE", 1000)
    np.testing.assert_array_equal(search.action_values(positions), whole)


def test_lines_are_estimated_by_threats_and_by_cells_that_lines_go_through():
    estimate = LinesEstimate(CONNECT_FOUR)
    # A corner cell lies on 3 lines, the middle of the lowest row on 7.
    np.testing.assert_allclose(estimate(after(CONNECT_FOUR, [3, 0])), 0.004 * (7 - 3), rtol=1e-5)
    three = after(CONNECT_FOUR, [1, 1, 2, 2, 3, 6])
    # Two cells would make four; 4 + 5 + 7 lines for one, 6 + 8 + 3 for the other.
    np.testing.assert_allclose(estimate(three), 2 * 0.1 - 0.004, rtol=1e-5)
    np.testing.assert_array_equal(
        CONNECT_FOUR.completing(three.mine_N) & ~(three.mine_N | three.theirs_N) & np.uint64(1),
        np.uint64(1),  # the lowest of the left column is one of them
    )


def test_an_expert_without_error_makes_none_and_one_with_error_as_often_as_it_says():
    for game in (TIC_TAC_TOE, CONNECT_FOUR_4X4):
        truth = truth_of(game_entry(game.id))
        positions = truth.positions()[::20]
        value_NA = truth.action_values(positions)
        rows, best_N = np.arange(len(positions)), np.nanmax(value_NA, 1)
        for error in (0.0, 0.3):
            action_N = expert_of(game.id, error).choose(positions, np.random.default_rng(0))
            chance_N = (value_NA < best_N[:, None]).sum(1) / game.legal(positions).sum(1)  # NaN compares as false
            worse_N = value_NA[rows, action_N] < best_N
            assert worse_N.mean() == pytest.approx(error * chance_N.mean(), abs=0.05)


@pytest.mark.parametrize("game_id", ["connect-four", "go-5x5", "othello-6x6", "hex-5x5"])
def test_an_expert_beats_chance(game_id):
    game = game_entry(game_id).rules()
    result = play_match(game, expert_of(game_id), RandomPlayer(game), 20, np.random.default_rng(0))
    assert result.score >= 0.9


def test_games_of_a_seed_are_the_same_and_those_of_another_are_not():
    one, same, other = (expert_games("connect-four-4x4", 300, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.move_GT, same.move_GT)
    assert len(one) == len(other) == 300
    assert one.move_GT.tobytes() != other.move_GT.tobytes()
    assert len(positions_of(CONNECT_FOUR_4X4, one).positions) == one.length_G.sum()


def test_progress_is_told_and_stopping_is_heard():
    told = []
    expert_games("tic-tac-toe", 300, 0, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    with pytest.raises(RolloutStoppedError):
        expert_games("tic-tac-toe", 300, 0, stop=lambda: len(told) > 0)


def test_an_unknown_game_has_no_expert():
    with pytest.raises(UserError):
        expert_of("chess")


@pytest.mark.parametrize("game_id", SHIPPED)
def test_shipped_games_are_games(game_id):
    records = shipped_games(game_id)
    assert len(records) == SHIPPED[game_id]
    positions_of(game_entry(game_id).rules(), records[:200])
    assert len(np.unique(records.move_GT, axis=0)) > 0.7 * len(records)


def test_games_are_shipped_of_every_game():
    assert [entry.id for entry in GAMES] == list(SHIPPED)


def test_shipped_games_come_out_again():
    assert shipped_games_made("tic-tac-toe") == resource_path(games_file("tic-tac-toe")).read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("game_id", list(SHIPPED)[1:])
def test_all_shipped_games_come_out_again(game_id):
    made = shipped_games_made(game_id)
    assert made == resource_path(games_file(game_id)).read_bytes()
    assert to_bytes(game_entry(game_id).rules(), shipped_games(game_id)) == made
    positions_of(game_entry(game_id).rules(), shipped_games(game_id))


def test_go_is_estimated_by_area_and_free_cells():
    # One black stone in the middle: 25 cells and 6½ against, four free cells beside it; seen by White.
    np.testing.assert_allclose(GoEstimate(GO_5X5)(after(GO_5X5, [12])), 0.02 * (6.5 - 25) - 0.01 * 4, rtol=1e-5)


def test_othello_is_estimated_by_corners_moves_and_stones():
    estimate, start = OthelloEstimate(OTHELLO_6X6), OTHELLO_6X6.start(1)
    assert estimate(start).tolist() == [0]
    # After the first move three stones are against one, and both sides have three moves.
    moved = OTHELLO_6X6.step(start, OTHELLO_6X6.legal(start).argmax(1)).positions
    np.testing.assert_allclose(estimate(moved), 0.004 * (1 - 4), rtol=1e-5)


def test_hex_is_estimated_by_stones_that_are_missing():
    start, two = HEX_5X5.start(1), after(HEX_5X5, [12, 0])
    assert HEX_5X5.missing(start.mine_N, start.theirs_N, start.first_N).tolist() == [5]
    assert HEX_5X5.missing(two.mine_N, two.theirs_N, two.first_N).tolist() == [4]
    # A wall from left to right, in which nothing is missing, cannot be passed.
    wall = np.array([0b11111 << 10], np.uint64)
    nothing = np.zeros(1, np.uint64)
    assert HEX_5X5.missing(wall, nothing, np.array([False])).tolist() == [0]
    assert HEX_5X5.missing(nothing, wall, np.array([True])).tolist() == [26]
    # The second's corner saves a stone as well; the first's stone stands two cells from the edge.
    np.testing.assert_allclose(HexEstimate(HEX_5X5)(two), 0.15 * (4 - 4) + 0.01 * 2, rtol=1e-5)
