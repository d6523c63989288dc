"""Hex 5×5 by hand; `test_open_spiel.py` compares whole games."""

import numpy as np
import pytest

from pg_desktop.learning.games.hex import HEX_5X5
from tests.learning.games.playing import after, assert_turns


@pytest.mark.parametrize(
    ("mine", "theirs", "wins_second"),
    [
        ([2, 7, 12, 17, 22], [0, 1, 5, 6], False),  # straight down
        ([4, 8, 12, 16, 20], [0, 1, 5, 6], False),  # down to the left: each touches the next
        ([10, 11, 12, 13, 14], [0, 1, 5, 6, 24], True),
    ],
)
def test_whoever_connects_their_sides_wins(mine, theirs, wins_second):
    first, second = (theirs, mine) if wins_second else (mine, theirs)
    moves = [move for pair in zip(first, [*second, None], strict=False) for move in pair if move is not None]
    stepped = HEX_5X5.step(after(HEX_5X5, moves[:-1]), np.array(moves[-1:]))
    assert (stepped.done_N[0], stepped.outcome_N[0]) == (True, 1)
    assert stepped.positions.first_N[0] == wins_second


@pytest.mark.parametrize(
    "moves",
    [
        [0, 4, 6, 9, 12, 3, 18, 8, 24],  # down to the right: those do not touch
        [10, 0, 11, 1, 12, 2, 13, 3, 14],  # who connects top and bottom wins nothing from left to right
    ],
)
def test_what_does_not_connect_does_not_win(moves):
    assert not HEX_5X5.step(after(HEX_5X5, moves[:-1]), np.array(moves[-1:])).done_N[0]


def test_a_full_board_has_exactly_one_winner():
    rng = np.random.default_rng(0)
    first_NC = rng.permuted(np.tile(np.arange(25) < 13, (500, 1)), axis=1)
    side_N = (first_NC.astype(np.uint64) << HEX_5X5.bit_C).sum(1)
    first_won = HEX_5X5.connected(side_N, np.ones(500, np.bool_))
    second_won = HEX_5X5.connected(HEX_5X5.square.full & ~side_N, np.zeros(500, np.bool_))
    assert (first_won != second_won).all()
    assert 0.2 < first_won.mean() < 0.8


def test_each_player_has_planes_of_their_own():
    planes = HEX_5X5.planes(after(HEX_5X5, [3, 10]))[0].reshape(5, 25)
    assert [plane.nonzero()[0].tolist() for plane in planes[:4]] == [[3], [10], [], []]
    planes = HEX_5X5.planes(after(HEX_5X5, [3, 10, 11]))[0].reshape(5, 25)
    assert [plane.nonzero()[0].tolist() for plane in planes[:4]] == [[], [], [10], [3, 11]]
    assert planes[4].sum() == 22


def test_moves_have_names_and_half_a_turn_is_the_symmetry():
    assert [HEX_5X5.move_name(action) for action in (0, 24)] == ["a5", "e1"]
    assert (HEX_5X5.action_at(9), HEX_5X5.landing(HEX_5X5.start(1), 0, 9)) == (9, 9)
    assert [symmetry.cell_C[:2].tolist() for symmetry in HEX_5X5.symmetries()] == [[0, 1], [24, 23]]
    assert_turns(HEX_5X5, 50)
