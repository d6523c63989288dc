"""What nobody has foreseen is one sentence; the details are in a log, whose path it names."""

import subprocess
import sys

import pytest

from pg_desktop import __main__ as program
from pg_desktop.journal import LOG
from pg_desktop.learning.trainer import Trainer
from pg_desktop.storage.data_folder import data_folder
from tests.ui.offscreen import complaints, environ

TRAIN = ["train", "--updates", "1", "--quiet"]


def _fails(error):
    def update(*_, **__):
        raise error

    return update


def test_a_command_says_one_sentence_and_where_the_details_are(monkeypatch, capsys):
    monkeypatch.setattr(Trainer, "update", _fails(RuntimeError("the bearings\nare worn")))
    assert program.main(TRAIN) == 1
    log = data_folder() / LOG
    out, err = capsys.readouterr()
    assert err == f"Something unexpected has happened (RuntimeError: the bearings are worn); {log} has the details.\n"
    assert "0 updates" in out  # what there was by then
    text = log.read_text(encoding="utf-8")
    assert "the command has failed: RuntimeError: the bearings are worn" in text
    assert "Traceback (most recent call last)" in text


def test_without_a_log_the_details_follow_the_sentence(monkeypatch, capsys):
    data_folder().parent.mkdir(parents=True, exist_ok=True)
    data_folder().write_text("in the way")
    monkeypatch.setattr(Trainer, "update", _fails(RuntimeError("worn")))
    assert program.main(TRAIN) == 1
    first, *others = capsys.readouterr().err.splitlines()
    assert first == "Something unexpected has happened (RuntimeError: worn)."
    assert others[0] == "Traceback (most recent call last):"


def test_ctrl_c_is_still_ctrl_c(monkeypatch, capsys):
    monkeypatch.setattr("pg_desktop.cli.inspect.run", _fails(KeyboardInterrupt()))
    assert program.main(["inspect", "x.safetensors"]) == 130
    assert capsys.readouterr().err == ""


def test_a_window_that_cannot_be_built_says_so(monkeypatch, capsys):
    monkeypatch.setattr("pg_desktop.launch.run", _fails(RuntimeError("no window")))
    assert program.main([]) == 1
    assert capsys.readouterr().err.startswith("Something unexpected has happened (RuntimeError: no window); ")


_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from pg_desktop.__main__ import main
from pg_desktop import app
build = app.build
def build_and_fail(**options):
    application, window = build(**options)
    def fail():
        print("logging.handlers" in sys.modules, flush=True)
        raise ValueError("out of order")
    window.painted.connect(fail)
    def look():
        if window.notice.isVisible() and window.session.status.update >= 1:
            print(window.notice.text.text(), flush=True)
            window.session.pause()
            window.end()
    timer = QTimer(window)
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    window.ready.connect(window.session.step)
    return application, window
app.build = build_and_fail
sys.exit(main([]))
"""


@pytest.mark.slow
def test_the_window_goes_on(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW], check=False, capture_output=True, text=True, timeout=100, env=environ()
    )
    assert (done.returncode, complaints(done.stderr)) == (0, "")
    assert done.stdout == "False\nSomething unexpected has happened (ValueError: out of order). The program goes on.\n"
    text = (data_folder() / LOG).read_text(encoding="utf-8")
    assert text.count("ValueError: out of order\n") == 2  # what happened, and the end of its traceback
    assert 'raise ValueError("out of order")' not in text  # code that has no file


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "--no-such-thing"]])
def test_what_does_nothing_writes_nothing(arguments, capsys):
    program.main(arguments)
    assert not data_folder().exists()
    assert capsys.readouterr() != ("", "")
