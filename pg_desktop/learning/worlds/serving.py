"""What a process does in which code of others runs: it obeys, and tells what became of it.

A request is a place, a function and its arguments; the function is given the `House` of this process. Whatever code of
others does here stays here: what it prints goes to standard error, signals that are meant for the program do not reach
it, and it ends with the program. Loads nothing but Python's own library, so that nothing is printed before that holds.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import forkserver, parent_process
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.limits import Place
from pg_desktop.messages import UserError

if TYPE_CHECKING:
    from gymnasium.envs.registration import EnvSpec

_TOLD_EVERY_SECONDS: Final = 0.25
"""How often a process that has much to do says that it is not stuck."""
_PR_SET_PDEATHSIG: Final = 1


PACKED: Final = b"="
"""The first byte of a message that is no pickle: in it is what `House.packed` is given, or what that has returned."""
Told = tuple[bool, Any]
"""What else the process sends. With True, what a request has come to; with False, a `Fault`, or a place as text: what
is being done now, and how long that may take counts from here."""


@dataclass(frozen=True)
class Fault:
    """Why it has come to nothing.

    Attributes:
        place: where.
        cause: what went wrong, in one line; "" where `template` says it.
        details: the traceback.
        template: of a `UserError`, its sentence; otherwise "".
        values: what its placeholders stand for.
    """

    place: Place
    cause: str
    details: str
    template: str = ""
    values: tuple[tuple[str, str], ...] = ()


class House:
    """What this process has of the environments that it serves.

    Attributes:
        env: what was made last; None before.
        packed: does with the environments what is asked most often, from bytes to bytes; None before. Where it has no
            bytes for what it has come to, it returns that itself.
    """

    def __init__(self, pipe: Connection) -> None:
        self.env: Any = None
        self.packed: Callable[[bytes], Any] | None = None
        self._pipe = pipe
        self._place = Place.IMPORT
        self._told = time.monotonic()

    @property
    def place(self) -> Place:
        """What is being done."""
        return self._place

    def at(self, place: Place) -> None:
        """Say what is being done from here on; to be called often, where much is done at one place."""
        now = time.monotonic()
        if place is not self._place or now - self._told >= _TOLD_EVERY_SECONDS:
            self._place, self._told = place, now
            self._pipe.send((False, place.value))

    def obey(self, place: Place, function: Any, arguments: tuple[Any, ...]) -> None:
        """Call a function and send what becomes of it."""
        self._answer(place, partial(function, self, *arguments))

    def obey_packed(self, body: bytes) -> None:
        """Do what is asked most often, and send what becomes of it."""
        if self.packed is not None:
            self._answer(Place.STEP, partial(self.packed, body))

    def _answer(self, place: Place, do: Callable[[], Any]) -> None:
        self._place, self._told = place, time.monotonic()
        try:
            answer = do()
            if isinstance(answer, bytes):
                self._pipe.send_bytes(PACKED + answer)
            else:
                self._pipe.send((True, answer))
        except BaseException as error:  # noqa: BLE001 (code of others, which may do anything)
            self._pipe.send((False, self._fault(error)))

    def _fault(self, error: BaseException) -> Fault:
        if isinstance(error, UserError):
            values = tuple((name, str(value)) for name, value in error.values.items())
            cause = error.__cause__
            return Fault(self._place, "", "" if cause is None else _details(cause), error.template, values)
        return Fault(self._place, in_one_line(error), _details(error))


def serve(pipe: Connection, environ: Mapping[str, str], specs: Sequence[EnvSpec]) -> None:
    """The process: obey until the pipe is closed, or the program has gone.

    Args:
        pipe: to the program.
        environ: its environment variables.
        specs: what is registered with Gymnasium there, and may not be here.
    """
    _keep_to_itself()
    os.environ.clear()
    os.environ.update(environ)
    registry = import_module("gymnasium").registry
    for spec in specs:
        registry.setdefault(spec.id, spec)
    house = House(pipe)
    with suppress(EOFError, OSError):  # nobody asks any more, or listens
        while True:
            message = pipe.recv_bytes()
            if message.startswith(PACKED):
                house.obey_packed(message[len(PACKED) :])
                continue
            place, function, arguments = pickle.loads(message)  # noqa: S301 (from the program)
            house.obey(Place(place), function, arguments)


def _keep_to_itself() -> None:
    with suppress(OSError):  # where there is no standard error either
        os.dup2(2, 1)  # also of what is written from C
    sys.stdout = sys.stderr
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGTTOU"):  # it is for the program to say when this process ends
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        with suppress(OSError):
            os.setpgid(0, 0)  # so that what it starts ends with it, and the terminal's signals do not come here
    _let_go_of_the_forkserver()
    if sys.platform == "linux":  # also where code in C keeps Python's lock for ever
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    threading.Thread(target=_end_with_the_program, name="lifeline", daemon=True).start()


def _let_go_of_the_forkserver() -> None:
    """Let the process that this one was forked from end with the program, and this one then.

    It lives as long as anybody holds the other end of a pipe, and each process that it makes is given one.
    """
    server = getattr(forkserver, "_forkserver", None)
    held = getattr(server, "_forkserver_alive_fd", None)
    if server is not None and held is not None:
        server._forkserver_alive_fd = server._forkserver_address = None
        with suppress(OSError):
            os.close(held)


def _end_with_the_program() -> None:
    program = parent_process()
    if program is not None:
        wait([program.sentinel])
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)


def _details(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except BaseException:  # noqa: BLE001 (its text is code of others, too)
        return ""
