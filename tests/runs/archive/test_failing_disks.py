"""Whatever fails at whichever step of writing an experiment: what was there is there, nothing is left beside it."""

import hashlib
import os
import resource
import subprocess
import sys
from contextlib import closing, contextmanager
from itertools import count

import pytest

from pg_desktop.__main__ import main
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.archive.keeper import Keeper
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.run import Run
from pg_desktop.storage.edit_script import edits_as_json
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.policy_format import tensors_digest
from tests.runs.archive.small_runs import small_records, write_records
from tests.runs.conftest import SMALL
from tests.storage.experiment.failing import ERRORS, FORESEEN, failing

PAGE = 4096


def digest(path):
    """What is in a file, whatever its bytes are."""
    with closing(ExperimentFile.open(path)) as file:
        file.check()
        records = read_experiment(file, opener_of(path)).records
    found = hashlib.sha256()
    for record in records:
        known = record.id, record.figures, edits_as_json(record.edits.all()), columns_digest(record.history)
        states = (record.left, *(entry.payload for entry in record.checkpoints.entries()))
        found.update(repr((known, [tensors_digest(state.policy().parameters) for state in states])).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def records():
    return small_records(3)


@pytest.fixture
def working(tmp_path, records):
    """A working copy with a run of each algorithm, in a folder of its own."""
    path = tmp_path / "working" / "experiment.pglab"
    path.parent.mkdir()
    write_records(path, records)
    return path


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "mine" / "e.pglab"
    path.parent.mkdir()
    path.write_bytes(b"what was there")
    return path


def names(path):
    return sorted(each.name for each in path.parent.iterdir())


def assert_told(caught, error):
    if error in FORESEEN:
        assert isinstance(caught, UserError)
        assert str(caught).isprintable()
        assert "“" in str(caught)
    else:
        assert type(caught).__name__ == error


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("error", ERRORS)
def test_save_at_every_step(error, lasting, working, target, monkeypatch):
    old, wanted, file = target.read_bytes(), digest(working), ExperimentFile.open(working)
    failures = 0
    with closing(file):
        for at in count():
            with failing(monkeypatch, at, error, lasting=lasting) as steps:
                file._connection = _failing_too(file._connection, steps)
                try:
                    file.save_copy(target)
                except BaseException as caught:  # noqa: BLE001 (whatever it is)
                    failures += 1
                    assert_told(caught, error)
                file._connection = file._connection.real
            assert names(target) == ["e.pglab"]
            if not steps.failed:
                break
            if target.read_bytes() != old:
                assert digest(target) == wanted  # only what follows the replacing failed
                target.write_bytes(old)
    assert failures >= 5
    assert digest(target) == digest(working) == wanted


class _failing_too:  # noqa: N801 (stands for a connection)
    """A connection that had been opened before; its calls are steps as well."""

    def __init__(self, real, steps):
        self.real, self._steps = real, steps

    def execute(self, *arguments):
        return self.real.execute(*arguments)

    def backup(self, *arguments, **options):
        self._steps.step(False)
        self.real.backup(*arguments, **options)


@pytest.mark.parametrize("error", ERRORS)
def test_a_new_file_at_every_step(error, tmp_path, monkeypatch):
    path = tmp_path / "e.pglab"
    for at in count():
        with failing(monkeypatch, at, error) as steps:
            try:
                ExperimentFile.create(path).close(single=True)
            except BaseException as caught:  # noqa: BLE001
                assert_told(caught, error)
        if not steps.failed:
            break
        left = names(path)
        assert left in ([], ["e.pglab"])
        if left:  # it was closing that failed
            with closing(ExperimentFile.open(path)) as file:
                file.check()
            for each in path.parent.iterdir():
                each.unlink()
    assert at > 10


@pytest.mark.parametrize("error", ERRORS)
def test_the_working_copy_at_some_steps(error, tmp_path, records, monkeypatch):
    failing_working_copies(error, False, tmp_path, records, monkeypatch, stride=9)


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("error", ERRORS)
def test_the_working_copy_at_every_step(error, lasting, tmp_path, records, monkeypatch, scoreboard):
    steps = failing_working_copies(error, lasting, tmp_path, records, monkeypatch, stride=1)
    scoreboard("failing-disk", steps, of=0)


def failing_working_copies(error, lasting, tmp_path, records, monkeypatch, stride):
    """What could not be written is in memory, and is written as soon as it can be, as if nothing had been."""
    wanted = tmp_path / "whole.pglab"
    write_records(wanted, records)
    for at in count(step=stride):
        path = tmp_path / f"{at}.pglab"
        file = ExperimentFile.create(path)
        writer, live = ArchiveWriter(file), Moment(records[-1], records[-1].left)
        real = file._connection
        with failing(monkeypatch, at, error, lasting=lasting) as steps:
            file._connection = _wrapped(real, steps)
            for _ in range(2):  # the second one may find what the first one could not take back
                try:
                    writer.write(records, live, {"live": 2})
                except BaseException as caught:  # noqa: BLE001
                    assert_told(caught, error)
                    file._connection = real
                    if not real.in_transaction:
                        assert list(file.runs()) in ([], [1, 2])
                    file._connection = _wrapped(real, steps)
        file._connection = real
        writer.write(records, live, {"live": 2})
        writer.sweep()
        file.close(single=True)
        assert digest(path) == digest(wanted)
        path.unlink()
        if not steps.failed:
            break
    assert at > 30
    return at


class _wrapped:  # noqa: N801
    def __init__(self, real, steps):
        self.real, self._steps = real, steps

    @property
    def in_transaction(self):
        return self.real.in_transaction

    def setlimit(self, *arguments):
        return self.real.setlimit(*arguments)

    def execute(self, statement, *arguments):
        if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "INSERT", "DELETE")):
            self._steps.step(False)
        return self.real.execute(statement, *arguments)


