"""An open experiment file: rows go in and out, within transactions, and what has changed by itself is noticed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.storage.atomic import replacing
from pg_desktop.storage.experiment import schema
from pg_desktop.storage.experiment.connecting import connected
from pg_desktop.storage.experiment.copying import copy_database
from pg_desktop.storage.experiment.faults import ExperimentFileError, Fault, damaged, told, too_large
from pg_desktop.storage.shown import shown_name
from pg_desktop.storage.strict_json import JsonError, parse_json

JSON_MAX: Final = 16 * 2**20
"""Longest JSON of a row in bytes, and of all rows that are read together in characters."""
ROWS_MAX: Final = 100_000
"""Most rows that are read together."""


@dataclass(frozen=True)
class ColumnsRow:
    """Where the columns of some updates of a run are; see `schema`."""

    first_update: int
    stop_update: int
    blob: str


@dataclass(frozen=True)
class StateRow:
    """A state of a run; `update` is `schema.LEFT` for the one in which it was left."""

    update: int
    json: Any
    blob: str


@dataclass(frozen=True)
class EpisodeRow:
    """An episode that was shown: what is known of it, and what its steps are called."""

    id: int
    json: Any
    blob: str


class ExperimentFile:
    """One connection to a file. Belongs to one thread at a time.

    Attributes:
        path: where the file is.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Take a connection; see `create` and `open`."""
        self.path = path
        self._connection = connection
        self._known: set[str] = set()
        """Blobs that are there for certain."""

    @classmethod
    def create(cls, path: Path, *, exclusive: bool = False) -> ExperimentFile:
        """Make an empty file, which must not be there yet.

        Args:
            path: where.
            exclusive: whether nobody else may open it meanwhile.

        Raises:
            UserError: if it cannot be.
        """
        if path.exists():
            raise ExperimentFileError(
                Fault.UNWRITABLE,
                QT_TRANSLATE_NOOP("Errors", "There is something named “{file}” already; choose another name."),
                file=shown_name(path),
            )
        with replacing(path) as (temporary, _), told(path), closing(sqlite3.connect(temporary)) as connection:
            schema.create(connection)
            connection.commit()
        try:
            return cls.open(path, writable=True, exclusive=exclusive)
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise

    @classmethod
    def open(cls, path: Path, *, writable: bool = False, exclusive: bool = False) -> ExperimentFile:
        """Open a file, which may come from a stranger; one of an earlier version becomes one of this if writable.

        Args:
            path: where it is.
            writable: whether rows are going to be written.
            exclusive: whether nobody else may open it meanwhile.

        Raises:
            ExperimentFileError: if it cannot be, or is not one of ours.
        """
        return cls(path, connected(path, writable=writable, exclusive=exclusive))

    def close(self, *, single: bool = False) -> None:
        """Close it; with `single` so that everything is in the one file, to be taken elsewhere."""
        try:
            if single:
                with told(self.path):
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    self._connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            self._connection.close()

    def check(self) -> None:
        """Look whether the file's pages are as SQLite would have written them.

        Raises:
            ExperimentFileError: if they are not.
        """
        self._check("1")

    def check_tables(self) -> None:
        """See `check`, without the blobs, which are most of a file: reading one tells whether it is what it was.

        Raises:
            ExperimentFileError: if they are not.
        """
        for table in (
            "meta",
            "runs",
            "edits",
            "columns",
            "checkpoints",
            *(("episodes",) if self._has_episodes else ()),
        ):
            self._check(table)

    def hold(self) -> bool:
        """Have everything stay as it is for this connection until it is closed; False if others may write meanwhile.

        Raises:
            ExperimentFileError: if somebody is writing.
        """
        self._do("BEGIN")
        self._rows("SELECT count(*) FROM meta")
        return self._rows("PRAGMA journal_mode") == [("delete",)]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Within this, everything is written or nothing.

        Raises:
            ExperimentFileError: if it cannot be written; then nothing is.
        """
        known = set(self._known)
        with told(self.path):
            if self._connection.in_transaction:  # the last one could not even be taken back
                self._connection.execute("ROLLBACK")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._known = known
                if self._connection.in_transaction:
                    with suppress(sqlite3.Error):  # what went wrong first is what is told
                        self._connection.execute("ROLLBACK")
                raise

    def meta(self) -> dict[str, Any]:
        """All that is known of the whole.

        Raises:
            ExperimentFileError: if it is damaged.
        """
        rows = self._bounded_rows("SELECT json, sha256, key FROM meta ORDER BY key")
        return {key: self._json(text, digest, key) for text, digest, key in rows}

    def set_meta(self, key: str, value: Any) -> None:
        """Keep something that is known of the whole."""
        self._do("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", key, *_text(value))

    def runs(self) -> dict[int, Any]:
        """The JSON of all runs by their ids, in ascending order.

        Raises:
            ExperimentFileError: if one is damaged.
        """
        rows = self._bounded_rows("SELECT json, sha256, id FROM runs ORDER BY id")
        return {run: self._json(text, digest, f"run {run}") for text, digest, run in rows}

    def set_run(self, run: int, value: Any) -> None:
        """Keep the JSON of a run."""
        self._do("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", run, *_text(value))

    def delete_runs(self, runs: Iterable[int]) -> None:
        """Forget runs with all that belongs to them; see `sweep`."""
        for run in runs:
            self._do("DELETE FROM runs WHERE id = ?", run)
            for table in ("edits", "columns", "checkpoints"):
                self._do(f"DELETE FROM {table} WHERE run = ?", run)  # noqa: S608 (a name of ours)

    def edits(self, run: int) -> list[Any]:
        """The JSON of a run's edits, in order.

        Raises:
            ExperimentFileError: if one is damaged, or missing.
        """
        rows = self._bounded_rows("SELECT json, sha256, number FROM edits WHERE run = ? ORDER BY number", run)
        if [number for _, _, number in rows] != [*range(len(rows))]:
            raise damaged(self.path, QT_TRANSLATE_NOOP("Errors", "an edit is missing"))
        return [self._json(text, digest, f"edit {number} of run {run}") for text, digest, number in rows]

    def set_edits(self, run: int, first: int, values: Sequence[Any]) -> None:
        """Keep a run's edits from the one numbered `first` on; those after the last one are forgotten."""
        self._do("DELETE FROM edits WHERE run = ? AND number >= ?", run, first)
        for number, value in enumerate(values, start=first):
            self._do("INSERT INTO edits VALUES (?, ?, ?, ?)", run, number, *_text(value))

    def columns(self, run: int) -> tuple[ColumnsRow, ...]:
        """Where the columns of a run are, in order."""
        rows = self._bounded_rows(
            "SELECT blob, first_update, stop_update FROM columns WHERE run = ? ORDER BY first_update", run
        )
        return tuple(ColumnsRow(first, stop, blob) for blob, first, stop in rows)

    def set_columns(self, run: int, row: ColumnsRow) -> None:
        """Keep where the columns of some updates are, in the place of those that began there."""
        self._do("INSERT OR REPLACE INTO columns VALUES (?, ?, ?, ?)", run, row.first_update, row.stop_update, row.blob)

    def states(self, run: int) -> tuple[StateRow, ...]:
        """The states of a run, the one in which it was left first.

        Raises:
            ExperimentFileError: if one is damaged.
        """
        rows = self._bounded_rows(
            "SELECT json, sha256, update_number, blob FROM checkpoints WHERE run = ? ORDER BY update_number", run
        )
        return tuple(
            StateRow(update, self._json(text, digest, f"state {update} of run {run}"), blob)
            for text, digest, update, blob in rows
        )

    def state_updates(self, run: int) -> frozenset[int]:
        """The updates of the states of a run that there are, with `schema.LEFT` for the one in which it was left."""
        return frozenset(update for (update,) in self._rows("SELECT update_number FROM checkpoints WHERE run = ?", run))

    def set_state(self, run: int, row: StateRow) -> None:
        """Keep a state of a run, in the place of one of the same update, whose blob goes if no other row means it."""
        key = run, row.update
        before = self._rows("SELECT blob FROM checkpoints WHERE run = ? AND update_number = ?", *key)
        self._do("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?)", *key, *_text(row.json), row.blob)
        for (digest,) in before:  # where a run is left is written every second: it must not pile up until it is swept
            if not self._rows(f"SELECT 1 WHERE ? IN ({self._meant})", digest):
                self._forget(digest)

    def delete_states(self, run: int, updates: Iterable[int]) -> None:
        """Forget states of a run; see `sweep`."""
        for update in updates:
            self._do("DELETE FROM checkpoints WHERE run = ? AND update_number = ?", run, update)

    def episodes(self) -> tuple[EpisodeRow, ...]:
        """The episodes that were shown, in ascending order of their ids; none in a file of version 1.

        Raises:
            ExperimentFileError: if one is damaged.
        """
        if not self._has_episodes:
            return ()
        rows = self._bounded_rows("SELECT json, sha256, id, blob FROM episodes ORDER BY id")
        return tuple(
            EpisodeRow(number, self._json(text, digest, f"episode {number}"), blob)
            for text, digest, number, blob in rows
        )

    def set_episode(self, row: EpisodeRow) -> None:
        """Keep an episode, in the place of one of the same id."""
        self._do("INSERT OR REPLACE INTO episodes VALUES (?, ?, ?, ?)", row.id, *_text(row.json), row.blob)

    def delete_episodes(self, ids: Iterable[int]) -> None:
        """Forget episodes; see `sweep`."""
        for number in ids:
            self._do("DELETE FROM episodes WHERE id = ?", number)

    @property
    def _has_episodes(self) -> bool:
        return bool(self._rows("PRAGMA user_version") >= [(2,)])

    def put_blob(self, content: bytes) -> str:
        """Keep some bytes, unless they are there already; returns what rows call them."""
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._known:
            self._do("INSERT OR IGNORE INTO blobs VALUES (?, ?)", digest, content)
            self._known.add(digest)
        return digest

    def has(self, digest: str) -> bool:
        """Whether this connection has put a blob and it is still there; cheap."""
        return digest in self._known

    def blob(self, digest: str) -> bytes:
        """The bytes that a row calls so.

        Raises:
            ExperimentFileError: if they are missing or others.
        """
        rows = self._rows("SELECT bytes FROM blobs WHERE sha256 = ?", digest)
        if not rows or hashlib.sha256(rows[0][0]).hexdigest() != digest:
            raise damaged(self.path, QT_TRANSLATE_NOOP("Errors", "numbers are missing or have changed"))
        content: bytes = rows[0][0]
        return content

    def states_with(self, text: str) -> dict[str, Any]:
        """The JSON, by its SHA-256, of all states of all runs in which some text occurs."""
        rows = self._bounded_rows("SELECT json, sha256 FROM checkpoints WHERE instr(json, ?)", text)
        return {digest: self._json(found, digest, "a state") for found, digest in rows}

    def sweep(self, used_besides: Iterable[str] = ()) -> None:
        """Let go of blobs that no row means, and of the room that they took in the file.

        Args:
            used_besides: those that the JSON of states names.
        """
        used = {digest for (digest,) in self._rows(self._meant)}
        used.update(used_besides)
        for (digest,) in self._rows("SELECT sha256 FROM blobs"):
            if digest not in used:
                self._forget(digest)
        ((unused,),) = self._rows("PRAGMA freelist_count")
        for _ in range(unused):  # Python lets SQLite go but one step at a time
            self._do("PRAGMA incremental_vacuum(1)")

    def _forget(self, digest: str) -> None:
        self._do("DELETE FROM blobs WHERE sha256 = ?", digest)
        self._known.discard(digest)

    @property
    def _meant(self) -> str:
        """Asks for all blobs that rows mean."""
        tables = ("columns", "checkpoints", *(("episodes",) if self._has_episodes else ()))
        return " UNION ALL ".join(f"SELECT blob FROM {table}" for table in tables)  # noqa: S608 (names of ours)

    def save_copy(self, path: Path, going_on: Callable[[], None] = lambda: None) -> None:
        """Write all of it to another file, which is at every moment the old one or the new one, complete.

        Args:
            path: where to.
            going_on: is called again and again meanwhile; what it raises ends it and passes through.

        Raises:
            UserError: if it cannot be written.
        """
        copy_database(self._connection, path, going_on)

    def _check(self, what: str) -> None:
        if self._rows(f"PRAGMA quick_check({what})") != [("ok",)]:
            raise damaged(self.path, QT_TRANSLATE_NOOP("Errors", "its pages do not hang together"))

    def _rows(self, query: str, *arguments: Any) -> list[Any]:
        with told(self.path):
            return self._connection.execute(query, arguments).fetchall()

    def _bounded_rows(self, query: str, *arguments: Any) -> list[Any]:
        """Rows that begin with a text, of which no more comes into memory than there may be."""
        before = self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, JSON_MAX)
        rows, left = list[Any](), JSON_MAX
        try:
            with told(self.path):
                for row in self._connection.execute(query, arguments):
                    left -= len(row[0])
                    if left < 0 or len(rows) >= ROWS_MAX:
                        raise too_large(self.path)
                    rows.append(row)
        finally:
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)
        return rows

    def _do(self, statement: str, *arguments: Any) -> None:
        with told(self.path):
            self._connection.execute(statement, arguments)

    def _json(self, text: str, digest: str, place: str) -> Any:
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            raise damaged(self.path, QT_TRANSLATE_NOOP("Errors", "a checksum does not agree with what it is of"))
        try:
            return parse_json(text.encode())
        except JsonError as reason:
            raise damaged(self.path, f"{place}: {reason}") from None


def _text(value: Any) -> tuple[str, str]:
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
