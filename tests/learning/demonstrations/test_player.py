"""The scripted player sees late, slips now and then, and plays every world of the table but one."""

from itertools import pairwise

import numpy as np
import pytest

from pg_desktop.learning.demonstrations.demonstration import mean_score
from pg_desktop.learning.demonstrations.laws import SCRIPTS, balance, rock, tap
from pg_desktop.learning.demonstrations.player import AT_LEISURE, Habits, ScriptedPlayer
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.demonstrations.worlds import SCRIPTED_WORLDS
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

STEADY = Habits(jitter_seconds=0.0, slips=0.0)


def car(*velocities):
    """What a MountainCar's player sees: one row a car."""
    return np.array([[-0.5, velocity] for velocity in velocities], np.float32)


def delay_at(speed):
    """Env steps from when the car turns to when the player does."""
    player = ScriptedPlayer(make_world("MountainCar-v0"), speed, np.random.default_rng(0), STEADY)
    for _ in range(20):
        before = player.does(car(0.1))
    assert before == 2
    return next(step for step in range(20) if player.does(car(-0.1)) == 0)


def test_every_world_of_the_table_has_one_but_the_throttled_lander():
    assert set(SCRIPTS) == SCRIPTED_WORLDS
    worlds = {entry.id for entry in ENVIRONMENTS if entry.family != "board"}
    assert worlds - SCRIPTED_WORLDS == {"LunarLanderContinuous-v3"}


def test_where_there_is_none_it_says_so():
    with pytest.raises(UserError, match="no scripted player for LunarLanderContinuous-v3"):
        record(make_world("LunarLanderContinuous-v3"), episodes=1, speed=1.0, seed=0)


def test_the_slower_the_game_the_fewer_steps_pass_while_it_reacts():
    """MountainCar has 30 env steps a second: 200 ms are 6 of them, 3 at half speed, 1.5 at a quarter, rounded to 2."""
    assert [delay_at(speed) for speed in (1.0, 0.5, 0.25)] == [6, 3, 2]


def test_as_long_as_it_has_seen_nothing_it_presses_no_key():
    player = ScriptedPlayer(make_world("MountainCar-v0"), 0.5, np.random.default_rng(0), STEADY)
    assert [int(player.does(car(0.1))[0]) for _ in range(5)] == [1, 1, 1, 2, 2]


def test_without_a_key_pushes_to_both_sides_cancel_out():
    player = ScriptedPlayer(make_world("CartPole-v1"), 1.0, np.random.default_rng(0), STEADY)
    done = [int(player.does(np.zeros((1, 4), np.float32))[0]) for _ in range(20)]
    assert sum(done) == 10
    assert all(one != other for one, other in pairwise(done))


def test_at_leisure_it_answers_what_it_sees_now():
    player = ScriptedPlayer(make_world("CartPole-v1"), 1.0, np.random.default_rng(0), AT_LEISURE)
    for angle in (0.01, -0.01, 0.001):
        assert player.does(np.array([[0, 0, angle, 0]], np.float32)) == int(angle > 0)


def test_it_forgets_when_it_begins_again():
    player = ScriptedPlayer(make_world("MountainCar-v0"), 0.5, np.random.default_rng(0), STEADY)
    for _ in range(10):
        player.does(car(0.1))
    player.begin()
    assert player.does(car(0.1)) == 1


def test_its_hand_slips_as_often_as_its_habits_say():
    player = ScriptedPlayer(make_world("MountainCar-v0"), 0.5, np.random.default_rng(0), Habits(slips=0.3))
    rows = car(*[0.1] * 1000)
    done = [player.does(rows) for _ in range(20)][-1]
    assert 0.15 < np.mean(done != 2) < 0.25  # a third of the slips does the right thing by chance


def test_the_same_seed_shows_the_same():
    world = make_world("CartPole-v1")
    one, same, other = (record(world, episodes=2, speed=0.25, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a.action_L, b.action_L) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one[0].obs_LO[0], other[0].obs_LO[0])


def test_laws_by_hand():
    assert balance(np.array([[0, 0, 0.1, 0], [0, 0, -0.1, 0], [0, 0, 0.1, -1.0]], np.float32)).tolist() == [1, 0, 0]
    assert tap(np.array([[0, 0, 0.1, 0], [0, 0, 0.04, 0]], np.float32)).tolist() == [1, -1]
    assert rock(car(-0.01, 0.0, 0.01)).tolist() == [0, 2, 2]


@pytest.mark.parametrize(
    ("world", "speed", "least"),
    [
        ("CartPole-v1", 0.25, 490.0),
        ("CartPole-v0", 0.25, 195.0),
        ("ContinuousCartPole", 0.25, 490.0),
        ("Acrobot-v1", 0.125, -120.0),
        ("MountainCar-v0", 0.5, -145.0),
        ("MountainCarContinuous-v0", 0.5, 85.0),
        ("Pendulum-v1", 0.25, -300.0),
        ("LunarLander-v3", 0.125, 200.0),
    ],
)
def test_it_plays_well_where_it_has_time_to_react(world, speed, least):
    assert mean_score(record(make_world(world), episodes=20, speed=speed, seed=0)) >= least


def test_at_full_speed_the_pole_falls():
    world = make_world("CartPole-v1")
    fast, half, slow = (mean_score(record(world, episodes=20, speed=speed, seed=0)) for speed in (1.0, 0.5, 0.25))
    assert fast < 100 < half < 480 < slow
