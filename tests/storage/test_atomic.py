"""Writing a file: the new content or the old file, never anything in between, whatever fails."""

import errno
import os
import secrets
import stat
from pathlib import Path

import pytest

from pg_desktop.messages import UserError
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.leftovers import temporary_beside
from pg_desktop.storage.shown import shown_name

OLD = b"the old content"
NEW = b"the new content, which is longer"


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(OLD)
    return path


def refusal(path, data=NEW):
    with pytest.raises(UserError) as caught:
        write_atomically(path, data)
    return str(caught.value)


def fail(monkeypatch, module, name, error, *, after=0):
    """Let a function fail from its call number `after` on; before that it does what it does."""
    real = getattr(module, name)
    calls = []

    def replacement(*args, **kwargs):
        calls.append(args)
        if len(calls) > after:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, replacement)
    return calls


def listing(folder):
    return sorted(entry.name for entry in Path(folder).iterdir())


def state_of(folder):
    """Everything about the files in a folder that must stay as it was."""
    return [
        (path.name, path.read_bytes(), status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns)
        for path in sorted(folder.iterdir())
        for status in [path.stat()]
    ]


def os_error(number):
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("data", "content"), [(NEW, NEW), (b"", b""), ([b"one ", b"", b"two"], b"one two"), (iter([NEW]), NEW), ([], b"")]
)
def test_a_new_file(tmp_path, data, content):
    write_atomically(tmp_path / "a.bin", data)
    assert (tmp_path / "a.bin").read_bytes() == content
    assert listing(tmp_path) == ["a.bin"]


def test_an_existing_file(old):
    write_atomically(old, NEW)
    assert old.read_bytes() == NEW
    assert listing(old.parent) == ["a.bin"]


def test_a_relative_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_atomically(Path("a.bin"), NEW)
    assert (tmp_path / "a.bin").read_bytes() == NEW


def test_a_reader_keeps_the_file_it_has_opened(old):
    with old.open("rb") as file:
        write_atomically(old, NEW)
        assert file.read() == OLD


def test_a_name_as_long_as_a_name_can_be(tmp_path):
    path = tmp_path / ("x" * 255)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX's")
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_obeys_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "a.bin", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o666 & ~umask


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX's")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_an_existing_file_keeps_its_permissions(old, mode):
    old.chmod(mode)
    write_atomically(old, NEW)
    assert stat.S_IMODE(old.stat().st_mode) == mode
    assert old.read_bytes() == NEW


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX's")
def test_a_private_file_is_never_open_to_others_while_it_is_replaced(old, monkeypatch):
    old.chmod(0o600)
    seen = []
    real = os.open

    def watched(path, flags, mode=0o777):
        descriptor = real(path, flags, mode)
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return descriptor

    def pieces():
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in old.parent.iterdir())
        yield NEW

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", watched)
        write_atomically(old, pieces())
    assert seen[:3] == [0o600, 0o600, 0o600]


def test_until_the_end_the_old_file_is_there(old):
    seen = []

    def pieces():
        for piece in (b"one", b"two"):
            assert old.read_bytes() == OLD
            seen.append([name for name in listing(old.parent) if name != "a.bin"])
            yield piece

    write_atomically(old, pieces())
    assert old.read_bytes() == b"onetwo"
    assert len(seen[0]) == 1
    assert seen[0] == seen[1]


def test_nobody_can_guess_the_temporary_name_and_be_there_first(old):
    seen = []

    def pieces():
        seen.extend(name for name in listing(old.parent) if name != "a.bin")
        yield NEW

    write_atomically(old, pieces())
    write_atomically(old, pieces())
    assert len(set(seen)) == 2
    assert all(len(name) > 32 for name in seen)


def test_a_file_of_the_temporary_name_is_not_overwritten(old, monkeypatch):
    monkeypatch.setattr(secrets, "token_hex", lambda _: "guessed")
    with temporary_beside(old) as guessed:
        pass
    guessed.write_bytes(b"somebody else's")
    before = state_of(old.parent)
    assert refusal(old) == f"“a.bin” was not saved: {os.strerror(errno.EEXIST)}."
    assert state_of(old.parent) == before


def test_everything_is_on_the_disk_before_it_takes_the_name(old, monkeypatch):
    events = []
    fsync, replace = os.fsync, Path.replace

    def recorded_fsync(descriptor):
        status = os.fstat(descriptor)
        events.append("folder" if stat.S_ISDIR(status.st_mode) else f"file of {status.st_size}")
        fsync(descriptor)

    def recorded_replace(self, target):
        events.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    write_atomically(old, NEW)
    assert events == [f"file of {len(NEW)}", "replace", *(["folder"] if os.name != "nt" else [])]


class TestLinks:
    @pytest.fixture(autouse=True)
    def links(self, tmp_path):
        try:
            (tmp_path / "probe").symlink_to("nowhere")
        except OSError:
            pytest.skip("no symbolic links here")
        (tmp_path / "probe").unlink()

    def test_the_file_it_points_to_is_written(self, old, tmp_path):
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        link = elsewhere / "link"
        link.symlink_to(Path("..") / "a.bin")
        write_atomically(link, NEW)
        assert link.is_symlink()
        assert old.read_bytes() == NEW
        assert listing(elsewhere) == ["link"]

    def test_one_that_points_nowhere_yet(self, tmp_path):
        (tmp_path / "link").symlink_to("a.bin")
        write_atomically(tmp_path / "link", NEW)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "a.bin").read_bytes() == NEW

    def test_one_that_points_to_itself(self, tmp_path):
        (tmp_path / "link").symlink_to("link")
        assert refusal(tmp_path / "link") == (
            "“link” was not saved: it is a link that leads back to itself; choose another name."
        )
        assert listing(tmp_path) == ["link"]


