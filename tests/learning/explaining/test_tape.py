"""An episode of an update can be looked at again, exactly as it was."""

from dataclasses import replace

import gymnasium
import numpy as np
import pytest

from pg_desktop.learning.explaining.tape import Film, inner_states, tape_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.table import ENVIRONMENTS, Painter, missing_extra
from pg_desktop.learning.worlds.world import make_world
from tests.learning.explaining.updates import LOG_2, plain_update

EPISODES = 4


def traced(environment, **settings):
    """An update of four episodes, the second one, and its world."""
    chosen = {"episodes_per_update": EPISODES, "hidden_size": 8, "step_limit": 60} | settings
    trainer = Trainer(Settings(environment=environment, **chosen))
    trainer.update()
    return trainer.update(traced=True).trace, trainer.world


def tapes(trace, world):
    states = inner_states(trace, world)
    return [tape_of(trace, world, episode, states) for episode in range(EPISODES)]


def assert_as_recorded(tape):
    rollout, slot = tape.trace.rollout, tape.episode
    length = rollout.length_N[slot]
    assert [moment.step for moment in tape.moments] == list(range(length + 1))
    seen = np.array([moment.obs_O for moment in tape.moments])
    assert seen[:-1].tobytes() == rollout.obs_TNO[:length, slot].tobytes()
    assert seen[-1].tobytes() == rollout.final_obs_NO[slot].tobytes()
    actions = np.array([moment.action for moment in tape.moments[:-1]])
    assert actions.tobytes() == rollout.action_TN[:length, slot].tobytes()
    end = tape.moments[-1]
    assert end.action is None
    assert end.ended
    assert end.terminated == rollout.terminated_N[slot]
    assert end.episode_return == pytest.approx(rollout.episode_return_N[slot], rel=1e-12)
    assert not any(moment.ended for moment in tape.moments[:-1])


@pytest.mark.parametrize(
    "settings",
    [
        {"environment": "CartPole-v1"},
        {"environment": "CartPole-v1", "algorithm": "dqn"},
        {"environment": "CartPole-v1", "friction": 1.0, "sensor_noise": 0.2, "pole_length": 2.0},
        {"environment": "CartPole-v1", "pole_length_range": 2.0, "gravity_range": 1.5},
        {"environment": "ContinuousCartPole"},
        {"environment": "ContinuousCartPole", "action_distribution": "squashed"},
    ],
    ids=lambda settings: " ".join(map(str, settings.values())),
)
def test_of_a_cart_and_pole_the_inner_state_is_what_it_was(settings):
    trace, world = traced(**settings)
    for tape in tapes(trace, world):
        assert_as_recorded(tape)
        states = np.array([moment.state for moment in tape.moments])
        if trace.settings.physics.sensor_noise == 0:
            seen = np.array([moment.obs_O for moment in tape.moments])
            assert states.astype(np.float32).tobytes() == seen.tobytes()
        else:
            assert not np.allclose(states, [moment.obs_O for moment in tape.moments], atol=1e-3)
        if not trace.settings.ranges.any:
            assert tape.variation == trace.settings.physics


def test_an_episode_has_the_physics_that_it_drew():
    trace, world = traced("CartPole-v1", pole_length_range=2.0)
    lengths = {tape.variation.pole_length for tape in tapes(trace, world)}
    assert len(lengths) == EPISODES
    assert all(0.5 <= length <= 2.0 for length in lengths)
    assert all(replace(tape.variation, pole_length=1.0) == Physics() for tape in tapes(trace, world))


def test_what_does_not_come_out_the_same_has_no_inner_state():
    trace, world = traced("CartPole-v1")
    other = replace(trace, rollout=replace(trace.rollout, seed=trace.rollout.seed + 1))
    unknown = replace(trace, rollout=replace(trace.rollout, seed=None))
    last = trace.rollout.final_obs_NO.copy()
    last[2, 0] = np.nextafter(last[2, 0], np.float32(9))
    almost = replace(trace, rollout=replace(trace.rollout, final_obs_NO=last))
    assert [inner_states(changed, world) for changed in (other, unknown, almost)] == [None] * 3
    assert all(moment.state is None for moment in tapes(other, world)[0].moments)


