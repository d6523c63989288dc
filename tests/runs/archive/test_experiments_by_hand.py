"""Experiments that somebody made on purpose: each is refused in one sentence, at once, and does nothing else."""

import hashlib
import json
import os
import socket
import sqlite3
import time
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from pg_desktop.messages import QUOTED_MAX, UserError
from pg_desktop.storage.experiment.packed import pack
from tests.runs.archive.everything import everything
from tests.runs.archive.small_runs import small_records, write_records
from tests.storage.test_policies_by_hand import Canary, bombs, pickles, zipped
from tests.storage.watching import at_once, nothing_is_executed

posix = pytest.mark.skipif(os.name == "nt", reason="there is no such thing on Windows")
HEADER = b"SQLite format 3\0" + bytes((16, 0, 1, 1, 0, 64, 32, 32)) + bytes(44) + b"PGLB" + bytes(28)
MIB = 2**20


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    path = tmp_path_factory.mktemp("original") / "e.pglab"
    write_records(path, small_records(2))
    return path.read_bytes()


def refused(path):
    """The sentence with which a file is refused."""
    started = time.process_time()
    with nothing_is_executed(), pytest.raises(UserError) as caught:
        everything(path)
    assert time.process_time() - started < 1
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert len(sentence) < 2 * QUOTED_MAX
    return sentence


def changed(path, original, change):
    path.write_bytes(original)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        change(connection)


def put(connection, table, text, where="1"):
    digest = digest_of(text)
    if table == "meta":
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('experiment', ?, ?)", (text, digest))
    connection.execute(f"UPDATE {table} SET json = ?, sha256 = ? WHERE {where}", (text, digest))  # noqa: S608


def blob(connection, content, table="checkpoints"):
    digest = hashlib.sha256(content).hexdigest()
    connection.execute("INSERT INTO blobs VALUES (?, ?)", (digest, content))
    connection.execute(f"UPDATE {table} SET blob = ?", (digest,))  # noqa: S608


def run_with(connection, **changes):
    (text,) = connection.execute("SELECT json FROM runs WHERE id = 1").fetchone()
    put(connection, "runs", json.dumps({**json.loads(text), **changes}), "id = 1")


def many(connection, table, rows):
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


