"""What can be wrong with an experiment file, each as one sentence that names the file and the way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.shown import shown_name


class Fault(Enum):
    """The kinds of fault."""

    NOT_OURS = auto()
    NEWER = auto()
    DAMAGED = auto()
    TOO_LARGE = auto()
    UNREADABLE = auto()
    UNWRITABLE = auto()
    IN_USE = auto()


class ExperimentFileError(UserError):
    """Why a file is not taken as an experiment, or cannot be written.

    Attributes:
        fault: of which kind it is.
    """

    def __init__(self, fault: Fault, template: str, **arguments: Any) -> None:
        super().__init__(template, **arguments)
        self.fault = fault


_IN_USE: Final = QT_TRANSLATE_NOOP(
    "Errors", "“{file}” is being written by another program; close that, or choose another file."
)
_TOO_LARGE: Final = QT_TRANSLATE_NOOP(
    "Errors", "“{file}” is damaged or forged: it says more of itself than an experiment can; use another copy of it."
)
_SENTENCES: Final = {
    "SQLITE_FULL": (
        Fault.UNWRITABLE,
        QT_TRANSLATE_NOOP(
            "Errors", "“{file}” cannot be written: there is no space left on the disk; make room or choose another one."
        ),
    ),
    "SQLITE_READONLY": (
        Fault.UNWRITABLE,
        QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be written: it is write-protected; choose another name."),
    ),
    "SQLITE_BUSY": (
        Fault.IN_USE,
        QT_TRANSLATE_NOOP(
            "Errors", "“{file}” is being written by another program; close that, or choose another file."
        ),
    ),
    "SQLITE_LOCKED": (
        Fault.IN_USE,
        QT_TRANSLATE_NOOP(
            "Errors", "“{file}” is being written by another program; close that, or choose another file."
        ),
    ),
    "SQLITE_CANTOPEN": (
        Fault.UNREADABLE,
        QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be opened: look whether it is there and may be read."),
    ),
    "SQLITE_TOOBIG": (Fault.TOO_LARGE, _TOO_LARGE),
    "SQLITE_NOTADB": (
        Fault.NOT_OURS,
        QT_TRANSLATE_NOOP("Errors", "“{file}” is no PG Desktop experiment."),
    ),
}
_DAMAGED: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged: {reason}; use another copy of it.")
_DAMAGED_SAYS: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” is damaged; use another copy of it: {reason}")
_DISK: Final = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be read or written: the disk reports “{cause}”.")


def damaged(path: Path, reason: object) -> ExperimentFileError:
    """A file whose content is not as it should be.

    Args:
        path: where it is.
        reason: a clause or a sentence: a `UserError`, one marked for translation, or what somebody else says.
    """
    if isinstance(reason, str) and not set("{}") & set(reason):
        reason = UserError(reason)  # which the window can translate
    template = _DAMAGED_SAYS if str(reason).endswith(".") else _DAMAGED
    return ExperimentFileError(Fault.DAMAGED, template, file=shown_name(path), reason=reason)


def too_large(path: Path) -> ExperimentFileError:
    """A file with more JSON than there may be."""
    return ExperimentFileError(Fault.TOO_LARGE, _TOO_LARGE, file=shown_name(path))


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Within this, what SQLite says of a file becomes a sentence.

    Raises:
        ExperimentFileError: for whatever it was.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _of(path, error) from error
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot make out of a damaged file
        raise damaged(path, QT_TRANSLATE_NOOP("Errors", "its text is none")) from error


def _of(path: Path, error: sqlite3.Error) -> ExperimentFileError:
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, (fault, sentence) in _SENTENCES.items():
        if name.startswith(prefix):
            return ExperimentFileError(fault, sentence, file=shown_name(path))
    if name.startswith("SQLITE_IOERR"):
        return ExperimentFileError(Fault.UNWRITABLE, _DISK, file=shown_name(path), cause=error)
    return damaged(path, error)
