"""A column of rows, such as a replay buffer, in an experiment file: in pieces, each written once when it is complete.

Shape suffixes: B rows, F numbers of each.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.algorithms.rows import CHUNK, RowsState
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.experiment.packed import pack, unpack

PIECE: Final = 2048
"""Rows in a piece; a chunk has a whole number of them."""
PIECE_OF_WIDE: Final = 128
"""The same where a row has many numbers, such as weights: the last piece is written anew as long as it grows."""
_WIDE: Final = 64
APART: Final = "apart"
"""The key under which a state has the names of blobs with numbers that it has in common with others, by their paths."""
_ROWS: Final = "rows"


class RowsWritten:
    """Writes columns of rows, and remembers which pieces are in the file already. Belongs to one thread."""

    def __init__(self, file: ExperimentFile) -> None:
        self._file = file
        self._pieces: dict[int, tuple[weakref.ref[Float32], list[str]]] = {}
        """Of each chunk, by its identity, what its complete pieces are called."""

    def to_json(self, state: RowsState) -> dict[str, Any]:
        """Write what is not there yet; returns what the JSON of a state holds."""
        self._pieces = {key: entry for key, entry in self._pieces.items() if entry[0]() is not None}
        chunks = [
            [*self._of(chunk, min(state.length - state.first - number * CHUNK, CHUNK))]
            for number, chunk in enumerate(state.chunks)
            if state.length - state.first > number * CHUNK
        ]
        wide = {"piece": PIECE_OF_WIDE} if any(_piece_of(chunk) != PIECE for chunk in state.chunks) else {}
        return {"length": state.length, "first": state.first, "chunks": chunks, **wide}

    def _of(self, chunk: Float32, rows: int) -> Iterator[str]:
        reference, names = self._pieces.setdefault(id(chunk), (weakref.ref(chunk), []))
        if reference() is not chunk:
            names = []
            self._pieces[id(chunk)] = weakref.ref(chunk), names
        piece = _piece_of(chunk)
        complete, rest = divmod(rows, piece)
        for number in range(complete):
            # What was put may be gone: with what could not be written then, or with a run that has been brought back.
            if number == len(names) or not self._file.has(names[number]):
                names[number : number + 1] = [self._put(chunk[number * piece : (number + 1) * piece])]
        yield from names[:complete]
        if rest:
            yield self._put(chunk[complete * piece : complete * piece + rest], level=0)  # it is soon written anew

    def _put(self, rows_BF: Float32, level: int = 1) -> str:
        return self._file.put_blob(pack({_ROWS: rows_BF}, level=level))


class RowsRead:
    """Reads columns of rows; states that hold the same rows share their memory. Belongs to one thread at a time.

    Attributes:
        file: where they are.
    """

    def __init__(self, file: ExperimentFile) -> None:
        self.file = file
        self._chunks: list[tuple[tuple[str, ...], Float32]] = []

    def from_json(self, document: Any) -> RowsState:
        """Read what `RowsWritten` wrote.

        Raises:
            ValueError, TypeError, KeyError: if it is something else.
            ExperimentFileError: if a piece is missing or damaged.
        """
        length, first, chunks = (document[key] for key in ("length", "first", "chunks"))
        piece = document.get("piece", PIECE)
        if type(length) is not int or type(first) is not int or not isinstance(chunks, list):
            raise TypeError("no replay buffer")
        if piece not in (PIECE, PIECE_OF_WIDE):
            raise ValueError("no replay buffer")
        held = length - first
        if held < 0 or len(chunks) != -(-held // CHUNK):
            raise ValueError("no replay buffer")
        return RowsState(
            length,
            first,
            tuple(
                self._chunk(tuple(names), min(held - number * CHUNK, CHUNK), piece)
                for number, names in enumerate(chunks)
            ),
        )

    def _chunk(self, names: tuple[str, ...], rows: int, size: int) -> Float32:
        if len(names) != -(-rows // size) or not all(isinstance(name, str) for name in names):
            raise ValueError("no replay buffer")
        complete = rows // size
        for known, chunk in self._chunks:
            longer = known[:complete] == names[:complete] and len(known) >= len(names)
            if longer and (known[: len(names)] == names or self._goes_on(chunk, names, rows)):
                return chunk
        chunk = self._read(names, rows, size)
        self._chunks.append((names, chunk))
        return chunk

    def _goes_on(self, chunk: Float32, names: tuple[str, ...], rows: int) -> bool:
        """Whether a longer chunk begins with the last, incomplete piece of a shorter one, too."""
        piece = self._piece(names[-1])
        return np.array_equal(chunk[rows - len(piece) : rows].view(np.uint32), piece.view(np.uint32))

    def _read(self, names: tuple[str, ...], rows: int, size: int) -> Float32:
        pieces = [self._piece(name) for name in names]
        whole = np.concatenate(pieces)
        if len(whole) != rows or any(len(piece) != size for piece in pieces[:-1]):
            raise ValueError("no replay buffer")
        chunk = np.zeros((CHUNK, whole.shape[1]), np.float32)
        chunk[:rows] = whole
        return chunk

    def _piece(self, name: str) -> Float32:
        rows_BF = unpack(self.file.blob(name))[_ROWS]
        if rows_BF.ndim != 2 or rows_BF.dtype != np.float32 or not 0 < len(rows_BF) <= PIECE:
            raise ValueError("no replay buffer")
        return rows_BF


def _piece_of(chunk: Float32) -> int:
    return PIECE if chunk.shape[1] <= _WIDE else PIECE_OF_WIDE


def pieces_named(document: Any) -> Iterator[str]:
    """What the blobs are called that the JSON of a state names: pieces of rows, and numbers in common with others."""
    if isinstance(document, dict):
        apart = document.get(APART)
        yield from apart.values() if isinstance(apart, dict) else ()
        if {"length", "first", "chunks"} <= document.keys():
            for names in document["chunks"]:
                yield from names
        else:
            for value in document.values():
                yield from pieces_named(value)
