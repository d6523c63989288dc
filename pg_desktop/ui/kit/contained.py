"""Overrides of Qt's methods out of which nothing comes.

An exception that leaves an override goes through Qt, which knows nothing of it, and then on: to whoever in Python has
asked for what led there. On its way Qt may call another override, or take down what is still being painted on, and then
the process crashes. So what Qt asks for on its own, pictures and sizes, is contained: what is raised there is told like
all that nobody catches, and Qt hears something harmless.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from traceback import clear_frames
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def contained(otherwise: Callable[..., _R]) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Decorates an override.

    Args:
        otherwise: is called with the same arguments where the override fails, such as the method that is overridden.
    """

    def decorate(override: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(override)
        def guarded(*arguments: _P.args, **keywords: _P.kwargs) -> _R:
            try:
                return override(*arguments, **keywords)
            except BaseException as error:  # noqa: BLE001 (nothing may pass through Qt)
                _tell(error)
            return otherwise(*arguments, **keywords)

        return guarded

    return decorate


def nothing(*arguments: object) -> None:
    """What a picture is otherwise."""


def _tell(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
    clear_frames(error.__traceback__)  # which hold the painter: what it paints on goes next
