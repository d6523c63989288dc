"""The cart and pole against Gymnasium's, bit for bit."""

import numpy as np
import pytest
from gymnasium.envs.classic_control.cartpole import CartPoleEnv
from gymnasium.envs.classic_control.cartpole import CartPoleVectorEnv as GymnasiumCartPoleVectorEnv
from gymnasium.vector import AutoresetMode, VectorEnv

from pg_desktop.learning.worlds.cart_pole import vector_env
from pg_desktop.learning.worlds.cart_pole.limits import ANGLE_LIMIT, POSITION_LIMIT
from pg_desktop.learning.worlds.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv


def _same_bits(ours, theirs):
    assert ours.dtype == theirs.dtype
    assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(None, id="nothing said"),
        pytest.param({"physics": Physics(), "ranges": PhysicsRanges()}, id="the usual physics"),
        pytest.param({"physics": [Physics()] * 100}, id="the usual physics for each"),
    ],
)
def test_100_000_steps_agree_bit_for_bit_with_the_single_environment(options):
    steps, carts = 1_000, 100
    env, single = CartPoleVectorEnv(carts, steps + 1), CartPoleEnv()
    rng = np.random.default_rng(0)
    env.reset(seed=0, options=options)
    ended = 0
    for _ in range(steps):
        before = env.state.copy()
        actions = rng.integers(0, 2, carts)
        obs_NO, reward_N, terminated_N, truncated_N, _ = env.step(actions)
        states, observations, ends = [], [], []
        for state, action in zip(before.T, actions, strict=True):
            single.state, single.steps_beyond_terminated = state, None
            observation, reward, terminated, _, _ = single.step(action)
            states.append(single.state)
            observations.append(observation)
            ends.append(terminated)
            assert reward == 1
        _same_bits(np.ascontiguousarray(env.state.T), np.array(states))
        _same_bits(obs_NO, np.array(observations))
        np.testing.assert_array_equal(terminated_N, ends)
        assert (reward_N == 1).all()
        assert not truncated_N.any()
        ended += int(terminated_N.sum())
        # Carts roll on for a while after their episode's end, so that states far outside are compared too.
        if (again_N := terminated_N & (rng.random(carts) < 0.1)).any():
            env.reset(options={"reset_mask": again_N})
    assert ended > 1_000


def test_the_same_seed_starts_and_goes_as_gymnasiums_vector_environment():
    carts, limit = 64, 60
    ours, theirs = CartPoleVectorEnv(carts, limit), GymnasiumCartPoleVectorEnv(carts, limit)
    obs_NO, _ = ours.reset(seed=123)
    expected_NO, _ = theirs.reset(seed=123)
    _same_bits(obs_NO, expected_NO)
    rng = np.random.default_rng(1)
    going_N = np.ones(carts, bool)
    for _ in range(limit):
        # Pushing against the pole's fall keeps some carts going until the time limit.
        actions = np.where(rng.random(carts) < 0.2, rng.integers(0, 2, carts), obs_NO[:, 2] + obs_NO[:, 3] > 0)
        for own, other in zip(ours.step(actions)[:4], theirs.step(actions)[:4], strict=True):
            _same_bits(own[going_N], other[going_N])
        _same_bits(ours.state[:, going_N], theirs.state[:, going_N])
        obs_NO = ours.state.T.astype(np.float32)
        going_N &= ~theirs.prev_done
    assert not going_N.any()
    assert theirs.steps.max() == limit


def test_its_constants_are_gymnasiums():
    single = CartPoleEnv()
    assert single.gravity == vector_env.GRAVITY
    assert single.masscart == vector_env.CART_MASS
    assert single.masspole == vector_env.POLE_MASS
    assert single.total_mass == vector_env.POLE_MASS + vector_env.CART_MASS
    assert single.length == vector_env.HALF_POLE_LENGTH
    assert single.polemass_length == vector_env.POLE_MASS * vector_env.HALF_POLE_LENGTH
    assert single.force_mag == vector_env.FORCE
    assert single.tau == vector_env.TIME_STEP
    assert single.x_threshold == POSITION_LIMIT
    assert single.theta_threshold_radians == ANGLE_LIMIT


def test_its_spaces_are_gymnasiums():
    env, single = CartPoleVectorEnv(3, 500), CartPoleEnv()
    other = GymnasiumCartPoleVectorEnv(3)
    assert env.single_observation_space == single.observation_space
    assert env.single_action_space == single.action_space
    assert env.observation_space == other.observation_space
    assert env.action_space == other.action_space


