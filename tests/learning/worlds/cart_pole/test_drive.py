"""What lies between an action and the push on the cart: a delay, and the play of the motor's gears, by hand."""

import numpy as np
import pytest
from gymnasium.utils.seeding import np_random

from pg_desktop.learning.worlds.cart_pole.drive import Drive
from pg_desktop.learning.worlds.cart_pole.physics import STEPS_MAX, Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.vector_env import (
    FORCE,
    NOISE_SCALE,
    POLE_MASS,
    TIME_STEP,
    CartPoleVectorEnv,
    ContinuousCartPoleVectorEnv,
)

ALL = slice(None)
LEFT, RIGHT = -1.0, 1.0


def drive(delay=0, backlash=0, carts=1):
    made = Drive(carts)
    made.set(np.array(delay), np.array(backlash))
    made.reset(ALL)
    return made


def passed_on(made, commands):
    return [float(made.pass_on(np.full(1, command))[0]) for command in commands]


def test_without_delay_and_play_everything_arrives_at_once():
    commands = [LEFT, RIGHT, 0.3, 0.0, -0.7, RIGHT]
    assert passed_on(drive(), commands) == commands


@pytest.mark.parametrize("delay", range(1, STEPS_MAX + 1))
def test_a_delay_shifts_what_arrives_and_nothing_pushes_before(delay):
    commands = list(np.random.default_rng(delay).uniform(-1, 1, 20))
    assert passed_on(drive(delay), commands) == [0.0] * delay + commands[:-delay]


def test_each_cart_has_its_own_delay():
    made = drive([0, 1, 3], [0, 0, 0], 3)
    found = [made.pass_on(np.array([step, step, step], float) / 10).tolist() for step in range(1, 5)]
    assert found == [[0.1, 0.0, 0.0], [0.2, 0.1, 0.0], [0.3, 0.2, 0.0], [0.4, 0.3, 0.1]]


@pytest.mark.parametrize("backlash", range(1, STEPS_MAX + 1))
def test_whoever_turns_pushes_nothing_for_as_many_steps_as_there_is_play(backlash):
    made = drive(backlash=backlash)
    passed_on(made, [LEFT] * 10)
    assert passed_on(made, [RIGHT] * 10) == [0.0] * backlash + [RIGHT] * (10 - backlash)
    assert passed_on(made, [LEFT] * 10) == [0.0] * backlash + [LEFT] * (10 - backlash)


def test_an_episode_begins_in_the_middle_of_the_play():
    assert passed_on(drive(backlash=4), [RIGHT] * 4) == [0.0, 0.0, RIGHT, RIGHT]
    assert passed_on(drive(backlash=4), [LEFT] * 4) == [0.0, 0.0, LEFT, LEFT]


def test_who_turns_back_and_forth_within_the_play_never_pushes():
    made = drive(backlash=3)
    assert passed_on(made, [RIGHT, LEFT] * 10) == [0.0] * 20


def test_gears_stay_engaged_while_nothing_is_commanded():
    made = drive(backlash=2)
    passed_on(made, [RIGHT] * 5)
    assert passed_on(made, [0.0, 0.0, RIGHT, 0.0, LEFT, LEFT, LEFT]) == [0.0, 0.0, RIGHT, 0.0, 0.0, 0.0, LEFT]


def test_the_delay_comes_before_the_play():
    made = drive(delay=2, backlash=2)
    commands = [RIGHT] * 6 + [LEFT] * 6
    # Two steps on their way, one from the middle of the play; then two on their way while it still pushes, and two.
    assert passed_on(made, commands) == [0, 0, 0, 1, 1, 1, 1, 1, 0, 0, -1, -1]


def test_a_reset_forgets_what_was_on_its_way_of_those_that_begin_anew_alone():
    made = drive([2, 2], [0, 0], 2)
    for _ in range(4):
        made.pass_on(np.ones(2))
    made.reset(np.array([True, False]))
    assert [made.pass_on(np.ones(2)).tolist() for _ in range(3)] == [[0.0, 1.0], [0.0, 1.0], [1.0, 1.0]]


def test_in_the_middle_of_an_episode_what_is_on_its_way_stays_so():
    made = drive(delay=1)
    assert passed_on(made, [0.1, 0.2, 0.3]) == [0.0, 0.1, 0.2]
    made.set(np.array(3), None)
    assert passed_on(made, [0.4, 0.5]) == [0.1, 0.2]
    made.set(None, None)
    assert passed_on(made, [0.6]) == [0.6]


def test_play_that_becomes_less_keeps_the_gears_within_it():
    made = drive(backlash=6)
    passed_on(made, [RIGHT] * 10)
    made.set(None, np.array(2))
    assert passed_on(made, [LEFT] * 4) == [0.0, 0.0, LEFT, LEFT]


def env_of(carts=1, kind=CartPoleVectorEnv, seed=0, **options):
    made = kind(carts, 500)
    made.reset(seed=seed, options=options)
    return made


def force(env, action):
    """Newtons that act on the cart of a pole that hangs level, which keeps its cart out of it."""
    env.state[...] = 0.0
    env.state[2] = np.pi / 2
    env.step(np.array([action]))
    return env.state[1, 0] / TIME_STEP * (1 + POLE_MASS)


