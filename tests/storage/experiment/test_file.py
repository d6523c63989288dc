"""An experiment file holds what it was given, and what has been tampered with is noticed."""

import sqlite3
import sys
from contextlib import closing

import pytest

from pg_desktop.messages import UserError
from pg_desktop.storage.experiment import schema
from pg_desktop.storage.experiment.faults import ExperimentFileError, Fault
from pg_desktop.storage.experiment.file import ColumnsRow, EpisodeRow, ExperimentFile, StateRow
from pg_desktop.storage.experiment.recognised import is_experiment


@pytest.fixture
def path(tmp_path):
    return tmp_path / "e.pglab"


@pytest.fixture
def filled(path):
    """A closed file with a row of everything."""
    file = ExperimentFile.create(path)
    with file.transaction():
        file.set_meta("colour", {"red": 1.5})
        file.set_run(3, {"name": "first"})
        file.set_edits(3, 0, [{"key": "gamma"}, {"key": "seed"}])
        blob = file.put_blob(b"numbers")
        file.set_columns(3, ColumnsRow(0, 7, blob))
        file.set_state(3, StateRow(5, {"update": 5}, blob))
        file.set_state(3, StateRow(schema.LEFT, {"update": 7}, file.put_blob(b"others")))
        file.set_episode(EpisodeRow(2, {"world": "somewhere"}, file.put_blob(b"steps")))
    file.close(single=True)
    return path


def refused(path, **options):
    with pytest.raises(ExperimentFileError) as caught, closing(ExperimentFile.open(path, **options)) as file:
        file.check()
        file.meta(), file.runs(), file.edits(3), file.columns(3)
        for row in file.states(3):
            file.blob(row.blob)
        for row in file.episodes():
            file.blob(row.blob)
    return caught.value


