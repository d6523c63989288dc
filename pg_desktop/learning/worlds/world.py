"""An environment as a policy meets it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import gymnasium
from gymnasium.vector import VectorEnv

from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.arguments import shown_arguments
from pg_desktop.learning.worlds.checked import PlacedEnv
from pg_desktop.learning.worlds.elsewhere import Elsewhere
from pg_desktop.learning.worlds.guarded import GuardedVectorEnv, naming
from pg_desktop.learning.worlds.gymnasium_spaces import spaces_of
from pg_desktop.learning.worlds.limits import Limits, Place
from pg_desktop.learning.worlds.making import is_foreign, make_env, make_original, make_vector_env, registered
from pg_desktop.learning.worlds.plain import plain_vector_env
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from pg_desktop.learning.worlds.serving import House
from pg_desktop.learning.worlds.spaces import BoxSpace, Spaces
from pg_desktop.learning.worlds.table import EnvironmentEntry, environment_entry, missing_extra
from pg_desktop.learning.worlds.variation import Variation, Variations, variations_of
from pg_desktop.learning.worlds.vectorisation import (
    Vectorisation,
    known_vectorisation,
    remember_vectorisation,
    vectorisation_of,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

if TYPE_CHECKING:  # which is made of what the worlds say of themselves
    from pg_desktop.learning.settings.table import Settings

DEFAULT_STEP_LIMIT: Final = 1000
"""Env steps after which an episode is truncated where neither the environment nor the user sets a limit: training
needs episodes that are sure to end."""

_PROCESSES: Final = min(16, 2 * (os.cpu_count() or 1))
"""The most in which environments step: more than processors, because an environment may wait for something; not without
limit, because each takes as much memory as Python and the environment's libraries."""


@dataclass(frozen=True)
class World:
    """An environment as a policy meets it.

    Attributes:
        entry: its row in the table.
        spaces: what a policy sees and does in it.
        threshold: mean return from which on it counts as solved, or None where none is set.
        max_episode_steps: env steps after which an episode is truncated.
        vectorisation: how several of them step together.
        arguments: what its maker is given, see `arguments`.
        foreign: whether its code is neither Gymnasium's nor the program's own, and runs in processes of its own.
        limits: what each of these may take; the usual, as they are when it is started, if None.
    """

    entry: EnvironmentEntry
    spaces: Spaces
    threshold: float | None
    max_episode_steps: int
    vectorisation: Vectorisation = Vectorisation.VECTOR
    arguments: str = ""
    foreign: bool = False
    limits: Limits | None = None

    @property
    def recipe(self) -> Recipe:
        """How one of its environments is made."""
        return Recipe(self.entry.id, self.arguments, self.max_episode_steps)

    @property
    def name(self) -> str:
        """What it is called, with its arguments."""
        return self.recipe.name

    @property
    def continuous(self) -> bool:
        """Whether actions are real numbers."""
        return isinstance(self.spaces.action, BoxSpace)

    @property
    def variations(self) -> Variations | None:
        """Which physics it can have; None where there is but its own."""
        return variations_of(self.entry)

    def reset_options(self, variation: Variation | None = None) -> dict[str, Any] | None:
        """What `reset` is told so that episodes are played in this physics; None where it cannot be changed.

        Args:
            variation: the physics; the world's own if None.
        """
        variations = self.variations
        if variations is None:
            return None
        return variations.reset_options(variations.nominal if variation is None else variation)

    def training_options(self, settings: Settings) -> dict[str, Any] | None:
        """What `reset` is told in a run with these settings; None where it cannot be told anything."""
        if self.variations is not None:
            return self.variations.training_options(settings)
        if self.entry.reset_options is None:
            return None
        module, _, name = self.entry.reset_options.partition(":")
        options: dict[str, Any] = getattr(import_module(module), name)(settings)
        return options

    def vector_env(self, num_envs: int, stop: Callable[[], bool] = never) -> VectorEnv[Any, Any, Any]:
        """`num_envs` environments that step together; each plays one episode from a reset on.

        What happens in them does not depend on how they step together, nor on the number of processors.

        Args:
            num_envs: how many.
            stop: asked while one waits for environments of others to be made.

        Raises:
            UserError: if they cannot be made. Those of others raise it from `reset`, `step` and `close` too.
            RolloutStoppedError: when `stop` said so.
        """
        if self.entry.vector_entry_point is not None:
            module, _, name = self.entry.vector_entry_point.partition(":")
            kept = {} if self.entry.registration is None else registered(self.entry).kwargs
            made: VectorEnv[Any, Any, Any] = getattr(import_module(module), name)(
                num_envs=num_envs, max_episode_steps=self.max_episode_steps, **kept
            )
            return made
        recipe = self.recipe
        if self.foreign or self.vectorisation is Vectorisation.ASYNC:
            together, several = (self.vectorisation is way for way in (Vectorisation.VECTOR, Vectorisation.ASYNC))
            processes = _PROCESSES if several else 1
            return ProcessVectorEnv(recipe, num_envs, processes, together=together, limits=self.limits, stop=stop)
        with naming(self.name, Place.MAKE):
            if self.vectorisation is Vectorisation.VECTOR:
                return GuardedVectorEnv(plain_vector_env(make_vector_env(recipe, num_envs)), recipe.name)
            return GuardedVectorEnv(RestingVectorEnv([partial(make_env, recipe)] * num_envs), recipe.name)

    def single_env(self, *, drawn: bool = True) -> gymnasium.Env[Any, Any]:
        """One environment, which must know how to draw itself (`render` returns an RGB array) if `drawn`."""
        return make_env(self.recipe, "rgb_array" if drawn else None)