@pytest.mark.parametrize(
    ("motor", "action", "newtons"), [(1, 1, 10), (0.5, 1, 5), (-1, 1, -10), (-0.5, 0, 5), (0, 1, 0)]
)
def test_the_motor_passes_on_its_part_of_a_push(motor, action, newtons):
    assert force(env_of(physics=Physics(motor=motor)), action) == pytest.approx(newtons, abs=1e-9)


def test_what_the_drive_passes_on_is_what_pushes_the_cart():
    env = env_of(physics=Physics(delay=2, backlash=2, motor=0.5, push_force=2.0))
    forces = [force(env, action) for action in [1] * 6 + [0] * 6]
    expected = [0, 0, 0, 1, 1, 1, 1, 1, 0, 0, -1, -1]
    np.testing.assert_allclose(forces, [FORCE * share for share in expected], atol=1e-9)


@pytest.mark.parametrize("kind", [CartPoleVectorEnv, ContinuousCartPoleVectorEnv])
def test_at_zero_nothing_changes_to_the_last_bit(kind):
    env, plain = env_of(8, kind, physics=Physics(delay=3, backlash=2, motor=-0.5)), env_of(8, kind)
    rng = np.random.default_rng(0)
    for together in (env, plain):
        together.reset(seed=4, options={"physics": Physics(), "ranges": PhysicsRanges()})
    for _ in range(50):
        actions = rng.uniform(-1, 1, (8, 1)) if kind is ContinuousCartPoleVectorEnv else rng.integers(0, 2, 8)
        for seen, usual in zip(env.step(actions)[:4], plain.step(actions)[:4], strict=True):
            assert seen.tobytes() == usual.tobytes()
    assert env.state.tobytes() == plain.state.tobytes()


def test_physics_in_the_middle_of_an_episode_acts_from_the_next_step_on():
    env, plain = env_of(), env_of()
    for together in (env, plain):
        together.step(np.array([1]))
    env.set_physics(Physics(delay=1))
    assert force(env, 1) == pytest.approx(0.0, abs=1e-9)
    assert force(env, 0) == pytest.approx(10.0)
    env.set_physics(Physics())
    assert force(env, 0) == force(plain, 0)


def test_gears_that_are_put_in_in_the_middle_of_an_episode_are_in_the_middle_of_their_play():
    env = env_of()
    force(env, 1)
    env.set_physics(Physics(backlash=4))
    assert [round(force(env, 0), 6) for _ in range(4)] == [0, 0, -10, -10]


def test_ranges_draw_whole_steps_evenly_and_end_at_their_bounds():
    env = env_of(7_000, physics=Physics(delay=1, backlash=4), ranges=PhysicsRanges(delay=4, backlash=6))
    drawn = [env.variation_of(cart) for cart in range(7_000)]
    delays = np.bincount([int(each.delay) for each in drawn], minlength=7)
    np.testing.assert_allclose(delays[1:6], 1_400, atol=150)
    assert delays[0] == delays[6] == 0
    backlash = np.bincount([int(each.backlash) for each in drawn], minlength=7)
    assert backlash[:4].tolist() == [0, 0, 0, 0]
    # 4, 5, and whatever would be 6 to 10.
    np.testing.assert_allclose(backlash[4:], [1_000, 1_000, 5_000], atol=150)


def test_the_motor_is_drawn_evenly_around_the_chosen_part_and_ends_at_its_bounds():
    env = env_of(8_000, physics=Physics(motor=0.5), ranges=PhysicsRanges(motor=1.0))
    drawn = np.array([env.variation_of(cart).motor for cart in range(8_000)])
    assert drawn.min() == pytest.approx(-0.5, abs=0.01)
    assert (drawn == 1.0).mean() == pytest.approx(0.25, abs=0.03)
    np.testing.assert_allclose(np.histogram(drawn, 3, (-0.5, 0.999))[0], 2_000, atol=200)


def test_runs_that_draw_none_of_these_draw_what_they_always_have():
    """Starting states, seven numbers for each cart, the sensors' noise: in this order, and nothing besides."""
    ranges = PhysicsRanges(gravity=3.0, friction=1.0, sensor_noise=0.1)
    env = env_of(20, ranges=ranges, seed=5)
    obs_N4, _ = env.reset(seed=5)
    rng, _ = np_random(5)
    start_4N, drawn_7N = rng.uniform(-0.05, 0.05, (4, 20)), rng.uniform(-1, 1, (7, 20))
    noise_N4 = rng.standard_normal((20, 4), np.float32)
    assert env.state.tobytes() == start_4N.tobytes()
    found = [env.variation_of(cart) for cart in range(20)]
    np.testing.assert_allclose([each.gravity for each in found], 3.0 ** drawn_7N[0])
    np.testing.assert_allclose([each.friction for each in found], (drawn_7N[5] + 1) / 2)
    sigma_N1 = (0.1 * (drawn_7N[6] + 1) / 2)[:, None]
    np.testing.assert_allclose(obs_N4, start_4N.T + noise_N4 * np.array(NOISE_SCALE) * sigma_N1, atol=1e-6)


def test_what_others_draw_does_not_change_when_the_delay_is_drawn_too():
    """Not even where it is in the same run: the older quantities come first."""
    plain = env_of(50, ranges=PhysicsRanges(gravity=3.0), seed=3)
    late = env_of(50, ranges=PhysicsRanges(gravity=3.0, delay=4), seed=3)
    assert [plain.variation_of(cart).gravity for cart in range(50)] == [
        late.variation_of(cart).gravity for cart in range(50)
    ]
