"""A game move by move, and which pieces have won it."""

import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.table import game_entry
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.board.winning import winning_cells


def played(game, *actions):
    line = Line.begin(game)
    for action in actions:
        line = line.after(len(line.actions), action)
    return line


def test_a_line_knows_positions_movers_and_the_winner():
    line = played(TIC_TAC_TOE, 0, 3, 1, 4, 2)
    assert line.over
    assert line.winner == 1
    assert [line.mover(ply) for ply in range(5)] == [1, -1, 1, -1, 1]
    assert line.stones(3) == (1, 1, 0, -1, 0, 0, 0, 0, 0)
    assert line.legal(4) == (2, 5, 6, 7, 8)
    assert line.legal(5) == ()
    assert line.over_at(5)
    assert not line.over_at(4)
    assert [line.last(ply) for ply in range(3)] == [None, 0, 3]


def test_who_moves_second_can_win_too_and_a_full_board_is_a_draw():
    assert played(TIC_TAC_TOE, 0, 3, 1, 4, 8, 5).winner == -1
    draw = played(TIC_TAC_TOE, 0, 1, 2, 4, 3, 5, 7, 6, 8)
    assert (draw.over, draw.winner) == (True, 0)


def test_another_move_takes_the_place_of_what_came_after():
    line = played(TIC_TAC_TOE, 0, 3, 1, 4, 2)
    other = line.after(2, 8)
    assert other.actions == (0, 3, 8)
    assert not other.over
    assert line.actions == (0, 3, 1, 4, 2)


def test_pieces_fall():
    line = played(CONNECT_FOUR, 3, 3)
    assert [line.last(ply) for ply in (1, 2)] == [38, 31]
    assert line.landing(2, 3) == 24


@pytest.mark.parametrize(
    ("game", "actions", "cells"),
    [
        (TIC_TAC_TOE, (0, 3, 4, 5, 8), (0, 4, 8)),
        (TIC_TAC_TOE, (2, 3, 4, 5, 6), (2, 4, 6)),
        (CONNECT_FOUR_4X4, (0, 1, 0, 1, 0, 1, 0), (0, 4, 8, 12)),
        (CONNECT_FOUR, (0, 0, 1, 1, 2, 2, 4, 4, 3), (35, 36, 37, 38, 39)),
    ],
)
def test_the_row_that_has_won_is_found(game, actions, cells):
    line = played(game, *actions)
    assert line.over
    assert winning_cells(game, line.stones(len(actions)), line.winner) == cells


def test_in_hex_the_shortest_chain_has_won():
    game = game_entry("hex-5x5").rules()
    line = played(game, 2, 0, 7, 1, 12, 5, 17, 6, 22)
    assert line.winner == 1
    assert winning_cells(game, line.stones(9), 1) == (2, 7, 12, 17, 22)
    across = played(game, 0, 10, 1, 11, 2, 12, 3, 13, 4, 14)
    assert across.winner == -1
    assert winning_cells(game, across.stones(10), -1) == (10, 11, 12, 13, 14)


def test_where_nobody_has_won_nothing_is_found():
    assert winning_cells(TIC_TAC_TOE, played(TIC_TAC_TOE, 0, 1).stones(2), 0) == ()
    assert winning_cells(game_entry("go-5x5").rules(), (1,) * 25, 1) == ()