@pytest.mark.parametrize("environment", ["Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"])
def test_of_the_other_drawn_worlds_the_observations_are_enough(environment):
    trace, world = traced(environment)
    assert inner_states(trace, world) is None
    for tape in tapes(trace, world):
        assert_as_recorded(tape)
        assert Film(tape).frame(len(tape.moments) - 1) is not None


@pytest.mark.parametrize(
    "environment", ["LunarLander-v3", "LunarLanderContinuous-v3", "FrozenLake-v1", "CliffWalking-v1"]
)
def test_pictures_are_drawn_again_and_are_those_that_were(environment):
    trace, world = traced(environment)
    tape = tapes(trace, world)[2]
    film = Film(tape)
    env = gymnasium.make(environment, render_mode="rgb_array", max_episode_steps=60)
    env.reset(seed=trace.rollout.seed + 2)
    pictures = [env.render()]
    for moment in tape.moments[:-1]:
        env.step(moment.environment_action)
        pictures.append(env.render())
    last = len(pictures) - 1
    for step in (last, 0, last // 2, last // 2):
        assert np.array_equal(film.frame(step), pictures[step])
        assert film.why_not is None


def test_a_picture_of_something_else_is_not_shown():
    trace, world = traced("Acrobot-v1")
    obs = trace.rollout.obs_TNO.copy()
    obs[7, 1, 0] += 0.001
    tape = tape_of(replace(trace, rollout=replace(trace.rollout, obs_TNO=obs)), world, 1, None)
    film = Film(tape)
    assert film.frame(6) is not None
    assert film.frame(7) is None
    assert film.why_not.template.startswith("This moment has no picture, because {id} did not show the same")
    assert film.why_not.values["id"] == "Acrobot-v1"


def test_an_environment_of_others_has_no_pictures_and_says_why():
    trace, world = traced("Acrobot-v1")
    film = Film(tape_of(trace, replace(world, foreign=True), 0, None))
    assert film.frame(0) is None
    assert "a process of its own" in film.why_not.template


def test_an_environment_that_fails_leaves_the_moment_without_a_picture(monkeypatch):
    trace, world = traced("Acrobot-v1")
    film = Film(tape_of(trace, world, 0, None))
    assert film.frame(3) is not None

    def fail(*_):
        raise RuntimeError("a wire is loose")

    monkeypatch.setattr(film._site, "step", fail)
    assert film.frame(3) is not None
    assert film.frame(4) is None
    assert "failed" in film.why_not.template


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_in_every_world_episodes_come_out_the_same(scoreboard):
    entries = [entry for entry in ENVIRONMENTS if not missing_extra(entry)]
    same = 0
    for entry in entries:
        trace, world = traced(entry.id, step_limit=0)
        found = tapes(trace, world)
        if entry.painter is Painter.BOARD:  # which is drawn from what is seen
            same += sum(tape.moments[-1].obs_O.shape == (world.spaces.observation.size,) for tape in found)
        elif world.variations is not None:
            same += sum(tape.moments[-1].state is not None for tape in found)
        else:
            same += sum(Film(tape).frame(len(tape.moments) - 1) is not None for tape in found)
    scoreboard("recorded-moments", f"{same} of {EPISODES * len(entries)}, in {len(entries)} worlds")
    assert same == EPISODES * len(entries)


def test_a_moment_has_its_probability_as_on_paper():
    """Weights of 0: both actions are as likely as each other, whatever is seen."""
    world = make_world("CartPole-v1")
    tape = tape_of(plain_update(0.1), world, 0, None)
    assert [moment.probability for moment in tape.moments] == [0.5, 0.5, None]
    assert [moment.episode_return for moment in tape.moments] == [0.0, 1.0, 4.0]
    assert [moment.action for moment in tape.moments] == [1, 0, None]
    assert tape.moments[0].entropy == pytest.approx(LOG_2)
