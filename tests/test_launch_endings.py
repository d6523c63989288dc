"""However the window's program ends, it ends in peace."""

import signal
import subprocess
import sys

import pytest

from tests.ui.offscreen import complaints, environ

_WAIT = """
from time import monotonic
from PySide6.QtCore import QEventLoop
def wait_for(condition):
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
"""

_FORGETFUL = f"""
from pg_desktop.app import build
application, window = build([])
{_WAIT}
window.show()
window.session.train()
wait_for(lambda: window.session.status.update >= 2)
window.robustness_card.push.measure()
wait_for(lambda: window.robustness_card.push.bar.busy)
"""

_DROPPED = """
def use():
    global window
    del window
use()
print("dropped")
"""


@pytest.mark.parametrize(
    ("last_words", "printed"),
    [
        ("", ""),
        (_DROPPED, "dropped\n"),
        ("raise SystemExit('in a hurry')", ""),
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
    def tell():
        if window.session.status.update >= 2:
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize("then", ["pass", "window.close()"], ids=["at work", "during the question"])
def test_ctrl_c_closes_the_window_without_a_question(then):
    command = [sys.executable, "-c", _TRAINING.format(then=then)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **streams, env=environ()) as process:
        try:
            assert process.stdout.readline() == "trains\n"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, out, complaints(err)) == (130, "", "")
