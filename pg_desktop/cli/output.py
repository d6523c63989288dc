"""What the commands print: results on standard output, complaints and progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO


def say(text: str) -> None:
    """Write a line to standard output."""
    _write_line(sys.stdout, text)


def say_json(document: Mapping[str, object]) -> None:
    """Write one JSON object to standard output."""
    say(json.dumps(document, indent=2, allow_nan=False))


def complain(sentence: object) -> None:
    """Write a line to standard error."""
    _write_line(sys.stderr, str(sentence))


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
        stream.write(f"{text}\n")
        stream.flush()  # also where it is no terminal: somebody may be reading along
