"""Games of a learner against others: who moves when, what is kept of it, and who has won."""

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.playing import Opposition, Playing, log_softmax
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.meter import Meter
from pg_desktop.learning.stopping import RolloutStoppedError


def preferring(order: list[int], game: Game = TIC_TAC_TOE) -> Policy:
    """A policy that prefers cells in some order, whatever it sees."""
    architecture = Architecture(spaces_of_game(game), (1,), "relu", valued=True)
    parameters = {name: np.zeros(shape, np.float32) for name, shape in architecture.parameter_shapes().items()}
    for rank, cell in enumerate(order):
        parameters["logits.bias"][cell] = 20.0 * (len(order) - rank)
    return Policy(architecture, parameters)


ROW_BY_ROW = preferring([0, 1, 2, 3, 4, 5, 6, 7, 8])
COLUMN_BY_COLUMN = preferring([0, 3, 6, 1, 4, 7, 2, 5, 8])


def played(learner, *oppositions, **options):
    return Playing(TIC_TAC_TOE, np.random.default_rng(0), **options).play(learner, list(oppositions))


def test_every_second_game_is_begun_by_the_learner_and_won_as_by_hand():
    """X takes 0, O 3 (its column), X 1, O 6, X 2 wins; and with O's order X takes 0, O 1, X 3, O 2, X 6 wins."""
    games = played(ROW_BY_ROW, Opposition(4, COLUMN_BY_COLUMN, greedy=True), greedy=True)
    np.testing.assert_array_equal(games.first_N, [True, False, True, False])
    np.testing.assert_array_equal(games.length_N, [5, 5, 5, 5])
    np.testing.assert_array_equal(games.outcome_N, [1, -1, 1, -1])
    moves = {
        trajectory: games.action_B[games.trajectory_B == trajectory].tolist() for trajectory in set(games.trajectory_B)
    }
    # Trajectories of games 0 and 2 as who began, of 1 and 3 as the other.
    assert moves == {0: [0, 1, 2], 3: [1, 2], 4: [0, 1, 2], 7: [1, 2]}
    np.testing.assert_array_equal(games.outcome_B, np.where(np.isin(games.trajectory_B, [0, 4]), 1, -1))


def test_against_itself_both_sides_decide_and_see_opposite_outcomes():
    games = played(ROW_BY_ROW, Opposition(2, None), greedy=True)
    # 0 1 2 3 4 5 6: X has 0, 2, 4, 6, which is a line.
    np.testing.assert_array_equal(games.length_N, [7, 7])
    assert len(games.action_B) == 14
    np.testing.assert_array_equal(games.outcome_N, [1, -1])
    np.testing.assert_array_equal(games.outcome_B, np.where(games.trajectory_B % 2 == 0, 1, -1))


def test_decisions_lie_in_the_order_of_time_with_the_probabilities_they_were_made_with():
    meter = Meter()
    games = played(
        ROW_BY_ROW, Opposition(6, None), Opposition(5, ROW_BY_ROW), Opposition(4, None, at_random=True), meter=meter
    )
    assert (meter.episodes, meter.env_steps) == (15, games.length_N.sum())
    stones_B = games.obs_BF[:, :18].sum(1)
    assert (np.diff(stones_B) >= 0).all()
    np.testing.assert_array_equal(stones_B[list(games.start_T)], np.unique(stones_B))
    outputs_BA = ROW_BY_ROW.outputs(games.obs_BF)
    rows = np.arange(len(games.action_B))
    np.testing.assert_allclose(games.log_prob_B, log_softmax(outputs_BA)[rows, games.action_B], atol=1e-6)
    assert games.obs_BF[rows, 18 + games.action_B].all()  # legal, every one


def test_openings_are_random_and_nobody_decides_there():
    games = played(ROW_BY_ROW, Opposition(300, None), opening=2, greedy=True)
    first_seen = [games.obs_BF[games.trajectory_B // 2 == game][0, :18].sum() for game in range(300)]
    assert {0.0, 1.0, 2.0} == set(first_seen)
    assert 60 < first_seen.count(2.0) < 140
    assert len(np.unique(games.obs_BF[games.obs_BF[:, :18].sum(1) == 1], axis=0)) == 9


def test_the_same_random_numbers_play_the_same_games():
    one, other = (played(ROW_BY_ROW, Opposition(20, None, at_random=True), opening=2) for _ in range(2))
    np.testing.assert_array_equal(one.obs_BF, other.obs_BF)
    np.testing.assert_array_equal(one.outcome_N, other.outcome_N)


def test_a_stop_is_heard_before_the_next_move():
    asked = iter([False, False, True])
    with pytest.raises(RolloutStoppedError):
        played(ROW_BY_ROW, Opposition(2, None), stop=lambda: next(asked))
