"""Turned boards: what a network would see had the game been played on the turned board."""

import numpy as np
import pytest

from pg_desktop.learning.games.table import GAMES
from pg_desktop.learning.games.turning import Turning, augmented
from tests.learning.games.playing import by_chance, played_turned


@pytest.mark.parametrize("entry", GAMES, ids=lambda entry: entry.id)
def test_turned_planes_are_the_planes_of_the_turned_board(entry):
    game = entry.rules()
    turning = Turning(game)
    for number, symmetry in enumerate(game.symmetries()):
        for positions, turned in played_turned(game, symmetry, 8, seed=number):
            symmetry_N = np.full(len(positions), number)
            planes_NF = turning.planes(game.planes(positions), symmetry_N)
            np.testing.assert_array_equal(planes_NF, game.planes(turned))
            action_N = game.legal(positions).argmax(1)
            new_N = turning.actions(action_N, symmetry_N)
            assert game.legal(turned)[np.arange(len(positions)), new_N].all()
            one_hot_NA = np.eye(game.actions, dtype=np.float32)[action_N]
            np.testing.assert_array_equal(turning.over_actions(one_hot_NA, symmetry_N).argmax(1), new_N)


@pytest.mark.parametrize("entry", GAMES, ids=lambda entry: entry.id)
def test_all_ways_to_turn_a_board_come_one_after_the_other(entry):
    game = entry.rules()
    positions = by_chance(game, 5)[2]
    planes_NF, action_N = game.planes(positions), game.legal(positions).argmax(1)
    planes_MF, action_M = augmented(game, planes_NF, action_N)
    assert len(planes_MF) == len(action_M) == 5 * len(game.symmetries())
    np.testing.assert_array_equal(planes_MF[:5], planes_NF)
    np.testing.assert_array_equal(action_M[:5], action_N)
    assert planes_MF[np.arange(len(action_M)), game.observed - game.actions + action_M].all()
