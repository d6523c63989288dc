import numpy as np
import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR, CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.games.players import PolicyPlayer, RandomPlayer, TruthPlayer, WatchedPlayer, best_moves, drawn
from pg_desktop.learning.games.policies import move_probabilities, tempered
from pg_desktop.learning.games.truth.table import tic_tac_toe
from pg_desktop.messages import UserError
from tests.learning.games.opponents import FirstMove, together
from tests.learning.games.playing import after
from tests.learning.games.policies import drawn_policy, of_action_values

ONE_MOVE_LEFT = after(TIC_TAC_TOE, [0, 1, 2, 4, 3, 5, 7, 6])


def many(position, count=6000):
    return position[np.zeros(count, np.int64)]


def shares(player, position, seed=0):
    """How often each action is chosen in a position."""
    action_N = player.choose(many(position), np.random.default_rng(seed))
    actions = player._game.actions
    return np.bincount(action_N, minlength=actions) / len(action_N)


def test_what_weighs_nothing_is_never_drawn_and_the_rest_as_often_as_it_weighs():
    weight_NA = np.repeat(np.array([[0, 1, 0, 3, 0]], np.float32), 40_000, 0)
    counts = np.bincount(drawn(weight_NA, np.random.default_rng(1)), minlength=5)
    assert counts[[0, 2, 4]].sum() == 0
    assert counts[3] / 40_000 == pytest.approx(0.75, abs=0.01)


def test_random_moves_are_legal_and_each_as_likely():
    three_taken = after(TIC_TAC_TOE, [0, 4, 8])
    expected = np.array([0, 1, 1, 1, 0, 1, 1, 1, 0]) / 6
    assert shares(RandomPlayer(TIC_TAC_TOE), three_taken) == pytest.approx(expected, abs=0.02)


def test_one_seed_is_one_choice():
    positions = many(TIC_TAC_TOE.start(1), 50)
    player = PolicyPlayer(TIC_TAC_TOE, drawn_policy(TIC_TAC_TOE))
    once, again, other = (player.choose(positions, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_a_policy_plays_as_its_probabilities_say_and_nothing_that_is_not_legal():
    policy, position = drawn_policy(TIC_TAC_TOE), after(TIC_TAC_TOE, [4, 0])
    probability_A = move_probabilities(policy, TIC_TAC_TOE.planes(position))[0]
    assert probability_A.sum() == pytest.approx(1)
    assert probability_A[[0, 4]].tolist() == [0, 0]
    assert shares(PolicyPlayer(TIC_TAC_TOE, policy), position) == pytest.approx(probability_A, abs=0.02)


def test_temperature_sharpens_and_at_zero_the_best_move_is_made():
    policy, position = drawn_policy(TIC_TAC_TOE), after(TIC_TAC_TOE, [4, 0])
    planes = TIC_TAC_TOE.planes(position)
    cold, usual, hot = (move_probabilities(policy, planes, temperature)[0] for temperature in (0.5, 1, 2))
    assert cold == pytest.approx(usual**2 / (usual**2).sum(), abs=1e-5)
    assert hot.max() < usual.max() < cold.max()
    assert set(PolicyPlayer(TIC_TAC_TOE, policy, 0).choose(many(position, 20), np.random.default_rng(0))) == {
        int(usual.argmax())
    }


def test_a_policy_of_action_values_plays_greedily_but_for_its_epsilon_among_what_is_legal():
    policy = of_action_values(TIC_TAC_TOE, range(9), 0.3)
    probability_A = move_probabilities(policy, TIC_TAC_TOE.planes(after(TIC_TAC_TOE, [8, 0, 3])))[0]
    assert probability_A == pytest.approx([0, 0.05, 0.05, 0, 0.05, 0.05, 0.05, 0.75, 0])


def test_a_policy_of_another_game_is_refused():
    with pytest.raises(UserError, match=r"cannot play connect-four.*Box\(27\)"):
        PolicyPlayer(CONNECT_FOUR, drawn_policy(TIC_TAC_TOE))


def test_visits_become_probabilities():
    visits = np.array([[1, 3, 0], [2, 2, 0]], np.float32)
    assert tempered(visits, 1).tolist() == [[0.25, 0.75, 0], [0.5, 0.5, 0]]
    assert tempered(visits, 0).tolist() == [[0, 1, 0], [0.5, 0.5, 0]]


def test_all_best_moves_are_found_and_none_where_the_truth_is_not_known():
    nan = np.nan
    assert best_moves(np.array([[-1, nan, -1], [0, 1, nan], [nan, nan, nan]], np.float32)).tolist() == [
        [True, False, True],
        [False, True, False],
        [False, False, False],
    ]


def test_perfect_play_wins_where_it_can_and_blocks_where_it_must():
    wins, blocks = after(TIC_TAC_TOE, [0, 3, 1, 4]), after(TIC_TAC_TOE, [4, 0, 1])
    player = TruthPlayer(TIC_TAC_TOE, tic_tac_toe())
    assert player.choose(together(wins, blocks), np.random.default_rng(0)).tolist() == [2, 7]


def test_perfect_play_is_any_legal_move_where_nobody_knows():
    class Unknown:
        def action_values(self, positions):
            return np.full((len(positions), 9), np.nan, np.float32)

    moves = TruthPlayer(TIC_TAC_TOE, Unknown()).choose(many(ONE_MOVE_LEFT, 5), np.random.default_rng(0))
    assert moves.tolist() == [8] * 5


def test_best_moves_of_a_watched_player_are_counted():
    player = WatchedPlayer(FirstMove(TIC_TAC_TOE), tic_tac_toe())
    assert player.share is None
    missed, blocked = after(TIC_TAC_TOE, [8, 0, 7]), after(TIC_TAC_TOE, [1, 8, 2])
    assert player.choose(together(missed, missed, blocked), np.random.default_rng(0)).tolist() == [1, 1, 0]
    assert (player.moves, player.best, player.share) == (3, 1, 1 / 3)
    player.choose(blocked, np.random.default_rng(0))
    assert player.share == 1 / 2


def test_full_columns_are_left_alone():
    full_a = after(CONNECT_FOUR_4X4, [0, 0, 0, 0])
    assert shares(RandomPlayer(CONNECT_FOUR_4X4), full_a)[0] == 0
