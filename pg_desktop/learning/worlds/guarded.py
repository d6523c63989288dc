"""Environments of others, whose failures are said in a sentence that names them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gymnasium.vector import VectorEnv, VectorWrapper

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.causes import UnfitError, in_one_line
from pg_desktop.learning.worlds.limits import Place
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def failure_of(environment: str, place: Place, cause: str) -> UserError:
    """What is said when code of an environment fails.

    Args:
        environment: which, as the user reads it.
        place: where.
        cause: what went wrong, in one line and without a full stop.
    """
    match place:
        case Place.MAKE:
            template = QT_TRANSLATE_NOOP("Errors", "{id} cannot be made: {cause}.")
        case Place.IMPORT:
            template = QT_TRANSLATE_NOOP("Errors", "The code of the environment {id} cannot be run: {cause}.")
        case _:
            template = QT_TRANSLATE_NOOP("Errors", "The environment {id} has failed in {place}: {cause}.")
    return UserError(template, id=environment, place=place.value, cause=cause)


def is_the_users(error: BaseException) -> bool:
    """Whether an exception may be the user's Ctrl-C, and not something that code of others has raised.

    Python raises it in the main thread alone, and only where nobody has another idea of what to do with that signal.
    """
    return (
        isinstance(error, KeyboardInterrupt)
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )


@contextmanager
def naming(environment: str, place: Place | Callable[[], Place]) -> Iterator[None]:
    """A context in which code of an environment runs.

    Args:
        environment: which, as the user reads it.
        place: where, or what says so when it has failed.

    Raises:
        UserError: names the environment, the place and what went wrong, which is its cause.
    """
    try:
        yield
    except (UserError, RolloutStoppedError):
        raise
    except BaseException as error:
        if is_the_users(error):
            raise
        where = place if isinstance(place, Place) else place()
        raise failure_of(environment, where, in_one_line(error)) from error


@contextmanager
def naming_unfit(environment: str) -> Iterator[None]:
    """A context in which episodes are played: only for what an environment gives, not for what others make of it.

    Raises:
        UserError: names the environment whose rewards cannot be learned from.
    """
    try:
        yield
    except UnfitError as error:
        raise failure_of(environment, Place.STEP, in_one_line(error)) from error


class GuardedVectorEnv(VectorWrapper[Any, Any, Any, Any, Any]):
    """A vector environment in this process that names itself when it fails.

    `reset`, `step` and `close` raise `UserError`; what was raised inside is its cause.
    """

    def __init__(self, env: VectorEnv[Any, Any, Any], environment: str) -> None:
        super().__init__(env)
        self._environment = environment

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Any:
        """See Gymnasium's `VectorEnv.reset`."""
        with naming(self._environment, Place.RESET):
            return self.env.reset(seed=seed, options=options)

    def step(self, actions: Any) -> Any:
        """See Gymnasium's `VectorEnv.step`."""
        with naming(self._environment, Place.STEP):
            return self.env.step(actions)

    def close(self, **kwargs: Any) -> None:
        """See Gymnasium's `VectorEnv.close`."""
        with naming(self._environment, Place.CLOSE):
            self.env.close(**kwargs)
