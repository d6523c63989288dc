"""How several environments of one kind step together fastest."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from statistics import median
from typing import Any, Final

import gymnasium
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import AutoresetMode

from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.guarded import naming
from pg_desktop.learning.worlds.limits import Place
from pg_desktop.learning.worlds.making import make_vector_env
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.table import EnvironmentEntry

COSTLY_STEP_SECONDS: Final = 1e-3
"""A single environment whose step takes this long is worth processes: passing a step to another process and back takes
about a tenth of that."""

_MEASURED_STEPS: Final = 64
_LEAST_STEPS: Final = 3
"""So that a first step which takes long, because something is loaded or drawn up, does not decide alone."""

_FOUND: Final[dict[str, Vectorisation]] = {}
"""What was found out in this process, by the id and the arguments."""


class Vectorisation(StrEnum):
    """How environments step together."""

    VECTOR = "vector"
    SYNC = "sync"
    ASYNC = "async"


def vectorisation_of(
    entry: EnvironmentEntry,
    recipe: Recipe,
    spec: EnvSpec,
    env: gymnasium.Env[Any, Any],
    stop: Callable[[], bool] = never,
) -> Vectorisation:
    """The fastest way that an environment has, found out once in a process where it is not clear.

    Args:
        entry: its row in the table.
        recipe: how it is made.
        spec: what is registered with Gymnasium.
        env: one such environment, to be tried.
        stop: asked before every step of a trial.

    Raises:
        UserError: if it has a vector environment that cannot be made.
        RolloutStoppedError: when `stop` said so.
    """
    if entry.vector_entry_point is not None:
        return Vectorisation.VECTOR
    found = known_vectorisation(recipe)
    if found is None:
        found = _find_out(recipe, spec, env, stop)
        remember_vectorisation(recipe, found)
    return found


def known_vectorisation(recipe: Recipe) -> Vectorisation | None:
    """What was found out in this process; None if nothing was."""
    return _FOUND.get(recipe.id + recipe.arguments)


def remember_vectorisation(recipe: Recipe, found: Vectorisation) -> None:
    """Spare the next look."""
    _FOUND[recipe.id + recipe.arguments] = found


def _find_out(recipe: Recipe, spec: EnvSpec, env: gymnasium.Env[Any, Any], stop: Callable[[], bool]) -> Vectorisation:
    # One that is registered without a limit need not know how to keep one.
    keeps_limits = spec.vector_entry_point is not None and spec.max_episode_steps is not None
    if keeps_limits and _restarts_on_the_next_step(recipe):
        return Vectorisation.VECTOR
    return Vectorisation.ASYNC if seconds_a_step(env, stop) >= COSTLY_STEP_SECONDS else Vectorisation.SYNC


def _restarts_on_the_next_step(recipe: Recipe) -> bool:
    """Whether a vector environment shows what came after an episode's last step, and can go on then.

    With `AutoresetMode.SAME_STEP` it shows how the next episode begins instead, and with `DISABLED` nobody may step on.
    """
    with naming(recipe.name, Place.MAKE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it does not say which mode it has
        env = make_vector_env(recipe, 1)
    with closing(env):
        return env.metadata.get("autoreset_mode") is AutoresetMode.NEXT_STEP


def seconds_a_step(env: gymnasium.Env[Any, Any], stop: Callable[[], bool] = never) -> float:
    """How long a step takes in the median.

    Tried are as many steps as a costly environment needs to show that it is one, three at least, and 64 at the most.

    Args:
        env: the environment; its episodes are begun and left as it comes.
        stop: asked before every step.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    env.action_space.seed(0)
    env.reset(seed=0)
    times: list[float] = []
    while len(times) < _LEAST_STEPS or (
        len(times) < _MEASURED_STEPS and sum(times) < _MEASURED_STEPS * COSTLY_STEP_SECONDS
    ):
        if stop():
            raise RolloutStoppedError
        action = env.action_space.sample()
        started = time.perf_counter()
        _, _, terminated, truncated, _ = env.step(action)
        times.append(time.perf_counter() - started)
        if terminated or truncated:
            env.reset()
    return median(times)
