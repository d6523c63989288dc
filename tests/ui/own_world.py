"""Environments that nobody knows before this module is imported."""

import os
import time
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box, Discrete

RAN = "OWN_WORLD_HAS_RUN"
"""The variable that names a file to which a line is added when this module runs, in whichever process."""


def _tell(text: str) -> None:
    if RAN in os.environ:
        with Path(os.environ[RAN]).open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")


class OwnWorld(gymnasium.Env[Any, Any]):
    """Four numbers that stay 0, and two actions that do nothing."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 50}  # noqa: RUF012 (as Gymnasium has it)
    observation_space = Box(-1.0, 1.0, (4,), np.float32)
    action_space = Discrete(2)

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Any:
        super().reset(seed=seed, options=options)
        return np.zeros(4, np.float32), {}

    def step(self, action: Any) -> Any:
        del action
        return np.zeros(4, np.float32), 1.0, False, False, {}

    def render(self) -> Any:
        return np.full((20, 30, 3), 128, np.uint8)


class PictureWorld(OwnWorld):
    """Its observations are pictures, which no policy here can see."""

    observation_space = Box(0, 255, (8, 8, 3), np.uint8)


class PatientWorld(OwnWorld):
    """Takes a fifth of a second a step."""

    def step(self, action: Any) -> Any:
        time.sleep(0.2)
        _tell("a step")
        return super().step(action)


_tell("it runs")
gymnasium.register("PatientWorld-v0", PatientWorld, max_episode_steps=9)
gymnasium.register("OwnWorld-v0", OwnWorld, max_episode_steps=9, reward_threshold=9)
gymnasium.register("PictureWorld-v0", PictureWorld, max_episode_steps=9)
gymnasium.register("EndlessWorld-v0", OwnWorld)
