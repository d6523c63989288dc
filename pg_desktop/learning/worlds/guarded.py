"""Environments of others, whose failures are said in a sentence that names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gymnasium.vector import VectorEnv, VectorWrapper

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def failure_of(environment_id: str, cause: str) -> UserError:
    """What is said when an environment fails while it is played.

    Args:
        environment_id: which.
        cause: what went wrong, in one line and without a full stop.
    """
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "The environment {id} has failed: {cause}."), id=environment_id, cause=cause
    )


@contextmanager
def naming(environment_id: str) -> Iterator[None]:
    """A context in which an environment is played.

    Raises:
        UserError: names the environment and what went wrong, which is its cause.
    """
    try:
        yield
    except (UserError, RolloutStoppedError):
        raise
    except (Exception, SystemExit) as error:
        raise failure_of(environment_id, in_one_line(error)) from error


class GuardedVectorEnv(VectorWrapper[Any, Any, Any, Any, Any]):
    """A vector environment that names itself when it fails.

    `reset`, `step` and `close` raise `UserError`; what was raised inside is its cause.
    """

    def __init__(self, env: VectorEnv[Any, Any, Any], environment_id: str) -> None:
        super().__init__(env)
        self._id = environment_id

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Any:
        """See Gymnasium's `VectorEnv.reset`."""
        with naming(self._id):
            return self.env.reset(seed=seed, options=options)

    def step(self, actions: Any) -> Any:
        """See Gymnasium's `VectorEnv.step`."""
        with naming(self._id):
            return self.env.step(actions)

    def close(self, **kwargs: Any) -> None:
        """See Gymnasium's `VectorEnv.close`."""
        with naming(self._id):
            self.env.close(**kwargs)