ROWS = 150_000
STATEMENTS = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END",
    "a trigger that loads code": "CREATE TRIGGER t BEFORE UPDATE ON meta BEGIN SELECT load_extension('x'); END",
    "a view": "CREATE VIEW v AS SELECT * FROM runs",
    "an index": "CREATE INDEX i ON runs (json)",
    "a text index": "CREATE VIRTUAL TABLE f USING fts5(x)",
    "an r-tree": "CREATE VIRTUAL TABLE r USING rtree(a, b, c)",
    "another table": "CREATE TABLE more (x)",
    "a table less": "DROP TABLE edits",
    "another name": "ALTER TABLE runs RENAME TO run",
    "another column": "ALTER TABLE runs ADD COLUMN code TEXT DEFAULT 'x'",
    "markup as a table": 'CREATE TABLE "<img src=x onerror=alert(1)>" (x)',
    "directions as a table": 'CREATE TABLE "\u202eslanruoj" (x)',
    "a long name": f'CREATE TABLE "{"n" * 100_000}" (x)',
    "a table that computes": "UPDATE sqlite_schema SET sql = "
    "'CREATE TABLE runs (id INTEGER PRIMARY KEY, json AS (randomblob(1000000000)), sha256)' WHERE name = 'runs'",
    "tables in each other's place": "UPDATE sqlite_schema SET rootpage = 2",
    "no roots": "UPDATE sqlite_schema SET rootpage = 0",
    "roots beyond the end": "UPDATE sqlite_schema SET rootpage = 1000000",
    "a schema that is none": "UPDATE sqlite_schema SET sql = 'DROP TABLE runs'",
    "version 0": "PRAGMA user_version = 0",
    "version -1": "PRAGMA user_version = -1",
    "version 2147483647": "PRAGMA user_version = 2147483647",
    "no numbers": "DELETE FROM blobs",
    "other numbers": "UPDATE blobs SET bytes = zeroblob(1000)",
    "no columns": "DELETE FROM columns",
    "columns of others": "UPDATE columns SET run = run + 1 WHERE run = 2",
    "columns backwards": "UPDATE columns SET stop_update = first_update",
    "columns at the end of numbers": "UPDATE columns SET first_update = 9223372036854775807",
    "states of another update": "UPDATE checkpoints SET update_number = update_number + 7 WHERE update_number >= 0",
    "a run of another id": "UPDATE runs SET id = id + 10",
    "a run of a huge id": "UPDATE runs SET id = id + 9223372036854775000",
    "edits of nobody": "UPDATE edits SET run = run + 77",
    "an edit that is missing": "UPDATE edits SET number = number + 1",
    "a checksum that is none": "UPDATE runs SET sha256 = '<b>'",
    "a checksum of a megabyte": "UPDATE runs SET sha256 = hex(zeroblob(1000000))",
    "blanks": "UPDATE meta SET json = json || ' '",
}
CHANGES = {
    **{
        name: (lambda connection, statement=statement: connection.execute(statement))
        for name, statement in STATEMENTS.items()
    },
    "deep JSON": lambda c: put(c, "runs", '{"a":' * 100_000 + "1" + "}" * 100_000, "id = 1"),
    "deep arrays": lambda c: put(c, "meta", "[" * 100_000 + "]" * 100_000, "key = 'experiment'"),
    "JSON of 20 MB": lambda c: put(c, "runs", '"' + "x" * 20 * MIB + '"', "id = 1"),
    "JSON of 200 MB": lambda c: put(c, "runs", '"' + "x" * 200 * MIB + '"', "id = 1"),
    "a state of 100 MB": lambda c: put(c, "checkpoints", '"' + "x" * 100 * MIB + '"', "run = 1 AND update_number < 0"),
    "many texts of 2 MB": lambda c: many(
        c,
        "meta",
        [(str(n), *(text := '"' + "x" * 2 * MIB + '"', hashlib.sha256(text.encode()).hexdigest())) for n in range(30)],
    ),
    "many values": lambda c: put(c, "runs", "[" + "0," * 300_000 + "0]", "id = 1"),
    "many edits": lambda c: many(c, "edits", [(1, n + 1, "{}", digest_of("{}")) for n in range(ROWS)]),
    "many columns": lambda c: many(c, "columns", [(1, n + 1000, n + 1001, "x") for n in range(ROWS)]),
    "many states": lambda c: many(c, "checkpoints", [(1, n + 1000, "{}", digest_of("{}"), "x") for n in range(ROWS)]),
    "a key twice": lambda c: put(c, "runs", '{"id": 1, "id": 1}', "id = 1"),
    "NaN": lambda c: put(c, "runs", '{"id": NaN}', "id = 1"),
    "infinity": lambda c: put(c, "meta", '{"last_id": 1e999}', "key = 'experiment'"),
    "a number of 5,000 digits": lambda c: put(c, "meta", '{"last_id": ' + "9" * 5000 + "}", "key = 'experiment'"),
    "memory that is none": lambda c: put(c, "meta", '{"last_id": -1, "families": {"<b>": 1}}', "key = 'experiment'"),
    "half a character": lambda c: put(c, "runs", '"\\ud800"', "id = 1"),
    "a list for a run": lambda c: put(c, "runs", "[]", "id = 1"),
    "null for a run": lambda c: put(c, "runs", "null", "id = 1"),
    "null for a state": lambda c: put(c, "checkpoints", "null", "run = 1"),
    "an edit of code": lambda c: put(c, "edits", '{"key": "__class__", "old": 1, "new": 2, "update": 1}'),
    "a run that is its own parent": lambda c: run_with(c, parent={"run": 1, "update": 0}),
    "a parent that is younger": lambda c: run_with(c, parent={"run": 2, "update": 0}),
    "no settings": lambda c: run_with(c, settings={}),
    "settings as a list": lambda c: run_with(c, settings=[["gamma", 1]]),
    "dunder": lambda c: run_with(c, __class__="os.system"),
    "a name that is a number": lambda c: run_with(c, label={"name": 7}),
    "a note of a megabyte": lambda c: run_with(c, label={"note": "<b>" * 2**20}),
    "no figures": lambda c: run_with(c, figures=None),
    "negative figures": lambda c: run_with(
        c, figures={"updates": -1, "episodes": 0, "env_steps": 0, "mean_return": None}
    ),
    "huge figures": lambda c: run_with(
        c, figures={"updates": 2**62, "episodes": 2**62, "env_steps": 2**62, "mean_return": 0.0}
    ),
    "a pickle for numbers": lambda c: blob(c, b"\x80\x04\x95" + b"x" * 100),
    "a pickle in a wrapping": lambda c: blob(c, b"\0" + b"\x80\x04\x95" + b"x" * 100),
    "a zip for numbers": lambda c: blob(c, zipped("a.npy", b"x" * 100)),
    "a bomb for numbers": lambda c: blob(c, b"\1" + zlib.compress(bytes(300 * MIB), 9)),
    "a bomb for columns": lambda c: blob(c, b"\1" + zlib.compress(bytes(300 * MIB), 9), "columns"),
    "a bomb in a bomb": lambda c: blob(c, b"\1" + zlib.compress(zlib.compress(bytes(300 * MIB), 9), 9)),
    "nothing for numbers": lambda c: blob(c, b""),
    "a mark for numbers": lambda c: blob(c, b"\0"),
    "a header of 2^63": lambda c: blob(c, b"\0" + (2**63).to_bytes(8, "little") + b"{}"),
    "no arrays": lambda c: blob(c, pack({})),
    "no columns within": lambda c: blob(c, pack({}), "columns"),
}
FILES = {
    "nothing": b"",
    "half a header": HEADER[:50],
    "a header": HEADER,
    "a header and zeros": HEADER + bytes(100_000),
    "a header and ones": HEADER + b"\xff" * 100_000,
    "another program's database": HEADER[:68] + bytes(4) + HEADER[72:] + bytes(8092),
    "pages of 512 that are of 4096": HEADER[:16] + (512).to_bytes(2, "big") + HEADER[18:] + bytes(8092),
    "pages of 1": HEADER[:16] + (1).to_bytes(2, "big") + HEADER[18:] + bytes(8092),
    "pages of 3": HEADER[:16] + (3).to_bytes(2, "big") + HEADER[18:] + bytes(8092),
    "a log that there is not": HEADER[:18] + b"\2\2" + HEADER[20:] + bytes(8092),
    "a format of the future": HEADER[:18] + b"\xff\xff" + HEADER[20:] + bytes(8092),
    "text": "Dies ist kein Experiment. \u202e<b>\x1b[31m".encode() * 100,
    "JSON": b'{"format": "pg_desktop"}',
}


