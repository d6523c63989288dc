"""Exceptions that nobody has caught: written down, told once, and survived.

For the entry points, as `process` is: what Python calls then belongs to the whole process.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Final

from pg_desktop.journal import logger

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_SHORT: Final = 300
"""Characters of an exception's own words; some have pages."""
_DETAILS: Final = 20_000
_BY_QT: Final = re.compile(r"^(Error calling Python override of [\w:]+\(\): )+")
"""What PySide puts before an exception's own words."""
_PLACES: Final = 1_000
"""Places that are told apart; what comes from others then has been seen before."""


@dataclass(frozen=True)
class Mishap:
    """Something that was not foreseen.

    Attributes:
        error: its kind and its own words, in one line.
        details: where it happened, for a report.
        place: the kind of exception, and the file and the line that raised it.
    """

    error: str
    details: str
    place: tuple[str, str, int]


def mishap_of(error: BaseException) -> Mishap:
    """What is to be told of an exception, whatever it makes of being asked."""
    kind = type(error).__name__
    words = _BY_QT.sub("", _one_line(_words_of(error)))
    details = _details_of(error)
    return Mishap(f"{kind}: {words}" if words else kind, details, (kind, *_raised_at(error.__traceback__)))


def write_down(mishap: Mishap, what: str) -> None:
    """Put it into the log.

    Args:
        mishap: what has happened.
        what: what it has happened to, for those who read the log.
    """
    logger.log(logging.ERROR, "%s: %s\n%s", what, mishap.error, mishap.details.rstrip())


class Funnel:
    """Takes what Python calls uncaught: in the main thread, in others, and where nothing can be raised any more.

    What Qt calls, slots and overridden methods among it, ends in the first of these, see `sys.excepthook`.
    """

    def __init__(self, tell: Callable[[Mishap, TracebackType | None, bool], None]) -> None:
        """Prepare; see `catching`.

        Args:
            tell: is told of each, in the thread that it has happened in: what it is, its traceback, and whether the
                same has come from the same place before. It may not keep the traceback.
        """
        self._tell = tell
        self._counts: dict[tuple[str, str, int], int] = {}
        self._lock = threading.Lock()

    def take(self, error: BaseException, what: str) -> None:
        """Write an exception down and tell of it; nothing comes out of here."""
        mishap = mishap_of(error)
        count = self._count(mishap)
        if count & (count - 1) == 0:  # the first, and then ever more seldom
            write_down(mishap, what if count == 1 else f"{what}, {count} times by now")
        self._tell(mishap, error.__traceback__, count > 1)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Within this, all that nobody catches ends here."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook

        def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if isinstance(error, Exception):
                self._guarded(error, "uncaught", lambda: before[0](kind, error, trace))
            else:  # Ctrl-C, and whoever wants the process to end
                before[0](kind, error, trace)

        def in_thread(given: threading.ExceptHookArgs) -> None:
            if isinstance(given.exc_value, Exception):
                name = given.thread.name if given.thread is not None else "?"
                self._guarded(given.exc_value, f"uncaught in the thread {name}", lambda: before[1](given))
            else:
                before[1](given)

        def unraisable(given: UnraisableHookArgs) -> None:
            if isinstance(given.exc_value, Exception):
                self._guarded(given.exc_value, given.err_msg or "ignored by Python", lambda: before[2](given))
            else:
                before[2](given)

        sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, in_thread, unraisable
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before

    def _guarded(self, error: Exception, what: str, otherwise: Callable[[], object]) -> None:
        try:
            self.take(error, what)
        except Exception:  # noqa: BLE001 (there is no other place to go to)
            otherwise()

    def _count(self, mishap: Mishap) -> int:
        with self._lock:
            if mishap.place not in self._counts and len(self._counts) >= _PLACES:
                return 3  # neither told nor written down
            self._counts[mishap.place] = self._counts.get(mishap.place, 0) + 1
            return self._counts[mishap.place]


def _words_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as other:  # noqa: BLE001 (an exception of others may do anything)
        return f"({type(other).__name__} when asked what)"


def _details_of(error: BaseException) -> str:
    try:
        details = "".join(traceback.format_exception(error))
    except Exception as other:  # noqa: BLE001 (as above; and memory may be short)
        return f"{type(error).__name__}, of which {type(other).__name__} is all that can be said"
    half = _DETAILS // 2
    return details if len(details) <= _DETAILS else f"{details[:half]}\n…\n{details[-half:]}"


def _one_line(words: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in words[: 4 * _SHORT])
    line = " ".join(line.split()).rstrip(".")
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def _raised_at(trace: TracebackType | None) -> tuple[str, int]:
    """The file and the line that raised it."""
    if trace is None:
        return "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno
