"""DQN comes to what actions are worth, where that is known exactly."""

from dataclasses import replace

import gymnasium
import numpy as np
import pytest

from pg_desktop.learning.algorithms.algorithm import Play
from pg_desktop.learning.algorithms.dqn.dqn import Dqn
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.world import make_world

GAMMA = 0.5
SETTINGS = Settings(
    algorithm="dqn",
    gamma=GAMMA,
    learning_rate=0.01,
    hidden_size=16,
    hidden_layers=1,
    episodes_per_update=4,
    batch_size=32,
    learning_starts=50,
    train_frequency=8,
    gradient_steps=8,
    target_interval=40,
    epsilon_end=1.0,
)


class Corridor(gymnasium.Env):
    """Three rooms in a row; one more step to the right is worth 1 and the end. To the left of the first is a wall."""

    observation_space = gymnasium.spaces.Box(0, 1, (3,))
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        del options
        super().reset(seed=seed)
        self.room, self.steps = 0, 0
        return self._show(), {}

    def step(self, action):
        self.room, self.steps = max(0, self.room + (1 if action else -1)), self.steps + 1
        there = self.room == 3
        return self._show(), float(there), there, self.steps == 12, {}

    def _show(self):
        return np.eye(3, dtype=np.float32)[min(self.room, 2)]


class Clock(gymnasium.Env):
    """Every step is worth 1 with action 1 and nothing with action 0, until time is up."""

    observation_space = gymnasium.spaces.Box(0, 1, (1,))
    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, *, ends_by_itself):
        self.ends_by_itself = ends_by_itself

    def reset(self, *, seed=None, options=None):
        del options
        super().reset(seed=seed)
        self.steps = 0
        return np.ones(1, np.float32), {}

    def step(self, action):
        self.steps += 1
        up = self.steps == 2
        return np.ones(1, np.float32), float(action), up and self.ends_by_itself, up and not self.ends_by_itself, {}


def action_values(make_env, obs_NO, settings=SETTINGS, updates=60):
    env = RestingVectorEnv([make_env] * settings.episodes_per_update)
    spaces = Spaces(VectorSpace(len(obs_NO[0])), DiscreteSpace(2))
    world = replace(make_world("CartPole-v1"), spaces=spaces)
    algorithm = Dqn(settings, world, np.random.default_rng(0), np.random.default_rng(1))
    rng = np.random.default_rng(2)
    for number in range(updates):
        algorithm.update(Play(env, None, rng, never), settings, number + 1)
    return algorithm.policy().outputs(np.array(obs_NO, np.float32))[:, :2]


@pytest.mark.parametrize("double", [False, True])
def test_values_are_passed_on_from_room_to_room(double):
    found = action_values(Corridor, np.eye(3), SETTINGS.changed({"double_dqn": double}))
    # To the right and on: γ², γ, 1. To the left: γ times the best of where that leads to.
    expected = [[GAMMA**3, GAMMA**2], [GAMMA**3, GAMMA], [GAMMA**2, 1]]
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_a_time_limit_ends_nothing():
    found = action_values(lambda: Clock(ends_by_itself=False), [[1.0]])
    # 1 + γ + γ² + …, and one step later for action 0.
    np.testing.assert_allclose(found, [[GAMMA / (1 - GAMMA), 1 / (1 - GAMMA)]], atol=0.02)


def test_an_end_of_its_own_does():
    found = action_values(lambda: Clock(ends_by_itself=True), [[1.0]], updates=150)
    # It sees no time, and every other step is the last: V = 1 + ½ γ V = 4/3, of which 1 is the reward.
    np.testing.assert_allclose(found, [[1 / 3, 4 / 3]], atol=0.1)
