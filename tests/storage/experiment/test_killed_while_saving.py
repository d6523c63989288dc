"""`kill -9` at a random instant of Save: the file is the old one or the new one, whole, and nothing else is left."""

import random
import subprocess
import sys
import time
from contextlib import closing

import pytest

from pg_desktop.storage.experiment.file import ColumnsRow, ExperimentFile
from pg_desktop.storage.leftovers import sweep_all

KILLS = 200
AT_A_TIME = 20
BLOBS = 40
BLOB_BYTES = 100_000
UP_TO_SECONDS = 0.1


@pytest.fixture
def working(tmp_path):
    """A working copy of 4 MB."""
    path = tmp_path / "working" / "experiment.pglab"
    path.parent.mkdir()
    file = ExperimentFile.create(path)
    with file.transaction():
        file.set_meta("saved", 0)
        for number in range(BLOBS):
            blob = file.put_blob(random.Random(number).randbytes(BLOB_BYTES))
            file.set_columns(1, ColumnsRow(number, number + 1, blob))
    file.close(single=True)
    return path


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "mine" / "e.pglab"
    path.parent.mkdir()
    return path


def names(path):
    return sorted(each.name for each in path.parent.iterdir())


def saved(path):
    """Which copy it is; fails unless it is whole."""
    with closing(ExperimentFile.open(path)) as file:
        file.check()
        assert sum(len(file.blob(row.blob)) for row in file.columns(1)) == BLOBS * BLOB_BYTES
        return file.meta()["saved"]


def kill_while_saving(working, target, seconds):
    """Kill it some time after it has saved once; the number of the last copy that it has said was saved."""
    command = [sys.executable, "-m", "tests.storage.experiment.saving", str(working), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        first = int(process.stdout.readline())
        time.sleep(seconds)
        process.kill()
        rest, complaints = process.communicate(timeout=60)
    assert complaints == ""
    return max([first, *map(int, rest.split())])


def killed(numbers, working, target):
    """How often a copy was left, which is that of a process that is no more."""
    left = 0
    for number in numbers:
        last = kill_while_saving(working, target, random.Random(number).uniform(0, UP_TO_SECONDS))
        assert saved(target) in (last, last + 1)
        left += len(names(target)) > 1
        sweep_all([target.parent])  # as the next start does
        assert names(target) == ["e.pglab"]
        assert saved(target) in (last, last + 1)
    return left


def test_some_instants(working, target):
    killed(range(1000, 1003), working, target)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(KILLS // AT_A_TIME))
def test_at_random_instants(part, working, target, scoreboard):
    left = killed(range(part * AT_A_TIME, (part + 1) * AT_A_TIME), working, target)
    assert left  # else none of them was within Save
    scoreboard("killed-save", AT_A_TIME, of=KILLS)
