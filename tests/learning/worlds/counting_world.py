"""An environment of somebody else, found as "tests.learning.worlds.counting_world:Counting-v0" and the like."""

import os
import time

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.wrappers import TimeLimit

FAIL_WHILE = "COUNTING_WORLD_FAILS_WHILE"


class Counting(gymnasium.Env):
    """Shows (episode, step). Episodes are 1 to 9 steps long, drawn from the seed; longer ones than 6 are truncated.

    The reward of step t in episode e is 100 e + t.
    """

    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (2,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)
    seconds = 0.0

    def __init__(self, render_mode=None, offset=0):
        self.render_mode = render_mode
        self.offset = offset
        self.episode, self.count = -1, 0

    def _observe(self):
        return np.array([self.episode + self.offset, self.count], np.float32)

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


class Failing(Counting):
    """Raises something in its second step while the file named in the environment variable is there."""

    def step(self, action):
        if self.count and os.path.exists(os.environ.get(FAIL_WHILE, "")):  # noqa: PTH110
            raise RuntimeError("out of fuel")
        return super().step(action)


class SlowFailing(Failing, Slow):
    """In a process of its own."""


class Dying(Slow):
    """Ends its process in its second step."""

    def step(self, action):
        if self.count and os.path.exists(os.environ.get(FAIL_WHILE, "")):  # noqa: PTH110
            os._exit(3)
        return super().step(action)


class NoReset(Counting):
    def reset(self, *, seed=None, options=None):
        raise OSError("no bridge\nto the simulator.")


class Strict(Counting):
    """Takes an action of two numbers within bounds that float32 does not know, and nothing beyond."""

    action_space = gymnasium.spaces.Box(np.array([-0.1, -0.7]), np.array([0.1, 0.7]), dtype=np.float64)

    def step(self, action):
        if not self.action_space.contains(action):
            raise ValueError(f"{action!r} is out of bounds")
        return super().step(action)


class Fixed(Counting):
    action_space = gymnasium.spaces.Box(np.array([-1.0, 0.5]), np.array([1.0, 0.5]), dtype=np.float64)


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
gymnasium.register("EndlessPictures-v0", entry_point=Pictures, disable_env_checker=True)
for made in (Failing, SlowFailing, Dying, NoReset, Strict, Fixed):
    gymnasium.register(f"{made.__name__}-v0", entry_point=made, max_episode_steps=6, disable_env_checker=True)


def together(mode):
    """A vector environment with some way of beginning the next episode."""

    def make(num_envs, max_episode_steps, offset=0):
        single = [lambda: TimeLimit(Counting(offset=offset), max_episode_steps)]
        env = SyncVectorEnv(single * num_envs, autoreset_mode=mode or AutoresetMode.SAME_STEP)
        if mode is None:
            del env.metadata["autoreset_mode"]
        return env

    return make


gymnasium.register(
    "TogetherEndless-v0",
    entry_point=Counting,
    vector_entry_point=together(AutoresetMode.NEXT_STEP),
    disable_env_checker=True,
)
for name, mode in (("Unknown", None), *((mode.name, mode) for mode in AutoresetMode)):
    gymnasium.register(
        f"Together{name}-v0",
        entry_point=Counting,
        vector_entry_point=together(mode),
        max_episode_steps=6,
        disable_env_checker=True,
    )
