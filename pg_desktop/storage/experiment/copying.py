"""Copying a database into another file, which is at every moment the old one or the new one, complete."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pg_desktop.storage.atomic import replacing
from pg_desktop.storage.experiment.faults import told

_PAGES_AT_ONCE: Final = 4096
_JOURNAL_VERSIONS: Final = 18
"""Where SQLite's header says what is beside the file."""
_NO_LOG: Final = b"\1\1"


def copy_database(connection: sqlite3.Connection, path: Path, going_on: Callable[[], None]) -> None:
    """Write all that a connection sees to another file.

    Args:
        connection: to what is copied.
        path: where to.
        going_on: is called again and again meanwhile; what it raises ends it and passes through.

    Raises:
        UserError: if it cannot be written.
    """
    with replacing(path) as (temporary, opened), told(path):
        _require_room(connection, path)
        copy = sqlite3.connect(temporary, isolation_level=None)
        try:
            copy.execute("PRAGMA journal_mode = OFF")  # it replaces nothing before it is complete
            copy.execute("PRAGMA synchronous = OFF")
            connection.backup(copy, pages=_PAGES_AT_ONCE, progress=lambda *_: going_on())
        finally:
            copy.close()
        # As the working copy has a log beside it, the copy says that it has one, too; whoever opened it would make one
        # there, and could not where only reading is permitted.
        opened.seek(_JOURNAL_VERSIONS)
        opened.write(_NO_LOG)


def _require_room(connection: sqlite3.Connection, path: Path) -> None:
    """Find out beforehand, rather than take what is left of the disk from everybody else.

    Raises:
        OSError: ENOSPC.
    """
    (pages,), (size,) = (connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size"))
    if shutil.disk_usage(path.absolute().parent).free < pages * size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
