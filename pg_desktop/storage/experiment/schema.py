"""What is in an experiment file: its tables, its version, and how files of earlier versions become ones of this one.

| table         | a row is                                                                                            |
|---------------|-----------------------------------------------------------------------------------------------------|
| `meta`        | something that is known of the whole, JSON by its key                                               |
| `runs`        | a run: JSON of all that is little (settings, parent, label, measurements, how far it has come)      |
| `edits`       | something that was changed in a run                                                                 |
| `columns`     | what a run measured in some consecutive updates                                                     |
| `checkpoints` | a state of a run to go back to, or, where `update_number` is −1, that in which it was left          |
| `episodes`    | an episode that a human or a scripted player has shown (from version 2 on)                          |
| `blobs`       | numbers, packed, under the SHA-256 of what is stored; several rows may mean the same ones            |

Each row that holds JSON has the SHA-256 of its JSON beside it, and rows that mean a blob name its
SHA-256, so that what has changed by itself is noticed. A branch has rows of its own that mean the blobs of its parent.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import Final

from pg_desktop.storage.experiment.recognised import APPLICATION_ID

VERSION: Final = 3

LEFT: Final = -1
"""In the place of an update: the state in which a run was left."""

_TABLES: Final = (  # of version 1
    """CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    json TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE runs (
    id INTEGER PRIMARY KEY NOT NULL,
    json TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT""",
    """CREATE TABLE edits (
    run INTEGER NOT NULL,
    number INTEGER NOT NULL,
    json TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE columns (
    run INTEGER NOT NULL,
    first_update INTEGER NOT NULL,
    stop_update INTEGER NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (run, first_update)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE checkpoints (
    run INTEGER NOT NULL,
    update_number INTEGER NOT NULL,
    json TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (run, update_number)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY NOT NULL,
    bytes BLOB NOT NULL
) STRICT""",
)

_STEPS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE episodes (
    id INTEGER PRIMARY KEY NOT NULL,
    json TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    blob TEXT NOT NULL
) STRICT""",
    ),
    (),  # blobs hold tables of 0 and 1 as bits, and states name blobs of what they have in common
)
"""Statements that make a file of version 1 one of version 2, one of version 2 one of version 3, and so on."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database; within a transaction of the caller."""
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # see `ExperimentFile.sweep`; only an empty file heeds it
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for table in _TABLES:
        connection.execute(table)
    migrate(connection, 1)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Make a file of an earlier version one of this; within a transaction of the caller."""
    for statements in _STEPS[version - 1 :]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_ours(connection: sqlite3.Connection, version: int) -> bool:
    """Whether a database has exactly the tables of a version: no trigger, view, virtual table or index besides."""
    return 1 <= version <= VERSION and _objects(connection) == _of_version(version)


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str, str, str | None]]:
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


@cache
def _of_version(version: int) -> set[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in _TABLES:
            connection.execute(table)
        for statements in _STEPS[: version - 1]:
            for statement in statements:
                connection.execute(statement)
        return _objects(connection)
