"""The program prepares its process; what a script can use leaves it alone; who computes stands back."""

import json
import os
import platform
import signal
import subprocess
import sys
import threading

import pytest
import torch

from pg_desktop.__main__ import main
from pg_desktop.process import NICENESS, stand_back
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.control import Control, Quit
from pg_desktop.runs.live.turns import Turns
from pg_desktop.runs.live.worker import TrainingWorker
from tests.runs.conftest import SECONDS, SMALL

PREPARED = ("OMP_", "OPENBLAS_", "MKL_", "VECLIB_", "SDL_", "PYGAME_")
"""How the environment variables begin that the program sets."""

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


_ARENAS = """
import ctypes, sys, threading
from pg_desktop.process import prepare
prepare()
meeting = threading.Barrier(8)
def use_memory():
    meeting.wait()
    kept = [bytearray(50_000) for _ in range(50)]
    meeting.wait()
threads = [threading.Thread(target=use_memory) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype, libc.malloc_info.argtypes, libc.fclose.argtypes = (
    ctypes.c_void_p, [ctypes.c_int, ctypes.c_void_p], [ctypes.c_void_p])
file = libc.fopen(sys.argv[1].encode(), b"w")
libc.malloc_info(0, file)
libc.fclose(file)
"""


@linux
@pytest.mark.skipif("glibc" not in platform.libc_ver(), reason="other C libraries have other ways")
@pytest.mark.parametrize(("of_user", "most"), [({}, 2), ({"MALLOC_ARENA_MAX": "1"}, 1)])
def test_threads_take_their_memory_from_few_places(tmp_path, of_user, most):
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"} | of_user
    told = tmp_path / "places.xml"
    subprocess.run([sys.executable, "-c", _ARENAS, str(told)], check=True, timeout=60, env=environment)
    assert 1 <= told.read_text().count("<heap nr=") <= most


_LIBRARY = """
import gc, importlib, json, os, pkgutil, random, signal, sys, threading, warnings
import gymnasium, numpy as np, safetensors.numpy, torch

def caught():  # by C, of which Python's getsignal knows nothing
    lines = open("/proc/self/status") if sys.platform == "linux" else []
    return [line for line in lines if line.startswith(("SigBlk", "SigIgn", "SigCgt"))]

def process():
    return {
        "environment": dict(os.environ),
        "threads of torch": torch.get_num_threads(),
        "niceness": os.nice(0) if hasattr(os, "nice") else 0,
        "signals": {int(each): str(signal.getsignal(each)) for each in signal.valid_signals()},
        "caught": caught(),
        "warnings": [str(each) for each in warnings.filters],
        "garbage": [gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()],
        "random": [str(random.getstate()), str(np.random.get_state()), torch.get_rng_state().tolist()],
        "numpy": [np.geterr(), str(np.get_printoptions())],
        "torch": [str(torch.get_default_dtype()), torch.is_grad_enabled()],
        "hooks": [str(sys.excepthook), str(threading.excepthook)],
    }

torch.set_num_threads(2)
before = process()
import pg_desktop.learning, pg_desktop.storage
for package in (pg_desktop.learning, pg_desktop.storage):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.edits import EditLog
from pg_desktop.runs.history import History
from pg_desktop.runs.run import Run

for environment in ("CartPole-v1", "Acrobot-v1"):
    run = Run.begin(Settings(environment=environment, episodes_per_update=2, advantage="value"))
    run.advance()
    run.close()
after = process()
print(json.dumps({name: [value, after[name]] for name, value in before.items() if after[name] != value}))
"""


def run_python(script):
    """What a process of its own says, started as from a shell in which nothing is set."""
    free = {name: value for name, value in os.environ.items() if not name.startswith(PREPARED)}
    return subprocess.run([sys.executable, "-c", script], env=free, check=False, capture_output=True, text=True)


def test_what_a_script_can_use_leaves_its_process_alone():
    done = run_python(_LIBRARY)
    assert done.stderr == ""
    assert json.loads(done.stdout) == {}


def test_the_program_prepares_its_process_before_anything_is_loaded():
    done = run_python(
        "import json, os, sys; from pg_desktop.__main__ import main; assert 'numpy' not in sys.modules; "
        "main(['inspect', 'no-such-file']); print(json.dumps(dict(os.environ)))"
    )
    environment = json.loads(done.stdout)
    threads = [environment[f"{library}_NUM_THREADS"] for library in ("OMP", "OPENBLAS", "MKL")]
    assert threads == ["1", "1", "1"]
    assert environment["SDL_VIDEODRIVER"] == environment["SDL_AUDIODRIVER"] == "dummy"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_process_that_draws_with_pygame_still_ends_when_it_is_told_to(name):
    number = getattr(signal, name)
    done = run_python(
        "import os, signal; from pg_desktop import process; process.prepare(); import pygame; "
        f"signal.signal({int(number)}, signal.SIG_DFL); pygame.init(); os.kill(os.getpid(), {int(number)}); "
        "print('goes on')"
    )
    assert (done.returncode, done.stdout) == (-number, "")


def test_what_the_user_has_set_stays():
    done = run_python(
        "import os; os.environ['SDL_VIDEODRIVER'] = 'x11'; from pg_desktop import process; process.prepare(); "
        "print(os.environ['SDL_VIDEODRIVER'])"
    )
    assert done.stdout == "x11\n"


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_training_without_a_window_keeps_torch_to_one_thread(capsys):
    assert main(["train", "--updates", "1", "--json"]) == 0
    assert torch.get_num_threads() == 1
    assert json.loads(capsys.readouterr().out)["updates"] == 1


@pytest.mark.usefixtures("two_threads", "qapp")
def test_the_training_thread_stands_back_and_keeps_torch_to_one_thread():
    seen = []

    class Watched(Experiment):
        def next_id(self):
            seen.append((niceness() if sys.platform == "linux" else None, torch.get_num_threads()))
            return super().next_id()

    control = Control(SMALL)
    worker = TrainingWorker(control, Watched(), Turns())
    worker.start()
    control.send(Quit())
    assert worker.wait(1000 * SECONDS)
    assert seen == [(min(niceness() + NICENESS, 19) if sys.platform == "linux" else None, 1)]


ENDING = """
import atexit, os, sys, types
from pg_desktop.process import run_to_the_end

class Taken:
    def __del__(self, write=os.write):
        write(1, b"taken apart")

kept = Taken()

def main():
    if sys.argv[1:] == ["window"]:
        sys.modules["PySide6.QtWidgets"] = types.ModuleType("PySide6.QtWidgets")
    atexit.register(print, "done at the end")
    print("done", end=" ")
    if sys.argv[1:] == ["failing"]:
        raise RuntimeError("failed")
    return 7

run_to_the_end(main)
"""


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        ("window", 7, "done done at the end\n"),
        ("none", 7, "done done at the end\ntaken apart"),
        ("failing", 1, "done done at the end\ntaken apart"),
    ],
)
def test_a_program_with_a_window_is_not_taken_apart_at_its_end(how, code, said):
    ended = subprocess.run([sys.executable, "-c", ENDING, how], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (code, said)
    assert ("RuntimeError: failed" in ended.stderr) is (how == "failing")
