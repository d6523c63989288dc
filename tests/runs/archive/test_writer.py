"""What is taken out of an experiment can be brought back, whatever the file has forgotten meanwhile."""

from contextlib import closing

import pytest

from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.writer import ArchiveWriter
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_format import tensors_digest
from tests.runs.archive.small_runs import small_records, write_records


@pytest.fixture(scope="module")
def records():
    return small_records(3)


@pytest.fixture
def path(tmp_path, records):
    path = tmp_path / "e.pglab"
    write_records(path, records)
    return path


def opened(path):
    """The file, what is in it, and what writes to it."""
    file = ExperimentFile.open(path, writable=True)
    read = read_experiment(file, opener_of(path))
    writer = ArchiveWriter(file)
    writer.holds(read)
    return file, read, writer


def digests(record):
    states = [record.left, *(entry.payload for entry in record.checkpoints.entries())]
    shared = [chunk.tobytes() for state in states for chunk in state.shared]
    return columns_digest(record.history), [tensors_digest(state.policy().parameters) for state in states], shared


def digests_in(path):
    with closing(ExperimentFile.open(path)) as file:
        file.check()
        return [digests(record) for record in read_experiment(file, opener_of(path)).records]


@pytest.mark.parametrize("number", [0, 1], ids=["reinforce", "dqn"])
@pytest.mark.parametrize("written_before", [False, True])
def test_a_run_that_was_never_looked_at_comes_back_whole(number, written_before, path):
    wanted = digests_in(path)
    file, read, writer = opened(path)
    if written_before:
        writer.write(read.records, None, {})
    kept = [record for record in read.records if record is not read.records[number]]
    writer.write(kept, None, {})
    writer.sweep()
    assert list(file.runs()) == [record.id for record in kept]
    writer.write(read.records, None, {})
    writer.sweep()
    file.close(single=True)
    assert digests_in(path) == wanted


def test_a_run_that_was_trained_here_comes_back_whole(tmp_path, records):
    path = tmp_path / "other.pglab"
    file = ExperimentFile.create(path)
    writer = ArchiveWriter(file)
    for kept in (records, records[:1], records):
        writer.write(kept, None, {})
        writer.sweep()
    file.close(single=True)
    # Of a buffer's memory, what lies beyond its rows is not in the file.
    assert [found[:2] for found in digests_in(path)] == [digests(record)[:2] for record in records]


def test_what_a_branch_has_not_written_yet_stays(path):
    """States are written a few at a time; those of the parent may be gone before it is their turn."""
    file, read, writer = opened(path)
    parent = read.records[0]
    newest = parent.checkpoints.entries()[-1]
    branch = Run.branch(parent, newest, newest.payload.settings, stream=1, id=3)
    branch.leave()
    wanted = digests(branch.record)
    file.close()
    file, read, writer = opened(path)
    parent = read.records[0]
    newest = parent.checkpoints.entries()[-1]
    again = Run.branch(parent, newest, newest.payload.settings, stream=1, id=3)
    again.leave()
    records = [*read.records, again.record]
    writer.write(records, None, {}, checkpoints=1)
    assert writer.behind
    while parent.checkpoints.coarsen():  # of the parent only those are left that always are
        pass
    writer.write(records, None, {}, checkpoints=1)
    writer.sweep()
    while writer.behind:
        writer.write(records, None, {}, checkpoints=1)
    writer.sweep()
    file.close(single=True)
    assert digests_in(path)[2] == wanted
    branch.close()
    again.close()
