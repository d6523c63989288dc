"""Environments as Gymnasium makes them. The only module that asks it for any."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import gymnasium
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import VectorEnv

from pg_desktop.learning.worlds.arguments import arguments_of
from pg_desktop.learning.worlds.ids import file_of, module_of, registered_name
from pg_desktop.learning.worlds.own_code import import_or_say_why, registered_by
from pg_desktop.learning.worlds.plain import plain_env
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry, environment_entry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def registered(entry: EnvironmentEntry) -> EnvSpec:
    """What is registered with Gymnasium under an id, after running the module or file that the id names.

    Raises:
        UserError: if there is nothing, or the code cannot be run.
    """
    if entry.registration is not None:
        import_module(entry.registration)
    name, file, module = registered_name(entry.id), file_of(entry.id), module_of(entry.id)
    if file is not None:
        return _registered_by(file, name)
    if module is not None:
        import_or_say_why(module, name)
    try:
        return gymnasium.spec(name)
    except gymnasium.error.Error as error:
        raise _unknown(entry.id, str(error)) from None


def _unknown(environment_id: str, said: str) -> UserError:
    """What is said where nothing is registered, with the hint that Gymnasium has after its first sentence."""
    _, _, hint = said.partition(". ")
    known = ", ".join(known.id for known in ENVIRONMENTS)
    if hint:
        return UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no environment named {id}, to which Gymnasium says: “{hint}” Known are {known}, and others "
                "as “package.module:Name-v0” or “./file.py:Name-v0”.",
            ),
            id=repr(environment_id),
            hint=hint.replace("`", ""),
            known=known,
        )
    return UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "There is no environment named {id}; known are {known}, and others as “package.module:Name-v0” or "
            "“./file.py:Name-v0”.",
        ),
        id=repr(environment_id),
        known=known,
    )


def is_foreign(entry: EnvironmentEntry) -> bool:
    """Whether an environment is neither Gymnasium's nor the program's own, so that anything may happen in it.

    One that the caller has registered with a class, and not by its name, is the caller's: only this process has it.
    """
    if module_of(entry.id) is not None:
        return True
    spec = gymnasium.registry.get(entry.id)
    made_by = None if spec is None else spec.entry_point
    return isinstance(made_by, str) and not made_by.startswith(("gymnasium.", "pg_desktop."))


def _registered_by(file: Path, name: str) -> EnvSpec:
    known = registered_by(file)
    if name not in known:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The file {file} registers no environment named {name}, but {known}."),
            file=file,
            name=name,
            known=", ".join(known),
        )
    return known[name]


def make_env(recipe: Recipe, render_mode: str | None = None) -> gymnasium.Env[Any, Any]:
    """One environment as a policy meets it, see `plain`; it raises what Gymnasium and the environment raise."""
    return plain_env(make_original(recipe, render_mode))


def make_original(recipe: Recipe, render_mode: str | None = None) -> gymnasium.Env[Any, Any]:
    """One environment with the spaces that it has of itself; raises what Gymnasium and the environment raise."""
    # Not among the arguments where nobody asks for pictures: an environment need not know of them.
    drawn: dict[str, Any] = {} if render_mode is None else {"render_mode": render_mode}
    with old_versions_allowed():
        return gymnasium.make(
            _makable(recipe), max_episode_steps=recipe.max_episode_steps, **drawn, **arguments_of(recipe.arguments)
        )


def make_vector_env(recipe: Recipe, num_envs: int) -> VectorEnv[Any, Any, Any]:
    """Environments that step together by a class of their own, with the spaces that they have of themselves."""
    limit: dict[str, Any] = {} if recipe.max_episode_steps is None else {"max_episode_steps": recipe.max_episode_steps}
    with old_versions_allowed():
        return gymnasium.make_vec(
            _makable(recipe),
            num_envs,
            vectorization_mode="vector_entry_point",
            **limit,
            **arguments_of(recipe.arguments),
        )


def _makable(recipe: Recipe) -> str | EnvSpec:
    """What Gymnasium makes it of: the id, unless it is one that Gymnasium does not understand."""
    entry = environment_entry(recipe.id)
    if file_of(recipe.id) is not None:
        return registered(entry)
    if entry.registration is not None:
        import_module(entry.registration)
    return recipe.id


@contextmanager
def old_versions_allowed() -> Iterator[None]:
    """A context without warnings that something is old.

    The old versions of an environment are here on purpose; and Box2D's library, made with SWIG, warns as it is loaded
    and crashes where a warning is an error.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
