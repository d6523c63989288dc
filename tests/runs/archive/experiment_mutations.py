"""What may happen to an experiment file, by a seed: damage that knows nothing of it, and lies of somebody who does."""

import hashlib
import json
import sqlite3
from contextlib import closing, suppress

import numpy as np

from pg_desktop.storage.experiment.packed import pack, unpack
from tests.storage.mutations import lie, respelt

PAGE = 4096
KEYS = {"meta": "key", "runs": "id", "edits": "rowid_of", "checkpoints": "rowid_of"}
STATEMENTS = (
    "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END",
    "CREATE TRIGGER t BEFORE UPDATE ON meta BEGIN SELECT load_extension('x'); END",
    "CREATE VIEW v AS SELECT * FROM runs",
    "CREATE TABLE more (x)",
    "CREATE INDEX i ON blobs (bytes)",
    "CREATE VIRTUAL TABLE f USING fts5(x)",
    "CREATE VIRTUAL TABLE r USING rtree(a, b, c)",
    "ALTER TABLE runs RENAME COLUMN json TO text",
    "ALTER TABLE blobs ADD COLUMN code TEXT DEFAULT 'x'",
    "DROP TABLE columns",
    "UPDATE sqlite_schema SET rootpage = 2",
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE runs (id, json AS (randomblob(1e9)), sha256)' WHERE name = 'runs'",
    "PRAGMA user_version = 999",
    "PRAGMA user_version = -1",
    "PRAGMA application_id = 1",
    "PRAGMA journal_mode = WAL",
    "PRAGMA encoding = 'UTF-16'",
    "DELETE FROM blobs",
    "DELETE FROM runs WHERE id = 1",
    "DELETE FROM checkpoints WHERE update_number = -1",
    "DELETE FROM columns WHERE run = 2",
    "UPDATE columns SET stop_update = stop_update + 1",
    "UPDATE columns SET first_update = 9223372036854775807",
    "UPDATE columns SET run = 3 - run",
    "UPDATE checkpoints SET run = 3 - run",
    "UPDATE checkpoints SET update_number = update_number + 1000000",
    "UPDATE checkpoints SET blob = (SELECT max(sha256) FROM blobs)",
    "UPDATE runs SET id = id + 9223372036854775000",
    "UPDATE runs SET id = -id",
    "UPDATE edits SET run = 77",
    "UPDATE edits SET number = number + 1",
    "UPDATE blobs SET bytes = zeroblob(100000)",
    "UPDATE runs SET json = json || ' '",
    "INSERT INTO meta VALUES ('x' || hex(zeroblob(100000)), '1', '1')",
)


def mutated(content, rng, folder):
    """A copy with something wrong, and whether it says what it is by checksums that agree."""
    if rng.random() < 0.5:
        return _damaged(content, rng), False
    path = folder / "forged.pglab"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection, connection:
        rng.choice((_document_lies, _document_lies, _numbers_lie, _tables_lie))(connection, rng)
    forged = path.read_bytes()
    for left in folder.glob("forged.pglab*"):
        left.unlink()
    return forged, True


def _damaged(content, rng):
    data = bytearray(content)
    match rng.randrange(6):
        case 0:
            for _ in range(rng.randrange(1, 4)):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        case 1:
            del data[rng.randrange(len(data)) :]
        case 2:
            start = rng.randrange(len(data))
            data[start : start + rng.randrange(1, 200)] = rng.randbytes(rng.randrange(1, 200))
        case 3:
            one, other = (rng.randrange(len(data) // PAGE) * PAGE for _ in range(2))
            data[one : one + PAGE] = content[other : other + PAGE]
        case 4:
            start = rng.randrange(len(data) // PAGE) * PAGE
            data[start : start + PAGE] = bytes(PAGE)
        case 5:
            data[rng.randrange(100)] = rng.randrange(256)
    return bytes(data)


def _document_lies(connection, rng):
    """JSON that says something else, under a checksum that agrees."""
    table = rng.choice(("meta", "runs", "edits", "checkpoints", "checkpoints"))
    text, digest = rng.choice(connection.execute(f"SELECT json, sha256 FROM {table}").fetchall())  # noqa: S608
    if rng.random() < 0.2 and "{" in text:
        text = respelt(rng, text)
    else:
        document = {"": json.loads(text)}
        for _ in range(rng.choice((1, 1, 2))):
            with suppress(IndexError):  # the first one has left nothing
                lie(rng, document)
        text = json.dumps(document.get(""))
    if rng.random() < 0.05:
        text = '{"a":' * 5000 + "1" + "}" * 5000
    with suppress(UnicodeError):
        forged = hashlib.sha256(text.encode()).hexdigest()
        connection.execute(
            f"UPDATE {table} SET json = ?, sha256 = ? WHERE sha256 = ?",  # noqa: S608
            (text, forged, digest),
        )


def _numbers_lie(connection, rng):
    """Arrays of another shape, type or content, under a name that agrees."""
    table = rng.choice(("columns", "checkpoints"))
    (digest,) = rng.choice(connection.execute(f"SELECT blob FROM {table}").fetchall())  # noqa: S608
    (content,) = connection.execute("SELECT bytes FROM blobs WHERE sha256 = ?", (digest,)).fetchone()
    arrays = unpack(content)
    name = rng.choice(sorted(arrays))
    forged = _forged(dict(arrays), name, rng)
    connection.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (hashlib.sha256(forged).hexdigest(), forged))
    connection.execute(
        f"UPDATE {table} SET blob = ? WHERE blob = ?",  # noqa: S608
        (hashlib.sha256(forged).hexdigest(), digest),
    )


def _forged(arrays, name, rng):
    array = arrays[name]
    match rng.randrange(8):
        case 0:
            with np.errstate(invalid="ignore"):
                arrays[name] = array.astype(rng.choice((np.float32, np.float64, np.int64)))
        case 1:
            arrays[name] = array.reshape(-1)[: rng.randrange(array.size + 1)].copy()
        case 2:
            arrays[name] = np.full_like(array, rng.choice((0, -1, 7, 2**30)))
        case 3:
            number = rng.choice((np.nan, np.inf, -np.inf, 1e38))
            arrays[name] = np.full_like(array, number) if array.dtype.kind == "f" else -array
        case 4:
            del arrays[name]
        case 5:
            arrays[rng.choice(("more", "algorithm.more", "metric.<b>", "../x"))] = array
        case 6:
            arrays[name] = array.reshape(1, *array.shape)
        case 7:
            blob = bytearray(pack(arrays))
            blob[rng.randrange(len(blob))] ^= 1 << rng.randrange(8)
            return bytes(blob)
    return pack(arrays)


def _tables_lie(connection, rng):
    connection.execute("PRAGMA writable_schema = ON")
    for _ in range(rng.choice((1, 1, 2))):
        with suppress(sqlite3.Error):
            connection.execute(rng.choice(STATEMENTS))
