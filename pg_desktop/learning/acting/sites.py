"""Where a shown episode takes place: Gymnasium's own environment, or one that can be interfered with."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.guarded import is_the_users
from pg_desktop.learning.worlds.pictures import picture_of
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World


class Site(Protocol):
    """One environment, played step by step, in this process."""

    @property
    def state(self) -> NDArray[np.float64] | None:
        """The inner state where it can be interfered with, a copy, as the world's painter knows it; else None."""
        ...

    def reset(self, seed: int) -> NDArray[Any]:
        """Start an episode and return what the policy sees."""
        ...

    def step(self, action: Any) -> tuple[NDArray[Any], float, bool, bool]:
        """Return what the policy sees, the reward, and whether the episode has terminated or was truncated."""
        ...

    def frame(self) -> NDArray[np.uint8] | None:
        """Gymnasium's own picture: uint8 (height, width, 3); None where the environment draws none."""
        ...


class SteerableSite(Site, Protocol):
    """One that can be interfered with. Its physics stays from episode to episode."""

    @property
    def state(self) -> NDArray[np.float64]:
        """See `Site.state`."""
        ...

    @property
    def variation(self) -> Variation:
        """The physics in force."""
        ...

    def set_variation(self, variation: Variation) -> None:
        """Change the physics at once, in the middle of an episode."""
        ...

    def push(self, *forces: float) -> None:
        """Let forces act during the next step; which there are, the world's own hands know."""
        ...


def steerable_site_of(world: World) -> SteerableSite | None:
    """A place where a world can be interfered with; None where it cannot."""
    variations = world.variations
    return None if variations is None else variations.site(world)


class GymnasiumSite:
    """Any environment, as Gymnasium makes it."""

    state = None

    def __init__(self, world: World) -> None:
        self.no_picture = ""
        """Why it draws none, in one line; "" where nothing went wrong."""
        self.options: dict[str, Any] | None = None
        """What the environment's reset is told."""
        try:
            self._env, self._draws = world.single_env(), True
        except BaseException as error:
            if is_the_users(error):
                raise
            self._env, self._draws = world.single_env(drawn=False), False

    def reset(self, seed: int) -> NDArray[Any]:
        """See `Site.reset`."""
        obs: NDArray[Any] = self._env.reset(seed=seed, options=self.options)[0]
        return obs

    def step(self, action: Any) -> tuple[NDArray[Any], float, bool, bool]:
        """See `Site.step`."""
        obs, reward, terminated, truncated, _ = self._env.step(action)
        return obs, float(reward), bool(terminated), bool(truncated)

    def frame(self) -> NDArray[np.uint8] | None:
        """See `Site.frame`."""
        if not self._draws:
            return None
        try:
            return picture_of(self._env.render())
        except BaseException as error:
            if is_the_users(error):
                raise
            self._draws = False
            if not isinstance(error, NotImplementedError):  # Gymnasium's own answer for one without this method
                self.no_picture = in_one_line(error)
            return None
