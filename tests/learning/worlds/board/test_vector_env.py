"""Board games for one, followed by hand."""

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.players import drawn
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.games.table import GAMES
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.board.opponents import OPPONENT, Opponent
from pg_desktop.learning.worlds.board.picture import CELL, FIRST, SECOND
from pg_desktop.learning.worlds.board.vector_env import BoardVectorEnv
from pg_desktop.learning.worlds.table import ENVIRONMENTS, environment_entry
from pg_desktop.learning.worlds.world import make_world
from tests.learning.games.opponents import FirstMove


class FirstMoves:
    """An opponent who makes the first legal move."""

    def player(self, game_id):
        return FirstMove(TIC_TAC_TOE)


def games(count, *, steps=9, seed=0):
    """Games of tic-tac-toe against `FirstMoves`, and what is seen at their beginning."""
    env = BoardVectorEnv(count, steps, "tic-tac-toe")
    obs_NO, _ = env.reset(seed=seed, options={OPPONENT: FirstMoves()})
    return env, obs_NO


def one_game(first):
    """A single game in which one begins, or the opponent."""
    for seed in range(20):
        env, obs_1O = games(1, seed=seed)
        if (obs_1O[0, 9:18].sum() == 0) == first:
            return env
    raise AssertionError("nobody begins")


def played(env, *moves):
    """Rewards, and where it terminated, move by move; and what was seen last."""
    rewards, ends = [], []
    for move in moves:
        obs_1O, reward_1, terminated_1, truncated_1, _ = env.step(np.array([move]))
        assert not truncated_1[0]
        rewards.append(float(reward_1[0]))
        ends.append(bool(terminated_1[0]))
    return rewards, ends, obs_1O[0]


def test_a_game_is_won_for_1():
    # The opponent answers on 0 and 1.
    rewards, ends, obs_O = played(one_game(first=True), 3, 4, 5)
    assert (rewards, ends) == ([0, 0, 1], [False, False, True])
    assert obs_O[:9].nonzero()[0].tolist() == [3, 4, 5]  # one's own stones, although it is the opponent's turn
    assert obs_O[9:18].nonzero()[0].tolist() == [0, 1]


def test_a_game_is_lost_within_the_step_in_which_the_opponent_wins():
    rewards, ends, obs_O = played(one_game(first=True), 8, 7, 5)
    assert (rewards, ends) == ([0, 0, -1], [False, False, True])
    assert obs_O[9:18].nonzero()[0].tolist() == [0, 1, 2]


def test_where_the_opponent_begins_its_stone_is_seen_at_first_and_a_draw_is_worth_nothing():
    env = one_game(first=False)
    obs_1O = env.observe()
    assert obs_1O[0, 9:18].nonzero()[0].tolist() == [0]
    assert obs_1O[0, 18:].tolist() == [0] + [1] * 8  # what is legal
    # X O X
    # X O X   is full after the opponent's last move, and nobody has won.
    # O X O
    rewards, ends, _ = played(env, 1, 4, 6, 8)
    assert (rewards, ends) == ([0] * 4, [False, False, False, True])


def test_a_move_that_is_not_legal_loses_at_once():
    rewards, ends, obs_O = played(one_game(first=True), 8, 0)
    assert (rewards, ends) == ([0, -1], [False, True])
    assert obs_O[:18].sum() == 2


def test_a_game_that_is_over_rests_and_the_others_go_on():
    env, obs_NO = games(20, seed=3)
    begins_N = obs_NO[:, 9:18].sum(1) == 0
    for move in (3, 4):
        last = env.step(np.full(20, move))
    last = env.step(np.where(begins_N, 5, 8))
    assert last[1].tolist() == begins_N.astype(float).tolist()
    shown = last[0][begins_N]
    after = env.step(np.full(20, 5))
    assert after[0][begins_N].tolist() == shown.tolist()
    assert not after[1][begins_N].any()
    assert not after[2][begins_N].any()


def test_the_opponent_begins_in_half_of_the_games_and_a_seed_says_in_which():
    env, obs_NO = games(4000)
    answered_N = obs_NO[:, 9:18].any(1)
    assert answered_N.mean() == pytest.approx(0.5, abs=0.03)
    again_NO, _ = env.reset(seed=0)
    assert np.array_equal(again_NO, obs_NO)
    assert not np.array_equal(env.reset(seed=1)[0], obs_NO)


def test_only_some_games_begin_anew():
    env, _ = games(6)
    env.step(np.full(6, 8))
    before = env.observe()
    mask_N = np.arange(6) < 2
    obs_NO, _ = env.reset(options={"reset_mask": mask_N})
    assert np.array_equal(obs_NO[2:], before[2:])
    assert not obs_NO[:2, :9].any()


def test_a_step_limit_cuts_games_off():
    env, _ = games(3, steps=2)
    assert not env.step(np.array([4, 4, 4]))[3].any()
    _, reward_N, terminated_N, truncated_N, _ = env.step(np.array([2, 2, 2]))
    assert (reward_N.tolist(), terminated_N.tolist(), truncated_N.tolist()) == ([0] * 3, [False] * 3, [True] * 3)


def mean_return(options, count=3000):
    """Of any legal moves."""
    env, rng = BoardVectorEnv(count, 9, "tic-tac-toe"), np.random.default_rng(0)
    obs_NO, _ = env.reset(seed=0, options=options)
    total_N = np.zeros(count)
    for _ in range(5):
        legal_NA = obs_NO[:, 18:] > 0
        legal_NA[:, 0] |= ~legal_NA.any(1)  # of games that are over
        obs_NO, reward_N, *_ = env.step(drawn(legal_NA, rng))
        total_N += reward_N
    return total_N


def test_chance_against_chance_is_even_and_against_the_expert_it_never_wins():
    assert mean_return({}).mean() == pytest.approx(0, abs=0.05)
    assert mean_return({OPPONENT: Opponent("expert", 0.0)}, 500).max() == 0


def test_every_game_has_a_world():
    worlds = {entry.id for entry in ENVIRONMENTS if entry.family == "board"}
    assert worlds == {entry.environment for entry in GAMES}


@pytest.mark.parametrize("game", GAMES, ids=lambda entry: entry.id)
def test_a_policy_sees_a_world_as_it_sees_the_game(game):
    world, rules = make_world(game.environment), game.rules()
    assert world.spaces == spaces_of_game(rules)
    assert world.vector_env(2).reset(seed=0)[0].shape == (2, rules.observed)
    names = environment_entry(game.environment).action_names
    assert names == tuple(map(rules.move_name, range(rules.actions)))


def test_settings_say_who_answers():
    world = make_world("TicTacToe-v0")
    assert world.training_options(Settings(environment="TicTacToe-v0")) == {OPPONENT: Opponent("random", 0.1)}
    expert = Settings(environment="TicTacToe-v0", opponent="expert", opponent_error=0.25)
    assert world.training_options(expert) == {OPPONENT: Opponent("expert", 0.25)}
    assert world.reset_options() is None


def test_it_is_an_environment_of_gymnasiums_and_draws_itself():
    env = make_world("TicTacToe-v0").single_env()
    check_env(env.unwrapped, skip_render_check=True)
    env.reset(seed=0)
    env.step(np.int64(4))
    picture = env.render()
    assert picture.shape == (3 * CELL, 3 * CELL, 3)
    middle = tuple(picture[3 * CELL // 2, 3 * CELL // 2].tolist())
    assert middle in (FIRST, SECOND)
    colours = {tuple(colour) for colour in picture.reshape(-1, 3).tolist()}
    assert {FIRST, SECOND} <= colours
    env.close()