def test_one_step_by_hand():
    env = CartPoleVectorEnv(2, 500)
    env.reset(seed=0)
    env.state[...] = np.array([[0.0, 1.0, 0.0, 0.5]] * 2).T
    obs_NO, *_ = env.step(np.array([0, 1]))
    # Upright, sin θ = 0 and cos θ = 1: θ̈ = −(F/m) / (l (4/3 − mₚ/m)) and ẍ = F/m − mₚ l θ̈ / m.
    force_N = np.array([-10.0, 10.0]) / 1.1
    theta_acc_N = -force_N / (0.5 * (4 / 3 - 0.1 / 1.1))
    x_acc_N = force_N - 0.05 * theta_acc_N / 1.1
    expected = np.stack([np.full(2, 0.02), 1 + 0.02 * x_acc_N, np.full(2, 0.01), 0.5 + 0.02 * theta_acc_N], axis=1)
    np.testing.assert_allclose(obs_NO, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        ([POSITION_LIMIT, 0, 0, 0], False),
        ([-POSITION_LIMIT, 0, 0, 0], False),
        ([np.nextafter(POSITION_LIMIT, 3), 0, 0, 0], True),
        ([-np.nextafter(POSITION_LIMIT, 3), 0, 0, 0], True),
        ([0, 0, ANGLE_LIMIT, 0], False),
        ([0, 0, -ANGLE_LIMIT, 0], False),
        ([0, 0, np.nextafter(ANGLE_LIMIT, 1), 0], True),
        ([0, 0, -np.nextafter(ANGLE_LIMIT, 1), 0], True),
    ],
)
def test_an_episode_ends_beyond_the_limits_and_not_on_them(state, ends):
    env = CartPoleVectorEnv(1, 500)
    env.reset(seed=0)
    # With no speed, one step leaves position and angle where they are.
    env.state[:, 0] = state
    assert env.step(np.array([0]))[2].tolist() == [ends]


def test_truncation_at_the_time_limit_and_not_before():
    env = CartPoleVectorEnv(2, 5)
    env.reset(seed=0)
    flags = [env.step(np.array([step % 2] * 2))[2:4] for step in range(5)]
    assert [truncated_N.tolist() for _, truncated_N in flags] == [[False, False]] * 4 + [[True, True]]
    assert not any(terminated_N.any() for terminated_N, _ in flags)


def test_an_episode_can_be_terminated_and_truncated_in_one_step():
    env = CartPoleVectorEnv(1, 1)
    env.reset(seed=0)
    env.state[0] = 3
    _, _, terminated_N, truncated_N, _ = env.step(np.array([0]))
    assert (terminated_N.tolist(), truncated_N.tolist()) == ([True], [True])


def test_reset_mask_restarts_some_and_leaves_the_others():
    env = CartPoleVectorEnv(4, 6)
    env.reset(seed=0)
    for step in range(3):
        env.step(np.full(4, step % 2))
    before = env.state.copy()
    mask = np.array([True, False, True, False])
    obs_NO, info = env.reset(options={"reset_mask": mask})
    assert info == {}
    _same_bits(env.state[:, ~mask], before[:, ~mask])
    assert (np.abs(env.state[:, mask]) <= 0.05).all()
    assert not np.isclose(env.state[:, mask], before[:, mask]).any()
    _same_bits(obs_NO, np.ascontiguousarray(env.state.T).astype(np.float32))
    truncated = [env.step(np.full(4, step % 2))[3].tolist() for step in range(3)]
    assert truncated == [[False] * 4, [False] * 4, [False, True, False, True]]


def test_starting_states_depend_on_the_seed_alone():
    env = CartPoleVectorEnv(3, 500)
    first, _ = env.reset(seed=5)
    env.step(np.zeros(3, int))
    second, _ = env.reset()
    again, _ = env.reset(seed=5)
    other, _ = CartPoleVectorEnv(3, 500).reset(seed=5)
    _same_bits(first, again)
    _same_bits(first, other)
    assert not np.isclose(first, second).any()


def test_starting_states_fill_their_range():
    obs_NO, _ = CartPoleVectorEnv(2_000, 500).reset(seed=0)
    assert np.abs(obs_NO).max() <= 0.05
    assert (obs_NO.max(0) > 0.049).all()
    assert (obs_NO.min(0) < -0.049).all()
    assert np.abs(np.corrcoef(obs_NO.T) - np.eye(4)).max() < 0.1


def test_what_was_returned_is_not_written_to_again():
    env = CartPoleVectorEnv(2, 500)
    returned = [env.reset(seed=0)[0]]
    for _ in range(2):
        returned += env.step(np.array([0, 1]))[:4]
    kept = [array.copy() for array in returned]
    env.step(np.array([0, 1]))
    for array, copy in zip(returned, kept, strict=True):
        _same_bits(array, copy)
        array[...] = 0
    np.testing.assert_array_equal(env.step(np.array([0, 1]))[1], [1, 1])


def test_it_keeps_gymnasiums_promises():
    env = CartPoleVectorEnv(3, 500)
    assert isinstance(env, VectorEnv)
    assert env.metadata["autoreset_mode"] is AutoresetMode.DISABLED
    assert env.num_envs == 3
    env.action_space.seed(0)
    obs_NO, info = env.reset(seed=0)
    assert info == {}
    assert env.observation_space.contains(obs_NO)
    for _ in range(5):
        obs_NO, reward_N, terminated_N, truncated_N, info = env.step(env.action_space.sample())
        assert env.observation_space.contains(obs_NO)
        assert obs_NO.flags.c_contiguous
        assert (reward_N.dtype, reward_N.shape) == (np.float32, (3,))
        assert (terminated_N.dtype, terminated_N.shape) == (np.bool_, (3,))
        assert (truncated_N.dtype, truncated_N.shape) == (np.bool_, (3,))
        assert info == {}
    env.close()
    env.close()
    assert env.closed


def test_a_fallen_pole_rolls_on_to_finite_numbers():
    env = CartPoleVectorEnv(64, 500)
    env.reset(seed=0)
    # Every push feeds the pole's rotation: the wildest motion that the forces allow.
    for _ in range(500):
        env.step((env.state[3] * np.cos(env.state[2]) < 0).astype(np.int64))
    assert np.isfinite(env.state).all()
    assert np.abs(env.state).max() < 1e4
