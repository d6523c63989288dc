"""A large file shows which runs it has at once; it is looked at and copied meanwhile, and nothing is taken on trust."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest
import torch  # noqa: F401 (what opens a file in the window has loaded it before)

from pg_desktop.messages import UserError
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.writer import Moment
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live import original
from pg_desktop.runs.live.document import Document
from pg_desktop.runs.live.original import Original
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment import copying
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_format import tensors_digest
from tests.runs.archive.large import write_large
from tests.runs.archive.small_runs import small_records, write_records

SECONDS = 30


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A small file with two runs that is treated as if it were large."""
    monkeypatch.setattr(original, "AT_ONCE_BYTES", 0)
    path = tmp_path / "e.pglab"
    write_records(path, small_records(2))
    return path


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "working"
    folder.mkdir()
    return folder / "experiment.pglab"


def digests(records):
    return [
        (record.id, columns_digest(record.history), tensors_digest(record.left.policy().parameters))
        for record in records
    ]


def digests_in(path):
    with closing(ExperimentFile.open(path)) as file:
        return digests(read_experiment(file, opener_of(path)).records)


def opened(source, copy):
    document = Document(copy, source, source)
    document.open()
    return document


def kept(document):
    """Let the document write itself; the experiment and what it complains of."""
    experiment, told = Experiment(), []
    experiment.fill(document.read.records, document.read.memory)
    document.keep(experiment, told.append)
    return experiment, told


def asked(document):
    """Wait until all that is new has been written."""
    done, ended = threading.Event(), []
    document.keeper.then(lambda file: None, lambda problem: (ended.append(problem), done.set()))
    assert done.wait(SECONDS)
    return ended[0]


