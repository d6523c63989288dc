"""Computing in other processes: one pool for the whole program, which begins with the first task.

A task is a function of the program's own, `function(payload, stop, progress) -> result`, and a payload of frozen
dataclasses, numbers and arrays. It asks `stop` between its steps and tells `progress` which part is done. Worlds that
others have written are made there as here: behind their border, in processes of their own.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

from pg_desktop import process
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError, text_of

if TYPE_CHECKING:  # which the window's first paint does not need
    from concurrent.futures import ProcessPoolExecutor
    from ctypes import Array, c_double, c_longlong
    from multiprocessing.process import BaseProcess

Task = Callable[[Any, Callable[[], bool], Callable[[float], None]], Any]

_SLOTS: Final = 64
"""Tasks of which it can be told apart at the same time how far they are; many more than processes."""
_END_SECONDS: Final = 0.5
"""For a process to come to its end before it is killed, which takes nothing from anybody."""
_DEATH_SECONDS: Final = 2.0
"""For one that has died to be known as dead."""
_ASK_SECONDS: Final = 0.001
_DIED: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "The process that was computing this has ended with exit code {code}; try again, which starts another one, or with "
    "less at once, if there is too little memory.",
)


class UnexpectedError(Exception):
    """What nobody has foreseen has gone wrong in another process; its cause carries that process's traceback."""


class _ElsewhereError(Exception):
    """Carries the traceback of another process."""


@dataclass(frozen=True)
class _Slots:
    """Memory that all processes share; a task has its place by its number."""

    stopped: Array[c_longlong]
    shares: Array[c_double]

    @classmethod
    def new(cls) -> _Slots:
        from ctypes import c_double, c_longlong  # noqa: PLC0415 (not for the first paint, as all of this)
        from multiprocessing.sharedctypes import RawArray  # noqa: PLC0415

        return cls(RawArray(c_longlong, _SLOTS), RawArray(c_double, _SLOTS))


@dataclass(frozen=True)
class _Failure:
    """How a task has failed; a template, if it is told to the user as it is."""

    text: str
    details: str
    template: str = ""
    values: tuple[tuple[str, object], ...] = ()


class Job:
    """A task on its way. To be used by the thread that has submitted it."""

    def __init__(self, future: Future[Any], number: int, slots: _Slots, pool: tuple[BaseProcess, ...]) -> None:
        self._future, self._number, self._slots, self._pool = future, number, slots, pool
        self._cancelled = False

    @property
    def done(self) -> bool:
        """Whether it has come to its end, in whatever way."""
        return self._future.done()

    @property
    def cancelled(self) -> bool:
        """Whether it has been given up."""
        return self._cancelled

    @property
    def share(self) -> float:
        """Which part of it is done, in [0, 1]."""
        return float(self._slots.shares[self._number % _SLOTS])

    def cancel(self) -> None:
        """Give it up: at once if it waits, or else when it asks whether to stop. The process lives on."""
        self._cancelled = True
        self._slots.stopped[self._number % _SLOTS] = self._number
        self._future.cancel()

    def result(self, seconds: float | None = None) -> Any:
        """Wait for what the task returns.

        Args:
            seconds: how long at the most; as long as it takes if None.

        Raises:
            RolloutStoppedError: if it was given up.
            UserError: if it has failed with one, or its process has died.
            UnexpectedError: if it has failed in another way.
            TimeoutError: if it takes longer.
        """
        try:
            found = self._future.result(seconds)
        except CancelledError:
            raise RolloutStoppedError from None
        except BrokenExecutor as error:
            if self._cancelled:
                raise RolloutStoppedError from None
            raise UserError(_DIED, code=self._exit_code()) from error
        if isinstance(found, _Failure):
            raise _raised(found) from _ElsewhereError(found.details)
        if found is None or self._cancelled:
            raise RolloutStoppedError
        return found[0]

    def _exit_code(self) -> int | str:
        until = monotonic() + _DEATH_SECONDS
        while monotonic() < until:
            # While another thread takes note of a death, this one is not told of it yet: ask again.
            codes = [one.exitcode for one in self._pool]
            if died := [code for code in codes if code]:
                return died[0]
            if None not in codes:
                break
            sleep(_ASK_SECONDS)
        return "?"


