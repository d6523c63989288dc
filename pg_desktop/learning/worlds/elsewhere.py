"""A process in which code of others runs, seen from the program: asked, waited for with patience, and ended.

Here is the border: whatever happens on the other side is one `UserError` on this one, which names the environment, the
place and the cause.
"""

from __future__ import annotations

import pickle
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from typing import Any, Final, NoReturn

from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.guarded import failure_of
from pg_desktop.learning.worlds.limits import (
    MEMORY,
    Limits,
    Place,
    allowed_at,
    in_gigabytes,
    resident_bytes,
    usual_limits,
)
from pg_desktop.learning.worlds.pickles import read_told
from pg_desktop.learning.worlds.serving import PACKED, Fault, House
from pg_desktop.learning.worlds.starting import put_an_end, started
from pg_desktop.messages import UserError

_LOOK_SECONDS: Final = 0.02
"""How long one waits for an answer before looking whether something else has happened."""
_MEASURE_SECONDS: Final = 0.2
"""How often it is looked how much memory a process has."""
_END_SECONDS: Final = 1.0
"""For a process that has nothing more to do to end by itself."""


class _ElsewhereError(Exception):
    """Carries the traceback of another process."""


class Elsewhere:
    """A process for an environment of others. To be used by one thread at a time.

    A request is asked for, and its answer waited for: one at a time. After any failure the process is gone.

    Attributes:
        environment: what it is called in messages.
        limits: what it may take.
        process: itself.
        used: whether anything was asked of it yet.
    """

    def __init__(self, environment: str, limits: Limits | None = None) -> None:
        """Start it; that does not wait for anything to be loaded there.

        Args:
            environment: see the class.
            limits: see the class; the usual, as they are now, if None.

        Raises:
            UserError: if the usual limits are asked for, and make no sense.
        """
        self.environment = environment
        self.limits = usual_limits() if limits is None else limits
        self._place = Place.IMPORT
        self._asked = self._over = False
        self.used = False
        self._answer: tuple[Any] | None = None
        self._due = self._measured = 0.0
        self._pipe, self.process = started()
        self._readable = _watched(self._pipe)
        self._end = Finalize(self, put_an_end, args=(self._pipe, self.process), exitpriority=100)

    @property
    def over(self) -> bool:
        """Whether it has been ended."""
        return self._over

    @property
    def busy(self) -> bool:
        """Whether something was asked whose answer nobody has taken yet."""
        return self._asked

    def ask(self, place: Place, function: Callable[..., Any], *arguments: Any) -> None:
        """Have a function called there.

        Args:
            place: what it does.
            function: of the program's own, which is given the `House` of the process before all else.
            arguments: of the function.

        Raises:
            UserError: if the process has outgrown its limit.
        """
        self._begin(place)
        with suppress(OSError):  # where it has ended, there is no answer either
            self._pipe.send((place.value, function, arguments))

    def ask_packed(self, body: bytes) -> None:
        """Have a step made there, from bytes to bytes; see `House.packed`.

        Raises:
            UserError: as `ask`.
        """
        self._begin(Place.STEP)
        with suppress(OSError):
            self._pipe.send_bytes(PACKED + body)

    def arrived(self, seconds: float = 0.0) -> bool:
        """Wait for the answer, a while at the most; whether it is there.

        Raises:
            UserError: if the function has failed, or the process has, or it has taken too long.
        """
        until = time.monotonic() + seconds
        while self._answer is None:
            left = until - time.monotonic()
            if not self._listen(max(0.0, min(left, _LOOK_SECONDS))) and left <= 0.0:
                return False
        return True

    def answer(self, stop: Callable[[], bool] = never) -> Any:
        """Wait for the answer and return it.

        Args:
            stop: asked again and again meanwhile. True ends the process; what it takes to answer is not counted.

        Raises:
            UserError: as `arrived`.
            RolloutStoppedError: when `stop` said so.
        """
        while not self.arrived(_LOOK_SECONDS):
            asked = time.monotonic()
            if stop():
                self.end()
                raise RolloutStoppedError
            self._due += time.monotonic() - asked
        answer, self._asked, self._answer = self._answer, False, None
        return None if answer is None else answer[0]

    def done(
        self, place: Place, function: Callable[..., Any], *arguments: Any, stop: Callable[[], bool] = never
    ) -> Any:
        """Have a function called there and return what it returns; see `ask` and `answer`."""
        self.ask(place, function, *arguments)
        return self.answer(stop)

    def ask_to_close(self) -> None:
        """Have what was made there closed; one that is busy is ended."""
        if self._over:
            return
        if self._asked:
            self.end()
        else:
            self.ask(Place.CLOSE, _close)

    def closed(self) -> None:
        """Wait until it is closed, and end the process.

        Raises:
            UserError: if that fails.
        """
        if self._over:
            return
        try:
            self.answer()
            self._over = True
            self._pipe.close()
            self.process.join(_END_SECONDS)
        finally:
            self.end()

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        self._over = True
        self._asked, self._answer = False, None
        self._end()

    def _begin(self, place: Place) -> None:
        self._asked, self._answer, self._place = True, None, place
        self.used = True
        self._due = time.monotonic() + self.limits.seconds_at(place)
        self._require_memory()

    def _listen(self, seconds: float) -> bool:
        """Take one message, if one comes; whether one has."""
        try:
            if not self._readable(seconds):
                self._require_patience()
                return False
            received = self._pipe.recv_bytes()
            if received.startswith(PACKED):
                self._answer = (received[len(PACKED) :],)
                return True
            answered, message = read_told(received)
        except (EOFError, OSError):
            self._fail(self._death())
        except pickle.UnpicklingError as error:
            self._fail(f"what it gives is no plain numbers: {error}")
        if answered:
            self._answer = (message,)
        elif isinstance(message, Fault):
            self._tell(message)
        else:
            self._place = Place(message)
            self._due = time.monotonic() + self.limits.seconds_at(self._place)
        return True

    def _tell(self, fault: Fault) -> NoReturn:
        self.end()
        if fault.template:
            error = UserError(fault.template, **dict(fault.values))
        else:
            error = failure_of(self.environment, fault.place, fault.cause)
        raise error from _ElsewhereError(fault.details) if fault.details else None

    def _require_patience(self) -> None:
        now = time.monotonic()
        if not self.process.is_alive() and not self._readable(0.0):
            self._fail(self._death())
        if now > self._due:
            self._fail(self._too_slow())
        self._require_memory()

    def _require_memory(self) -> None:
        now = time.monotonic()
        if not self.limits.memory or now - self._measured < _MEASURE_SECONDS:
            return
        self._measured = now
        used = resident_bytes(self.process.pid or 0)
        if used is not None and used > self.limits.memory:
            limit = in_gigabytes(self.limits.memory)
            grown = f"its process has grown to {in_gigabytes(used)}, past the limit of {limit}, and was ended"
            self._fail(f"{grown}; {MEMORY.way_out}")

    def _too_slow(self) -> str:
        cause = f"it has not answered for {self.limits.seconds_at(self._place):g} s, so its process was ended"
        allowed = allowed_at(self._place)
        return cause if allowed is None else f"{cause}; {allowed.way_out}"

    def _death(self) -> str:
        """How the process has come to its end."""
        self.process.join(_END_SECONDS)
        code = self.process.exitcode
        if code is None or code >= 0:
            return f"its process has ended with exit code {code}"
        try:
            return f"its process was ended by {signal.Signals(-code).name}, “{signal.strsignal(-code)}”"
        except ValueError:
            return f"its process was ended by the signal {-code}"

    def refuse(self, cause: str) -> NoReturn:
        """End the process, because what it has given cannot be.

        Raises:
            UserError: says so.
        """
        self._fail(cause)

    def _fail(self, cause: str) -> NoReturn:
        place = self._place
        self.end()
        raise failure_of(self.environment, place, cause)


def _watched(pipe: Connection) -> Callable[[float], bool]:
    """What waits so many seconds at the most for something to read; `Connection.poll` prepares anew each time."""
    if not hasattr(select, "poll"):  # on Windows
        return pipe.poll
    poll = select.poll()
    poll.register(pipe.fileno(), select.POLLIN)
    return lambda seconds: bool(poll.poll(1000 * seconds))


def _close(house: House) -> None:
    if house.env is not None:
        house.env.close()
