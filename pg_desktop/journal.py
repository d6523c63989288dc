"""What the program writes down for a report: a log that rotates, and where the interpreter was when it crashed.

For the entry points, as `process` is. Nothing here raises because of a disk: one that is full, or may not be written
to, only means that nothing is written down.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

LOG: Final = "log.txt"
"""The name of the log; the older part of it has ".1" behind that."""
CRASH: Final = "crash.txt"
"""The name of the file in which `faulthandler` writes; what is there at the next start goes into the log."""

_LOG_BYTES: Final = 256_000
_CRASH_BYTES: Final = 32_000
_LINES_BYTES: Final = 64_000
_WAITING: Final = 100

logger: Final = logging.getLogger("pg_desktop")
"""Whatever is told to it goes into the log of a program that keeps one, and nowhere else."""
logger.setLevel(logging.INFO)


class _Waiting(logging.Handler):
    """Keeps what is to be written down until there is a file."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler.emit`."""
        if len(self.records) < _WAITING:
            self.records.append(record)


class Journal:
    """Keeps the log and the file of crashes, from `begin` to `end`."""

    def __init__(self, folder: Path) -> None:
        """Prepare; nothing is opened.

        Args:
            folder: where the files are, or will be.
        """
        self._folder = folder
        self._waiting = _Waiting()
        self._handler: RotatingFileHandler | None = None
        self._crash: BinaryIO | None = None

    @property
    def path(self) -> Path:
        """The log, which may not be there."""
        return self._folder / LOG

    def listen(self) -> None:
        """Keep in mind what is to be written down once the files are open; takes no time."""
        logger.addHandler(self._waiting)
        logger.propagate = False

    def begin(self) -> None:
        """Open the files; a second time does nothing. What Python or Qt crashes with is written down from now on."""
        if self._handler is not None:
            return
        with suppress(OSError):  # then nothing is written down, see above
            self._folder.mkdir(parents=True, exist_ok=True)
        self._handler = _handler(self.path)
        logger.addHandler(self._handler)
        logger.removeHandler(self._waiting)
        logger.propagate = False
        for record in self._waiting.records:
            self._handler.handle(record)
        self._waiting.records.clear()
        logger.info("started, process %d, Python %s on %s", os.getpid(), sys.version.split()[0], sys.platform)
        with suppress(OSError):
            self._watch_for_crashes()

    def end(self) -> None:
        """Close the files."""
        handler, self._handler = self._handler, None
        logger.removeHandler(self._waiting)
        logger.propagate = True
        if handler is not None:
            logger.removeHandler(handler)
            with suppress(OSError):  # what was not written yet cannot be
                handler.close()
        crash, self._crash = self._crash, None
        if crash is not None:
            faulthandler.disable()
            crash.close()

    def _watch_for_crashes(self) -> None:
        if faulthandler.is_enabled():
            return  # somebody wants to read it elsewhere
        crash = (self._folder / CRASH).open("ab+", buffering=0)
        try:
            _report_crash(crash)
            faulthandler.enable(crash)
        except BaseException:
            crash.close()
            raise
        self._crash = crash


@contextmanager
def listening(journal: Journal) -> Iterator[None]:
    """Within this, what happens is written down, if the files are opened before the end."""
    journal.listen()
    try:
        yield
    finally:
        journal.end()


def last_lines(folder: Path, count: int) -> list[str]:
    """The newest lines of the log in a folder, the newest last; none if there is none that can be read."""
    lines: list[str] = []
    for name in (LOG, f"{LOG}.1"):
        if len(lines) < count:
            lines = _tail(folder / name) + lines
    return lines[-count:]


def _tail(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LINES_BYTES))
            return file.read(_LINES_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _report_crash(crash: BinaryIO) -> None:
    """Write down in the log what the file of crashes holds, and empty it."""
    size = crash.seek(0, os.SEEK_END)
    if not size:
        return
    crash.seek(max(0, size - _CRASH_BYTES))
    text = crash.read(_CRASH_BYTES).decode("utf-8", "replace").strip()
    logger.error("the program has crashed before:\n%s", text)
    crash.truncate(0)


def _handler(path: Path) -> RotatingFileHandler:
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 (sockets and pickle, not for the first paint)

    class Quiet(RotatingFileHandler):
        """Gives a line up that cannot be written."""

        def handleError(self, record: logging.LogRecord) -> None:
            """See `logging.Handler.handleError`; it would write to standard error."""

        def doRollover(self) -> None:
            """Begin a new file, if the old one can be put away; another process may have it open."""
            try:
                super().doRollover()
            except OSError:
                self.stream = self._open()

    handler = Quiet(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True, errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(threadName)s] %(message)s"))
    return handler