class Processes:
    """The program's pool. To be used by one thread.

    A process that has died takes its tasks with it, which say so; the next task starts another.
    """

    def __init__(self, workers: int = 1) -> None:
        """Prepare; nothing is started.

        Args:
            workers: processes at the most.
        """
        self._workers = workers
        self._slots: _Slots | None = None
        self._executor: ProcessPoolExecutor | None = None
        self._jobs: list[Job] = []
        self._number = 0
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the processes that have been started."""
        return tuple(one.pid or 0 for one in self._pool())

    def submit(self, task: Task, payload: Any) -> Job:
        """Have a task done, after those before it.

        Args:
            task: see the module.
            payload: what it is given.

        Raises:
            RuntimeError: after `close`.
        """
        if self._closed:
            raise RuntimeError("the program is ending")
        slots = self._slots = self._slots or _Slots.new()
        self._number += 1
        slots.shares[self._number % _SLOTS] = 0.0
        try:
            future = self._submitted(slots, task, payload)
        except BrokenExecutor:  # a process has died in its sleep
            self._drop()
            future = self._submitted(slots, task, payload)
        job = Job(future, self._number, slots, self._pool())
        self._jobs = [*(known for known in self._jobs if not known.done), job]
        return job

    def close(self) -> None:
        """Give up everything, end all processes and wait until they are gone. Nothing is done any more."""
        self._closed = True
        for job in self._jobs:
            job.cancel()
        self._drop()

    def _submitted(self, slots: _Slots, task: Task, payload: Any) -> Future[Any]:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
        from multiprocessing import get_context  # noqa: PLC0415

        from pg_desktop.learning.worlds.starting import starting  # noqa: PLC0415 (Gymnasium)

        with starting():
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    self._workers, get_context("spawn"), initializer=_begin, initargs=(slots,)
                )
            return self._executor.submit(_obey, self._number, task, payload)

    def _pool(self) -> tuple[BaseProcess, ...]:
        executor = self._executor
        return () if executor is None else tuple((executor._processes or {}).values())

    def _drop(self) -> None:
        executor, pool, self._executor = self._executor, self._pool(), None
        if executor is None:
            return
        manager: Any = executor._executor_manager_thread
        executor.shutdown(wait=False, cancel_futures=True)
        until = monotonic() + _END_SECONDS
        for one in pool:
            one.join(max(until - monotonic(), 0.0))
            if one.is_alive():
                one.kill()
                one.join()
        if manager is not None:
            manager.join()


class _Own:
    """What this process, one of the pool, shares with the program."""

    slots: _Slots


def _begin(slots: _Slots) -> None:
    """A process of the pool begins: it stands back, and comes to its end with the program and not before."""
    _Own.slots = slots
    for name in ("SIGINT", "SIGHUP"):  # it is for the program to say when this process ends
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=_end_with_the_program, name="lifeline", daemon=True).start()
    process.prepare()
    process.stand_back()


def _end_with_the_program() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415
    from multiprocessing.connection import wait  # noqa: PLC0415

    program = parent_process()
    if program is not None:
        wait([program.sentinel])
        os._exit(1)


def _obey(number: int, task: Task, payload: Any) -> tuple[Any] | _Failure | None:
    """In a process of the pool: do a task. None says that it was stopped."""
    slots, slot = _Own.slots, number % _SLOTS
    if "torch" in sys.modules:  # the task's module has loaded it; whoever does without need not wait for it
        process.keep_torch_to_one_thread()

    def stop() -> bool:
        return slots.stopped[slot] == number

    def progress(share: float) -> None:
        slots.shares[slot] = share

    try:
        return None if stop() else (task(payload, stop, progress),)
    except RolloutStoppedError:
        return None
    except UserError as error:
        return _Failure(text_of(error), _details(error), error.template, tuple(map(_plain, error.values.items())))
    except Exception as error:  # noqa: BLE001 (told where somebody waits for it)
        return _Failure(f"{type(error).__name__}: {text_of(error)}", _details(error))


def _plain(entry: tuple[str, object]) -> tuple[str, object]:
    name, value = entry
    return name, value if isinstance(value, bool | int | float) else text_of(value)


def _details(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def _raised(failure: _Failure) -> Exception:
    if failure.template:
        return UserError(failure.template, **dict(failure.values))
    return UnexpectedError(failure.text)
