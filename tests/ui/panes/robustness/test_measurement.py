"""A measurement has a thread of its own."""

import os
import sys
import threading

import pytest
from PySide6.QtCore import QObject

from pg_desktop.process import NICENESS
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.panes.robustness.measurement import Measurement
from tests.ui.user import PATIENCE


@pytest.fixture
def parent(qapp):
    return QObject()


def test_one_that_waits_for_its_turn_can_be_given_up(parent, qtbot):
    turns, results = Turns(), []
    waiting = Measurement(turns, parent)
    waiting.done.connect(results.append)
    with turns.measuring():
        waiting.start(lambda stop, progress: "" if stop() else "measured")
        waiting.cancel()
    qtbot.waitUntil(lambda: not waiting.busy, timeout=PATIENCE)
    assert results == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a niceness is a process's")
def test_a_measurement_stands_back_for_the_window(parent, qtbot):
    measurement, found = Measurement(Turns(), parent), []

    def work(stop, progress):
        del stop, progress
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    measurement.done.connect(found.append)
    assert measurement.start(work)
    qtbot.waitUntil(lambda: not measurement.busy, timeout=PATIENCE)
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert found == [min(own + NICENESS, 19)]
