"""A table of a run's episodes as comma-separated values, with what the run was above it.

The file begins with lines `# key=value`, each a hash sign, a space, a key and what the rest of the line is. First come
`program` and its `version`, then the settings that the run began with, by their keys, as `--set` takes them:
`environment`, `algorithm` and `seed` before all others that mean something to them. A `stream` that is not the first
one stands there too, and the `policy_sha256` of a policy that the run began from. What was changed later, the column
`edits` says. After these lines the table follows: a line of column names, then a line for each episode.

Numbers have a point, whatever the country. `pandas.read_csv(file, comment="#")` leaves the lines out; no cell has a
hash sign. A reader that knows no comments skips the lines that begin with one.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from pg_desktop.storage.atomic import write_atomically

_ROWS_AT_ONCE: Final = 4096


@dataclass(frozen=True, eq=False)
class Table:
    """What a file holds.

    Attributes:
        name: a name for the file, without its ending.
        about: keys and values that come before the table, each a text in one line.
        header: the names of the columns.
        rows: the values, as many in each as there are names; read once.
    """

    name: str
    about: tuple[tuple[str, str], ...]
    header: tuple[str, ...]
    rows: Iterable[Sequence[float | str]]


def write_table(path: Path, table: Table) -> None:
    """Write a table; see `write_history_csv`."""
    write_history_csv(path, table.header, table.rows, table.about)


def write_history_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[float | str]],
    about: Iterable[tuple[str, str]] = (),
) -> None:
    """Write a table, atomically, in UTF-8: what it is about, a line of column names, then a line for each row.

    Whole numbers and texts stand as they are; all others have the precision of float32, as the history does, in the
    fewest digits that read back as the same float32; a cell for NaN is empty.

    Args:
        path: where to.
        header: the names of the columns.
        rows: the values, as many in each as there are names; read as they are written, so they may be many.
        about: keys and values, each a text in one line, that come before the table; see `table.table_about`.

    Raises:
        UserError: if it cannot be written.
    """
    write_atomically(path, _pieces(header, iter(rows), about))


def _pieces(
    header: Sequence[str], rows: Iterator[Sequence[float | str]], about: Iterable[tuple[str, str]]
) -> Iterator[bytes]:
    yield "".join(f"# {key}={value}\n" for key, value in about).encode()
    yield _lines([header])
    while block := list(islice(rows, _ROWS_AT_ONCE)):
        yield _lines([list(map(_cell, row)) for row in block])


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: int | float | str) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else str(np.float32(value))
    return str(value)
