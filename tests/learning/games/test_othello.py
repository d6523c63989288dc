"""Othello 6×6 by hand; `test_open_spiel.py` compares whole games."""

import numpy as np

from pg_desktop.learning.games.othello import OTHELLO_6X6, Othello
from pg_desktop.learning.games.positions import Positions
from tests.learning.games.playing import after, assert_turns, by_chance, seen

PASS = 36


def _named(name: str) -> int:
    return [OTHELLO_6X6.move_name(action) for action in range(37)].index(name)


def test_it_begins_with_four_stones_and_four_moves():
    start = OTHELLO_6X6.start(1)
    assert seen(OTHELLO_6X6, start) == ["......", "......", "..OX..", "..XO..", "......", "......"]
    legal = [OTHELLO_6X6.move_name(action) for action in np.flatnonzero(OTHELLO_6X6.legal(start)[0])]
    assert legal == ["c5", "b4", "e3", "d2"]


def test_what_is_enclosed_turns_over_in_all_directions():
    position = after(OTHELLO_6X6, [_named("c5")])
    assert seen(OTHELLO_6X6, position) == ["......", "..X...", "..XX..", "..XO..", "......", "......"]
    # White encloses one across, then one slanting.
    assert seen(OTHELLO_6X6, after(OTHELLO_6X6, [_named("c5"), _named("d5")]))[1:4] == ["..XO..", "..XO..", "..XO.."]
    assert seen(OTHELLO_6X6, after(OTHELLO_6X6, [_named("c5"), _named("b5")]))[1:4] == [".OX...", "..OX..", "..XO.."]


def test_a_whole_row_turns_over_and_no_row_runs_into_the_next():
    # Black at a6, White from b6 to e6; and White at f5, which touches e6 and a4 by their bits alone.
    board = OTHELLO_6X6.square.board
    one = np.array([True])
    position = Positions(np.array([board((0,))]), np.array([board((1, 2, 3, 4, 11))]), one, np.zeros((1, 0), np.uint64))
    assert np.flatnonzero(OTHELLO_6X6.legal(position)[0]).tolist() == [5]
    stepped = OTHELLO_6X6.step(position, np.array([5]))
    assert seen(OTHELLO_6X6, stepped.positions)[:2] == ["XXXXXX", ".....O"]


def test_whoever_cannot_move_passes_and_nobody_else():
    passing = 0
    for positions in by_chance(OTHELLO_6X6, 200):
        legal_NA = OTHELLO_6X6.legal(positions)
        np.testing.assert_array_equal(legal_NA[:, PASS], ~legal_NA[:, :PASS].any(1))
        alone = positions[legal_NA[:, PASS]]
        passing += len(alone)
        after_pass = OTHELLO_6X6.step(alone, np.full(len(alone), PASS))
        assert not after_pass.done_N.any()
        np.testing.assert_array_equal(OTHELLO_6X6.stones(after_pass.positions), OTHELLO_6X6.stones(alone))
        assert OTHELLO_6X6.legal(after_pass.positions)[:, :PASS].any(1).all()
    assert passing > 20


def test_it_ends_when_nobody_can_move_and_more_stones_win():
    game, plies = Othello("othello-4x4", 4), 0
    positions, done = game.start(1), False
    while not done:
        stepped = game.step(positions, game.legal(positions).argmax(1))
        positions, done, plies = stepped.positions, bool(stepped.done_N[0]), plies + 1
    stones = game.stones(positions)[0]
    mine = stones.sum() * (1 if positions.first_N[0] else -1)
    assert not game.legal(positions)[0, :16].any()
    assert stepped.outcome_N[0] == -np.sign(mine)
    assert plies <= game.plies_max


def test_moves_have_names_and_land_where_they_say():
    start = OTHELLO_6X6.start(1)
    assert [OTHELLO_6X6.move_name(action) for action in (0, 35, PASS)] == ["a6", "f1", "pass"]
    assert (OTHELLO_6X6.landing(start, 0, 8), OTHELLO_6X6.landing(start, 0, PASS)) == (8, None)
    assert OTHELLO_6X6.action_at(8) == 8
    assert OTHELLO_6X6.planes(start).shape == (1, OTHELLO_6X6.observed)


def test_four_symmetries_leave_the_start_as_it_is():
    assert len(OTHELLO_6X6.symmetries()) == 4
    assert_turns(OTHELLO_6X6, 50)
