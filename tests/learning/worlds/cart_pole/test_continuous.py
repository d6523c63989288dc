"""The cart that is pushed with any force: Gymnasium's promises, and the same one by one as all at once."""

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.classic_control import CartPoleEnv
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

from pg_desktop.learning.worlds.cart_pole.continuous import ContinuousCartPoleEnv
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.vector_env import ContinuousCartPoleVectorEnv
from pg_desktop.learning.worlds.world import make_world

WORLD = make_world("ContinuousCartPole")


def action(share):
    return np.array([share], np.float32)


def steady(obs):
    """Keeps the pole up and the cart in the middle: 500 steps."""
    return action(np.clip(np.dot([0.5, 0.9, 5.0, 1.2], obs), -1, 1))


def play(single, vector, seed, choose):
    """One episode in both; its length and how it ended."""
    obs, _ = single.reset(seed=seed)
    obs_NO, _ = vector.reset(seed=seed)
    assert obs.tobytes() == obs_NO[0].tobytes()
    for length in range(1, 501):
        taken = choose(obs)
        obs, reward, terminated, truncated, _ = single.step(taken)
        obs_NO, reward_N, terminated_N, truncated_N, _ = vector.step(taken[None])
        assert (obs.dtype, obs.tobytes()) == (obs_NO.dtype, obs_NO[0].tobytes())
        assert single.unwrapped.state.tobytes() == vector.state[:, 0].tobytes()
        assert (reward, terminated, truncated) == (reward_N[0], terminated_N[0], truncated_N[0])
        if terminated or truncated:
            return length, terminated, truncated
    raise AssertionError("it never ended")


def test_one_and_many_agree_bit_for_bit_until_the_pole_falls():
    rng = np.random.default_rng(0)
    single, vector = WORLD.single_env(), WORLD.vector_env(1)
    assert isinstance(vector, ContinuousCartPoleVectorEnv)
    # Beyond the bounds, too, which a Gaussian policy's action is clipped to before it comes here; see below.
    ends = [play(single, vector, seed, lambda _: action(rng.uniform(-1, 1))) for seed in range(100)]
    assert all(terminated for _, terminated, _ in ends)
    assert len({length for length, *_ in ends}) > 15


def test_one_and_many_agree_bit_for_bit_until_time_is_up():
    assert play(WORLD.single_env(), WORLD.vector_env(1), 0, steady) == (500, False, True)


def test_gymnasium_makes_the_same_many():
    make_world("ContinuousCartPole")  # registers it
    vector = gymnasium.make_vec("ContinuousCartPole", 1, vectorization_mode="vector_entry_point")
    assert isinstance(vector, ContinuousCartPoleVectorEnv)
    assert vector.metadata["autoreset_mode"] is AutoresetMode.DISABLED
    rng = np.random.default_rng(0)
    assert play(WORLD.single_env(), vector, 3, lambda _: action(rng.uniform(-1, 1)))[1]
    assert play(WORLD.single_env(), vector, 0, steady) == (500, False, True)
    one_by_one = gymnasium.make_vec("ContinuousCartPole", 3, vectorization_mode="sync")
    together = gymnasium.make_vec("ContinuousCartPole", 3, vectorization_mode="vector_entry_point")
    assert one_by_one.single_observation_space == together.single_observation_space
    assert one_by_one.action_space == together.action_space
    one_by_one.close()


def test_many_are_the_same_as_each_by_itself():
    carts = 50
    vector, single = ContinuousCartPoleVectorEnv(carts, 500), ContinuousCartPoleEnv()
    vector.reset(seed=0)
    rng = np.random.default_rng(0)
    for _ in range(40):
        before = vector.state.copy()
        actions = rng.uniform(-1.5, 1.5, (carts, 1)).astype(np.float32)
        obs_NO, *_ = vector.step(actions)
        for cart in range(carts):
            single.state, single.steps_beyond_terminated = before[:, cart], None
            obs, *_ = single.step(actions[cart])
            assert obs.tobytes() == obs_NO[cart].tobytes()


def test_it_keeps_gymnasiums_promises():
    with pytest.warns(UserWarning, match="infinity"):  # of velocities, which have no limits in Gymnasium's own either
        check_env(ContinuousCartPoleEnv(render_mode="rgb_array"), skip_render_check=True)


@pytest.mark.parametrize(("share", "discrete"), [(1.0, 1), (-1.0, 0), (7.0, 1), (-7.0, 0)])
def test_the_full_force_and_more_are_gymnasiums_pushes(share, discrete):
    ours, theirs = ContinuousCartPoleEnv(), CartPoleEnv()
    vector = ContinuousCartPoleVectorEnv(1, 500)
    ours.reset(seed=0)
    theirs.reset(seed=0)
    vector.reset(seed=0)
    for _ in range(8):
        ours.step(action(share))
        theirs.step(discrete)
        vector.step(action(share)[None])
        assert ours.state.tobytes() == theirs.state.tobytes() == vector.state[:, 0].tobytes()
    assert ours.force_mag == 10.0
    assert ours.action_space.shape == (1,)


def test_no_force_lets_the_pole_fall_freely():
    vector = ContinuousCartPoleVectorEnv(1, 500)
    vector.reset(seed=0)
    vector.state[...] = 0
    vector.step(action(0.0)[None])
    np.testing.assert_array_equal(vector.state, np.zeros((4, 1)))


def test_its_force_is_in_parts_of_the_physics_push_force():
    strong, weak = ContinuousCartPoleVectorEnv(1, 500), ContinuousCartPoleVectorEnv(1, 500)
    strong.reset(seed=0, options={"physics": Physics(push_force=2.0)})
    weak.reset(seed=0)
    strong.step(action(0.25)[None])
    weak.step(action(0.5)[None])
    assert strong.state.tobytes() == weak.state.tobytes()


def test_a_failing_step_leaves_the_environment_as_it_was(monkeypatch):
    env = ContinuousCartPoleEnv()
    env.reset(seed=0)
    space = env.action_space

    def fail(self, action):
        raise RuntimeError("broken")

    monkeypatch.setattr(CartPoleEnv, "step", fail)
    with pytest.raises(RuntimeError):
        env.step(action(0.5))
    assert (env.force_mag, env.action_space) == (10.0, space)
