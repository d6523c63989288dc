"""How it is found out how environments step together fastest, and that it can be stopped."""

import gymnasium
import numpy as np
import pytest

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds import vectorisation
from pg_desktop.learning.worlds.vectorisation import COSTLY_STEP_SECONDS, Vectorisation, seconds_a_step
from pg_desktop.learning.worlds.world import make_world

COUNTING, GYMNASIUMS = "tests.learning.worlds.counting_world:Counting-v0", "FrozenLake-v1"


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(vectorisation, "_FOUND", {})


class Clock:
    """Time that passes in an environment's steps alone."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now


class Timed(gymnasium.Env):
    """Its steps take what they are told; episodes are four steps long."""

    observation_space = gymnasium.spaces.Box(0, 1, (1,))
    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, clock, seconds):
        self.clock, self.seconds, self.steps, self.resets = clock, seconds, 0, 0

    def reset(self, *, seed=None, options=None):
        self.resets += 1
        return np.zeros(1, np.float32), {}

    def step(self, action):
        self.clock.now += self.seconds(self.steps)
        self.steps += 1
        return np.zeros(1, np.float32), 0.0, self.steps % 4 == 0, False, {}


@pytest.fixture
def timed(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(vectorisation, "time", clock)
    return lambda seconds: Timed(clock, seconds)


@pytest.mark.parametrize(
    ("seconds", "steps", "expected"),
    [
        (lambda _: 1e-5, 64, 1e-5),
        # As soon as it is sure that a step costs too much.
        (lambda _: 4e-3, 16, 4e-3),
        (lambda _: 0.08, 3, 0.08),
        # What is loaded in the first step counts for one step only.
        (lambda step: 0.05 if step == 0 else 1e-4, 64, 1e-4),
        (lambda step: 5.0 if step == 0 else 1e-4, 3, 1e-4),
    ],
)
def test_no_more_steps_are_tried_than_are_needed(timed, seconds, steps, expected):
    env = timed(seconds)
    assert seconds_a_step(env) == pytest.approx(expected)
    assert env.steps == steps
    assert env.resets == 1 + steps // 4


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_trial_can_be_stopped_between_steps(timed, after):
    env = timed(lambda _: 1e-5)
    with pytest.raises(RolloutStoppedError):
        seconds_a_step(env, lambda: env.steps >= after)
    assert env.steps == after


def test_a_search_that_is_stopped_has_found_nothing_out():
    with pytest.raises(RolloutStoppedError):
        make_world(GYMNASIUMS, lambda: True)
    assert make_world(GYMNASIUMS).vectorisation is Vectorisation.SYNC
    make_world(GYMNASIUMS, lambda: pytest.fail("it was tried again"))


def test_how_fast_a_step_is_decides_and_is_found_out_once_a_process(monkeypatch):
    asked = []
    monkeypatch.setattr(
        vectorisation, "seconds_a_step", lambda env, stop: asked.append(env) or 0.5 * COSTLY_STEP_SECONDS
    )
    assert [make_world(GYMNASIUMS).vectorisation for _ in range(2)] == [Vectorisation.SYNC] * 2
    assert len(asked) == 1
    vectorisation._FOUND.clear()
    monkeypatch.setattr(vectorisation, "seconds_a_step", lambda env, stop: COSTLY_STEP_SECONDS)
    assert make_world(GYMNASIUMS).vectorisation is Vectorisation.ASYNC


def test_what_is_found_out_in_another_process_is_remembered_here():
    make_world(COUNTING)
    assert vectorisation._FOUND == {COUNTING: Vectorisation.SYNC}
    vectorisation._FOUND[COUNTING] = Vectorisation.ASYNC
    assert make_world(COUNTING).vectorisation is Vectorisation.ASYNC


def test_what_has_a_vector_environment_is_not_measured(monkeypatch):
    monkeypatch.setattr(vectorisation, "seconds_a_step", lambda env, stop: pytest.fail("it was measured"))
    for environment in (
        "CartPole-v1",
        "ContinuousCartPole",
        "tests.learning.worlds.counting_world:TogetherNEXT_STEP-v0",
    ):
        assert make_world(environment).vectorisation is Vectorisation.VECTOR