@contextmanager
def no_file_larger_than(size):
    """Within this, the system refuses every write beyond `size` bytes of a file; Python ignores the signal for it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_save_on_a_disk_that_takes_no_more_at_any_page(working, target):
    """Really so: the system stops writing at each page of the file in turn."""
    old, wanted = target.read_bytes(), digest(working)
    size = working.stat().st_size
    with closing(ExperimentFile.open(working)) as file:
        for limit in (*range(0, size, PAGE), *range(PAGE // 2, size, 16 * PAGE)):
            with no_file_larger_than(limit), pytest.raises(UserError) as caught:
                file.save_copy(target)
            assert "e.pglab" in str(caught.value)
            assert (target.read_bytes(), names(target)) == (old, ["e.pglab"])
        file.save_copy(target)
    assert digest(target) == wanted


def test_the_working_copy_on_a_disk_that_takes_no_more_at_any_page(tmp_path, records):
    """Really so, for the log beside the file, and then for the file itself."""
    first, live = records[0], Moment(records[-1], records[-1].left)
    refusals = 0
    for number in count(1):
        path = tmp_path / f"{number}.pglab"
        file = ExperimentFile.create(path)
        writer = ArchiveWriter(file)
        writer.write([first], Moment(first, first.left), {})
        with no_file_larger_than(number * 8 * PAGE):
            try:
                writer.write(records, live, {"live": 2})
            except UserError as error:
                refusals += 1
                assert path.name in str(error)
                assert list(file.runs()) == [1]
                refused = True
            else:
                refused = False
        writer.write(records, live, {"live": 2})
        file.close(single=True)
        with closing(ExperimentFile.open(path)) as again:
            again.check()
            assert list(again.runs()) == [1, 2]
        path.unlink()
        if not refused:
            break
    assert refusals > 3


def test_the_working_copy_when_sqlite_has_no_page_left(tmp_path, records):
    """Really so: a bound on the file's pages, at each page in turn."""
    live = Moment(records[-1], records[-1].left)
    path = tmp_path / "e.pglab"
    file = ExperimentFile.create(path)
    writer = ArchiveWriter(file)
    (pages,) = file._connection.execute("PRAGMA page_count").fetchone()
    refusals = 0
    for more in count():
        file._connection.execute(f"PRAGMA max_page_count = {pages + more}")
        try:
            writer.write(records, live, {"live": 2})
        except UserError as error:
            refusals += 1
            assert "no space left on the disk" in str(error)
            assert file.runs() == {}
        else:
            break
    assert refusals > 20
    file.close(single=True)
    write_records(tmp_path / "whole.pglab", records)
    assert digest(path) == digest(tmp_path / "whole.pglab")


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 512 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if not mounted or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount file systems can fill one up")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607


def fill(place):
    ballast = place / "ballast"
    with pytest.raises(OSError, match="No space"), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(PAGE))
    return ballast


def test_save_on_a_full_disk(working, small_disk):
    target = small_disk / "e.pglab"
    target.write_bytes(b"what was there")
    ballast = fill(small_disk)
    with closing(ExperimentFile.open(working)) as file:
        with pytest.raises(UserError, match="no space left on the disk; make room"):
            file.save_copy(target)
        assert (target.read_bytes(), names(target)) == (b"what was there", ["ballast", "e.pglab"])
        ballast.unlink()
        file.save_copy(target)
    assert digest(target) == digest(working)