def make_world(
    environment_id: str,
    stop: Callable[[], bool] = never,
    *,
    arguments: str = "",
    step_limit: int = 0,
    limits: Limits | None = None,
) -> World:
    """Look an environment up and describe it; an id "module:Name" has the module imported, in a process of its own.

    Args:
        environment_id: see `environments.environment_entry`.
        stop: asked before every step of the environment, where it is tried how fast it is; and all the time while one
            waits for an environment of others.
        arguments: what its maker is given, see `arguments`.
        step_limit: env steps after which an episode is truncated; 0 for its own limit, or `DEFAULT_STEP_LIMIT`.
        limits: what an environment of others may take; see `World`.

    Raises:
        UserError: if there is none, something must be installed for it, no policy fits its spaces, it does not take
            the arguments, or it fails when it is tried.
        RolloutStoppedError: when `stop` said so.
    """
    entry = environment_entry(environment_id)
    _require_extra(entry)
    _require_no_arguments(entry, arguments)
    recipe = Recipe(entry.id, arguments, step_limit or None)
    if not is_foreign(entry):
        return _described(entry, recipe, lambda _: None, stop)
    house = Elsewhere(recipe.name, limits)
    try:
        described: World = house.done(
            Place.IMPORT, _described_there, entry, recipe, known_vectorisation(recipe), stop=stop
        )
    finally:
        house.end()
    remember_vectorisation(recipe, described.vectorisation)
    return replace(described, foreign=True, limits=limits)


def _described_there(house: House, entry: EnvironmentEntry, recipe: Recipe, known: Vectorisation | None) -> World:
    if known is not None:
        remember_vectorisation(recipe, known)

    def goes_on() -> bool:
        house.at(Place.STEP)
        return False

    return _described(entry, recipe, house.at, goes_on)


def _described(entry: EnvironmentEntry, recipe: Recipe, at: Callable[[Place], None], stop: Callable[[], bool]) -> World:
    """Make an environment once, in this process, and describe it; `at` is told what is being done."""
    spec = registered(entry)
    recipe = replace(recipe, max_episode_steps=recipe.max_episode_steps or spec.max_episode_steps or DEFAULT_STEP_LIMIT)
    place = Place.MAKE

    def is_at(now: Place) -> None:
        nonlocal place
        place = now
        at(now)

    is_at(Place.MAKE)
    with naming(recipe.name, lambda: place):
        original = make_original(recipe)
        try:
            env = PlacedEnv(original, is_at)
            spaces = spaces_of(env.observation_space, env.action_space)
            vectorisation = vectorisation_of(entry, recipe, spec, env, stop)
        except BaseException:
            with suppress(BaseException):  # what has failed first is what is said
                original.close()
            raise
        env.close()
    threshold = entry.threshold if spec.reward_threshold is None else spec.reward_threshold
    return World(
        entry,
        spaces,
        None if threshold is None else float(threshold),
        int(recipe.max_episode_steps or DEFAULT_STEP_LIMIT),
        vectorisation,
        recipe.arguments,
    )


def _require_no_arguments(entry: EnvironmentEntry, arguments: str) -> None:
    """Our own vector environments know none."""
    if arguments and entry.vector_entry_point is not None:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "{id} takes no arguments here, but {arguments} was given; leave it out."),
            id=entry.id,
            arguments=shown_arguments(arguments),
        )


def _require_extra(entry: EnvironmentEntry) -> None:
    if entry.extra is not None and missing_extra(entry):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{id} needs more than is installed; run “pip install 'pg-desktop[{extra}]'” and start again.",
            ),
            id=entry.id,
            extra=entry.extra.name,
        )
