"""Tasks for the program's pool of processes."""

import os
import signal
import sys
import time

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError


def doubled(number, stop, progress):
    progress(0.5)
    return 2 * number


def until_stopped(_, stop, progress):
    progress(0.25)
    while not stop():
        time.sleep(0.001)
    raise RolloutStoppedError


def deaf(_, stop, progress):
    progress(0.25)
    while True:
        time.sleep(0.01)


def killed(_, stop, progress):
    os.kill(os.getpid(), signal.SIGKILL)


def refusing(name, stop, progress):
    raise UserError("No {name} today.", name=name)


def broken(_, stop, progress):
    raise ZeroDivisionError("by nothing")


def about_itself(_, stop, progress):
    return {
        "pid": os.getpid(),
        "nice": os.nice(0),
        "torch": "torch" in sys.modules,
        "deaf": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        "main": getattr(sys.modules["__main__"], "__file__", None),
    }
