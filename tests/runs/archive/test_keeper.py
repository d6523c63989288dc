"""The keeper writes what is new, tells what goes wrong once, and does with the file what it is asked to."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest

from pg_desktop.runs.archive.keeper import Keeper
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from tests.runs.conftest import SMALL

SECONDS = 20


@pytest.fixture
def path(tmp_path):
    return tmp_path / "e.pglab"


@pytest.fixture
def run():
    run = Run.begin(SMALL, id=1, watched=True)
    yield run
    run.close()


@pytest.fixture
def kept(path, run):
    """A keeper of an experiment with one run, and what it has complained of."""
    experiment, told = Experiment(), []
    experiment.add(run.record)
    opened = []

    def open_file():
        file = ExperimentFile.open(path, writable=True) if path.exists() else ExperimentFile.create(path)
        opened.append(file)
        return file, ArchiveWriter(file)

    keeper = Keeper(experiment, open_file, told.append)
    keeper.told, keeper.opened = told, opened
    yield keeper
    keeper.end(SECONDS)


def updates(path):
    with closing(ExperimentFile.open(path)) as file:
        return [record.figures.updates for record in read_experiment(file, opener_of(path)).records]


def asked(keeper, do=lambda file: None):
    """Ask for something and wait for it; what it ended with."""
    done, ended = threading.Event(), []

    def told(problem):
        ended.append(problem)
        done.set()

    keeper.then(do, told)
    assert done.wait(SECONDS)
    return ended[0]


def test_what_is_asked_for_finds_all_that_there_was_when_it_was_asked(kept, run, path):
    """However the two threads meet: the moment that was given before is in the file."""
    kept.start()
    for update in range(1, 25):
        run.advance()
        kept.give(Moment(run.record, run.state()))
        found = []
        assert asked(kept, lambda file, found=found: found.extend(updates(file.path))) is None
        assert found == [update]


def test_while_there_is_training_it_asks_for_a_fresh_moment(kept, run):
    kept.give(Moment(run.record, run.state(), training=True))
    kept.start()
    stop = threading.Event()

    def train():
        while not stop.is_set():
            run.advance()
            if kept.wants:
                kept.give(Moment(run.record, run.state(), training=True))

    thread = threading.Thread(target=train)
    thread.start()
    try:
        before, found = run.updates, []
        assert asked(kept, lambda file: found.extend(updates(file.path))) is None
        assert found[0] >= before
    finally:
        stop.set()
        thread.join()


def test_what_is_written_by_itself_is_fresh(kept, run, path):
    """Were a moment kept from one look to the next, twice as much would be lost in a crash."""
    asked_for, written = [], []

    class Watched(ArchiveWriter):
        def write(self, *arguments, **keywords):
            written.append(time.monotonic() - asked_for[-1] if asked_for else 0.0)
            return super().write(*arguments, **keywords)

    def open_file():
        file = ExperimentFile.create(path)
        return file, Watched(file)

    kept._open = open_file
    kept.give(Moment(run.record, run.state(), training=True))
    kept.start()
    deadline = time.monotonic() + SECONDS
    while len(written) < 3 and time.monotonic() < deadline:
        if kept.wants:
            asked_for.append(time.monotonic())
            kept.give(Moment(run.record, run.state(), training=True))
        time.sleep(0.001)
    assert len(written) >= 3
    assert max(written[1:]) < 0.5


def test_what_goes_wrong_is_told_once_and_tried_again(kept, run, path):
    kept.start()
    kept.give(Moment(run.record, run.state()))
    assert asked(kept) is None
    (file,) = kept.opened
    file._connection.execute("PRAGMA query_only = ON")
    for _ in range(3):
        run.advance()
        kept.give(Moment(run.record, run.state()))
        assert "write-protected" in str(asked(kept))
    assert len(kept.told) == 1
    file._connection.execute("PRAGMA query_only = OFF")
    assert asked(kept) is None
    assert updates(path) == [3]
    run.advance()
    kept.give(Moment(run.record, run.state()))
    assert asked(kept) is None
    assert updates(path) == [4]


def test_whatever_it_is_asked_to_do_may_fail(kept, run):
    kept.start()
    kept.give(Moment(run.record, run.state()))

    def fail(file):
        raise SystemExit(3)

    assert isinstance(asked(kept, fail), SystemExit)
    assert asked(kept) is None


def test_a_file_that_cannot_be_made_is_told_and_tried_again(run, path):
    told, experiment = [], Experiment()
    experiment.add(run.record)
    calls = []

    def open_file():
        calls.append(1)
        if len(calls) < 3:
            raise sqlite3.OperationalError("no place")
        file = ExperimentFile.create(path)
        return file, ArchiveWriter(file)

    keeper = Keeper(experiment, open_file, told.append)
    keeper.give(Moment(run.record, run.state()))
    keeper.start()
    while asked(keeper) is not None:
        pass
    assert len(told) == 1
    assert keeper.end(SECONDS)
    assert updates(path) == [0]


def test_at_the_end_everything_is_in_one_file(kept, run, path):
    kept.start()
    for _ in range(3):
        run.advance()
    kept.give(Moment(run.record, run.state()))
    assert kept.end(SECONDS)
    assert [each.name for each in path.parent.iterdir()] == ["e.pglab"]
    assert updates(path) == [3]


def test_who_asks_after_the_end_is_told(kept, run):
    kept.start()
    kept.end(SECONDS)
    ended = []
    kept.then(lambda file: None, ended.append)
    kept._do(kept._take_tasks(), None, None)
    assert "about to end" in str(ended[0])
