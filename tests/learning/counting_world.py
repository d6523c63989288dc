"""An environment of somebody else, found as "tests.learning.counting_world:Counting-v0" and the like."""

import time

import gymnasium
import numpy as np


class Counting(gymnasium.Env):
    """Shows (episode, step). Episodes are 1 to 9 steps long, drawn from the seed; longer ones than 6 are truncated.

    The reward of step t in episode e is 100 e + t.
    """

    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (2,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)
    seconds = 0.0

    def __init__(self, render_mode=None):
        self.render_mode = render_mode
        self.episode, self.count = -1, 0

    def _observe(self):
        return np.array([self.episode, self.count], np.float32)

    def reset(self, *, seed=None, options=None):
        del options
        super().reset(seed=seed)
        self.episode = 0 if seed is not None else self.episode + 1
        self.count, self.length = 0, int(self.np_random.integers(1, 10))
        return self._observe(), {}

    def step(self, action):
        del action
        if self.seconds:
            time.sleep(self.seconds)
        self.count += 1
        reward = 100.0 * self.episode + self.count
        return self._observe(), reward, self.count == self.length, False, {}


class Slow(Counting):
    """Takes 2 ms a step."""

    seconds = 0.002


class Pictures(Counting):
    observation_space = gymnasium.spaces.Box(0, 255, (8, 8), np.uint8)


class Words(Counting):
    action_space = gymnasium.spaces.Text(3)


class Unmakable(Counting):
    def __init__(self, render_mode=None):
        super().__init__(render_mode)
        raise FileNotFoundError("no map of the world")


gymnasium.register("Counting-v0", entry_point=Counting, max_episode_steps=6, disable_env_checker=True)
gymnasium.register("Slow-v0", entry_point=Slow, max_episode_steps=6, disable_env_checker=True)
gymnasium.register("Pictures-v0", entry_point=Pictures, max_episode_steps=6, disable_env_checker=True)
gymnasium.register("Words-v0", entry_point=Words, max_episode_steps=6, disable_env_checker=True)
gymnasium.register("Unmakable-v0", entry_point=Unmakable, max_episode_steps=6, disable_env_checker=True)
gymnasium.register("Endless-v0", entry_point=Counting, disable_env_checker=True)
