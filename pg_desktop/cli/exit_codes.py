"""What the program's exit status means."""

from enum import IntEnum
from typing import Final

EXIT_CODES: Final = """exit status:
  0 done; 1 it went wrong; 2 the arguments cannot be used; 3 not solved, though asked to train until solved;
  130 interrupted, 143 terminated: 128 and the number of the signal"""
"""The help pages' words for `ExitCode`."""


class ExitCode(IntEnum):
    """The exit status; documented in `pg-desktop --help`."""

    OK = 0
    ERROR = 1
    BAD_ARGUMENTS = 2
    UNSOLVED = 3
    INTERRUPTED = 130
    """What a shell reports for a program that SIGINT has ended."""
    BROKEN_PIPE = 141
    """What a shell reports for a program that SIGPIPE has ended."""
