"""Environments as Gymnasium makes them. The only module that asks it for any."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import gymnasium
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import VectorEnv

from pg_desktop.learning.worlds.arguments import arguments_of
from pg_desktop.learning.worlds.plain import plain_env
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry, environment_entry, module_of
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def registered(entry: EnvironmentEntry) -> EnvSpec:
    """What is registered with Gymnasium under an id, after importing the module that the id names; it runs its code.

    Raises:
        UserError: if there is nothing, or the module cannot be imported.
    """
    if entry.registration is not None:
        import_module(entry.registration)
    module = module_of(entry.id)
    if module is not None:
        _import_or_say_why(module)
    try:
        return gymnasium.spec(_name_of(entry.id))
    except gymnasium.error.Error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no environment named {id}; known are {known}, and others as “package.module:Name-v0”.",
            ),
            id=repr(entry.id),
            known=", ".join(known.id for known in ENVIRONMENTS),
        ) from None


def make_env(recipe: Recipe, render_mode: str | None = None) -> gymnasium.Env[Any, Any]:
    """One environment as a policy meets it, see `plain`; it raises what Gymnasium and the environment raise."""
    return plain_env(make_original(recipe, render_mode))


def make_original(recipe: Recipe, render_mode: str | None = None) -> gymnasium.Env[Any, Any]:
    """One environment with the spaces that it has of itself; raises what Gymnasium and the environment raise."""
    entry = environment_entry(recipe.id)
    if entry.registration is not None:
        import_module(entry.registration)
    # Not among the arguments where nobody asks for pictures: an environment need not know of them.
    drawn: dict[str, Any] = {} if render_mode is None else {"render_mode": render_mode}
    with old_versions_allowed():
        return gymnasium.make(
            recipe.id, max_episode_steps=recipe.max_episode_steps, **drawn, **arguments_of(recipe.arguments)
        )


def make_vector_env(recipe: Recipe, num_envs: int) -> VectorEnv[Any, Any, Any]:
    """Environments that step together by a class of their own, with the spaces that they have of themselves."""
    limit: dict[str, Any] = {} if recipe.max_episode_steps is None else {"max_episode_steps": recipe.max_episode_steps}
    with old_versions_allowed():
        return gymnasium.make_vec(
            recipe.id,
            num_envs,
            vectorization_mode="vector_entry_point",
            **limit,
            **arguments_of(recipe.arguments),
        )


@contextmanager
def making(environment_id: str) -> Iterator[None]:
    """A context in which an environment is made.

    Raises:
        UserError: names the environment and what went wrong, which is its cause.
    """
    try:
        yield
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "{id} cannot be made: {cause}."), id=environment_id, cause=in_one_line(error)
        ) from error


@contextmanager
def old_versions_allowed() -> Iterator[None]:
    """A context without warnings that something is old.

    The old versions of an environment are here on purpose; and Box2D's library, made with SWIG, warns as it is loaded
    and crashes where a warning is an error.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def in_one_line(error: BaseException) -> str:
    """What went wrong, such as "RuntimeError: out of fuel", without the full stop that the sentence around it has."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".:")


def _import_or_say_why(module: str) -> None:
    try:
        import_module(module)
    except (Exception, SystemExit) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The module {module} of the environment cannot be imported: {cause}."),
            module=module,
            cause=in_one_line(error),
        ) from error


def _name_of(environment_id: str) -> str:
    """The id as it is registered, without the module that registers it."""
    return environment_id.rpartition(":")[2]