def test_save_on_a_disk_that_can_only_be_read(working, small_disk):
    target = small_disk / "e.pglab"
    target.write_bytes(b"what was there")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S607
    with closing(ExperimentFile.open(working)) as file:
        with pytest.raises(UserError, match="the file is write-protected"):
            file.save_copy(target)
        with pytest.raises(UserError, match="can only be read"):
            file.save_copy(target.with_name("new.pglab"))
    assert (target.read_bytes(), names(target)) == (b"what was there", ["e.pglab"])


def test_training_goes_on_while_the_disk_is_full(small_disk):
    """It is said once, kept in memory, and all of it is written once there is room."""
    import threading

    path, told, experiment = small_disk / "e.pglab", [], Experiment()
    run = Run.begin(SMALL, id=1, watched=True)
    experiment.add(run.record)

    def open_file():
        file = ExperimentFile.open(path, writable=True) if path.exists() else ExperimentFile.create(path)
        return file, ArchiveWriter(file)

    def asked():
        run.advance()
        keeper.give(Moment(run.record, run.state()))
        done, ended = threading.Event(), []
        keeper.then(lambda file: None, lambda problem: (ended.append(problem), done.set()))
        assert done.wait(20)
        return ended[0]

    keeper = Keeper(experiment, open_file, told.append)
    keeper.start()
    assert asked() is None
    ballast = fill(small_disk)
    while asked() is None:  # there is some room within the files
        pass
    for _ in range(5):
        assert "no space left" in str(asked())
    assert len(told) == 1
    ballast.unlink()
    assert asked() is None
    assert keeper.end(20)
    with closing(ExperimentFile.open(path)) as file:
        (record,) = read_experiment(file, opener_of(path)).records
    assert columns_digest(record.history) == columns_digest(run.history)
    assert tensors_digest(record.left.policy().parameters) == tensors_digest(run.policy().parameters)
    run.close()


TRAIN = ("train", "--json", "--quiet", "--set", "hidden_size=8", "--set", "episodes_per_update=2", "--updates")


def refused(capsys, *arguments):
    code = main([*TRAIN, *map(str, arguments)])
    said = capsys.readouterr().err.strip().splitlines()
    return code, said


@pytest.mark.parametrize("error", ERRORS)
def test_the_command_line_at_every_write(error, tmp_path, capsys, monkeypatch):
    """The run that was there is there, the policy is saved, one sentence, exit code 1."""
    path, policy = tmp_path / "e.pglab", tmp_path / "p.safetensors"
    assert main([*TRAIN, "2", "--experiment", str(path)]) == 0
    capsys.readouterr()
    before = digest(path)
    real = ExperimentFile.set_state

    def set_state(file, run, row):
        if run == 2:
            raise ERRORS[error](False)
        real(file, run, row)

    monkeypatch.setattr(ExperimentFile, "set_state", set_state)
    code, said = refused(capsys, 3, "--experiment", path, "--save", policy)
    assert code == 1
    assert len(said) == 1
    assert "e.pglab" in said[0]
    assert digest(path) == before
    assert load_policy(policy).statistics.updates == 3
    assert names(path) == ["e.pglab", "p.safetensors"]


@pytest.mark.parametrize("pages", [1, 2, 3, 5])
def test_the_command_line_on_a_full_disk(pages, tmp_path, capsys):
    """Really so: the system stops writing at some page of the new file, or of its log."""
    path = tmp_path / "e.pglab"
    with no_file_larger_than(pages * PAGE):
        code, said = refused(capsys, 3, "--experiment", path)
    assert code in (1, 2)
    assert len(said) == 1
    assert "e.pglab" in said[0]
    assert set(names(path)) <= {"e.pglab"}


def test_what_is_put_is_there_again_after_a_write_that_failed(tmp_path):
    """Complete pieces of a replay buffer are written once, but not taken for written when they are not."""
    import numpy as np

    from pg_desktop.learning.algorithms.rows import CHUNK, RowsState
    from pg_desktop.runs.archive.replay_rows import PIECE, RowsRead, RowsWritten

    rows_BF = np.random.default_rng(1).random((CHUNK, 6), np.float32)
    state = RowsState(PIECE + 5, 0, (rows_BF,))
    file = ExperimentFile.create(tmp_path / "e.pglab")
    rows = RowsWritten(file)
    with pytest.raises(UserError), file.transaction():
        rows.to_json(state)
        raise ERRORS["EIO"](False)
    for _ in range(2):  # and again once it has been swept
        with file.transaction():
            named = rows.to_json(state)
        again = RowsRead(file).from_json(named)
        assert np.array_equal(again.chunks[0][: PIECE + 5], rows_BF[: PIECE + 5])
        with file.transaction():
            file.sweep()
    file.close()
