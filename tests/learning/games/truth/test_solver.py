"""The solver, against the table of the small board and against looking ahead to the end on the large one."""

import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4
from pg_desktop.learning.games.negamax import Negamax
from pg_desktop.learning.games.truth.solver import Solver
from pg_desktop.learning.games.truth.table import Table
from pg_desktop.learning.stopping import RolloutStoppedError
from tests.learning.games.playing import after, by_chance, played_turned


def test_on_the_small_board_it_says_what_the_table_says():
    table, solver = Table(CONNECT_FOUR_4X4), Solver(CONNECT_FOUR_4X4, stones=0)
    positions = table.positions()[::150]
    np.testing.assert_array_equal(solver.action_values(positions), table.action_values(positions))


def test_the_small_board_is_a_draw_from_the_start():
    solver = Solver(CONNECT_FOUR_4X4, stones=0)
    assert solver.action_values(CONNECT_FOUR_4X4.start(1)).tolist() == [[0, 0, 0, 0]]


def test_on_the_large_board_it_says_what_looking_ahead_to_the_end_says():
    solver = Solver()
    late = by_chance(CONNECT_FOUR, 300)[33][:12]
    to_the_end = Negamax(CONNECT_FOUR, 9, lambda positions: np.zeros(len(positions), np.float32))
    np.testing.assert_array_equal(solver.action_values(late), np.sign(to_the_end.action_values(late)))


def test_a_threat_on_both_sides_wins():
    # Three in the lowest row with both ends free: whoever is to move has to close both, and cannot.
    values = Solver().action_values(after(CONNECT_FOUR, [2, 2, 3, 3, 0, 0, 0, 0, 4]))
    assert values.tolist() == [[-1] * 7]
    values = Solver(stones=0).action_values(after(CONNECT_FOUR, [2, 2, 3, 3, 4]))
    assert values.tolist() == [[-1] * 7]


def test_what_is_over_early_or_takes_too_long_is_not_known():
    assert np.isnan(Solver().action_values(CONNECT_FOUR.start(2))).all()
    over = after(CONNECT_FOUR, [3, 4, 3, 4, 3, 4, 3])
    assert np.isnan(Solver(stones=0).action_values(over)).all()
    hard = by_chance(CONNECT_FOUR, 20)[10]
    assert np.isnan(Solver(nodes=10).action_values(hard)).all(1).any()


def test_what_was_asked_before_is_not_thought_about_again(monkeypatch):
    solver, hard = Solver(nodes=2000), by_chance(CONNECT_FOUR, 20)[14]
    first = solver.action_values(hard)
    assert 0 < np.isnan(first).all(1).sum() < len(hard)
    monkeypatch.setattr(solver, "_questions", None)
    np.testing.assert_array_equal(solver.action_values(hard), first)


def test_it_stops_in_the_middle_of_a_question_and_answers_it_later():
    hard, solver, asked = by_chance(CONNECT_FOUR, 20)[14], Solver(nodes=20_000), []

    def stop():
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(RolloutStoppedError):
        solver.action_values(hard, stop)
    assert len(asked) == 4
    fresh = Solver(nodes=20_000).action_values(hard)
    again = solver.action_values(hard)
    both = ~np.isnan(fresh) & ~np.isnan(again)
    assert both.any()
    np.testing.assert_array_equal(again[both], fresh[both])


def test_full_columns_have_no_value_and_the_last_stone_draws():
    late = by_chance(CONNECT_FOUR, 2000)[41]
    values = Solver().action_values(late)
    np.testing.assert_array_equal(np.isnan(values), ~CONNECT_FOUR.legal(late))
    assert set(np.unique(values[~np.isnan(values)])) <= {0.0, 1.0}


def test_the_mirror_leaves_values_as_they_are():
    *_, mirror = CONNECT_FOUR.symmetries()
    positions, mirrored = list(played_turned(CONNECT_FOUR, mirror, 40))[22]
    found, of_mirrored = Solver().action_values(positions), Solver().action_values(mirrored)
    assert not np.isnan(found).all(1).any()
    np.testing.assert_array_equal(of_mirrored, found[:, mirror.action_A])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_whole_small_board():
    table, solver = Table(CONNECT_FOUR_4X4), Solver(CONNECT_FOUR_4X4, stones=0)
    np.testing.assert_array_equal(solver.action_values(table.positions()), table.action_values(table.positions()))
