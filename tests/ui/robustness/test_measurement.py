"""Measurements take turns, and rest as long as they work."""

import os
import sys
import threading
from itertools import pairwise
from time import perf_counter

import pytest
from PySide6.QtCore import QObject

from pg_desktop.session.precedence import Precedence
from pg_desktop.ui.robustness.measurement import Measurement
from tests.ui.user import PATIENCE

SPELL = 0.004


@pytest.fixture
def parent(qapp):
    return QObject()


def busy_work(spells):
    """Work that notes when it works: from one question whether to stop to the next."""

    def work(stop, progress):
        since = perf_counter()
        for step in range(60):
            while perf_counter() - since < SPELL:
                pass
            spells.append((since, perf_counter()))
            if stop():
                break
            progress(step / 60)
            since = perf_counter()
        return len(spells)

    return work


def test_two_measurements_never_work_at_the_same_time(parent, qtbot):
    turn = threading.Lock()
    found = [[], []]
    both = [Measurement(turn, parent) for _ in found]
    for measurement, spells in zip(both, found, strict=True):
        assert measurement.start(busy_work(spells))
    qtbot.waitUntil(lambda: not any(measurement.busy for measurement in both), timeout=PATIENCE)
    assert [len(spells) for spells in found] == [60, 60]
    spells = sorted(found[0] + found[1])
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spells))
    # In turns, not one after the other.
    assert max(found[0][0], found[1][0]) < min(found[0][-1], found[1][-1])


def test_together_they_work_half_of_the_time_at_most(parent, qtbot):
    turn = threading.Lock()
    found = [[], []]
    both = [Measurement(turn, parent) for _ in found]
    for measurement, spells in zip(both, found, strict=True):
        measurement.start(busy_work(spells))
    qtbot.waitUntil(lambda: not any(measurement.busy for measurement in both), timeout=PATIENCE)
    spells = sorted(found[0] + found[1])
    worked = sum(end - begin for begin, end in spells)
    assert worked <= 0.52 * (spells[-1][1] - spells[0][0])


def test_one_that_waits_for_its_turn_can_be_given_up(parent, qtbot):
    turn, results = threading.Lock(), []
    waiting = Measurement(turn, parent)
    waiting.done.connect(results.append)
    with turn:
        waiting.start(busy_work([]))
        waiting.cancel()
    qtbot.waitUntil(lambda: not waiting.busy, timeout=PATIENCE)
    assert results == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a niceness is a process's")
def test_a_measurement_stands_back_for_training(parent, qtbot):
    measurement, found = Measurement(threading.Lock(), parent), []

    def work(stop, progress):
        del stop, progress
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    measurement.done.connect(found.append)
    assert measurement.start(work)
    qtbot.waitUntil(lambda: not measurement.busy, timeout=PATIENCE)
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert found == [min(own + Precedence.MEASURING, 19)]