def test_no_folder(tmp_path):
    path = tmp_path / "nowhere" / "a.bin"
    assert refusal(path) == f"“a.bin” was not saved: there is no folder “{tmp_path / 'nowhere'}”."


def test_a_file_where_a_folder_should_be(old):
    assert refusal(old / "b.bin") == f"“b.bin” was not saved: there is no folder “{old}”."
    assert old.read_bytes() == OLD


def test_a_folder_of_that_name(tmp_path):
    (tmp_path / "a.bin").mkdir()
    assert refusal(tmp_path / "a.bin") == (
        "“a.bin” was not saved: there is a folder of that name; choose another name."
    )
    assert listing(tmp_path) == ["a.bin"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "a.bin")
    assert refusal(tmp_path / "a.bin") == (
        "“a.bin” was not saved: what has that name is not a file; choose another name."
    )
    assert stat.S_ISFIFO((tmp_path / "a.bin").stat().st_mode)


def test_a_write_protected_file(old, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: (Path(path), mode) != (old, os.W_OK))  # root may do anything
    assert refusal(old) == "“a.bin” was not saved: the file is write-protected; choose another name."
    assert old.read_bytes() == OLD


def test_a_name_that_is_too_long(tmp_path):
    name = "x" * 300
    assert refusal(tmp_path / name) == f"“{shown_name(Path(name))}” was not saved: the name is too long."


SPACE = "“a.bin” was not saved: there is no space left on the disk; make room or choose another one."
CAUSES = {
    errno.ENOSPC: SPACE,
    errno.EDQUOT: "“a.bin” was not saved: your share of the disk is used up; make room or choose another one.",
    errno.EROFS: "“a.bin” was not saved: the disk can only be read; choose another folder.",
    errno.EACCES: "“a.bin” was not saved: writing it in “{folder}” is not permitted, or another program is using it; "
    "choose another folder or name.",
    errno.EPERM: "“a.bin” was not saved: writing it in “{folder}” is not permitted, or another program is using it; "
    "choose another folder or name.",
    errno.EIO: f"“a.bin” was not saved: {os.strerror(errno.EIO)}.",
}


@pytest.mark.parametrize("number", CAUSES)
@pytest.mark.parametrize(("module", "name"), [(os, "open"), (os, "fsync"), (Path, "replace")])
@pytest.mark.parametrize("exists", [True, False])
def test_whatever_fails_everything_is_as_it_was(tmp_path, monkeypatch, module, name, number, exists):
    path = tmp_path / "a.bin"
    if exists:
        path.write_bytes(OLD)
        path.chmod(0o640)
    before = state_of(tmp_path)
    with monkeypatch.context() as patch:
        calls = fail(patch, module, name, os_error(number))
        sentence = refusal(path)
    assert calls
    assert sentence == CAUSES[number].format(folder=tmp_path)
    assert state_of(tmp_path) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_disk_that_is_full_while_writing(old, monkeypatch):
    """As a real full disk answers: there is room for the name, and the first write fails."""
    real = os.open

    def on_a_full_disk(path, flags, mode=0o777):
        descriptor = real(path, flags, mode)
        if not flags & os.O_EXCL:
            return descriptor
        os.close(descriptor)
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", on_a_full_disk)
    assert refusal(old, b"x" * 100_000) == SPACE
    assert old.read_bytes() == OLD
    assert listing(old.parent) == ["a.bin"]


@pytest.mark.skipif(os.name == "nt", reason="no resource limits here")
def test_a_write_that_fails_midway(old):
    """The system takes a part of the data and refuses the rest."""
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        sentence = refusal(old, [b"x" * 60_000] * 3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert sentence == f"“a.bin” was not saved: {os.strerror(errno.EFBIG)}."
    assert old.read_bytes() == OLD
    assert listing(old.parent) == ["a.bin"]


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt(), UserError("Stopped.")])
def test_content_that_fails_midway(old, error):
    def pieces():
        yield b"one"
        raise error

    with pytest.raises(type(error)) as caught:
        write_atomically(old, pieces())
    assert caught.value is error
    assert old.read_bytes() == OLD
    assert listing(old.parent) == ["a.bin"]


def test_the_first_failure_is_the_one_that_is_told(old, monkeypatch):
    fail(monkeypatch, os, "fsync", os_error(errno.ENOSPC))
    fail(monkeypatch, Path, "unlink", os_error(errno.EIO))
    assert refusal(old) == SPACE
    assert old.read_bytes() == OLD


@pytest.mark.skipif(os.name == "nt", reason="folders are not synchronised here")
@pytest.mark.parametrize("name", ["open", "fsync"])
def test_a_folder_that_cannot_be_synchronised_is_no_failure(old, monkeypatch, name):
    calls = fail(monkeypatch, os, name, os_error(errno.EINVAL), after=1)
    write_atomically(old, NEW)
    assert len(calls) == 2
    assert old.read_bytes() == NEW


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be counted here")
def test_no_file_stays_open(old, monkeypatch):
    before = len(listing("/proc/self/fd"))
    write_atomically(old, NEW)
    fail(monkeypatch, os, "fsync", os_error(errno.EIO))
    refusal(old)
    assert len(listing("/proc/self/fd")) == before


def test_the_cause_is_kept_for_the_log(old, monkeypatch):
    error = os_error(errno.EIO)
    fail(monkeypatch, os, "fsync", error)
    with pytest.raises(UserError) as caught:
        write_atomically(old, NEW)
    assert caught.value.__cause__ is error
    assert caught.value.values["cause"] == os.strerror(errno.EIO)
