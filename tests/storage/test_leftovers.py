"""Temporary files of processes that are gone are removed, and no others."""

import os
import subprocess
import sys
import time

import pytest

from pg_desktop.storage import leftovers
from pg_desktop.storage.atomic import replacing, write_atomically
from pg_desktop.storage.leftovers import sweep, sweep_all, temporary_beside

WRITER = """
import os, signal, sys
from pathlib import Path
from pg_desktop.storage.atomic import replacing
with replacing(Path(sys.argv[1])) as (temporary, file):
    file.write(b"half")
    file.flush()
    Path(f"{temporary}-journal").write_bytes(b"")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="no such signal on Windows")
def test_what_a_killed_process_left_goes_with_the_next_save(tmp_path):
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    subprocess.run([sys.executable, "-c", WRITER, str(target)], check=False)
    assert len(names(tmp_path)) == 3
    assert target.read_bytes() == b"old"
    write_atomically(target, b"new")
    assert names(tmp_path) == ["a.bin"]
    assert target.read_bytes() == b"new"


def test_what_is_being_written_stays(tmp_path):
    with replacing(tmp_path / "a.bin") as (temporary, file):
        file.write(b"first")
        write_atomically(tmp_path / "b.bin", b"second")
        assert temporary.exists()
    assert names(tmp_path) == ["a.bin", "b.bin"]


def test_whose_it_is_decides(tmp_path, monkeypatch):
    with temporary_beside(tmp_path / "x") as ours:
        computer = ours.name.split("-")[2]
        ours.write_bytes(b"")
        made = {
            "of a process that lives": f".pg-desktop-{computer}-{os.getppid()}-{'0' * 16}.tmp",
            "of another computer": f".pg-desktop-{'f' * 8}-1-{'0' * 16}.tmp",
            "of another version": f".pg-desktop-{'0' * 32}.tmp",
            "a user's": ".pg-desktop-notes.tmp",
            "a user's too": f"pg-desktop-{computer}-1-{'0' * 16}.tmp",
        }
        for name in made.values():
            (tmp_path / name).write_bytes(b"")
        left = f".pg-desktop-{computer}-{os.getpid()}-{'1' * 16}.tmp"  # of one that had our number before us
        (tmp_path / left).write_bytes(b"")
        folder = f".pg-desktop-{computer}-{os.getpid()}-{'2' * 16}.tmp"
        (tmp_path / folder).mkdir()
        assert sweep(tmp_path) == 1
        assert set(names(tmp_path)) == {ours.name, folder, *made.values()}
        old = time.time() - 2 * 24 * 3600
        for name in made.values():
            os.utime(tmp_path / name, (old, old))
        assert sweep_all([tmp_path, tmp_path]) == 2
        assert set(names(tmp_path)) == {
            ours.name,
            folder,
            *(made[key] for key in made if "'s" in key or "lives" in key),
        }


def test_a_link_of_such_a_name_is_not_followed(tmp_path):
    (tmp_path / "precious").write_bytes(b"it")
    with temporary_beside(tmp_path / "x") as name:
        pass
    name.symlink_to(tmp_path / "precious")
    assert sweep(tmp_path) == 0
    assert (tmp_path / "precious").read_bytes() == b"it"


def test_where_nothing_can_be_removed_nothing_is_raised(tmp_path, monkeypatch):
    assert sweep(tmp_path / "missing") == 0
    monkeypatch.setattr(leftovers, "_ENTRIES_MAX", 0)
    with temporary_beside(tmp_path / "x") as name:
        pass
    name.write_bytes(b"")
    assert sweep(tmp_path) == 0
