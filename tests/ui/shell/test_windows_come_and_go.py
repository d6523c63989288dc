"""Windows that are opened, used and closed, one after the other, leave nothing behind and take no more memory."""

import atexit
import gc
import os
import statistics
import tempfile
import threading
import time
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QGesture
from shiboken6 import isValid

from pg_desktop.app import build
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.shell.main_window import MainWindow
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.registry import offered_perspectives
from tests.resident import megabytes_resident, resident_is_known
from tests.ui.conftest import is_ready
from tests.ui.user import PATIENCE

WARM_UP = 20
"""Windows after which the libraries have what they keep for good."""
WINDOWS = 100
LOOKS = 10
"""Windows over which memory is looked at, before and after: what the allocator has at a moment varies by megabytes."""
MEGABYTES = 5.0


@dataclass(frozen=True)
class Left:
    """What is there besides the windows."""

    threads: int
    children: int
    widgets: int
    objects: int
    timers: int
    at_exit: int
    files: int
    kept: int
    """Windows and panes that Python keeps, whether or not Qt still has them."""

    def more_than(self, before):
        """What has become more."""
        pairs = zip(fields(self), astuple(self), astuple(before), strict=True)
        return {field.name: (was, now) for field, now, was in pairs if now > was}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def at_exit(monkeypatch):
    """What is to be done at the end of the process, of what is registered from now on."""
    waiting = []
    register, unregister = atexit.register, atexit.unregister
    monkeypatch.setattr(atexit, "register", lambda done, *given: waiting.append(done) or register(done, *given))

    def forget(done):
        if done in waiting:  # and not of a window of another test
            waiting.remove(done)
        unregister(done)

    monkeypatch.setattr(atexit, "unregister", forget)
    return waiting


def what_is_left(temporary, at_exit):
    application = QApplication.instance()
    timers = sum(1 for thing in gc.get_objects() if type(thing) is QTimer and isValid(thing) and thing.isActive())
    return Left(
        threads=threading.active_count(),
        children=_children(),
        widgets=len(application.topLevelWidgets()),
        # Gestures Qt keeps until it needs them again.
        objects=sum(1 for thing in application.findChildren(QObject) if not isinstance(thing, QGesture)),
        timers=timers,
        at_exit=len(at_exit),
        files=sum(1 for _ in (*temporary.rglob("*"), *(data_folder() / "experiments").rglob("*"))),
        kept=sum(1 for thing in gc.get_objects() if issubclass(type(thing), MainWindow | Pane)),
    )


def _children():
    """Processes that this one has started and that are still there, where the system tells."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return sum(len(path.read_text().split()) for path in found)


def wait_until(condition):
    until = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < until
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def come_and_go(number):
    """Open a window, look at one perspective after the other, train a little, and close it."""
    use_and_close(number)
    for _ in range(3):
        let_go()


def let_go():
    """What is destroyed lets go of what is destroyed next."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()


def left_at_last(temporary, at_exit, before):
    """What is left once all has come to its end, which threads and processes take their time for."""
    until = time.monotonic() + PATIENCE / 1000
    while (after := what_is_left(temporary, at_exit)).more_than(before) and time.monotonic() < until:
        let_go()
    return after


def use_and_close(number):
    _, window = build([])
    window.show()
    wait_until(lambda: is_ready(window))
    window.perspectives.switch(window.perspectives.offered[number % len(window.perspectives.offered)])
    window.session.step(2)
    wait_until(lambda: window.session.status.update == 2 and window.session.status.state is RunState.PAUSED)
    window.refresh()
    window.experiments.may_discard = lambda: True
    assert window.close()
    window.deleteLater()


def memory_after_windows():
    """The median of what is in use after each of some windows."""
    found = []
    for number in range(LOOKS):
        come_and_go(number)
        found.append(megabytes_resident())
    return statistics.median(found)


def test_nothing_is_left_of_windows(qtbot, temporary, at_exit):
    Preferences().remember_welcomed()
    before_all = what_is_left(temporary, at_exit)
    perspectives = len(offered_perspectives())
    for number in range(perspectives):
        come_and_go(number)
    before = what_is_left(temporary, at_exit)
    for number in range(perspectives):
        come_and_go(number)
    after = left_at_last(temporary, at_exit, before)
    assert after.more_than(before) == {}
    of_other_tests = before_all.children, before_all.at_exit, before_all.files, before_all.timers
    left = after.children, after.at_exit, after.files, after.timers
    assert all(now <= was for now, was in zip(left, of_other_tests, strict=True)), (left, of_other_tests)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not resident_is_known(), reason="the system does not tell")
def test_a_hundred_windows_take_no_memory(qtbot, temporary, at_exit, scoreboard):
    Preferences().remember_welcomed()
    for number in range(WARM_UP):
        come_and_go(number)
    before, memory = what_is_left(temporary, at_exit), memory_after_windows()
    for number in range(WINDOWS - LOOKS):
        come_and_go(number)
    grown = memory_after_windows() - memory
    assert left_at_last(temporary, at_exit, before).more_than(before) == {}
    assert grown < MEGABYTES
    scoreboard("windows", f"{grown:+.1f} MB after {WINDOWS} windows, nothing else left")
