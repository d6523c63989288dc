import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, TIC_TAC_TOE
from pg_desktop.learning.games.matches import play_match
from pg_desktop.learning.games.players import PolicyPlayer
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.search.evaluators import PolicyEvaluator
from pg_desktop.learning.games.search.search import Found, Search, SearchPlayer
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.games.truth.best_response import best_response, deterministic
from pg_desktop.learning.games.truth.table import tic_tac_toe
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError
from tests.learning.games.opponents import together
from tests.learning.games.playing import after, by_chance
from tests.learning.games.policies import drawn_policy, of_action_values
from tests.learning.games.search.evaluators import Even, Knowing

TWO_LEFT = after(TIC_TAC_TOE, [0, 1, 2, 4, 3, 5, 7])
"""O is to move on 6, which leads to a draw, or on 8, after which X has three on the left."""


def run(position, simulations, evaluator=None, game=TIC_TAC_TOE, **settings):
    return Search(game, evaluator or Even(game), SearchSettings(simulations, **settings)).run(position)


def test_five_simulations_followed_by_hand():
    # 6: −.25 + .75 = 8, the first of both; 8: −.25 + .75 √2 > .75 √2 / 2; 6, where the game ends as a draw;
    # 8, where .75 · 2 / 2 > .75 · 2 / 3, and X wins; 6, whose Q is 0 and not −½.
    found = run(TWO_LEFT, 5)
    assert found.visit_NA[0].tolist() == [0, 0, 0, 0, 0, 0, 3, 0, 2]
    assert found.q_NA[0, [6, 8]].tolist() == [0, -0.5]
    assert np.isnan(found.q_NA[0, :6]).all()
    assert found.value_N.tolist() == pytest.approx([-0.2])
    assert found.prior_NA[0].tolist() == [0, 0, 0, 0, 0, 0, 0.5, 0, 0.5]


def test_a_win_in_one_move_is_found_and_a_loss_in_one_is_avoided():
    wins, must_block = after(CONNECT_FOUR, [0, 1, 0, 1, 0, 1]), after(CONNECT_FOUR, [0, 6, 0, 6, 0])
    found = run(together(wins, must_block), 200, game=CONNECT_FOUR)
    assert found.visit_NA.argmax(1).tolist() == [0, 0]
    assert found.q_NA[0, 0] == 1
    assert found.visit_NA[0, 0] > 150
    assert found.value_N[0] > 0.7
    # Whatever else is done, the opponent has answered with four in column a, more and more often.
    assert (found.q_NA[1, 1:] < -0.2).all()
    assert found.q_NA[1, 0] > found.q_NA[1, 1:].max()


def test_a_position_that_is_good_for_the_opponent_is_bad_for_the_mover():
    # The evaluator takes any position to be good for its mover, so that every move seems to be bad.
    assert run(TIC_TAC_TOE.start(1), 1, Even(TIC_TAC_TOE, 0.5)).value_N.tolist() == [-0.5]
    assert run(TIC_TAC_TOE.start(1), 0, Even(TIC_TAC_TOE, 0.5)).value_N.tolist() == [0.5]


def test_knowing_what_positions_are_worth_it_plays_without_a_mistake():
    search = Search(TIC_TAC_TOE, Knowing(TIC_TAC_TOE, tic_tac_toe()), SearchSettings(10))
    found = search.run(tic_tac_toe().positions())
    assert (found.visit_NA.sum(1) == 10).all()
    greedy = deterministic(TIC_TAC_TOE, lambda positions: search.run(positions).probabilities(0).argmax(1))
    replies = best_response(TIC_TAC_TOE, greedy, tic_tac_toe())
    assert (replies.lost, replies.bad) == (0, 0)


def test_leaves_of_all_games_are_evaluated_together():
    evaluator = Even(TIC_TAC_TOE)
    run(TIC_TAC_TOE.start(7), 3, evaluator)
    assert evaluator.asked == [7] * 4


