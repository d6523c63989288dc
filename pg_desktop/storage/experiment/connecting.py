"""Connecting to an experiment file, which may come from a stranger: what it has to be before a row of it is read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.experiment import schema
from pg_desktop.storage.experiment.faults import ExperimentFileError, Fault, damaged, told
from pg_desktop.storage.experiment.recognised import looks_like_experiment
from pg_desktop.storage.guarded import regular_file
from pg_desktop.storage.shown import shown_name

BLOB_MAX: Final = 256 * 2**20
"""Largest value of a row, bytes."""
_BUSY_SECONDS: Final = 0.5


def connected(path: Path, *, writable: bool, exclusive: bool) -> sqlite3.Connection:
    """Connect to a file; one of an earlier version becomes one of this if writable.

    Args:
        path: where it is.
        writable: whether rows are going to be written.
        exclusive: whether nobody else may open it meanwhile.

    Raises:
        ExperimentFileError: if that cannot be, or it is not one of ours.
    """
    _require_ours(path)
    with told(path):
        if not writable and not _has_log(path):
            # SQLite would make a log beside what says that it has one; beside what is refused nothing is to be left.
            with closing(_connected(path, "ro&immutable=1")) as untouched:
                _check(path, untouched, writable=False)
        connection = _connected(path, "rw" if writable else "ro")
        try:
            if exclusive:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            _check(path, connection, writable=writable)
            if writable:
                connection.execute("PRAGMA journal_mode = WAL")
                if exclusive:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
    return connection


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, BLOB_MAX)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-wal").exists()
    except OSError:  # the name would be too long for one
        return False


def _require_ours(path: Path) -> None:
    """Look at the first bytes, before SQLite does."""
    with regular_file(path, _unreadable) as file:
        head = file.read(100)
    if not looks_like_experiment(head):
        raise ExperimentFileError(
            Fault.NOT_OURS,
            QT_TRANSLATE_NOOP("Errors", "“{file}” is no PG Desktop experiment."),
            file=shown_name(path),
        )


def _unreadable(template: str, **arguments: Any) -> ExperimentFileError:
    return ExperimentFileError(Fault.UNREADABLE, template, **arguments)


def _check(path: Path, connection: sqlite3.Connection, *, writable: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.VERSION:
        raise ExperimentFileError(
            Fault.NEWER,
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” comes from a newer PG Desktop: it has version {found} and this program knows version "
                "{known}; update PG Desktop to open it.",
            ),
            file=shown_name(path),
            found=version,
            known=schema.VERSION,
        )
    if not schema.is_ours(connection, version):
        raise damaged(path, QT_TRANSLATE_NOOP("Errors", "its tables are not those of an experiment"))
    if version < schema.VERSION and writable:
        schema.migrate(connection, version)
