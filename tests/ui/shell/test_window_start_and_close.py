"""The window opens quickly, closes at once, and leaves nothing behind."""

import gc
import json
import os
import subprocess
import sys
import threading
import time
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QSignalSpy

from pg_desktop.app import build
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.reinforce import reinforce
from pg_desktop.runs.live.status import RunState
from tests.ui.user import CTRL


def training_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "training"]


def test_close_while_training_at_full_speed(user, monkeypatch):
    user.choose_full_speed()
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update >= 3)
    monkeypatch.setattr(user.window.experiments, "may_discard", lambda: True)
    worker = user.window.session.worker
    started = time.monotonic()
    user.window.close()
    seconds = time.monotonic() - started
    assert worker.isFinished()
    assert user.status.state is RunState.STOPPED
    assert not training_threads()
    assert seconds < 1.0
    assert not user.window.isVisible()


@pytest.mark.parametrize("leave", ["close", "reset"])
def test_a_long_update_is_abandoned(user, monkeypatch, leave):
    """However long its episodes take, an update in progress keeps nobody waiting."""
    collecting = threading.Event()

    def collect_slowly(*_, stop, **__):
        collecting.set()
        deadline = time.monotonic() + 10
        while not stop():
            assert time.monotonic() < deadline
            time.sleep(0.005)
        raise RolloutStoppedError

    monkeypatch.setattr(reinforce, "collect", collect_slowly)
    user.click(user.train_button)
    user.wait_until(collecting.is_set)
    started = time.monotonic()
    if leave == "close":
        user.window.close()
        assert user.window.session.worker.isFinished()
    else:
        run = user.status.run
        user.click(user.window.run_bar.reset_button)
        user.wait_until(lambda: user.status.run > run)
    assert time.monotonic() - started < 1.0


def test_close_at_once(qtbot):
    _, window = build([])
    window.show()
    window.close()
    assert not window.session.worker.isRunning()
    window.deleteLater()


@pytest.mark.parametrize("moment", ["before", "right after"])
def test_closing_at_the_first_paint_starts_nothing(qtbot, moment):
    _, window = build([])
    started = QSignalSpy(window.session.worker.started)
    if moment == "right after":
        window.painted.connect(window.close)
    window.show()
    if moment == "before":
        window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    qtbot.wait(100)
    window.session.close()
    refreshing = window.refreshing.isActive()
    window.deleteLater()
    assert started.count() == 0
    assert not refreshing


def open_and_forget() -> int:
    """Objects that the application is left with once a window has come and gone."""
    application, window = build([])
    gone = weakref.ref(window)
    window.close()
    window.deleteLater()
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
    return len(application.findChildren(QObject))


def test_a_window_that_is_gone_leaves_nothing_behind(qtbot):
    open_and_forget()  # what an earlier test has left goes with it
    assert open_and_forget() == open_and_forget()


def test_quit_closes(user):
    user.press(Qt.Key.Key_Q, CTRL)
    user.wait_until(lambda: not user.window.isVisible())
    assert user.window.session.worker.isFinished()


def test_close_twice(user):
    assert user.window.close()
    assert user.window.close()
    assert user.window.session.worker.isFinished()


def test_close_while_starting(qtbot):
    _, window = build([])
    window.show()
    qtbot.waitUntil(window.session.worker.isRunning, timeout=10_000)
    window.close()
    assert window.session.worker.isFinished()
    assert window.session.status.state is RunState.STOPPED
    window.deleteLater()


_FIRST_PAINT = """
import json, sys
from PySide6.QtCore import Slot, QObject, QTimer
from pg_desktop.app import build
application, window = build([])
class Witness(QObject):
    @Slot()
    def painted(self):
        heavy = ("torch", "gymnasium", "pyqtgraph", "numpy", "pygame", "safetensors")
        print(json.dumps([name for name in heavy if name in sys.modules]))
        sys.stdout.flush()
        QTimer.singleShot(0, window.close)
witness = Witness()
window.painted.connect(witness.painted)
window.show()
application.exec()
"""


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
