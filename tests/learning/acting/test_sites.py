"""Where playbacks take place: the steerable cart-pole is Gymnasium's until somebody interferes."""

import numpy as np
import pytest

from pg_desktop.learning.acting.playback import Playback
from pg_desktop.learning.acting.sites import GymnasiumSite
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.board.opponents import Opponent
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.site import CartPoleSite
from pg_desktop.learning.worlds.world import make_world

CART_POLES = ["CartPole-v1", "CartPole-v0", "ContinuousCartPole"]


def action(world, rng):
    return np.array([rng.uniform(-1, 1)], np.float32) if world.continuous else int(rng.integers(2))


@pytest.mark.parametrize("environment", CART_POLES)
def test_untouched_it_is_gymnasiums_own_environment_bit_for_bit(environment):
    world = make_world(environment)
    steerable, usual = CartPoleSite(world), GymnasiumSite(world)
    rng = np.random.default_rng(0)
    for seed in range(20):
        assert steerable.reset(seed).tobytes() == usual.reset(seed).tobytes()
        ended = False
        while not ended:
            taken = action(world, rng)
            ours, theirs = steerable.step(taken), usual.step(taken)
            assert ours[0].tobytes() == theirs[0].tobytes()
            assert ours[1:] == theirs[1:]
            assert steerable.state.tolist() == list(usual._env.unwrapped.state)
            ended = ours[2] or ours[3]


@pytest.mark.parametrize("environment", CART_POLES)
def test_its_picture_is_gymnasiums_own(environment):
    world = make_world(environment)
    steerable, usual = CartPoleSite(world), GymnasiumSite(world)
    steerable.reset(3)
    usual.reset(3)
    rng = np.random.default_rng(0)
    for _ in range(4):
        taken = action(world, rng)
        steerable.step(taken)
        usual.step(taken)
    np.testing.assert_array_equal(steerable.frame(), usual.frame())
    before = steerable.frame()
    steerable.set_variation(Physics(pole_length=2.0))
    long = steerable.frame()
    assert long.shape == before.shape
    assert (long != before).any()
    steerable.set_variation(Physics())
    np.testing.assert_array_equal(steerable.frame(), before)


def test_time_is_up_as_in_gymnasiums():
    world = make_world("CartPole-v0")
    sites = CartPoleSite(world), GymnasiumSite(world)
    for site in sites:
        obs = site.reset(0)
        for step in range(1, 201):
            obs, _, terminated, truncated = site.step(int(np.dot([0.05, 0.2, 1.0, 0.4], obs) > 0))
            assert (terminated, truncated) == (False, step == 200)


def test_physics_acts_at_once_and_stays_from_episode_to_episode():
    heavy = Physics(gravity=4.0)
    site, other = CartPoleSite(make_world("CartPole-v1")), CartPoleSite(make_world("CartPole-v1"))
    site.reset(0)
    other.reset(0)
    assert site.variation == Physics()
    site.step(1)
    other.step(1)
    before = site.state
    site.set_variation(heavy)
    assert site.variation == heavy
    assert site.state.tobytes() == before.tobytes()
    site.step(1)
    other.step(1)
    # The velocities, and with the step after it the places.
    assert (site.state != other.state).tolist() == [False, True, False, True]
    site.reset(1)
    other.reset(1)
    assert site.variation == heavy
    assert site.state.tobytes() == other.state.tobytes()
    site.step(0)
    other.step(0)
    assert site.state[3] != other.state[3]


def test_sensors_are_noisy_and_the_state_is_what_is():
    site = CartPoleSite(make_world("CartPole-v1"))
    site.set_variation(Physics(sensor_noise=0.2))
    obs = site.reset(0)
    assert not np.allclose(obs, site.state, atol=1e-3)
    obs, *_ = site.step(1)
    assert not np.allclose(obs, site.state, atol=1e-3)


@pytest.mark.parametrize(("cart_force", "tip_force"), [(20.0, 0.0), (0.0, 5.0), (-20.0, 3.0)])
def test_a_push_acts_during_one_step(cart_force, tip_force):
    world = make_world("CartPole-v1")
    site, other = CartPoleSite(world), world.vector_env(1)
    site.reset(0)
    other.reset(seed=0)
    site.push(cart_force, tip_force)
    other.disturb(cart_force, tip_force)
    for _ in range(2):
        site.step(1)
        other.step(np.array([1]))
        assert site.state.tobytes() == other.state[:, 0].tobytes()
    site.push(cart_force, tip_force)
    site.reset(5)
    other.reset(seed=5)
    site.step(0)
    other.step(np.array([0]))
    assert site.state.tobytes() == other.state[:, 0].tobytes()


def test_a_state_is_a_copy():
    site = CartPoleSite(make_world("CartPole-v1"))
    site.reset(0)
    before = site.state
    kept = before.copy()
    site.step(1)
    assert before.tobytes() == kept.tobytes()
    before[...] = 7
    assert site.state[0] != 7


def test_only_a_cart_pole_can_be_steered():
    with pytest.raises(TypeError, match="Acrobot-v1 is no cart with a pole"):
        CartPoleSite(make_world("Acrobot-v1"))
    assert Playback(make_world("Acrobot-v1"), 0).steerable is None
    assert isinstance(Playback(make_world("CartPole-v1"), 0).steerable, CartPoleSite)


def test_who_answers_in_training_answers_in_shown_episodes():
    settings = Settings(environment="TicTacToe-v0", opponent="expert", opponent_error=0.0)
    world = make_world(settings.environment)
    playback = Playback(world, 0)
    told = []
    playback._site._env.unwrapped._games._face = told.append
    playback.tell(world.training_options(settings))
    playback.ask_begin()
    assert told == [Opponent("expert", 0.0)]
