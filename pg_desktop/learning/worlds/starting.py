"""How processes for code of others start and end.

On Linux and macOS all of them are forked from one that has loaded what they need and nothing else, which takes a
hundredth of a second; elsewhere each begins from nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context, resource_tracker, set_forkserver_preload
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Final

import gymnasium
from gymnasium.envs.registration import EnvSpec

import pg_desktop
from pg_desktop.learning.worlds.serving import serve

_END_SECONDS: Final = 1.0
"""For a process that was killed to be gone."""
_PRELOADED: Final = ("pg_desktop.learning.worlds.world",)

_STARTING: Final = threading.Lock()


def started() -> tuple[Connection, BaseProcess]:
    """Start a process that serves, and return the pipe to it and itself; that waits for nothing."""
    environ = dict(os.environ)
    with starting():
        forks = "forkserver" in get_all_start_methods()
        if forks:
            set_forkserver_preload(list(_PRELOADED))
        # Never forked from this process, which has threads, and Qt.
        context = get_context("forkserver" if forks else "spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, environ, _specs_of_others()), name="environment")  # type: ignore[attr-defined]
        process.start()
        theirs.close()  # so that the pipe breaks when the process ends
        return ours, process


@contextmanager
def starting() -> Iterator[None]:
    """A context in which new processes import what this one would, and neither its main module nor what lies around.

    They do not hear of Ctrl-C before they have said how they take it. One thread at a time is in it.
    """
    with _STARTING, _deaf_to_interrupts(), _without_main(), _finding_the_same():
        yield


def _specs_of_others() -> list[EnvSpec]:
    """What plug-ins and the program's caller have registered in this process by a name that can be imported."""
    return [
        spec
        for spec in gymnasium.registry.values()
        if isinstance(spec.entry_point, str) and not spec.entry_point.startswith(("gymnasium.", "pg_desktop."))
    ]


def put_an_end(pipe: Connection, process: BaseProcess) -> None:
    """End a process with whatever it has started, at once; one that has ended stays as it is."""
    with suppress(OSError):
        pipe.close()
    if process.is_alive():
        try:
            os.killpg(process.pid or 0, signal.SIGKILL)  # with whatever it has started
        except (AttributeError, OSError):  # it has no group yet, or the system knows none
            process.kill()
        process.join(_END_SECONDS)


@contextmanager
def _finding_the_same() -> Iterator[None]:
    """A context in which new processes import what this one would, and nothing else that lies in the current folder."""
    ours = str(Path(pg_desktop.__file__).parents[1])
    places = os.pathsep.join([ours, *(place for place in sys.path if place not in ("", ours))])
    changes = {"PYTHONPATH": places, "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _without_main() -> Iterator[None]:
    """A context in which a new process does not take the program's main module for its own, and run it again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A context in which processes are started that do not hear of Ctrl-C until they have said how they take it.

    Without it one that comes while they still import modules would end them.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    resource_tracker.ensure_running()  # which otherwise would start here, and let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
