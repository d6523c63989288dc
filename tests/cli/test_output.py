"""What is written to standard output and error, also where they take nothing, or would do what they are told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pg_desktop.cli.exit_codes import ExitCode

FULL = Path("/dev/full")
POLICY = Path(__file__).parents[1] / "storage" / "version_2.safetensors"
NO_SPACE = "What there is to say cannot be written to standard output: No space left on device; write it elsewhere.\n"


def run(*arguments, unbuffered="", **options):
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "pg_desktop", *map(str, arguments)]
    return subprocess.run(command, check=False, env=environment, text=True, timeout=60, **options)


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["--help"], ["inspect", POLICY]])
def test_a_full_disk_behind_standard_output_is_one_sentence(arguments, unbuffered):
    with FULL.open("w") as full:
        done = run(*arguments, unbuffered=unbuffered, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (ExitCode.ERROR, NO_SPACE)


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_the_exit_status_tells_where_nothing_can_be_said():
    with FULL.open("w") as full:
        done = run("inspect", "missing", stdout=subprocess.PIPE, stderr=full)
    assert (done.returncode, done.stdout) == (ExitCode.ERROR, "")


def test_nobody_who_reads_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    done = run("inspect", POLICY, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (ExitCode.BROKEN_PIPE, "")


def test_no_name_gives_the_terminal_orders(capsys):
    from pg_desktop.__main__ import main

    assert main(["inspect", "x\x1b]0;owned\x07\u202e\n.safetensors"]) == ExitCode.ERROR
    assert capsys.readouterr().err == "There is no file “x\\x1b]0;owned\\x07\\u202e\\n.safetensors”.\n"
