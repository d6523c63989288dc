"""A world with physics of its own, which nothing in the program has heard of."""

from dataclasses import dataclass

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space


@dataclass(frozen=True)
class Wind:
    """A factor on what a step is worth, and a number that no map can be drawn over."""

    strength: float = 1.0
    gusts: float = 1.0
    factors = ("strength", "gusts")

    @property
    def nominal(self):
        return self == Wind()

    def as_dict(self):
        return {"strength": self.strength, "gusts": self.gusts}

    def differences(self):
        return {name: value for name, value in self.as_dict().items() if value != 1.0}


class Winds:
    nominal = Wind()
    quantities = factors = ("strength", "gusts")
    factor_range = 0.5, 2.0
    since = realities = ()

    def reality(self, number):
        raise ValueError

    def values(self, quantity, cells):
        return self.factor_range

    def make(self, numbers):
        return Wind(**numbers)

    def reset_options(self, variation):
        return {"wind": variation}

    def training_options(self, settings):
        return {"wind": Wind(gusts=float(settings.seed))}

    def training_bounds(self, settings):
        return {"strength": (1.0, 1.0), "gusts": (float(settings.seed), float(settings.seed))}

    def highest_return(self, world):
        return 4.0 * world.max_episode_steps

    def site(self, world):
        raise NotImplementedError


WINDS = Winds()


class WindyVectorEnv(VectorEnv):
    """Every step is worth strength × gusts."""

    metadata = {"autoreset_mode": AutoresetMode.DISABLED}  # noqa: RUF012 (as Gymnasium has it)

    def __init__(self, num_envs, max_episode_steps):
        self.num_envs, self.limit = num_envs, max_episode_steps
        self.single_observation_space, self.single_action_space = spaces.Box(-1, 1, (4,)), spaces.Discrete(2)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        wind = options["wind"]
        winds = [wind] * self.num_envs if isinstance(wind, Wind) else wind
        self.worth_N = np.array([each.strength * each.gusts for each in winds])
        self.count = 0
        return np.zeros((self.num_envs, 4), np.float32), {}

    def step(self, actions):
        self.count += 1
        over = np.full(self.num_envs, self.count == self.limit)
        return np.zeros((self.num_envs, 4), np.float32), self.worth_N, np.zeros_like(over), over, {}
