"""Exact values, against positions whose outcome one sees and counts that are known."""

from threading import Thread

import numpy as np

from pg_desktop.learning.games.lines import CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.table import GAMES, game_entry
from pg_desktop.learning.games.truth import truth_of
from pg_desktop.learning.games.truth.table import Table
from tests.learning.games.playing import after, played_turned

NAN = np.nan


def _values(table, game, moves):
    return table.action_values(after(game, moves))[0]


def test_what_one_sees_of_tic_tac_toe():
    table = Table(TIC_TAC_TOE)
    np.testing.assert_array_equal(_values(table, TIC_TAC_TOE, []), [0] * 9)
    # In the corner: only the centre holds the draw.
    np.testing.assert_array_equal(_values(table, TIC_TAC_TOE, [0]), [NAN, -1, -1, -1, 0, -1, -1, -1, -1])
    # Two in the top row: win, or block the left column and win later, or lose.
    np.testing.assert_array_equal(_values(table, TIC_TAC_TOE, [0, 3, 1, 4]), [NAN, NAN, 1, NAN, NAN, 0, -1, -1, -1])
    # The last cell makes a draw, whoever begins.
    np.testing.assert_array_equal(_values(table, TIC_TAC_TOE, [0, 1, 2, 4, 3, 5, 7, 6]), [NAN] * 8 + [0])


def test_what_is_over_or_cannot_be_has_no_value():
    table = Table(TIC_TAC_TOE)
    won = after(TIC_TAC_TOE, [0, 3, 1, 4, 2])
    assert np.isnan(table.action_values(won)).all()
    backwards = type(won)(won.theirs_N, won.mine_N, won.first_N, won.extra_NX)
    assert np.isnan(table.values(backwards)).all()
    assert table.action_values(won[:0]).shape == (0, 9)


def test_connect_four_4x4_is_a_draw_in_all_its_first_moves():
    table = Table(CONNECT_FOUR_4X4)
    assert table.action_values(CONNECT_FOUR_4X4.start(1)).tolist() == [[0, 0, 0, 0]]
    threatened = after(CONNECT_FOUR_4X4, [0, 1, 0, 1, 0])
    assert table.action_values(threatened).tolist() == [[0, -1, -1, -1]]


def test_a_value_is_that_of_the_best_move_everywhere():
    for game in (TIC_TAC_TOE, CONNECT_FOUR_4X4):
        table = Table(game)
        positions = table.positions()
        np.testing.assert_array_equal(np.nanmax(table.action_values(positions), 1), table.values(positions))


def test_every_symmetry_leaves_the_truth_as_it_is():
    for game in (TIC_TAC_TOE, CONNECT_FOUR_4X4):
        table = Table(game)
        for symmetry in game.symmetries():
            for positions, turned in played_turned(game, symmetry, 50):
                value_NA = table.action_values(positions)[:, symmetry.action_A]
                np.testing.assert_array_equal(table.action_values(turned), value_NA)


def test_there_is_one_truth_of_a_game_however_many_threads_ask():
    entry = game_entry("connect-four-4x4")
    assert truth_of(entry) is truth_of(entry)
    table, found = Table(CONNECT_FOUR_4X4), []
    threads = [Thread(target=lambda: found.append(table.positions())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(positions is found[0] for positions in found)


def test_rows_name_their_truth():
    for entry in GAMES:
        truth = truth_of(entry)
        assert (truth is None) == (entry.truth == "")
        if truth is not None:
            assert truth.action_values(entry.rules().start(2)).shape == (2, entry.rules().actions)
