"""A disk that fails at one step, or from one step on: every call of SQLite and of the system that writes is a step.

Simulated is what the calls raise: SQLite from Python has no file system of its own to be exchanged. Real limits are
in `test_full_disks.py`.
"""

import errno
import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path

WRITING = ("BEGIN", "COMMIT", "INSERT", "DELETE", "UPDATE", "CREATE", "PRAGMA journal", "PRAGMA user", "PRAGMA appl")


class Steps:
    """Counts steps, and raises at one of them.

    Attributes:
        made: so many there were.
        failed: whether the one that fails was come to.
    """

    def __init__(self, at, make, lasting):
        self.at, self.make, self.lasting = at, make, lasting
        self.made, self.failed = 0, False

    def step(self, system):
        """One more; `system` tells a call of the system from one of SQLite."""
        number, self.made = self.made, self.made + 1
        if number == self.at or (self.lasting and number > self.at):
            self.failed = True
            raise self.make(system)


def _sqlite(name, text):
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


ERRORS = {
    "ENOSPC": lambda system: _os(errno.ENOSPC) if system else _sqlite("SQLITE_FULL", "database or disk is full"),
    "EIO": lambda system: _os(errno.EIO) if system else _sqlite("SQLITE_IOERR_WRITE", "disk I/O error"),
    "EACCES": lambda system: _os(errno.EACCES) if system else _sqlite("SQLITE_READONLY", "readonly"),
    "RuntimeError": lambda system: RuntimeError("nobody has foreseen this"),
    "MemoryError": lambda system: MemoryError(),
}
FORESEEN = ("ENOSPC", "EIO", "EACCES")


def _os(number):
    return OSError(number, os.strerror(number))


@contextmanager
def failing(monkeypatch, at, error, *, lasting=False):
    """Within this, the step `at` fails, and all that follow it if that is `lasting`."""
    steps = Steps(at, ERRORS[error], lasting)

    class Failing(sqlite3.Connection):
        def execute(self, statement, *arguments):
            if statement.startswith(WRITING):
                steps.step(False)
            return super().execute(statement, *arguments)

        def backup(self, *arguments, **options):
            steps.step(False)
            super().backup(*arguments, **options)

        def commit(self):
            steps.step(False)
            super().commit()

    def counted(real):
        def call(*arguments, **options):
            steps.step(True)
            return real(*arguments, **options)

        return call

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *arguments, **options: connect(*arguments, **options, factory=Failing))
        for module, name in ((os, "open"), (os, "fsync"), (Path, "replace")):
            patch.setattr(module, name, counted(getattr(module, name)))
        yield steps