def tamper(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def test_everything_comes_back(filled):
    assert is_experiment(filled)
    assert [path.name for path in filled.parent.iterdir()] == ["e.pglab"]
    with closing(ExperimentFile.open(filled)) as file:
        file.check()
        assert file.meta() == {"colour": {"red": 1.5}}
        assert file.runs() == {3: {"name": "first"}}
        assert file.edits(3) == [{"key": "gamma"}, {"key": "seed"}]
        (columns,) = file.columns(3)
        assert (columns.first_update, columns.stop_update, file.blob(columns.blob)) == (0, 7, b"numbers")
        left, state = file.states(3)
        assert (left.update, file.blob(left.blob)) == (schema.LEFT, b"others")
        assert (state.update, state.json, state.blob) == (5, {"update": 5}, columns.blob)
        (episode,) = file.episodes()
        assert (episode.id, episode.json, file.blob(episode.blob)) == (2, {"world": "somewhere"}, b"steps")


def test_an_episode_that_goes_takes_its_steps_along(filled):
    with closing(ExperimentFile.open(filled, writable=True)) as file:
        (episode,) = file.episodes()
        with file.transaction():
            file.sweep()
            file.delete_episodes([2])
        assert file.episodes() == ()
        assert file.blob(episode.blob) == b"steps"
        with file.transaction():
            file.sweep()
        with pytest.raises(ExperimentFileError):
            file.blob(episode.blob)


def test_a_transaction_that_fails_leaves_everything(filled):
    file = ExperimentFile.open(filled, writable=True)
    with pytest.raises(RuntimeError), file.transaction():
        file.set_run(4, {})
        digest = file.put_blob(b"new")
        raise RuntimeError
    assert list(file.runs()) == [3]
    with file.transaction():
        assert file.put_blob(b"new") == digest  # it is not taken for written
        file.set_columns(3, ColumnsRow(7, 8, digest))
    assert file.blob(digest) == b"new"
    file.close()


def test_what_no_row_means_is_swept(filled):
    file = ExperimentFile.open(filled, writable=True)
    with file.transaction():
        kept, gone = file.put_blob(b"a piece"), file.put_blob(b"nobody's")
        file.delete_states(3, [schema.LEFT])
        file.sweep([kept])
    assert file.blob(kept) == b"a piece"
    for digest in (gone, "0" * 64):
        with pytest.raises(ExperimentFileError, match="missing or have changed"):
            file.blob(digest)
    assert file.blob(file.columns(3)[0].blob) == b"numbers"
    with file.transaction():
        file.delete_runs([3])
    assert (file.runs(), file.edits(3), file.columns(3), file.states(3)) == ({}, [], (), ())
    file.close()


def test_a_state_that_is_replaced_leaves_nothing_behind(filled):
    with closing(ExperimentFile.open(filled, writable=True)) as file:
        with file.transaction():
            first = file.put_blob(b"first")
            file.set_state(3, StateRow(schema.LEFT, {"update": 8}, first))
            file.set_state(3, StateRow(6, {"update": 6}, first))
            file.set_state(3, StateRow(schema.LEFT, {"update": 9}, file.put_blob(b"second")))
        assert file.blob(first) == b"first"  # another row means it
        with file.transaction():
            file.set_state(3, StateRow(6, {"update": 6}, file.put_blob(b"third")))
        assert not file.has(first)
        with pytest.raises(ExperimentFileError):
            file.blob(first)
        with file.transaction():  # it can come back
            file.set_state(3, StateRow(6, {"update": 6}, file.put_blob(b"first")))
        assert file.blob(first) == b"first"
        with pytest.raises(RuntimeError), file.transaction():
            file.set_state(3, StateRow(6, {"update": 6}, file.put_blob(b"fourth")))
            raise RuntimeError
        assert file.has(first)


def test_a_copy_has_no_room_for_what_has_gone(path, tmp_path):
    with closing(ExperimentFile.create(path)) as file:
        with file.transaction():
            file.set_run(1, {})
            for number in range(20):
                file.set_state(1, StateRow(number, {}, file.put_blob(bytes([number]) * 100_000)))
        with file.transaction():
            file.delete_states(1, range(1, 20))
            file.sweep()
        file.save_copy(tmp_path / "copy.pglab")
    assert (tmp_path / "copy.pglab").stat().st_size < 250_000


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END",
        "CREATE VIEW v AS SELECT * FROM runs",
        "CREATE TABLE more (x)",
        "CREATE INDEX i ON runs (json)",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
        "DROP TABLE edits",
        "UPDATE sqlite_schema SET sql = replace(sql, 'json TEXT', 'json BLOB') WHERE name = 'runs'",
        "ALTER TABLE runs ADD COLUMN more TEXT",
    ],
)
def test_other_tables_than_ours_are_refused(filled, statement):
    tamper(filled, statement)
    assert refused(filled).fault is Fault.DAMAGED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET json = '{}'",
        "UPDATE runs SET sha256 = 'x'",
        "UPDATE meta SET json = '[1]'",
        'UPDATE edits SET json = \'{"key":"lambda"}\' WHERE number = 1',
        "DELETE FROM edits WHERE number = 0",
        "UPDATE edits SET number = 2 WHERE number = 1",
        "UPDATE checkpoints SET json = '{}'",
        "UPDATE blobs SET bytes = x'00'",
        "DELETE FROM blobs",
    ],
)
def test_what_has_changed_by_itself_is_noticed(filled, statement):
    tamper(filled, statement)
    error = refused(filled)
    assert error.fault is Fault.DAMAGED
    assert str(error).startswith("“e.pglab” is damaged: ")


def test_a_newer_file_says_so(filled):
    tamper(filled, f"PRAGMA user_version = {schema.VERSION + 1}")
    error = refused(filled)
    assert error.fault is Fault.NEWER
    assert "update PG Desktop" in str(error)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"x" * 5000, b"SQLite format 3\0" + b"\0" * 5000])
def test_what_is_none_is_not_touched(path, content):
    path.write_bytes(content)
    assert not is_experiment(path)
    assert refused(path).fault is Fault.NOT_OURS
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == ["e.pglab"]


def test_a_folder_and_nothing_are_unreadable(tmp_path):
    for path in (tmp_path, tmp_path / "missing.pglab"):
        assert refused(path).fault is Fault.UNREADABLE