LARGE = [name for name in CHANGES if " bomb " in f" {name} " or " MB" in name or name.startswith("many")]
"""Which take long to make; `tests/test_files_by_hand.py` has them, too."""


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in LARGE])
def test_somebody_who_knows_the_format(name, original, tmp_path):
    path = tmp_path / "e.pglab"
    changed(path, original, CHANGES[name])
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    assert refused(path).startswith("“e.pglab” ")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_experiment(name, tmp_path):
    path = tmp_path / "e.pglab"
    path.write_bytes(FILES[name])
    assert "e.pglab" in refused(path)
    assert path.read_bytes() == FILES[name]
    assert [each.name for each in tmp_path.iterdir()] == ["e.pglab"]


def test_what_other_programs_write(tmp_path):
    trap, path = tmp_path / "sprung", tmp_path / "e.pglab"
    for name, content in (*pickles(trap), *bombs()):
        path.write_bytes(content)
        assert refused(path).startswith("“e.pglab” "), name
    assert Canary(trap)
    assert not trap.exists()


@posix
def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.pglab")
    (tmp_path / "folder.pglab").mkdir()
    (tmp_path / "loop.pglab").symlink_to("loop.pglab")
    (tmp_path / "zero.pglab").symlink_to("/dev/zero")
    (tmp_path / "to a pipe.pglab").symlink_to("pipe.pglab")
    (tmp_path / "nowhere.pglab").symlink_to("not there")
    before = Path.cwd()
    os.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.pglab")
    os.chdir(before)
    paths = [*tmp_path.iterdir(), *map(Path, ("/dev/zero", "/dev/random", "/dev/tty", "/", "/proc/self/mem"))]
    paths += [tmp_path / ("n" * 300), tmp_path / "a\x00b", tmp_path / "\udcff\u202e\n", tmp_path / "?mode=rwc&x=#"]
    for path in paths:
        refused(path)


@posix
@pytest.mark.parametrize(
    "name", ["\x1b]0;owned\x07", "\u202eblgp", "<img src=x>", "a\nb", "n" * 255, "-rf", "%n%s", "a?mode=rwc#b%00"]
)
def test_names(name, original, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"nothing")
    assert refused(path).isprintable()
    path.write_bytes(original)
    with at_once():
        everything(path)  # whatever it is called, it is what it is
    assert [each.name for each in tmp_path.iterdir()] == [name]
