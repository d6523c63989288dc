"""How much better moves were than expected, by hand."""

import numpy as np
import pytest

from pg_desktop.learning.algorithms.board.advantages import advantages, normalised
from pg_desktop.learning.games.playing import Played

NOTHING = np.zeros(0, np.float32)


def of(trajectory_B, start_T, outcome_N, first_N=None):
    """Games of which only these matter."""
    count = len(outcome_N)
    return Played(
        np.zeros((len(trajectory_B), 1), np.float32),
        np.zeros(len(trajectory_B), np.int64),
        np.zeros(len(trajectory_B), np.float32),
        np.array(trajectory_B),
        start_T,
        np.array(outcome_N, np.float32),
        np.zeros(count, np.int64),
        np.ones(count, np.bool_) if first_N is None else np.array(first_N),
    )


# A game against itself that the side that begins wins: it decides at plies 0 and 2, the other at 1.
WON = of([0, 1, 0], (0, 1, 2), [1])
VALUES = np.array([0.1, -0.3, 0.5], np.float32)


def test_both_sides_of_a_game_by_hand():
    """δ at ply 2 is 1 − 0.5, at ply 0 0.5 − 0.1; the loser's only one is −1 − (−0.3)."""
    found = advantages(WON, VALUES, gamma=1.0, lambda_=0.9)
    np.testing.assert_allclose(found, [0.4 + 0.9 * 0.5, -0.7, 0.5], atol=1e-6)


def test_with_lambda_1_it_is_the_outcome_minus_what_was_expected():
    np.testing.assert_allclose(advantages(WON, VALUES, gamma=1.0, lambda_=1.0), [0.9, -0.7, 0.5], atol=1e-6)


def test_a_discount_counts_a_sides_own_decisions():
    """G is 1 at ply 2 and γ at ply 0."""
    found = advantages(WON, VALUES, gamma=0.5, lambda_=1.0)
    np.testing.assert_allclose(found, [0.5 - 0.1, -0.7, 0.5], atol=1e-6)


def test_a_lost_game_as_the_second_to_move():
    """The learner's outcome is −1 whichever side it has."""
    game = of([1, 1], (0, 1), [-1], first_N=[False])
    found = advantages(game, np.array([0.25, -0.5], np.float32), gamma=1.0, lambda_=0.0)
    np.testing.assert_allclose(found, [-0.75, -0.5], atol=1e-6)


def test_games_of_different_lengths_do_not_mix():
    games = of([0, 2, 2], (0, 2), [1, -1])
    found = advantages(games, np.array([0.0, 0.0, 0.5], np.float32), gamma=1.0, lambda_=1.0)
    np.testing.assert_allclose(found, [1.0, -1.0, -1.5], atol=1e-6)


def test_normalised_has_mean_0_and_standard_deviation_1():
    scaled = normalised(np.array([1.0, 2.0, 3.0, 6.0]))
    assert scaled.mean() == pytest.approx(0, abs=1e-7)
    assert scaled.std() == pytest.approx(1)
    np.testing.assert_array_equal(normalised(np.full(4, 0.7)), np.zeros(4))
