"""Opening a file that may be anything: a device, a pipe, a folder, or far too large.

Whatever has that name, looking at it ends at once and takes no more memory than was agreed to.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.shown import shown_name

_MISSING: Final = QT_TRANSLATE_NOOP("Errors", "There is no file “{file}”.")
_FORBIDDEN: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be read: you have no permission to.")
_UNREADABLE: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be read: {cause}.")
_NO_FILE: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” is no file but a folder or a device; choose a file.")


@contextmanager
def regular_file(path: Path, error: Callable[..., UserError] = UserError) -> Iterator[BinaryIO]:
    """Within this, a file is open for reading; it is a regular one.

    Args:
        path: where it is; a symbolic link may lead there.
        error: makes what is raised, from a sentence and its arguments.

    Raises:
        UserError: if it is not there, is no regular file, or cannot be read; also where reading it within fails.
    """
    arguments: dict[str, Any] = {"file": shown_name(path)}
    try:
        # Asked of the name first, because Windows opens no folder and opening a device can have effects of its own.
        _require_regular(path.stat(), error, arguments)
        with open(path, "rb", opener=_open_without_waiting) as file:
            _require_regular(os.fstat(file.fileno()), error, arguments)
            yield file
    except FileNotFoundError:
        raise error(_MISSING, **arguments) from None
    except PermissionError:
        raise error(_FORBIDDEN, **arguments) from None
    except (OSError, ValueError) as cause:  # ValueError: a name with a zero in it
        raise error(_UNREADABLE, **arguments, cause=getattr(cause, "strerror", None) or cause) from cause


def read_up_to(path: Path, size: int, error: Callable[..., UserError] = UserError) -> bytes:
    """The content of a file, or its first `size` bytes and one more if there are more.

    Args:
        path: where it is.
        size: how many are wanted at most.
        error: see `regular_file`.

    Raises:
        UserError: see `regular_file`.
    """
    with regular_file(path, error) as file:
        return file.read(size + 1)


def _open_without_waiting(path: str, flags: int) -> int:
    # Were it exchanged for a pipe in the meantime, opening would wait for a writer, forever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _require_regular(status: os.stat_result, error: Callable[..., UserError], arguments: dict[str, Any]) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise error(_NO_FILE, **arguments)
