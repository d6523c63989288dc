"""What a command is to write is looked at before it begins, and as the writer will look at it: whatever is said yes to
can be written, and whatever cannot be is refused at once."""

import os
import time
from pathlib import Path

import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.faults import ArgumentError
from pg_desktop.cli.targets import require_targets, same_file
from pg_desktop.messages import UserError
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.guarded import read_up_to

posix = pytest.mark.skipif(os.name == "nt", reason="there is no such thing on Windows")


def nothing(folder):
    return folder / "new.csv"


def a_file(folder):
    (folder / "old.csv").write_bytes(b"old")
    return folder / "old.csv"


def a_link(folder):
    (folder / "link.csv").symlink_to(a_file(folder))
    return folder / "link.csv"


def a_link_to_nothing_yet(folder):
    (folder / "link.csv").symlink_to(folder / "new.csv")
    return folder / "link.csv"


def the_longest_name(folder):
    return folder / ("n" * 255)


def a_folder(folder):
    (folder / "there").mkdir()
    return folder / "there"


def a_folder_that_is_not_there(folder):
    return folder / "not" / "there.csv"


def a_folder_that_is_a_file(folder):
    return a_file(folder) / "it.csv"


def a_link_that_leads_to_itself(folder):
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder / "a"


def a_link_to_no_folder(folder):
    (folder / "link.csv").symlink_to(folder / "not" / "there.csv")
    return folder / "link.csv"


def a_pipe(folder):
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def a_link_to_a_pipe(folder):
    (folder / "link").symlink_to(a_pipe(folder))
    return folder / "link"


def a_socket(folder):
    import socket

    (folder / "s").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(folder)  # the name of a socket must be short
        server.bind("s/s")
        os.chdir(before)
    return folder / "s" / "s"


def a_device(folder):
    return Path("/dev/null")


def a_device_that_is_full(folder):
    return Path("/dev/full")


def a_terminal(folder):
    return Path("/dev/tty")


def a_name_that_is_too_long(folder):
    return folder / ("n" * 256)


def a_path_that_is_too_long(folder):
    return folder.joinpath(*["d" * 200] * 25) / "it.csv"


def a_file_of_the_system(folder):
    return Path("/proc/self/it.csv")


CAN = [nothing, a_file, a_link, a_link_to_nothing_yet, the_longest_name]
CANNOT = [
    *(a_folder, a_folder_that_is_not_there, a_folder_that_is_a_file, a_link_that_leads_to_itself, a_link_to_no_folder),
    *(a_pipe, a_link_to_a_pipe, a_socket, a_device, a_device_that_is_full, a_terminal),
    *(a_name_that_is_too_long, a_path_that_is_too_long, a_file_of_the_system),
]


@posix
@pytest.mark.parametrize("make", CAN, ids=lambda make: make.__name__)
def test_what_can_be_written(tmp_path, make):
    path = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    require_targets({"--save": path})
    assert sorted(tmp_path.iterdir()) == before
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


@posix
@pytest.mark.parametrize("option", ["--save", "--history"])
@pytest.mark.parametrize("make", CANNOT, ids=lambda make: make.__name__)
def test_what_cannot_be_is_refused_at_once_in_the_writers_own_words(tmp_path, capsys, monkeypatch, make, option):
    path = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    start = time.monotonic()
    assert main(["train", "--updates", "1", option, str(path)]) == 2
    assert time.monotonic() - start < 2
    out, err = capsys.readouterr()
    with pytest.raises(UserError) as refusal:
        write_atomically(path, b"new")
    assert (out, err) == ("", f"{refusal.value}\n")
    assert sorted(tmp_path.iterdir()) == before


@posix
def test_a_picture_is_a_target_too(tmp_path, capsys):
    assert main(["gui", "--screenshot", str(a_pipe(tmp_path))]) == 2
    assert "is not a file" in capsys.readouterr().err


def test_a_folder_that_is_not_ours(tmp_path, monkeypatch):
    """The superuser, as whom tests may run, is refused nothing: so the system's answer is."""
    real = os.open

    def refuse(path, flags, *mode):
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ArgumentError, match=r"“it\.csv” was not saved: writing it in “.*” is not permitted"):
        require_targets({"--history": tmp_path / "it.csv"})


def test_a_write_protected_file(tmp_path, monkeypatch):
    path = a_file(tmp_path)
    monkeypatch.setattr(os, "access", lambda name, mode: name != path or not mode & os.W_OK)
    with pytest.raises(ArgumentError, match="the file is write-protected"):
        require_targets({"--history": path})


@pytest.mark.parametrize("text", ["", "new/", ".", "..", "new/.", "/"])
def test_what_names_no_file(text, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "--updates", "1", "--save", text]) == 2
    assert f"--save: must name a file, but it is {text!r};" in capsys.readouterr().err


def twins(folder):
    """Two paths to one file, in every way that there is."""
    (folder / "sub").mkdir()
    (folder / "here").symlink_to(folder, target_is_directory=True)
    (folder / "alias").symlink_to(folder / "p")
    (folder / "one").write_bytes(b"1")
    (folder / "two").hardlink_to(folder / "one")
    p = folder / "p"
    return [
        (p, p),
        (p, folder / "sub" / ".." / "p"),
        (p, folder / "." / "p"),
        (p, folder / "here" / "p"),
        (p, folder / "alias"),
        (p, Path(os.path.relpath(p))),
        (p, folder / "P"),
        (folder / "caf\u00e9", folder / "cafe\u0301"),
        (folder / "one", folder / "two"),
    ]


@posix
def test_two_outputs_that_are_one_file_by_any_path(tmp_path):
    for one, other in twins(tmp_path):
        assert same_file(one, other), (one, other)
        with pytest.raises(ArgumentError, match="--save and --history cannot be the same file"):
            require_targets({"--save": one, "--history": other})
    assert not same_file(tmp_path / "p", tmp_path / "q")
    require_targets({"--save": tmp_path / "p", "--history": tmp_path / "q", "--other": None})


def test_what_is_read_is_not_written_over(tmp_path, capsys):
    edits = tmp_path / "edits.json"
    edits.write_text('{"settings": {}, "edits": []}', encoding="utf-8")
    content = read_up_to(edits, 100)
    for option in ("--save", "--history"):
        assert main(["train", "--edits", str(edits), option, str(tmp_path / "." / "EDITS.json")]) == 2
        assert "cannot be the same file" in capsys.readouterr().err
    assert edits.read_bytes() == content