def damage_a_blob(path):
    """Make the pages of the largest blob, which is another run's or a state, hang together no more."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'blobs'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        interior = path.read_bytes()[(page - 1) * size]
    content = bytearray(path.read_bytes())
    if interior == 5:  # the first child of the root, whose cells are then garbage
        cell = int.from_bytes(content[(page - 1) * size + 12 : (page - 1) * size + 14], "big")
        page = int.from_bytes(content[(page - 1) * size + cell : (page - 1) * size + cell + 4], "big")
    start = (page - 1) * size
    content[start + 8 : start + 40] = b"\xff" * 32
    path.write_bytes(content)


def test_runs_are_there_before_the_copy_and_read_from_the_file_itself(source, copy):
    wanted = digests_in(source)
    document = opened(source, copy)
    assert [record.id for record in document.read.records] == [1, 2]
    assert not copy.exists()
    assert digests(document.read.records) == wanted
    document.close(SECONDS)
    document._original.close()


def test_the_copy_is_what_the_file_was(source, copy):
    before = source.read_bytes()
    document = opened(source, copy)
    _, told = kept(document)
    assert asked(document) is None
    assert digests(document.read.records) == digests_in(source)
    document.close(SECONDS)
    assert digests_in(copy) == digests_in(source)
    assert (source.read_bytes(), told) == (before, [])
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_what_is_trained_before_the_copy_is_there_is_in_it(source, copy, monkeypatch):
    """What the file holds of a run is what was read, not what has become of the run since."""
    may_copy = threading.Event()
    real = Original.make_copy
    monkeypatch.setattr(
        Original, "make_copy", lambda self, *arguments: may_copy.wait(SECONDS) and real(self, *arguments)
    )
    document = opened(source, copy)
    experiment, told = kept(document)
    record = document.read.records[0]
    run = Run.resume(record)
    experiment.make_live(record)
    run.apply(run.settings.changed({"gamma": 0.8}))
    for _ in range(3):
        run.advance()
    document.keeper.give(Moment(record, run.state()))
    may_copy.set()
    assert asked(document) is None
    document.close(SECONDS)
    with closing(ExperimentFile.open(copy)) as file:
        (found, _) = read_experiment(file, opener_of(copy)).records
    assert found.figures.updates == run.updates
    assert columns_digest(found.history) == columns_digest(run.history)
    assert found.edits.all() == run.edits.all()
    assert tensors_digest(found.left.policy().parameters) == tensors_digest(run.policy().parameters)
    run.close()
    assert told == []


def test_numbers_that_are_damaged_are_said_and_the_rest_is_kept(source, copy):
    damage_a_blob(source)
    before = source.read_bytes()
    document = opened(source, copy)
    _, told = kept(document)
    assert asked(document) is None
    assert [str(each) for each in told] == [
        "“e.pglab” is damaged: what could be read of it is here, and the rest is missing; use another copy of it, or "
        "save this one under another name."
    ]
    assert document.saved_as is None
    for record in document.read.records:
        try:
            digests([record])
        except UserError as error:
            assert "numbers are missing or have changed" in str(error)
    document.close(SECONDS)
    with closing(ExperimentFile.open(copy)) as file:
        file.check()
        assert list(file.runs()) == [1, 2]
    assert source.read_bytes() == before


@pytest.mark.parametrize("table", ["meta", "runs", "checkpoints", "columns"])
def test_tables_that_are_damaged_are_refused_at_once(table, source, copy):
    with closing(sqlite3.connect(source)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(source.read_bytes())
    content[(page - 1) * size : (page - 1) * size + 12] = b"\xff" * 12
    source.write_bytes(content)
    document = Document(copy, source, source)
    with pytest.raises(UserError, match="is damaged"):
        document.open()
    assert not list(copy.parent.iterdir())


def test_a_copy_that_is_not_wanted_any_more_ends(source, copy, monkeypatch):
    copying, may_go_on = threading.Event(), threading.Event()
    real = ExperimentFile.save_copy

    def save_copy(file, path, going_on):
        def slowly():
            copying.set()
            may_go_on.wait(SECONDS)
            going_on()

        real(file, path, slowly)

    monkeypatch.setattr(ExperimentFile, "save_copy", save_copy)
    document = opened(source, copy)
    _, told = kept(document)
    assert copying.wait(SECONDS)
    document._ending.set()
    may_go_on.set()
    document.close(SECONDS)
    assert (told, list(copy.parent.iterdir())) == ([], [])


def test_a_copy_that_fails_is_said_once_and_tried_again(source, copy, monkeypatch):
    real, usage = copying._require_room, []

    def full(connection, path):
        usage.append(path)
        if len(usage) < 3:
            raise OSError(28, "No space left on device")
        real(connection, path)

    monkeypatch.setattr(copying, "_require_room", full)
    document = opened(source, copy)
    _, told = kept(document)
    while asked(document) is not None:
        pass
    document.close(SECONDS)
    assert ["no space left" in str(error) for error in told] == [True]
    assert digests_in(copy) == digests_in(source)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_while_it_is_copied_nobody_writes_to_it(source, copy):
    document = opened(source, copy)
    with closing(sqlite3.connect(source, timeout=0)) as other, pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("DELETE FROM runs")
        other.commit()
    document._original.close()


def test_a_file_that_another_program_writes_to_is_copied_first(source, copy):
    """Its log is beside it, so that it may change while it is read."""
    with closing(ExperimentFile.open(source, writable=True)) as other:
        document = opened(source, copy)
        assert other.runs()
        assert document._original is None
        assert copy.exists()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_long_runs_are_listed_in_a_second(tmp_path, copy, scoreboard):
    """50 runs of 100,000 episodes, 1.2 GB: what `Document.open` takes, after which the window has its list."""
    path = tmp_path / "large.pglab"
    write_large(path, 50)
    assert path.stat().st_size > 1.1e9
    started = time.perf_counter()
    document = opened(path, copy)
    seconds = time.perf_counter() - started
    records = document.read.records
    assert [(record.label.name, record.figures.episodes) for record in records] == [
        (f"run {number}", 100_000) for number in range(1, 51)
    ]
    assert seconds <= 1
    started = time.perf_counter()
    assert records[-1].history.episodes == 100_000
    one = time.perf_counter() - started
    _, told = kept(document)
    assert asked(document) is None
    document.close(SECONDS)
    assert told == []
    scoreboard("large-list", f"{seconds:.2f} s ({path.stat().st_size / 1e9:.1f} GB; a run's curves {one:.2f} s)")
