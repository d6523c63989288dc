"""Tic-tac-toe and Connect Four, followed by hand and counted to the last position."""

import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4, TIC_TAC_TOE
from tests.learning.games.playing import after, assert_turns, reached

GAMES = (TIC_TAC_TOE, CONNECT_FOUR_4X4, CONNECT_FOUR)


def last_step(game, moves):
    return game.step(after(game, moves[:-1]), np.array(moves[-1:]))


def test_tic_tac_toe_has_5478_positions():
    # Known from the literature, ply by ply; the last are boards that are full.
    layers = [len(layer) for layer in reached(TIC_TAC_TOE)]
    assert layers == [1, 9, 72, 252, 756, 1260, 1520, 1140, 390, 78]
    assert sum(layers) == 5478


def test_connect_four_4x4_has_161029_positions():
    assert sum(len(layer) for layer in reached(CONNECT_FOUR_4X4)) == 161_029


def test_connect_four_begins_as_its_positions_are_counted():
    # https://oeis.org/A212693 counts positions of the 7 × 6 board after 0, 1, 2 … plies.
    game, positions, counts = CONNECT_FOUR, CONNECT_FOUR.start(1), [1]
    for _ in range(5):
        row_M, action_M = game.legal(positions).nonzero()
        positions = game.step(positions[row_M], action_M).positions
        _, first_M = np.unique(np.stack([positions.mine_N, positions.theirs_N]), axis=1, return_index=True)
        positions = positions[first_M]
        counts.append(len(positions))
    assert counts == [1, 7, 49, 238, 1120, 4263]


@pytest.mark.parametrize(
    ("game", "moves"),
    [
        (TIC_TAC_TOE, [0, 3, 1, 4, 2]),  # a row
        (TIC_TAC_TOE, [1, 0, 4, 2, 7]),  # a column
        (TIC_TAC_TOE, [0, 1, 4, 2, 8]),  # from the top left
        (TIC_TAC_TOE, [2, 1, 4, 0, 6]),  # from the top right
        (CONNECT_FOUR_4X4, [0, 0, 1, 1, 2, 2, 3]),  # a row, in the lowest
        (CONNECT_FOUR_4X4, [2, 3, 2, 3, 2, 3, 2]),  # a column
        (CONNECT_FOUR, [3, 4, 3, 4, 3, 4, 3]),
        (CONNECT_FOUR, [3, 0, 4, 0, 6, 0, 5]),  # a row that is closed in its middle
        (CONNECT_FOUR, [0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3]),  # up to the right
        (CONNECT_FOUR, [6, 5, 5, 4, 4, 3, 4, 3, 3, 0, 3]),  # up to the left
    ],
)
def test_a_line_wins_at_once_and_for_whoever_made_it(game, moves):
    stepped = last_step(game, moves)
    assert stepped.done_N.tolist() == [True]
    assert stepped.outcome_N.tolist() == [1]
    assert not last_step(game, moves[:-1]).done_N[0]
    # The stones that won are those of who began, and the other would be to move.
    assert not stepped.positions.first_N[0]
    assert game.stones(stepped.positions).sum() == 1


@pytest.mark.parametrize(
    ("game", "moves"),
    [
        (CONNECT_FOUR, [0, 0, 0, 0, 0, 1, 0, 1, 6, 1, 6, 1]),  # the second player's column: theirs, and −1 nowhere
        (TIC_TAC_TOE, [0, 2, 1, 4, 8, 6]),
    ],
)
def test_the_second_player_wins_too(game, moves):
    stepped = last_step(game, moves)
    assert (stepped.done_N[0], stepped.outcome_N[0], stepped.positions.first_N[0]) == (True, 1, True)


def test_a_full_board_without_a_line_is_a_draw():
    stepped = last_step(TIC_TAC_TOE, [0, 1, 2, 4, 3, 5, 7, 6, 8])
    assert (stepped.done_N[0], stepped.outcome_N[0]) == (True, 0)
    assert not TIC_TAC_TOE.legal(stepped.positions).any()


def test_the_last_stone_can_win():
    stepped = last_step(TIC_TAC_TOE, [0, 3, 1, 4, 5, 6, 7, 8, 2])
    assert (stepped.done_N[0], stepped.outcome_N[0]) == (True, 1)


def test_lines_do_not_go_round_the_edge():
    # Two stones at the right of one row, two at the left of the next: no line, in any of the four directions.
    game = CONNECT_FOUR
    for cells in ([5, 6, 7, 8], [0, 7, 14, 15], [40, 41, 28, 35], [12, 6, 7, 1], [0, 8, 16, 23]):
        board = np.bitwise_or.reduce(np.uint64(1) << game.bit_C[cells], keepdims=True)
        assert not game.has_line(board)[0]


def test_stones_fall_and_full_columns_are_shut():
    position = after(CONNECT_FOUR, [2, 2, 2, 2, 2])
    assert [CONNECT_FOUR.landing(position, 0, action) for action in range(7)] == [35, 36, 2, 38, 39, 40, 41]
    full = after(CONNECT_FOUR, [2] * 6)
    assert CONNECT_FOUR.legal(full).tolist() == [[True, True, False, True, True, True, True]]
    stones = CONNECT_FOUR.stones(full)[0].reshape(6, 7)
    assert stones[:, 2].tolist() == [-1, 1, -1, 1, -1, 1]
    assert np.abs(stones).sum() == 6


def test_cells_are_numbered_as_one_reads_and_named_as_one_writes():
    assert [TIC_TAC_TOE.move_name(action) for action in (0, 2, 4, 6)] == ["a3", "c3", "b2", "a1"]
    assert [CONNECT_FOUR.move_name(action) for action in (0, 6)] == ["a", "g"]
    assert [CONNECT_FOUR.action_at(cell) for cell in (0, 13, 38)] == [0, 6, 3]
    assert TIC_TAC_TOE.action_at(7) == 7
    assert TIC_TAC_TOE.landing(TIC_TAC_TOE.start(1), 0, 7) == 7
    assert TIC_TAC_TOE.stones(after(TIC_TAC_TOE, [1, 5]))[0].tolist() == [0, 1, 0, 0, 0, -1, 0, 0, 0]


def test_planes_are_mine_theirs_and_what_is_legal():
    planes = TIC_TAC_TOE.planes(after(TIC_TAC_TOE, [4, 0, 8]))
    assert planes.dtype == np.float32
    assert planes[0].reshape(3, 9).astype(int).tolist() == [
        [1, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 0, 0, 1],
        [0, 1, 1, 1, 0, 1, 1, 1, 0],
    ]
    full = after(CONNECT_FOUR_4X4, [0, 0, 0, 0])
    assert CONNECT_FOUR_4X4.planes(full)[0, -4:].tolist() == [0, 1, 1, 1]
    assert [game.planes(game.start(2)).shape for game in GAMES] == [(2, game.observed) for game in GAMES]


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.id)
def test_every_symmetry_is_one_of_the_rules_themselves(game):
    assert_turns(game, 40)


def test_there_are_eight_symmetries_of_a_square_and_two_where_stones_fall():
    assert [len(game.symmetries()) for game in GAMES] == [8, 2, 2]
    for game in GAMES:
        first, *_ = game.symmetries()
        assert first.cell_C.tolist() == list(range(game.rows * game.columns))
        assert first.action_A.tolist() == list(range(game.actions))
    assert len({tuple(symmetry.cell_C.tolist()) for symmetry in TIC_TAC_TOE.symmetries()}) == 8
