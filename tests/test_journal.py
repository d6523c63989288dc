"""What is written down for a report."""

import faulthandler
import logging
import subprocess
import sys

import pytest

from pg_desktop.journal import CRASH, LOG, Journal, last_lines, listening, logger
from tests.ui.offscreen import environ


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "data"


def test_what_is_told_is_in_the_file_with_its_traceback_and_in_utf_8(folder):
    with listening(Journal(folder)) as _:
        pass
    journal = Journal(folder)
    with listening(journal):
        journal.begin()
        logger.error("γ went wrong:\n%s", "line 2 \ud800")
    lines = last_lines(folder, 10)
    assert "started, process" in lines[0]
    assert lines[1].endswith("ERROR [MainThread] γ went wrong:")
    assert lines[2] == "line 2 \\ud800"
    assert (folder / LOG).read_text(encoding="utf-8").splitlines() == lines


def test_what_happens_before_the_files_are_opened_is_not_lost(folder, caplog):
    journal = Journal(folder)
    with listening(journal):
        logger.error("early")
        assert not folder.exists()
        journal.begin()
        journal.begin()
    assert [line[-5:] for line in last_lines(folder, 10) if "ERROR" in line] == ["early"]
    assert caplog.records == []


def test_afterwards_nothing_is_left(folder):
    before = list(logger.handlers), logger.propagate
    journal = Journal(folder)
    with listening(journal):
        journal.begin()
        assert len(logger.handlers) == len(before[0]) + 1
    assert (list(logger.handlers), logger.propagate) == before


@pytest.mark.parametrize("kind", ["a file in the way", "read-only", "the log is a folder", "full"])
def test_a_disk_that_cannot_be_written_to_only_means_no_log(folder, kind, monkeypatch, capfd):
    if kind == "a file in the way":
        folder.parent.mkdir(parents=True)
        folder.write_text("not a folder")
    elif kind == "the log is a folder":
        (folder / LOG).mkdir(parents=True)
    else:

        def fails(*_, **__):
            raise OSError(28 if kind == "full" else 30, "no")

        monkeypatch.setattr(logging.FileHandler, "_open", fails)
    journal = Journal(folder)
    with listening(journal):
        journal.begin()
        logger.error("nobody will read this")
    assert last_lines(folder, 10) == []
    assert capfd.readouterr() == ("", "")


def test_the_log_stays_small(folder):
    journal = Journal(folder)
    with listening(journal):
        journal.begin()
        for number in range(3000):
            logger.error("%d %s", number, "x" * 300)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert set(sizes) - {CRASH} == {LOG, f"{LOG}.1"}
    assert sum(sizes.values()) < 600_000
    lines = last_lines(folder, 200)
    assert [int(line.split("] ")[1].split()[0]) for line in lines] == list(range(2800, 3000))


def test_where_the_old_log_cannot_be_put_away_nothing_is_lost(folder, monkeypatch):
    def busy(*_):
        raise PermissionError(13, "another process has it open")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "rotate", busy)
    journal = Journal(folder)
    with listening(journal):
        journal.begin()
        for number in range(1000):
            logger.error("%d %s", number, "x" * 300)
    assert len(last_lines(folder, 150)) == 150
    assert [int(line.split("] ")[1].split()[0]) for line in last_lines(folder, 150)] == list(range(850, 1000))


_CRASH = """
import faulthandler, sys
from pathlib import Path
from pg_desktop.journal import Journal
journal = Journal(Path(sys.argv[1]))
journal.begin()
def in_the_middle_of_an_update():
    faulthandler._sigabrt()
in_the_middle_of_an_update()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the user about an abort")
def test_where_it_crashed_is_in_the_log_of_the_next_start(folder):
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, str(folder)], check=False, capture_output=True, text=True, env=environ()
    )
    assert done.returncode < 0
    assert "in_the_middle_of_an_update" not in done.stderr
    faulthandler.disable()  # pytest's, for this
    try:
        journal = Journal(folder)
        with listening(journal):
            journal.begin()
    finally:
        faulthandler.enable(sys.__stderr__)
    text = "\n".join(last_lines(folder, 100))
    assert "the program has crashed before:\nFatal Python error: Aborted" in text
    assert "in in_the_middle_of_an_update" in text
    assert (folder / CRASH).read_bytes() == b""
