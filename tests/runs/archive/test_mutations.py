"""An experiment that was damaged or forged is refused in a sentence, or is what it says: nothing changes silently."""

import hashlib
import random
import resource
import sqlite3
import time
from contextlib import closing

import numpy as np
import pytest

from pg_desktop.messages import UserError
from pg_desktop.storage.experiment.packed import pack, unpack
from tests.runs.archive.everything import everything
from tests.runs.archive.experiment_mutations import mutated
from tests.runs.archive.small_runs import small_records, write_records
from tests.storage.watching import nothing_is_executed

ALL = 5000
AT_A_TIME = 250


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A file with a run of each algorithm, with edits and checkpoints."""
    path = tmp_path_factory.mktemp("original") / "e.pglab"
    write_records(path, small_records(2))
    return path.read_bytes()


def try_mutations(original, folder, seeds):
    """How many were refused, and how many were what the original is; all must be one or the other, and soon."""
    whole = folder / "whole.pglab"
    whole.write_bytes(original)
    wanted, refused, same = everything(whole), 0, 0
    path = folder / "e.pglab"
    for seed in seeds:
        content, sealed = mutated(original, random.Random(seed), folder)
        path.write_bytes(content)
        started = time.process_time()
        try:
            with nothing_is_executed():
                found = everything(path)
        except UserError as error:
            refused += 1
            assert str(error).isprintable(), seed
            assert len(str(error)) < 400, (seed, str(error))
            assert time.process_time() - started < 1, seed
        else:
            assert sealed or found == wanted, seed
            same += found == wanted
        assert path.read_bytes() == content, seed
        for left in folder.glob("e.pglab-*"):
            left.unlink()
    return refused, same


def test_mutations(original, tmp_path):
    refused, _ = try_mutations(original, tmp_path, range(120))
    assert refused > 60


@pytest.mark.slow
@pytest.mark.parametrize("part", range(ALL // AT_A_TIME))
def test_many_mutations(part, original, tmp_path, scoreboard):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seeds = range(1000 + part * AT_A_TIME, 1000 + (part + 1) * AT_A_TIME)
    refused, _ = try_mutations(original, tmp_path, seeds)
    assert refused > AT_A_TIME / 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # KiB
    scoreboard("mutated-experiments", AT_A_TIME, of=ALL)


def forge(path, change, table):
    """Change rows together with their checksums, as somebody would who means it."""
    key = {"runs": "id", "checkpoints": "run * 1000 + update_number"}[table]
    with closing(sqlite3.connect(path)) as connection, connection:
        for row, text in connection.execute(f"SELECT {key}, json FROM {table}").fetchall():  # noqa: S608
            forged = change(text)
            digest = hashlib.sha256(forged.encode()).hexdigest()
            connection.execute(
                f"UPDATE {table} SET json = ?, sha256 = ? WHERE {key} = ?",  # noqa: S608
                (forged, digest, row),
            )


def forge_arrays(path, change):
    """Change the numbers of all states together with what they are called."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for run, update, blob in connection.execute("SELECT run, update_number, blob FROM checkpoints").fetchall():
            (content,) = connection.execute("SELECT bytes FROM blobs WHERE sha256 = ?", (blob,)).fetchone()
            content = pack(change(unpack(content)))
            digest = hashlib.sha256(content).hexdigest()
            connection.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (digest, content))
            connection.execute(
                "UPDATE checkpoints SET blob = ? WHERE run = ? AND update_number = ?", (digest, run, update)
            )


JSON_LIES = {
    "a hidden size of 10^9": ("checkpoints", '"hidden_sizes":[8', '"hidden_sizes":[1000000000'),
    "more layers": ("checkpoints", '"hidden_sizes":[8', '"hidden_sizes":[8,8'),
    "another activation": ("checkpoints", '"activation":"', '"activation":"__import__'),
    "another environment": ("checkpoints", '"environment":"CartPole-v1"', '"environment":"Pendulum-v1"'),
    "a setting out of range": ("checkpoints", '"hidden_size":8', '"hidden_size":100000'),
    "an unknown setting": ("checkpoints", '"hidden_size":8', '"hidden_size":8,"code":"1"'),
    "negative counts": ("checkpoints", '"update":', '"update":-'),
    "a random generator of another kind": ("checkpoints", '"bit_generator":"PCG64"', '"bit_generator":"MT19937"'),
    "a name of a megabyte": ("runs", '"name":""', '"name":"' + "x" * 2**20 + '"'),
    "a number that is no number": ("runs", '"number":1', '"number":"1"'),
    "fewer updates than it has columns of": ("runs", '"updates":3', '"updates":2'),
    "more episodes than it has": ("runs", '"episodes":6', '"episodes":7'),
    "edits that it has not": ("runs", '"edits":1', '"edits":2'),
    "a parent of its own": ("runs", '"parent":null', '"parent":{"run":1,"update":0}'),
    "deep JSON": ("runs", '"made_with":{', '"made_with":{"deep":' + '{"a":' * 40 + "1" + "}" * 40 + ","),
}


@pytest.mark.parametrize("lie", JSON_LIES)
def test_a_lie_with_a_right_checksum_is_refused(lie, original, tmp_path):
    path = tmp_path / "e.pglab"
    path.write_bytes(original)
    table, old, new = JSON_LIES[lie]
    changed = []

    def change(text):
        changed.append(old in text)
        return text.replace(old, new, 1)

    forge(path, change, table)
    assert any(changed)
    with pytest.raises(UserError) as caught:
        everything(path)
    assert len(str(caught.value)) < 400


def _replaced(name, make):
    def change(arrays):
        found = [key for key in arrays if key.endswith(name)]
        return {**arrays, **{key: make(arrays[key]) for key in found}}

    return change


ARRAY_LIES = {
    "weights that are NaN": _replaced("weights_P", lambda array: np.full_like(array, np.nan)),
    "weights that are too few": _replaced("weights_P", lambda array: array[:-1].copy()),
    "weights in two dimensions": _replaced("weights_P", lambda array: array.reshape(1, -1)),
    "weights of another type": _replaced("weights_P", lambda array: array.astype(np.float64)),
    "moments that are too many": _replaced("mean_P", lambda array: np.append(array, array[:1])),
    "squares that are negative": _replaced("square_P", lambda array: -np.abs(array) - 1),
    "observations of another world": _replaced("recent_BO", lambda array: np.zeros((3, 7), np.float32)),
    "returns that are infinite": _replaced("last_returns", lambda array: np.full(3, np.inf)),
    "one array too many": lambda arrays: {**arrays, "more": np.zeros(1)},
    "one array too few": lambda arrays: {key: array for key, array in arrays.items() if "last_returns" not in key},
}


@pytest.mark.parametrize("lie", ARRAY_LIES)
def test_numbers_that_cannot_be_are_refused(lie, original, tmp_path):
    path = tmp_path / "e.pglab"
    path.write_bytes(original)
    forge_arrays(path, ARRAY_LIES[lie])
    with pytest.raises(UserError):
        everything(path)


def test_a_bomb_is_not_unpacked(original, tmp_path):
    import zlib

    path = tmp_path / "e.pglab"
    path.write_bytes(original)
    bomb = b"\1" + zlib.compress(bytes(300 * 2**20), 9)
    digest = hashlib.sha256(bomb).hexdigest()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO blobs VALUES (?, ?)", (digest, bomb))
        connection.execute("UPDATE columns SET blob = ?", (digest,))
    with pytest.raises(UserError, match="unpacks to more than"):
        everything(path)
