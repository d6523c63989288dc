"""What the window is told when something went wrong in a thread."""

from __future__ import annotations

import traceback

from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.messages import UserError
from pg_desktop.runs.live.status import Failure


def failure_of(error: BaseException, unexpected: str) -> Failure:
    """What is to be told of an exception.

    Args:
        error: the exception. One for the user tells itself, and in its details what lies behind it, such as the code
            of an environment that others have written.
        unexpected: the sentence for any other, see `UserError`, in which {error} stands for it.
    """
    details = "".join(traceback.format_exception(error))
    if isinstance(error, UserError):
        return Failure(error.template, tuple(error.values.items()), details if error.__cause__ is not None else "")
    return Failure(unexpected, (("error", in_one_line(error)),), details)
