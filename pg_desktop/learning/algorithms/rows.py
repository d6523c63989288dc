"""An append-only column of rows of numbers, such as what a replay buffer remembers.

Rows lie in chunks. What has been written never moves, so a state of the column is a length and the chunks that it
reaches into: to keep one copies nothing, and neither does going back to the newest one, as when an update is undone.
Chunks that neither the column nor a kept state reaches into are gone.

Shape suffixes: B rows, F numbers of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32

CHUNK: Final = 16_384
"""Rows in a chunk."""


@dataclass(frozen=True, eq=False)
class RowsState:
    """A column of rows at some moment.

    Attributes:
        length: rows that had been appended.
        first: those among them that come before `chunks`.
        chunks: where the others are; beyond `length` they mean nothing.
    """

    length: int
    first: int
    chunks: tuple[Float32, ...]

    def parts(self, width: int) -> tuple[Float32, ...]:
        """The rows that there are, of `width` numbers each, chunk by chunk.

        Raises:
            ValueError: if its parts do not belong together.
        """
        held = self.length - self.first
        if not 0 <= self.first <= self.length or len(self.chunks) < -(-held // CHUNK):
            raise ValueError("chunks are missing")
        if any(chunk.shape != (CHUNK, width) for chunk in self.chunks):
            raise ValueError("rows of another width")
        return tuple(chunk[: max(held - number * CHUNK, 0)] for number, chunk in enumerate(self.chunks))


class RowBuffer:
    """Rows to learn from. Made, used and dropped in one thread."""

    def __init__(self, width: int) -> None:
        """Begin empty.

        Args:
            width: numbers of a row.
        """
        self._width = width
        self._length = self._first = 0
        self._chunks: list[Float32] = []
        self._kept = 0
        """The length of the newest state that was handed out: what lies before it must not change."""

    def __len__(self) -> int:
        """Rows that have been appended so far."""
        return self._length

    @property
    def first(self) -> int:
        """The number of the oldest row that is still there."""
        return self._first

    def append_rows(self, rows_BF: Float32) -> None:
        """Add rows."""
        while len(rows_BF):
            offset = (self._length - self._first) % CHUNK
            if not offset and self._length - self._first == len(self._chunks) * CHUNK:
                self._chunks.append(np.empty((CHUNK, self._width), np.float32))
            fitting = rows_BF[: CHUNK - offset]
            self._chunks[-1][offset : offset + len(fitting)] = fitting
            self._length += len(fitting)
            rows_BF = rows_BF[len(fitting) :]

    def forget(self, capacity: int) -> None:
        """Let go of what the latest `capacity` rows do not reach into."""
        while self._length - capacity >= self._first + CHUNK:
            del self._chunks[0]
            self._first += CHUNK

    def drawn_rows(self, size: int, capacity: int, rng: np.random.Generator) -> Float32:
        """Draw rows uniformly from the latest `capacity`, with replacement.

        Args:
            size: how many.
            capacity: how far back they may lie; less where fewer are there.
            rng: draws.

        Raises:
            ValueError: if there are none.
        """
        oldest = max(self._length - capacity, self._first)
        return self._rows(rng.integers(oldest, self._length, size) - self._first)

    def rows(self, start: int, end: int) -> Float32:
        """A copy of the rows from number `start` up to `end`, which are still there."""
        return self._rows(np.arange(start, end) - self._first)

    def _rows(self, position_B: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Float32:
        chunk_B, offset_B = np.divmod(position_B, CHUNK)
        rows_BF = np.empty((len(position_B), self._width), np.float32)
        for number, chunk in enumerate(self._chunks):
            within = chunk_B == number
            rows_BF[within] = chunk[offset_B[within]]
        return rows_BF

    def state(self) -> RowsState:
        """What there is now; nothing is copied."""
        self._kept = self._length
        return RowsState(self._length, self._first, tuple(self._chunks))

    def restore(self, state: RowsState) -> None:
        """Go back to a state of this buffer or of another one of its kind.

        Nothing is copied where no later state was handed out; else the chunk that is written on, for later states
        reach into it too.
        """
        reached = -(-(state.length - state.first) // CHUNK)
        chunks = list(state.chunks[:reached])
        own = self._first == state.first and [*map(id, chunks)] == [*map(id, self._chunks[:reached])]
        if chunks and not (own and state.length >= self._kept):
            chunks[-1] = chunks[-1].copy()
        self._length, self._first, self._chunks = state.length, state.first, chunks
        self._kept = state.length
