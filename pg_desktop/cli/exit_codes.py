"""What the program's exit status means."""

from enum import IntEnum


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
