"""Environments made from the table's entries."""

from contextlib import closing

import gymnasium
import numpy as np
import pytest

from pg_desktop.learning.worlds import making, vectorisation, world
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry
from pg_desktop.learning.worlds.vectorisation import Vectorisation
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.messages import UserError

COUNTING = "tests.learning.worlds.counting_world"

# Gymnasium calls version 0 out of date; the course chapter uses it.
pytestmark = pytest.mark.filterwarnings("ignore:.*CartPole-v0 is out of date:DeprecationWarning")


@pytest.mark.parametrize(("environment", "threshold", "steps"), [("CartPole-v1", 475, 500), ("CartPole-v0", 195, 200)])
def test_cart_pole_as_gymnasium_registers_it(environment, threshold, steps):
    made = make_world(environment)
    assert made.entry.id == environment
    assert made.spaces == Spaces(VectorSpace(4), DiscreteSpace(2))
    assert (made.threshold, made.max_episode_steps) == (threshold, steps)


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=lambda entry: entry.id)
def test_every_row_of_the_table_can_be_played(entry):
    made = make_world(entry.id)
    action = made.spaces.action
    assert len(entry.action_names) == (action.size if made.continuous else action.n)
    env = made.vector_env(3)
    obs_NO, _ = env.reset(seed=0)
    assert obs_NO.shape == (3, made.spaces.observation.size)
    obs_NO, reward_N, _, _, _ = env.step(env.action_space.sample())
    assert (obs_NO.shape, reward_N.shape) == ((3, made.spaces.observation.size), (3,))
    env.close()


def test_the_vector_environment_has_the_worlds_time_limit():
    env = make_world("CartPole-v0").vector_env(2)
    assert isinstance(env, CartPoleVectorEnv)
    assert (env.num_envs, env.max_episode_steps) == (2, 200)


def test_environments_without_a_vector_environment_step_one_after_the_other():
    entry = EnvironmentEntry(id="CartPole-v1", summary="")
    made = World(entry, Spaces(VectorSpace(4), DiscreteSpace(2)), None, 500, Vectorisation.SYNC)
    env = made.vector_env(2)
    assert isinstance(env.unwrapped, RestingVectorEnv)
    assert env.num_envs == 2
    env.close()


def test_a_single_environment_draws_frames():
    env = make_world("CartPole-v1").single_env()
    env.reset(seed=0)
    frame = env.render()
    assert frame.dtype == np.uint8
    assert frame.ndim == 3
    assert frame.shape[2] == 3
    assert frame.std() > 0
    env.close()


def test_unknown_environments_are_refused():
    with pytest.raises(UserError, match="no environment named 'Pong-v5'"):
        make_world("Pong-v5")


@pytest.fixture
def registered(monkeypatch):
    """Register an environment with Gymnasium and put it into the table, for one test."""
    ids = []

    def register(entry_point, **limits):
        gymnasium.register("Testing-v0", entry_point=entry_point, disable_env_checker=True, **limits)
        ids.append("Testing-v0")
        for module in (world, making):
            monkeypatch.setattr(module, "environment_entry", lambda given: EnvironmentEntry(id=given, summary=""))

    monkeypatch.setattr(vectorisation, "_FOUND", {})
    yield register
    for environment in ids:
        del gymnasium.registry[environment]


class _Endless(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(0, 1, (1,))
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return np.zeros(1, np.float32), {}

    def step(self, action):
        return np.zeros(1, np.float32), 0.0, False, False, {}


class _Pixels(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(0, 255, (2, 2), np.uint8)
    action_space = gymnasium.spaces.Discrete(2)


@pytest.mark.parametrize(
    ("own", "wanted", "limit"), [(None, 0, 1000), (None, 7, 7), (20, 0, 20), (20, 7, 7), (20, 30, 30)]
)
def test_episodes_are_sure_to_end(registered, own, wanted, limit):
    """By the environment's own limit, the one that is wanted, or a thousand steps where there is neither."""
    registered(_Endless, max_episode_steps=own)
    made = make_world("Testing-v0", step_limit=wanted)
    assert made.max_episode_steps == limit
    with closing(made.vector_env(2)) as env:
        env.reset(seed=0)
        ends = [env.step(np.zeros(2, np.int64))[3] for _ in range(limit)]
    assert not np.any(ends[:-1])
    assert ends[-1].all()


@pytest.mark.parametrize("environment", ["CartPole-v1", "ContinuousCartPole", f"{COUNTING}:TogetherNEXT_STEP-v0"])
def test_vector_environments_of_their_own_keep_the_limit_that_is_wanted(environment):
    made = make_world(environment, step_limit=3)
    assert (made.vectorisation, made.max_episode_steps) == (Vectorisation.VECTOR, 3)
    with closing(made.vector_env(30)) as env:
        env.reset(seed=1)
        truncated = [env.step(env.action_space.sample())[3] for _ in range(3)]
    assert not np.any(truncated[:-1])
    assert truncated[-1].any()


def test_a_vector_environment_without_a_limit_of_its_own_is_not_asked_to_keep_one(monkeypatch):
    monkeypatch.setattr(vectorisation, "_FOUND", {})
    assert make_world(f"{COUNTING}:TogetherEndless-v0").vectorisation is Vectorisation.SYNC


def test_environments_that_no_policy_fits_are_refused(registered):
    registered(_Pixels, max_episode_steps=5)
    with pytest.raises(UserError, match="not supported"):
        make_world("Testing-v0")
