"""What the scripted human goes by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.overseeing.rule import dangerous, outwards, reach
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv

LINE = 2.0


def test_how_far_out_the_cart_gets_is_as_by_hand():
    # It is at 1 m with 2 m/s, and pushed outwards: 2.198 m/s after 0.04 m, then 2.198² / 18 m and half a step more.
    found = reach(np.array([1.0]), np.array([2.0]), np.array([1.0]))
    assert found == pytest.approx([1.0 + 0.04 + 2.198**2 / 18 + 0.01 * 2.198])


def test_who_goes_inwards_gets_no_further():
    assert reach(np.array([1.0]), np.array([-2.0]), np.array([-1.0])) == pytest.approx([0.96])


@given(
    x=st.floats(-2.4, 2.4), v=st.floats(-3, 3), angle=st.floats(-0.2, 0.2), turning=st.floats(-2, 2), u=st.floats(-1, 1)
)
def test_left_and_right_are_alike(x, v, angle, turning, u):
    state_4N, share_N = np.array([[x], [v], [angle], [turning]]), np.array([u])
    if (abs(u) < 0.5 and x == 0) or u == 0:  # neither side
        return
    assert dangerous(state_4N, share_N, LINE) == dangerous(-state_4N, -share_N, LINE)
    assert outwards(state_4N, share_N) == -outwards(-state_4N, -share_N)


def test_braking_is_never_dangerous():
    state_4N = np.array([[2.3, -2.3], [2.0, -2.0], [0.0, 0.0], [0.0, 0.0]])
    assert dangerous(state_4N, np.array([1.0, -1.0]), LINE).all()
    assert not dangerous(state_4N, np.array([-1.0, 1.0]), LINE).any()


def test_after_a_push_that_was_let_go_the_cart_can_be_stopped_before_the_line():
    rng = np.random.default_rng(0)
    n = 4000
    env = CartPoleVectorEnv(num_envs=n, max_episode_steps=500)
    env.reset(seed=0)
    state_4N = rng.uniform([[0.5], [-1.0], [-0.2], [-1.5]], [[2.0], [3.0], [0.2], [1.5]], (4, n))
    env.state[:] = state_4N
    let_go_N = ~dangerous(state_4N, np.ones(n), LINE)
    assert 0.2 < let_go_N.mean() < 0.9
    env.step(np.ones(n, np.int64))
    furthest_N = env.state[0].copy()
    braking_N = np.ones(n, np.bool_)
    for _ in range(40):
        braking_N &= (np.abs(env.state[2]) < 0.21) & (env.state[1] > 0)
        env.step(np.zeros(n, np.int64))
        furthest_N = np.where(braking_N, np.maximum(furthest_N, env.state[0]), furthest_N)
    assert furthest_N[let_go_N].max() <= LINE + 0.01
