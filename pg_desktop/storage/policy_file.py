"""Saving and opening policies, format version 3; `policy_format` says what is in the file.

Nothing in a file is ever executed or unpickled, and opening reads it once: what was checked is what is used.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.policy_checks import SIZE_MAX, Inspection, TensorInfo, examine
from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics, encode
from pg_desktop.storage.policy_metadata import PolicyFileError
from pg_desktop.storage.shown import shown_name

__all__ = [
    "Inspection",
    "PolicyDocument",
    "PolicyFileError",
    "TensorInfo",
    "TrainingStatistics",
    "inspect_policy",
    "load_policy",
    "save_policy",
]


def save_policy(path: Path, document: PolicyDocument) -> None:
    """Write a policy file, atomically; the same policy makes the same bytes.

    Raises:
        UserError: if it cannot be written, or if `load_policy` would refuse what was written.
    """
    file = shown_name(path)
    content = encode(document)
    try:
        examine(content, file)
    except PolicyFileError as reason:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” was not saved, because it could not be opened again: {reason}"),
            file=file,
            reason=reason,
        ) from reason
    write_atomically(path, content)


def load_policy(path: Path) -> PolicyDocument:
    """Open a policy file. Its weights are read-only arrays of their own.

    Raises:
        PolicyFileError: if it cannot be read or does not pass a check.
    """
    return inspect_policy(path).document


def inspect_policy(path: Path) -> Inspection:
    """Open a policy file and say all there is to know of it.

    Raises:
        PolicyFileError: if it cannot be read or does not pass a check.
    """
    return examine(_read(path), shown_name(path))


def _read(path: Path) -> bytes:
    """The content, or its beginning if it is too large for a policy file."""
    try:
        # Asked of the name first, because Windows opens no folder and opening a device can have effects of its own.
        _require_regular(path.stat(), path)
        with open(path, "rb", opener=_open_without_waiting) as file:
            _require_regular(os.fstat(file.fileno()), path)
            return file.read(SIZE_MAX + 1)
    except FileNotFoundError:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "There is no file “{file}”."), file=shown_name(path)
        ) from None
    except PermissionError:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be read: you have no permission to."), file=shown_name(path)
        ) from None
    except OSError as error:
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be read: {cause}."),
            file=shown_name(path),
            cause=error.strerror or error,
        ) from error


def _open_without_waiting(path: str, flags: int) -> int:
    # Were it exchanged for a pipe in the meantime, opening would wait for a writer, forever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _require_regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise PolicyFileError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is no file but a folder or a device; choose a file."),
            file=shown_name(path),
        )
