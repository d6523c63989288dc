"""Who computes stands back for the window."""

import os
import sys
import threading

import pytest

from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.history import History
from pg_desktop.runs.live.control import Control, Quit
from pg_desktop.runs.live.precedence import NICENESS, stand_back
from pg_desktop.runs.live.turns import Turns
from pg_desktop.runs.live.worker import TrainingWorker
from tests.runs.conftest import SECONDS, SMALL

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a niceness is a process's")


def niceness() -> int:
    """Of the calling thread."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def in_a_thread(*work):
    found = []
    thread = threading.Thread(target=lambda: found.extend(step() for step in work))
    thread.start()
    thread.join()
    return found


@linux
def test_a_thread_stands_back_alone():
    before = niceness()
    _, back = in_a_thread(stand_back, niceness)
    assert back == min(before + NICENESS, 19) > before
    assert niceness() == before


@linux
def test_who_cannot_stand_back_any_further_stays_there():
    *_, back = in_a_thread(*[stand_back] * 5, niceness)
    assert back == 19


@linux
def test_the_training_thread_stands_back(qapp):
    del qapp
    seen = []

    def make_history():
        seen.append(niceness())
        return History()

    control = Control(SMALL)
    worker = TrainingWorker(control, make_history, EditLog(), Checkpoints(), Turns())
    worker.start()
    control.send(Quit())
    assert worker.wait(1000 * SECONDS)
    assert seen == [min(niceness() + NICENESS, 19)]
