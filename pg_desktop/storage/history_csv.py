"""A table of a run's episodes as comma-separated values."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from pg_desktop.storage.atomic import write_atomically

_ROWS_AT_ONCE: Final = 4096


def write_history_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[float | str]]) -> None:
    """Write a table, atomically: a line of column names, then a line for each row, in UTF-8.

    Whole numbers and texts stand as they are; all others have the precision of float32, as the history does, in the
    fewest digits that read back as the same float32; a cell for NaN is empty.

    Args:
        path: where to.
        header: the names of the columns.
        rows: the values, as many in each as there are names; read as they are written, so they may be many.

    Raises:
        UserError: if it cannot be written.
    """
    write_atomically(path, _pieces(header, iter(rows)))


def _pieces(header: Sequence[str], rows: Iterator[Sequence[float | str]]) -> Iterator[bytes]:
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
