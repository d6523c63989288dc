"""Environments with spaces of all forms, found as "tests.learning.worlds.many_spaces:GridPlain-v0" and the like."""

import gymnasium
import numpy as np
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple

MODULE = __name__


class Echo(gymnasium.Env):
    """Shows the same all the time and keeps the action that it was `given`."""

    def __init__(self, observation_space, action_space, obs):
        self.observation_space, self.action_space, self._obs = observation_space, action_space, obs
        self.given = None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self._obs, {}

    def step(self, action):
        self.given = action
        return self._obs, 0.0, False, False, {}


class Changing(gymnasium.Env):
    """Shows samples of its observation space, drawn from the seed, and takes nothing but actions of its own space."""

    def __init__(self, observation_space, action_space, render_mode=None):
        self.observation_space, self.action_space, self.render_mode = observation_space, action_space, render_mode

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if seed is not None:
            self.observation_space.seed(seed)
        return self.observation_space.sample(), {}

    def step(self, action):
        if not self.action_space.contains(action):
            raise ValueError(f"{action!r} is no action")
        return self.observation_space.sample(), 1.0, False, False, {}


OBSERVATIONS = {
    "Grid": Box(-1, 1, (5, 5)),  # as highway-env shows the vehicles around
    "Goal": Dict(  # as its parking shows where the car is and where it should be
        observation=Box(-5, 5, (6,), np.float64),
        achieved_goal=Box(-5, 5, (6,), np.float64),
        desired_goal=Box(-5, 5, (6,), np.float64),
    ),
    "Card": Tuple([Discrete(32), Discrete(11), Discrete(2)]),
    "Place": Discrete(16, start=1),
    "Lamps": MultiBinary((2, 3)),
    "Dice": MultiDiscrete([[6, 6], [6, 6]]),
    "Level": Box(0, 9, (), np.int64),
}
ACTIONS = {
    "Started": Discrete(3, start=-1),
    "Choices": MultiDiscrete([[2, 3], [4, 2]], start=[[0, 1], [2, 3]]),
    "Switches": MultiBinary((2, 2)),
    "Forces": Box(-1, 1, (2, 2), np.float64),
    "Force": Box(-2, 2, ()),
}

for seen, observation_space in OBSERVATIONS.items():
    for done, action_space in ACTIONS.items():
        gymnasium.register(
            f"{seen}{done}-v0",
            Changing,
            max_episode_steps=5,
            disable_env_checker=True,
            kwargs={"observation_space": observation_space, "action_space": action_space},
        )
