"""What the commands print: results on standard output, complaints and progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final, TextIO

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError, printable

_LAYOUT: Final = "\n"


class OutputError(UserError):
    """Standard output takes no more, for another reason than that nobody reads it."""


def say(text: str) -> None:
    """Write a line to standard output; what could act on a terminal is an escape.

    Raises:
        BrokenPipeError: if nobody reads any more.
        OutputError: if it cannot be written.
    """
    with naming_output():
        _write_line(sys.stdout, text)


@contextmanager
def naming_output() -> Iterator[None]:
    """Within this, standard output is written.

    Raises:
        BrokenPipeError: if nobody reads any more.
        OutputError: if it cannot be written, with the cause.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            QT_TRANSLATE_NOOP(
                "Errors", "What there is to say cannot be written to standard output: {cause}; write it elsewhere."
            ),
            cause=error.strerror or error,
        ) from error


def say_json(document: Mapping[str, object]) -> None:
    """Write one JSON object to standard output."""
    say(json.dumps(document, indent=2, allow_nan=False))


def complain(sentence: object) -> None:
    """Write a line to standard error, if it can be written: there is no other place to say that it cannot."""
    try:
        _write_line(sys.stderr, str(sentence))
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO | None) -> None:
    """Let what was written to a stream, and what will be, go nowhere: it can take no more.

    Otherwise the interpreter's own last flush would complain of it, and change the exit status.
    """
    with suppress(OSError, ValueError):
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def counted(number: int, unit: str) -> str:
    """A number with its unit in the singular or plural: "1 episode", "2,000 episodes"."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _write_line(stream: TextIO | None, text: str) -> None:
    # A windowed program on Windows has no streams.
    if stream is not None:
        stream.write(f"{printable(text, keep=_LAYOUT)}\n")
        stream.flush()  # also where it is no terminal: somebody may be reading along
