"""However the window's program ends, it ends in peace."""

import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.ui.offscreen import complaints, environ

_WAIT = """
from time import monotonic
from PySide6.QtCore import QEventLoop, QTimer
def wait_for(condition):
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()
"""

_FORGETFUL = f"""
from pg_desktop.app import build
application, window = build([])
{_WAIT}
window.show()
window.session.train()
wait_for(lambda: window.session.status.update >= 2)
window.panes.pane("robustness").push.measure()
wait_for(lambda: window.panes.pane("robustness").push.bar.busy)
"""

_DROPPED = """
def use():
    global window
    del window
use()
print("dropped")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("last_words", "printed"),
    [
        pytest.param("", "", marks=pytest.mark.slow),
        (_DROPPED, "dropped\n"),
        pytest.param("raise SystemExit('in a hurry')", "", marks=pytest.mark.slow),
    ],
)
def test_a_script_that_does_not_close_the_window(last_words, printed):
    done = subprocess.run(
        [sys.executable, "-c", _FORGETFUL + last_words],
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
        env=environ(),
    )
    hurried = "hurry" in last_words
    assert (done.returncode, done.stdout) == (int(hurried), printed), done.stderr
    assert complaints(done.stderr) == ("in a hurry\n" if hurried else "")


_TRAINING = """
import sys
from pg_desktop import app
from pg_desktop.__main__ import main
from PySide6.QtCore import QTimer
build = app.build
def build_and_train(**options):
    application, window = build(**options)
    window.ready.connect(window.session.train)
    {first}
    def tell():
        if window.session.status.update >= 2 and ({when}):
            timer.stop()
            print("trains", flush=True)
            {then}
    timer = QTimer(window)
    timer.setInterval(20)
    timer.timeout.connect(tell)
    timer.start()
    return application, window
app.build = build_and_train
sys.exit(main([]))
"""


_SHOW_FRAMES = "window.actions_.gymnasium_frames.trigger()"
_FRAMES_ARE_SHOWN = "'pygame' in sys.modules and sys.modules['pygame'].display.get_init()"
_END_SESSION = """
            import ctypes, glob, os, PySide6
            from shiboken6 import getCppPointer
            (library,) = glob.glob(os.path.join(os.path.dirname(PySide6.__file__), "Qt", "lib", "libQt6Gui.so.6"))
            emit = ctypes.CDLL(library)["_ZN15QGuiApplication17commitDataRequestER15QSessionManager"]
            emit.argtypes, emit.restype = [ctypes.c_void_p] * 2, None
            emit(getCppPointer(application)[0], getCppPointer(timer)[0])
"""
"""As the system does it: a session's manager cannot be made in Python, and nobody looks at it."""


@contextmanager
def program(then="pass", *, first="pass", when="True", **variables):
    """The program at work: it trains, and has said so."""
    command = [sys.executable, "-c", _TRAINING.format(then=then, first=first, when=when)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **streams, env=environ(**variables)) as process:
        try:
            assert process.stdout.readline() == "trains\n"
            yield process
        finally:
            process.kill()


unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for another process")


@unix
@pytest.mark.parametrize(
    ("then", "name"),
    [
        pytest.param("pass", "SIGINT", id="at work, SIGINT", marks=pytest.mark.slow),
        pytest.param("pass", "SIGTERM", id="at work, SIGTERM"),
        pytest.param("pass", "SIGHUP", id="at work, SIGHUP", marks=pytest.mark.slow),
        pytest.param("window.close()", "SIGINT", id="during the question, SIGINT"),
        pytest.param("window.close()", "SIGTERM", id="during the question, SIGTERM", marks=pytest.mark.slow),
        pytest.param("window.close()", "SIGHUP", id="during the question, SIGHUP", marks=pytest.mark.slow),
    ],
)
def test_a_signal_closes_the_window_without_a_question(name, then):
    number = getattr(signal, name)
    with program(then) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, complaints(err)) == (128 + number, "", "")


@pytest.mark.slow
@unix
@pytest.mark.parametrize("handlers", ["0", pytest.param("1", marks=pytest.mark.slow)])
def test_the_window_closes_on_a_signal_where_pygame_has_drawn(handlers):
    with program(first=_SHOW_FRAMES, when=_FRAMES_ARE_SHOWN, SDL_NO_SIGNAL_HANDLERS=handlers) as process:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, complaints(err)) == (128 + signal.SIGTERM, "", "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the signal of Qt's library has another name elsewhere")
def test_the_window_closes_without_a_question_when_the_user_logs_out():
    with program(_END_SESSION) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, complaints(err)) == (0, "", "")
