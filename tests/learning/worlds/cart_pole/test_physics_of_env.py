"""Carts and poles in other physics: against Gymnasium's with other constants, and against mechanics solved anew."""

from dataclasses import replace

import numpy as np
import pytest
from gymnasium.envs.classic_control.cartpole import CartPoleEnv
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.worlds.cart_pole.physics import (
    AMOUNTS,
    FACTOR_HIGH,
    FACTOR_LOW,
    FACTORS,
    QUANTITIES,
    SPREAD_MAX,
    TABLE,
    Kind,
    Physics,
    PhysicsRanges,
)
from pg_desktop.learning.worlds.cart_pole.vector_env import (
    CART_MASS,
    FORCE,
    GRAVITY,
    HALF_POLE_LENGTH,
    NOISE_SCALE,
    POLE_MASS,
    TIME_STEP,
    CartPoleVectorEnv,
)

factors = st.floats(FACTOR_LOW, FACTOR_HIGH)
physics = st.builds(
    Physics,
    **dict.fromkeys(FACTORS, factors),
    friction=st.floats(0, AMOUNTS["friction"]),
    sensor_noise=st.floats(0, AMOUNTS["sensor_noise"]),
)
MARS = Physics(gravity=0.38, pole_length=2.0, pole_mass=3.0, cart_mass=0.5, push_force=0.7)
ROUGH = replace(MARS, friction=2.5)
NOISY = Physics(sensor_noise=0.1)


def made(carts, physics=None, ranges=None, seed=0, steps=500):
    env = CartPoleVectorEnv(carts, steps)
    options = {"physics": physics, "ranges": ranges}
    env.reset(seed=seed, options={name: value for name, value in options.items() if value is not None})
    return env


def wild_states(carts, seed=0):
    """Far from upright, at any speed."""
    return np.random.default_rng(seed).uniform(-1, 1, (4, carts)) * np.array([[2.4], [5], [np.pi], [8]])


def gymnasium_like(physics):
    """Gymnasium's environment with constants that are multiplied as ours."""
    single = CartPoleEnv()
    single.gravity *= physics.gravity
    single.masscart *= physics.cart_mass
    single.masspole *= physics.pole_mass
    single.length *= physics.pole_length
    single.force_mag *= physics.push_force
    single.total_mass = single.masspole + single.masscart
    single.polemass_length = single.masspole * single.length
    return single


def accelerations(state_4N, force, tip, physics):
    """ẍ and θ̈ from the mass matrix, solved by NumPy: Lagrange's equations of a cart with a uniform rod."""
    _, x_dot, theta, theta_dot = state_4N
    mass, length = POLE_MASS * physics.pole_mass, HALF_POLE_LENGTH * physics.pole_length
    total = mass + CART_MASS * physics.cart_mass
    cos, sin = np.cos(theta), np.sin(theta)
    coupling = mass * length * cos
    ones = np.ones_like(theta)
    matrix_N22 = np.array([[total * ones, coupling], [coupling, 4 / 3 * mass * length**2 * ones]]).transpose(2, 0, 1)
    forces_N2 = np.array(
        [
            force + tip - physics.friction * x_dot + mass * length * theta_dot**2 * sin,
            mass * GRAVITY * physics.gravity * length * sin + 2 * length * cos * tip,
        ]
    ).T
    return np.linalg.solve(matrix_N22, forces_N2[..., None])[..., 0].T


@pytest.mark.parametrize("physics", [MARS, Physics(gravity=4), Physics(pole_length=0.25), Physics(cart_mass=1.7)])
def test_other_constants_agree_bit_for_bit_with_gymnasiums_environment(physics):
    carts = 200
    env, single = made(carts, physics), gymnasium_like(physics)
    for step in range(5):
        env.state[...] = wild_states(carts, step)
        before = env.state.copy()
        actions = np.random.default_rng(step).integers(0, 2, carts)
        env.step(actions)
        for cart in range(carts):
            single.state, single.steps_beyond_terminated = before[:, cart], None
            single.step(actions[cart])
            assert env.state[:, cart].tobytes() == single.state.tobytes()


