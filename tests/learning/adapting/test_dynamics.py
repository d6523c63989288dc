"""What is known of a step, against the environment that makes it."""

import numpy as np
import pytest

from pg_desktop.learning.adapting.dynamics import Dynamics, noise_std, state_space
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv

PHYSICS = [
    Physics(),
    Physics(motor=-0.5, push_force=2.0),
    Physics(pole_length=4.0, pole_mass=0.5, friction=3.0, gravity=0.4, cart_mass=2.0),
]


@pytest.mark.parametrize("physics", PHYSICS)
def test_a_step_is_that_without_a_push_and_what_the_push_adds(physics):
    env = CartPoleVectorEnv(50, 10)
    env.reset(seed=0, options={"physics": physics})
    rng = np.random.default_rng(0)
    env.state[...] = rng.uniform(-0.5, 0.5, (4, 50))
    before_N4, actions = env.state.T.copy(), rng.integers(0, 2, 50)
    env.step(actions)
    known = Dynamics.of(physics)
    expected = known.unpushed(before_N4) + (2.0 * actions - 1.0)[:, None] * known.pushed(before_N4)
    np.testing.assert_allclose((env.state.T - before_N4)[:, [1, 3]], expected, atol=1e-12)


@pytest.mark.parametrize("physics", PHYSICS)
def test_its_linear_part_is_the_derivative_where_the_pole_stands(physics):
    known, small = Dynamics.of(physics), 1e-6
    a_144, b_14 = state_space(known.changes()[None])
    for axis in (1, 2, 3):
        state_14 = np.zeros((1, 4))
        state_14[0, axis] = small
        np.testing.assert_allclose(
            known.unpushed(state_14)[0] / small, a_144[0, [1, 3], axis] - np.eye(4)[[1, 3], axis], atol=1e-6
        )
    np.testing.assert_allclose(known.pushed(np.zeros((1, 4)))[0], b_14[0, [1, 3]], atol=1e-12)
    assert a_144[0, 0].tolist() == [1, 0.02, 0, 0]
    assert a_144[0, 2].tolist() == [0, 0, 1, 0.02]


def test_noise_is_in_the_units_of_what_is_seen():
    assert noise_std(0.5).tolist() == pytest.approx([1.2, 0.5, 0.10472, 0.5], abs=1e-5)