def test_what_is_searched_beside_it_changes_nothing():
    evaluator = PolicyEvaluator(CONNECT_FOUR, drawn_policy(CONNECT_FOUR, valued=True))
    positions = Positions.joined(by_chance(CONNECT_FOUR, 2)[:12])
    together_NA = run(positions, 40, evaluator, CONNECT_FOUR).visit_NA
    for row in range(len(positions)):
        assert run(positions[[row]], 40, evaluator, CONNECT_FOUR).visit_NA.tolist() == [together_NA[row].tolist()]


def test_noise_changes_what_is_tried_and_only_that():
    search = Search(TIC_TAC_TOE, Even(TIC_TAC_TOE), SearchSettings(20, root_noise=0.5, dirichlet_alpha=0.1))
    position = after(TIC_TAC_TOE, [4, 0])
    once, again, other = (search.run(position, np.random.default_rng(seed)) for seed in (1, 1, 2))
    quiet = search.run(position)
    assert once.visit_NA.tolist() == again.visit_NA.tolist()
    assert len({tuple(found.visit_NA[0]) for found in (once, other, quiet)}) == 3
    assert once.prior_NA.tolist() == quiet.prior_NA.tolist()
    assert once.visit_NA[0, [0, 4]].tolist() == [0, 0]


def test_a_search_can_be_stopped():
    with pytest.raises(RolloutStoppedError):
        Search(TIC_TAC_TOE, Even(TIC_TAC_TOE), SearchSettings(5)).run(TIC_TAC_TOE.start(1), stop=lambda: True)


def test_of_moves_that_were_tried_as_often_the_better_one_is_made():
    visit_NA, nan = np.array([[4, 5, 5, 0]], np.float32), np.nan
    found = Found(visit_NA, visit_NA, np.array([[1, -0.1, 0.2, nan]], np.float32), np.zeros(1, np.float32))
    assert found.probabilities(0).tolist() == [[0, 0, 1, 0]]
    assert found.probabilities(1)[0] == pytest.approx(np.array([4, 5, 5, 0]) / 14)


def test_without_simulations_it_plays_as_the_policy_does():
    policy = drawn_policy(TIC_TAC_TOE, valued=True)
    positions = Positions.joined(by_chance(TIC_TAC_TOE, 5))
    looking, acting = SearchPlayer(TIC_TAC_TOE, policy, SearchSettings(0)), PolicyPlayer(TIC_TAC_TOE, policy, 0)
    rng = np.random.default_rng(0)
    assert looking.choose(positions, rng).tolist() == acting.choose(positions, rng).tolist()


def test_looking_ahead_beats_the_policy_that_does_not():
    policy = drawn_policy(TIC_TAC_TOE)
    result = play_match(
        TIC_TAC_TOE,
        SearchPlayer(TIC_TAC_TOE, policy, SearchSettings(60)),
        PolicyPlayer(TIC_TAC_TOE, policy),
        40,
        np.random.default_rng(0),
    )
    assert result.score > 0.8


def test_action_values_are_what_a_policy_of_them_expects():
    policy = of_action_values(TIC_TAC_TOE, [9, 0.25, -0.5, 0, 0, 0, 0, 0, 0], 0.1)
    value_N = PolicyEvaluator(TIC_TAC_TOE, policy).evaluate(after(TIC_TAC_TOE, [0, 8])).value_N
    assert value_N.tolist() == [0.25]
    assert PolicyEvaluator(TIC_TAC_TOE, policy).evaluate(TIC_TAC_TOE.start(1)).value_N.tolist() == [1]


def test_values_of_a_policy_are_those_of_its_network():
    policy = drawn_policy(TIC_TAC_TOE, valued=True)
    positions = TIC_TAC_TOE.start(2)
    value_N = PolicyEvaluator(TIC_TAC_TOE, policy).evaluate(positions).value_N
    assert value_N.tolist() == policy.values(TIC_TAC_TOE.planes(positions)).tolist()
    assert (np.abs(value_N) < 1).all() and value_N.any()


def test_a_policy_of_another_game_cannot_look_ahead():
    with pytest.raises(UserError, match="cannot play connect-four"):
        SearchPlayer(CONNECT_FOUR, drawn_policy(TIC_TAC_TOE), SearchSettings(5))
