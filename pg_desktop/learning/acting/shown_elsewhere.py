"""A shown episode in a process of its own: asked for, and looked at when it has come, so that nobody has to wait."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import Env
from numpy.typing import NDArray

from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.checked import CheckedEnv, require_finite
from pg_desktop.learning.worlds.elsewhere import Elsewhere
from pg_desktop.learning.worlds.limits import Place
from pg_desktop.learning.worlds.making import make_env, registered
from pg_desktop.learning.worlds.pictures import picture_of
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.serving import House
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import UserError


@dataclass(frozen=True, eq=False)
class Seen:
    """What an episode has come to.

    Attributes:
        obs: what the policy sees.
        reward: of the step.
        terminated: whether the episode has ended by itself.
        truncated: whether a time limit has ended it.
        first: whether it has just begun.
        frame: the environment's picture, see `pictures`; None where it draws none.
        no_picture: why it draws none, in one line; "" where nothing went wrong.
    """

    obs: NDArray[Any]
    reward: float = 0.0
    terminated: bool = False
    truncated: bool = False
    first: bool = False
    frame: NDArray[np.uint8] | None = None
    no_picture: str = ""


class EpisodeElsewhere:
    """An environment of others, played step by step in a process of its own. To be used by one thread.

    Where its process comes to an end while it draws, it is played on from a new beginning, without pictures.

    Attributes:
        waiting: whether something was asked that has not come yet.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._house: Elsewhere | None = None
        self._seed: int | None = None
        self._reset_again = self._asked = False
        self._draws, self._no_picture = True, ""

    @property
    def waiting(self) -> bool:
        """See the class."""
        return self._asked

    def ask_reset(self, seed: int) -> None:
        """Ask for a new episode; one that is being waited for is forgotten."""
        self._seed, self._reset_again = seed, self._asked
        if not self._asked:
            self._ask_reset()

    def ask_step(self, action: Any) -> None:
        """Ask for a step."""
        if self._house is not None:
            self._asked = True
            self._house.ask(Place.STEP, _step, action)

    def arrived(self, seconds: float) -> Seen | None:
        """Wait a while at the most for what was asked; None if it has not come yet.

        Raises:
            UserError: if the environment has failed, other than in drawing.
        """
        house = self._house
        if house is None or not self._asked:
            return None
        try:
            if not house.arrived(seconds):
                return None
            seen: Seen = house.answer()
        except UserError as error:
            self.close()
            if not self._draws or error.values.get("place") != Place.RENDER.value:
                raise
            self._draws, self._no_picture = False, str(error.values["cause"])
            self._ask_reset()
            return None
        self._asked = False
        if self._reset_again:
            self._reset_again = False
            self._ask_reset()
            return None
        return seen

    def close(self) -> None:
        """End the process."""
        house, self._house, self._asked = self._house, None, False
        if house is not None:
            house.end()

    def _ask_reset(self) -> None:
        if self._house is None:
            self._house = Elsewhere(self._world.name, self._world.limits)
        self._asked = True
        place = Place.RESET if self._house.used else Place.IMPORT
        self._house.ask(place, _reset, self._world.recipe, self._seed, self._draws, self._no_picture)


class _Shown:
    """The environment in its process, with its pictures as long as it draws any."""

    def __init__(self, house: House, env: Env[Any, Any], no_picture: str, *, draws: bool) -> None:
        self._house, self._env = house, env
        self._draws, self._no_picture = draws, no_picture

    def reset(self, seed: int) -> Seen:
        obs, _ = self._env.reset(seed=seed)
        return self._seen(obs, 0.0, first=True)

    def step(self, action: Any) -> Seen:
        obs, reward, terminated, truncated, _ = self._env.step(action)
        return self._seen(obs, float(reward), terminated=bool(terminated), truncated=bool(truncated))

    def close(self) -> None:
        self._env.close()

    def _seen(self, obs: Any, reward: float, **about: bool) -> Seen:
        obs_O = np.asarray(obs)
        require_finite(obs_O[None])
        frame = self._frame()  # which may find out why there is none
        return Seen(obs_O, reward, frame=frame, no_picture=self._no_picture, **about)

    def _frame(self) -> NDArray[np.uint8] | None:
        if not self._draws:
            return None
        try:
            picture = picture_of(self._env.render())
        except BaseException as error:  # noqa: BLE001 (code of others; what cannot be drawn can still be played)
            if not isinstance(error, NotImplementedError):  # Gymnasium's own answer for one without this method
                self._no_picture = in_one_line(error)
            picture = None
            self._draws = False
        return picture


def _reset(house: House, recipe: Recipe, seed: int, draws: bool, no_picture: str) -> Seen:
    if house.env is None:
        house.at(Place.IMPORT)
        registered(environment_entry(recipe.id))
        house.at(Place.MAKE)
        house.env = _made(house, recipe, no_picture, draws=draws)
    seen: Seen = house.env.reset(seed)
    return seen


def _made(house: House, recipe: Recipe, no_picture: str, *, draws: bool) -> _Shown:
    if draws:
        with suppress(BaseException):  # whatever it makes of a render mode; if that was not it, it fails again
            return _Shown(house, CheckedEnv(make_env(recipe, "rgb_array"), house.at), no_picture, draws=True)
    return _Shown(house, CheckedEnv(make_env(recipe), house.at), no_picture, draws=False)


def _step(house: House, action: Any) -> Seen:
    seen: Seen = house.env.step(action)
    return seen