@given(physics, st.integers(0, 1000), st.floats(-50, 50), st.floats(-50, 50))
def test_friction_and_forces_from_outside_are_those_of_the_mass_matrix(physics, seed, cart_force, tip_force):
    carts = 30
    env = made(carts, physics)
    env.state[...] = before = wild_states(carts, seed)
    before = before.copy()
    actions = np.random.default_rng(seed).integers(0, 2, carts)
    env.disturb(cart_force, tip_force)
    env.step(actions)
    push_N = FORCE * physics.push_force * np.where(actions, 1, -1)
    x_acc, theta_acc = accelerations(before, push_N + cart_force, tip_force, physics)
    np.testing.assert_allclose((env.state[1] - before[1]) / TIME_STEP, x_acc, rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose((env.state[3] - before[3]) / TIME_STEP, theta_acc, rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose((env.state[::2] - before[::2]) / TIME_STEP, before[1::2], rtol=1e-9, atol=1e-9)


def test_without_a_push_friction_takes_energy_and_a_push_on_the_tip_turns_the_pole_with_it():
    env = made(2, [replace(Physics(), push_force=0.25), replace(Physics(), push_force=0.25, friction=5.0)])
    env.state[...] = np.array([[0.0], [3.0], [0.0], [0.0]])
    # Pushes that cancel, so that only friction tells the two carts apart.
    for step in range(20):
        env.step(np.full(2, step % 2))
    assert 0 < env.state[1, 1] < 0.5 * env.state[1, 0]
    env = made(3)
    env.state[...] = 0
    env.disturb(tip_force_N=np.array([-1.0, 0.0, 1.0]))
    env.step(np.array([0, 0, 0]))
    turns = env.state[3] - env.state[3, 1]
    assert turns[0] < 0 < turns[2]
    assert turns[0] == pytest.approx(-turns[2])


def test_a_disturbance_acts_once_and_a_reset_takes_it_away():
    env, other = made(2), made(2)
    env.disturb(cart_force_N=5.0)
    env.step(np.array([0, 1]))
    other.step(np.array([0, 1]))
    assert (env.state[1] > other.state[1]).all()
    env.state[...] = other.state
    env.step(np.array([0, 1]))
    other.step(np.array([0, 1]))
    assert env.state.tobytes() == other.state.tobytes()
    env.disturb(1.0, 2.0)
    other.reset(seed=3)
    env.reset(seed=3)
    env.step(np.array([0, 1]))
    other.step(np.array([0, 1]))
    assert env.state.tobytes() == other.state.tobytes()
    with pytest.raises(ValueError, match="broadcast"):
        env.disturb(np.zeros(3))


def test_each_cart_gets_its_own_forces_and_those_without_stay_as_they_are_bit_for_bit():
    env, other = made(3), made(3)
    env.disturb(np.array([0.0, 2.0, 0.0]), np.array([0.0, 0.0, -1.0]))
    env.step(np.array([0, 0, 0]))
    other.step(np.array([0, 0, 0]))
    same = (env.state == other.state).all(0)
    assert same.tolist() == [True, False, False]


def test_a_kick_changes_velocities_at_once_and_nothing_else():
    env = made(2)
    before = env.state.copy()
    env.kick(0.5, np.array([0.0, -1.0]))
    np.testing.assert_array_equal(env.state - before, [[0, 0], [0.5, 0.5], [0, 0], [0, -1.0]])


@pytest.mark.parametrize("ranges", [None, PhysicsRanges(gravity=3.0, friction=1.0, sensor_noise=0.2)])
def test_physics_for_each_is_that_of_separate_environments(ranges):
    several = [Physics(), MARS, ROUGH, Physics(cart_mass=4.0, friction=0.1)]
    env = made(4, several, ranges, seed=7)
    singles = [made(4, one, ranges, seed=7) for one in several]
    rng = np.random.default_rng(0)
    for _ in range(30):
        actions = rng.integers(0, 2, 4)
        env.step(actions)
        for single in singles:
            single.step(actions)
        for cart, single in enumerate(singles):
            assert env.state[:, cart].tobytes() == single.state[:, cart].tobytes()


def test_noise_of_each_cart_is_its_own():
    env = made(3, [Physics(), NOISY, Physics(sensor_noise=0.2)])
    seen = np.array([env.step(np.array([0, 0, 0]))[0] - env.state.T for _ in range(200)])
    share = seen.std(0) / np.array(NOISE_SCALE)
    assert np.abs(share[0]).max() < 1e-6
    np.testing.assert_allclose(share[1:], np.broadcast_to([[0.1], [0.2]], (2, 4)), rtol=0.2)


def test_physics_changes_in_the_middle_of_an_episode_from_the_next_step_on():
    env, single = made(2, steps=10), gymnasium_like(MARS)
    for _ in range(3):
        env.step(np.array([0, 1]))
    before = env.state.copy()
    env.set_physics(MARS)
    assert env.state.tobytes() == before.tobytes()
    assert env.steps.tolist() == [3, 3]
    env.step(np.array([0, 1]))
    single.state = before[:, 1]
    single.step(1)
    assert env.state[:, 1].tobytes() == single.state.tobytes()
    env.set_physics([Physics(), MARS])
    before = env.state.copy()
    env.step(np.array([0, 1]))
    for cart, like in enumerate((Physics(), MARS)):
        single = gymnasium_like(like)
        single.state = before[:, cart]
        single.step(cart)
        assert env.state[:, cart].tobytes() == single.state.tobytes()
    with pytest.raises(ValueError, match="3 physics for 2 environments"):
        env.set_physics([MARS] * 3)
    with pytest.raises(ValueError, match="1 physics for 2 environments"):
        env.reset(options={"physics": [MARS]})


def test_what_episodes_have_drawn_stays_when_the_chosen_physics_changes():
    env = made(50, ranges=PhysicsRanges(gravity=2.0))
    env.state[...] = state = wild_states(50)
    state = state.copy()
    env.set_physics(Physics(gravity=1.5))
    env.step(np.zeros(50, int))
    lighter = made(50, ranges=PhysicsRanges(gravity=2.0))
    g_N = _gravities(lighter)
    _, theta_acc = accelerations(state, -FORCE, 0.0, Physics())
    # θ̈ is linear in g: where the drawn factor is f, the chosen one makes it 1.5 f.
    heavy = made(50, [Physics(gravity=g) for g in 1.5 * g_N / GRAVITY])
    heavy.state[...] = state
    heavy.step(np.zeros(50, int))
    np.testing.assert_allclose(env.state, heavy.state, rtol=1e-12, atol=1e-12)
    assert not np.allclose((env.state[3] - state[3]) / TIME_STEP, theta_acc)


def _gravities(env):
    """What each cart falls with: a pole that hangs level, with nothing else that moves, and pushes both ways."""
    env.state[...] = 0
    env.state[2] = np.pi / 2
    velocity = env.state[3].copy()
    mass = POLE_MASS
    env.step(np.zeros(env.num_envs, int))
    # cos θ is 6e-17, so θ̈ = g / (4/3 l).
    assert mass == POLE_MASS
    return (env.state[3] - velocity) / TIME_STEP * 4 / 3 * HALF_POLE_LENGTH


@pytest.mark.parametrize(("chosen", "spread"), [(1.0, 2.0), (1.0, SPREAD_MAX), (3.0, 2.0), (0.25, 4.0)])
def test_a_spread_draws_log_uniformly_around_the_chosen_value_within_the_bounds(chosen, spread):
    env = made(4_000, Physics(gravity=chosen), PhysicsRanges(gravity=spread), seed=1)
    factor_N = _gravities(env) / GRAVITY
    low, high = max(chosen / spread, FACTOR_LOW), min(chosen * spread, FACTOR_HIGH)
    assert (factor_N >= low * (1 - 1e-9)).all()
    assert (factor_N <= high * (1 + 1e-9)).all()
    inside = factor_N[(factor_N > low * 1.001) & (factor_N < high * 0.999)]
    share_N = np.log(inside / (chosen / spread)) / np.log(spread**2)
    # A uniform number, cut off where the bounds are.
    edges = np.log(np.array([low, high]) / (chosen / spread)) / np.log(spread**2)
    heights = np.histogram(share_N, 8, tuple(edges))[0] / (len(factor_N) * (edges[1] - edges[0]) / 8)
    np.testing.assert_allclose(heights, 1, atol=0.2)


def test_friction_and_noise_are_added_uniformly_and_end_at_their_bounds():
    ranges = PhysicsRanges(friction=2.0)
    env = made(4_000, Physics(friction=4.0), ranges, seed=1)
    env.state[...] = np.array([[0.0], [1.0], [np.pi / 2], [0.0]])
    env.step(np.ones(4_000, int))
    # Level, the pole does not act on the cart: M ẍ = F − c ẋ, and θ̇ is 0.
    friction_N = FORCE - (env.state[1] - 1.0) / TIME_STEP * (POLE_MASS + CART_MASS)
    assert friction_N.min() == pytest.approx(4.0, abs=0.01)
    assert friction_N.max() == pytest.approx(AMOUNTS["friction"])
    # Between 4 and 6, of which what lies above 5 becomes 5.
    assert (friction_N > 5 - 1e-9).mean() == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(np.histogram(friction_N, 5, (4, 4.999))[0], 400, atol=80)


def test_no_range_draws_nothing():
    assert not PhysicsRanges().any
    for name in QUANTITIES:
        some = 1.5 if name in FACTORS else AMOUNTS.get(name, 1)
        assert replace(PhysicsRanges(), **{name: some}).any


def _fates(env, seed=0, steps=20):
    """What everybody sees and where everybody is, from now on."""
    rng = np.random.default_rng(seed)
    return np.array([np.append(env.step(rng.integers(0, 2, env.num_envs))[0].T, env.state) for _ in range(steps)])


EVERYTHING = PhysicsRanges(**dict.fromkeys(FACTORS, 3.0), friction=1.0, sensor_noise=0.1)


def test_draws_are_reproducible_and_new_with_every_reset():
    env, other = made(20, ranges=EVERYTHING, seed=5), made(20, ranges=EVERYTHING, seed=5)
    first = _fates(env)
    assert first.tobytes() == _fates(other).tobytes()
    assert first.tobytes() != _fates(made(20, ranges=EVERYTHING, seed=6)).tobytes()
    env.reset(seed=5)
    assert first.tobytes() == _fates(env).tobytes()
    drawn = made(1_000, ranges=PhysicsRanges(gravity=3.0), seed=5)
    before = _gravities(drawn)
    assert np.unique(before).size == 1_000
    drawn.reset()
    assert not np.isclose(_gravities(drawn), before).all()


@pytest.mark.parametrize("physics", [None, MARS, NOISY])
@pytest.mark.parametrize("ranges", [None, EVERYTHING])
def test_seeded_starting_states_do_not_depend_on_the_physics(physics, ranges):
    usual = made(20, seed=9).state
    env = made(20, physics, ranges, seed=9)
    assert env.state.tobytes() == usual.tobytes()
    for _ in range(3):
        env.step(np.zeros(20, int))
    env.reset(seed=9)
    assert env.state.tobytes() == usual.tobytes()


def test_physics_and_ranges_stay_until_others_are_given():
    env = made(500, Physics(gravity=2.0), PhysicsRanges(gravity=1.5))
    env.reset(seed=1)
    factor_N = _gravities(env) / GRAVITY
    assert 1.3 < factor_N.min() < 1.4
    assert 2.9 < factor_N.max() < 3.0
    env.reset(seed=1, options={"physics": Physics()})
    factor_N = _gravities(env) / GRAVITY
    assert 0.66 < factor_N.min() < 0.7
    assert 1.4 < factor_N.max() < 1.5
    env.reset(seed=1, options={"ranges": PhysicsRanges()})
    np.testing.assert_allclose(_gravities(env), GRAVITY)


def test_a_masked_reset_draws_only_for_those_that_begin_anew():
    env = made(100, ranges=PhysicsRanges(gravity=3.0))
    before = _gravities(env)
    mask = np.arange(100) < 30
    env.reset(options={"reset_mask": mask})
    after = _gravities(env)
    np.testing.assert_array_equal(after[~mask], before[~mask])
    assert not np.isclose(after[mask], before[mask]).any()


def test_noise_is_on_what_is_seen_and_not_on_what_happens():
    env, quiet = made(1_000, NOISY), made(1_000)
    differences = [env.reset(seed=0)[0] - env.state.T.astype(np.float32)]
    quiet.reset(seed=0)
    for step in range(20):
        actions = np.full(1_000, step % 2)
        obs_NO, _, terminated_N, _, _ = env.step(actions)
        quiet_terminated_N = quiet.step(actions)[2]
        assert env.state.tobytes() == quiet.state.tobytes()
        np.testing.assert_array_equal(terminated_N, quiet_terminated_N)
        assert obs_NO.dtype == np.float32
        differences.append(obs_NO - env.state.T.astype(np.float32))
    noise = np.concatenate(differences) / (0.1 * np.array(NOISE_SCALE))
    # 21,000 numbers each: a mean's standard error is 0.007, that of a standard deviation 0.005.
    np.testing.assert_allclose(noise.mean(0), 0, atol=0.035)
    np.testing.assert_allclose(noise.std(0), 1, atol=0.025)
    assert np.abs(np.corrcoef(noise.T) - np.eye(4)).max() < 0.03
    lagged = np.mean(noise[1_000:] * noise[:-1_000])
    assert abs(lagged) < 0.02


def test_sensors_can_be_read_again_for_a_state_that_was_set():
    env = made(3)
    env.state[2] = [0.1, -0.2, 0.3]
    assert env.observe()[:, 2].tolist() == np.array([0.1, -0.2, 0.3], np.float32).tolist()
    noisy = made(1000, NOISY)
    noisy.state[:] = 0.5
    first, second = noisy.observe(), noisy.observe()
    assert (noisy.state == 0.5).all()
    assert first.dtype == np.float32
    assert (first != second).all()
    np.testing.assert_allclose((first - 0.5).std(0), 0.1 * np.array(NOISE_SCALE), rtol=0.15)


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.1, 17, "1", None])
def test_numbers_out_of_their_range_are_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} must be between"):
        Physics(**{name: value})
    with pytest.raises(ValueError, match=f"{name} must be between"):
        PhysicsRanges(**{name: value})


def test_the_bounds_themselves_are_allowed():
    amounts = {**AMOUNTS, "delay": 6, "backlash": 6}
    for name in QUANTITIES:
        usual = (0, amounts.get(name))
        for value in (FACTOR_LOW, FACTOR_HIGH) if name in FACTORS else (-1, 1) if name == "motor" else usual:
            assert getattr(Physics(**{name: value}), name) == value
        for value in (1, SPREAD_MAX) if name in FACTORS else (0, 2) if name == "motor" else usual:
            assert getattr(PhysicsRanges(**{name: value}), name) == value
    assert tuple(Physics()) == (1, 1, 1, 1, 1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize("name", [each.name for each in TABLE if each.kind is Kind.STEPS])
def test_steps_are_whole(name):
    for kind in (Physics, PhysicsRanges):
        with pytest.raises(ValueError, match=f"{name} must be whole, not 0.5"):
            kind(**{name: 0.5})
