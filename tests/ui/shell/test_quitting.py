"""The program is gone soon after Ctrl+Q, whatever goes on in it."""

import os
import subprocess
import sys
import time

import pytest

PATIENCE = 300
"""Seconds until all goes on, where others compute as well."""
QUICKLY = 2.0
STARVED = 5.0
LOOP = ["nice", "-n", "10", sys.executable, "-c", "while True: pass"]
"""Beside what is nicest, it gets seven times as much. Beside one that is not nice at all, the system alone takes four
seconds to let go of the memory of a process that has ended."""


def seconds_to_quit(folder, before=(), beside=0):
    """Let a window quit in a process of its own, see `quitting`; tells how long it took to go, and checks how.

    Args:
        folder: where its data are.
        before: begins its command line.
        beside: processes that do nothing but compute from the moment on at which all goes on.
    """
    places = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder))
    signal, loops = folder / "quit", []
    with subprocess.Popen(
        [*before, sys.executable, "-m", "tests.ui.shell.quitting", str(signal)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            loops += [subprocess.Popen(LOOP) for _ in range(beside)]
            signal.touch()
            pressed = float(process.stdout.readline())
            assert process.wait(timeout=PATIENCE) == 0
            return time.monotonic() - pressed
        finally:
            process.kill()
            for loop in loops:
                loop.kill()
                loop.wait()


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE + 30)
def test_a_window_in_which_much_goes_on_is_gone_at_once(tmp_path):
    assert seconds_to_quit(tmp_path) <= QUICKLY


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE + 30)
@pytest.mark.skipif(sys.platform == "win32", reason="nobody is nice there")
def test_one_that_hardly_gets_to_compute_is_gone_soon(tmp_path):
    assert seconds_to_quit(tmp_path, ("nice", "-n", "19"), beside=2) <= STARVED