def test_what_sqlite_quotes_of_a_damaged_file_need_not_be_text(filled):
    content = filled.read_bytes()
    assert content.count(b"CREATE TABLE runs") == 1
    filled.write_bytes(content.replace(b"CREATE TABLE runs", b"CREATE TABLE ru\xee("))
    assert refused(filled).fault is Fault.DAMAGED


@pytest.mark.parametrize("position", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_damaged(filled, position):
    content = filled.read_bytes()
    filled.write_bytes(content[: int(len(content) * position)])
    assert refused(filled).fault in (Fault.DAMAGED, Fault.UNREADABLE)


def test_what_another_program_writes_to_is_in_use(filled):
    with closing(ExperimentFile.open(filled, writable=True, exclusive=True)):
        error = refused(filled)
    assert error.fault is Fault.IN_USE
    assert "another program" in str(error)
    with closing(ExperimentFile.open(filled)) as file:
        assert list(file.runs()) == [3]


def test_a_full_disk_is_one_sentence_and_nothing_is_written(filled):
    file = ExperimentFile.open(filled, writable=True)
    pages = file._connection.execute("PRAGMA page_count").fetchone()[0]
    file._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(ExperimentFileError) as caught, file.transaction():
        file.set_run(4, {})
        file.put_blob(bytes(100_000))
    assert caught.value.fault is Fault.UNWRITABLE
    assert "no space left" in str(caught.value)
    assert list(file.runs()) == [3]
    file._connection.execute("PRAGMA max_page_count = 1000000")
    with file.transaction():
        file.put_blob(bytes(100_000))  # as if nothing had been
    file.close()


def test_a_copy_is_whole_and_takes_the_place_of_another(filled, tmp_path):
    target = tmp_path / "copy.pglab"
    target.write_bytes(b"what was there")
    with closing(ExperimentFile.open(filled)) as file:
        file.save_copy(target)
    with closing(ExperimentFile.open(target)) as file:
        file.check()
        assert list(file.runs()) == [3]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.pglab", "e.pglab"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_a_copy_is_one_file_that_can_be_read_where_nothing_can_be_written(filled, tmp_path):
    """Also of a working copy, which has a log beside it, and whoever reads it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    target = folder / "copy.pglab"
    with closing(ExperimentFile.open(filled, writable=True)) as file:
        with file.transaction():
            file.set_run(4, {"name": "second"})
        file.save_copy(target)
    folder.chmod(0o555)
    try:
        with closing(ExperimentFile.open(target)) as copy:
            assert [each.name for each in folder.iterdir()] == ["copy.pglab"]
            copy.check()
            assert list(copy.runs()) == [3, 4]
    finally:
        folder.chmod(0o755)
    assert [each.name for each in folder.iterdir()] == ["copy.pglab"]
    with closing(ExperimentFile.open(target, writable=True)) as copy, copy.transaction():
        copy.set_run(5, {})
    with closing(ExperimentFile.open(target)) as copy:
        assert list(copy.runs()) == [3, 4, 5]


def test_a_copy_that_fails_leaves_the_target(filled, tmp_path):
    with closing(ExperimentFile.open(filled)) as file:
        for folder in (tmp_path / "missing", filled):
            with pytest.raises(UserError, match="was not saved"):
                file.save_copy(folder / "copy.pglab")
    target = tmp_path / "copy.pglab"
    target.write_bytes(b"what was there")

    def unplugged(*_, **__):
        raise sqlite3.OperationalError("the disk is gone")

    file = ExperimentFile.open(filled)
    real = file._connection
    file._connection = type("Unplugged", (), {"backup": unplugged, "execute": real.execute})()
    with pytest.raises(ExperimentFileError):
        file.save_copy(target)
    real.close()
    assert target.read_bytes() == b"what was there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.pglab", "e.pglab"]


def test_what_was_not_closed_is_there_again(path):
    """As after a crash: what was committed is in the log beside the file."""
    file = ExperimentFile.create(path)
    with file.transaction():
        file.set_run(1, {"a": 1})
    content = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    file.close()
    for name, data in content.items():
        (path.parent / name).write_bytes(data)
    with closing(ExperimentFile.open(path, writable=True)) as again:
        assert again.runs() == {1: {"a": 1}}
