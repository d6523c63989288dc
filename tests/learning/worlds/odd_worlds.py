"""Environments of others that have their ways, found as "tests.learning.worlds.odd_worlds:Silent-v0" and the like."""

import os
from functools import partial
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np

BROKEN = "ODD_WORLD_IS_BROKEN"


class Odd(gymnasium.Env[Any, Any]):
    """Counts its steps; the picture is grey."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 50}  # noqa: RUF012 (as Gymnasium has it)
    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (2,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode
        self.count = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Any:
        super().reset(seed=seed, options=options)
        self.count = 0
        return np.zeros(2, np.float32), {}

    def step(self, action: Any) -> Any:
        del action
        self.count += 1
        return np.array([self.count, 0], np.float32), 1.0, False, False, {}

    def render(self) -> Any:
        return np.full((20, 30, 3), 128, np.uint8)


class StateIsADict(Odd):
    def reset(self, **options: Any) -> Any:
        self.state = {"count": 0}
        return super().reset(**options)


class StateIsAMethod(Odd):
    def state(self) -> int:
        return self.count


class NoRenderMode(Odd):
    def __init__(self) -> None:
        super().__init__()

    def render(self) -> Any:
        raise AssertionError("nobody has asked for pictures")


class Silent(Odd):
    def render(self) -> Any:
        return None


class Unwritten(Odd):
    def render(self) -> Any:
        raise NotImplementedError


class Verbal(Odd):
    def render(self) -> Any:
        return "a corridor"


class Fragile(Odd):
    """Works until somebody says otherwise, so that training can go on where the pane fails.

    Where it fails stands in the file that an environment variable names, see `broken_in`.
    """

    def __init__(self, render_mode: str | None = None) -> None:
        self._fail("__init__", render_mode)
        super().__init__(render_mode)

    def reset(self, **options: Any) -> Any:
        self._fail("reset", self.render_mode)
        return super().reset(**options)

    def step(self, action: Any) -> Any:
        self._fail("step", self.render_mode)
        return super().step(action)

    def render(self) -> Any:
        self._fail("render", self.render_mode)
        return super().render()

    @classmethod
    def _fail(cls, where: str, render_mode: str | None) -> None:
        # An environment without a picture is one of those that are trained on, or the second try to make one.
        path = Path(os.environ.get(BROKEN, os.devnull))
        if (
            path.is_file()
            and where == path.read_text(encoding="utf-8")
            and (render_mode is not None or where == "__init__")
        ):
            raise RuntimeError(f"the motor\nis broken in {where}")


def broken_in(monkeypatch, tmp_path):
    """A function that says where it fails from now on, in whichever process it is; "" for nowhere."""
    path = tmp_path / "broken"
    monkeypatch.setenv(BROKEN, str(path))
    return partial(path.write_text, encoding="utf-8")


MODULE = __name__
WITHOUT_PICTURES = ("NoRenderMode", "Silent", "Unwritten", "Verbal")
WITH_ODD_STATES = ("StateIsADict", "StateIsAMethod")

for kind in (StateIsADict, StateIsAMethod, NoRenderMode, Silent, Unwritten, Verbal, Fragile):
    gymnasium.register(f"{kind.__name__}-v0", entry_point=kind, max_episode_steps=30, disable_env_checker=True)
