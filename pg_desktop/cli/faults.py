"""Whose fault it is: what is wrong with the arguments has an exit status of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pg_desktop.messages import UserError


class ArgumentError(UserError):
    """The arguments cannot be used, which may be found out only after they have been read."""


@contextmanager
def blaming_arguments() -> Iterator[None]:
    """Within this, whatever the user is told of is the fault of the arguments.

    Raises:
        ArgumentError: instead of any other `UserError`.
    """
    try:
        yield
    except UserError as error:
        raise ArgumentError(error.template, **error.values) from error
