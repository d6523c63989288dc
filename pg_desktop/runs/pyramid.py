"""Growing series of numbers that can be drawn and smoothed in a time that hardly depends on their length.

A `Column` keeps its items in chunks of one size; an item once written never changes and never moves. Whoever
knows how many items there were at some moment may therefore read those without a lock, however long it takes,
while one writer appends behind them. A `Curve` is a column with two more kinds of columns beside it:

- a pyramid: level k knows where the smallest and the largest item of each complete bucket of 16**k items are.
  Positions rather than values, so that what is drawn are true points of the series, each at its own x;
- the sum of all items before each block of 16, in float64. The sum of any range follows from two of these and
  at most 32 items, so a moving average costs the same for every window, at half a byte an item.
"""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
ScalarT = TypeVar("ScalarT", bound=np.generic)

_CHUNK = 1 << 16
_BITS = 4
_FACTOR = 1 << _BITS
_PICKS = (np.argmin, np.argmax)
_EXTREMES = range(len(_PICKS))
_FIRST = np.tri(_FACTOR + 1, _FACTOR, -1)
"""Row n has n ones and then zeros: times a block, the first n items of it."""


class Column(Generic[ScalarT]):
    """One column of scalars. One thread writes; see the module for what others may read meanwhile.

    Args:
        dtype: type of the items.
        chunk: items in a chunk, a power of two.
    """

    def __init__(self, dtype: type[ScalarT], chunk: int = _CHUNK) -> None:
        self._dtype = dtype
        self._size = chunk
        self._bits = chunk.bit_length() - 1
        self._chunks: list[NDArray[ScalarT]] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def nbytes(self) -> int:
        """Bytes of the items; what is reserved for more takes no memory before it is used."""
        return self._length * np.dtype(self._dtype).itemsize

    def append(self, value: float | np.generic) -> None:
        """Add one item."""
        offset = self._length & (self._size - 1)
        if not offset:
            self._chunks.append(np.zeros(self._size, self._dtype))
        self._chunks[-1][offset] = value
        self._length += 1

    def extend(self, values: NDArray[Any]) -> None:
        """Add a one-dimensional array of items."""
        while values.size:
            offset = self._length & (self._size - 1)
            if not offset:
                self._chunks.append(np.zeros(self._size, self._dtype))
            fitting = values[: self._size - offset]
            self._chunks[-1][offset : offset + fitting.size] = fitting
            self._length += fitting.size
            values = values[fitting.size :]

    def cut(self, length: int) -> "Column[ScalarT]":
        """Return a column of the first `length` items; this one stays as it is, for those who still read it.

        Full chunks are shared, because nobody writes to them again; the last one is copied.
        """
        column = Column(self._dtype, self._size)
        column._length = length
        column._chunks = self._chunks[: length >> self._bits]
        used = length & (self._size - 1)
        if used:
            chunk = np.zeros(self._size, self._dtype)
            chunk[:used] = self._chunks[length >> self._bits][:used]
            column._chunks.append(chunk)
        return column

    def read(self, start: int, stop: int) -> NDArray[ScalarT]:
        """Return a copy of the items from `start` up to, not including, `stop`."""
        pieces = [np.empty(0, self._dtype)]
        while start < stop:
            offset = start & (self._size - 1)
            pieces.append(self._chunks[start >> self._bits][offset : offset + stop - start])
            start += pieces[-1].size
        return np.concatenate(pieces)

    @overload
    def __getitem__(self, position: Positions) -> NDArray[ScalarT]: ...
    @overload
    def __getitem__(self, position: int | np.integer) -> ScalarT: ...
    def __getitem__(self, position: int | np.integer | Positions) -> ScalarT | NDArray[ScalarT]:
        """Return the item at a position, or a new array with the items at an array of them.

        Args:
            position: 0-based. An array may have any shape; read from first to last it must ascend.
        """
        if isinstance(position, np.ndarray):
            return self.rows(position.reshape(-1), 1).reshape(position.shape)
        item: ScalarT = self._chunks[position >> self._bits][position & (self._size - 1)]
        return item

    def before(self, values: NDArray[Any]) -> Positions:
        """Return how many items are less than each of some values; both the items and the values must ascend."""
        length = len(self)
        counts = np.zeros(values.size, np.int64)
        for start, chunk in zip(range(0, length, self._size), self._chunks, strict=False):
            counts += chunk[: length - start].searchsorted(values)
        return counts

    def rows(self, numbers: Positions, width: int) -> NDArray[ScalarT]:
        """Return rows of the column cut into rows: `numbers`, (n,), ascending; the result is (n, width)."""
        if not numbers.size:
            return np.empty((0, width), self._dtype)
        in_chunk = self._size // width
        chunks = range(numbers[0] // in_chunk, numbers[-1] // in_chunk + 1)
        if len(chunks) == 1:  # NumPy keeps Python meanwhile, where it would hand it over for each `take`
            found: NDArray[ScalarT] = self._chunks[chunks[0]].reshape(-1, width)[numbers & (in_chunk - 1)]
            return found
        rows = np.empty((numbers.size, width), self._dtype)
        ends = numbers.searchsorted(np.arange(1, len(chunks) + 1) * in_chunk + chunks[0] * in_chunk).tolist()
        offsets = numbers & (in_chunk - 1)
        for number, start, end in zip(chunks, [0, *ends], ends, strict=False):
            self._chunks[number].reshape(-1, width).take(offsets[start:end], 0, rows[start:end], "clip")
        return rows


class Curve:
    """A growing series of finite float32 values. One thread writes; reading follows the rule of `Column`.

    Attributes:
        values: the items, float32.
    """

    def __init__(self) -> None:
        self.values = Column(np.float32)
        self._sums = Column(np.float64, _CHUNK // _FACTOR)
        self._sums.append(0.0)
        self._levels: list[tuple[Column[np.int64], Column[np.int64]]] = []

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        return sum(column.nbytes for column in (self.values, self._sums, *sum(self._levels, ())))

    def append(self, value: float) -> None:
        """Add one finite item."""
        self.values.append(value)
        if not len(self.values) & (_FACTOR - 1):
            self._close_blocks()

    def extend(self, values: NDArray[Any]) -> None:
        """Add a one-dimensional array of finite items."""
        self.values.extend(values)
        self._close_blocks()

    def cut(self, length: int) -> "Curve":
        """Return a curve of the first `length` items; this one stays, for those who still read it."""
        curve = Curve()
        curve.values = self.values.cut(length)
        curve._sums = self._sums.cut((length >> _BITS) + 1)
        for level, (minima, maxima) in enumerate(self._levels, start=1):
            complete = length >> (level * _BITS)
            if complete:
                curve._levels.append((minima.cut(complete), maxima.cut(complete)))
        return curve

    def extremes(self, first: int, stop: int, buckets: int) -> Positions:
        """Return where the smallest and the largest item of each bucket of a range are, in no order.

        Buckets are a power of two wide and begin at multiples of their width, so they stay what they are as
        items are added; those at the ends of the range count only what lies in it.

        Args:
            first: position of the first item.
            stop: position after the last item, greater than `first`.
            buckets: at least 2. The range may touch one more.
        """
        bits = width_bits(stop - first, buckets)
        return np.concatenate([self._extremes(extreme, first, stop, bits) for extreme in _EXTREMES])

    def averages(self, starts: Positions, stops: Positions) -> NDArray[np.float64]:
        """Return the mean of the items from each start up to, not including, its stop.

        Exact to about 1e-16 of the sum of all items so far.

        Args:
            starts: ascending, from 0 on.
            stops: ascending, each greater than its start.
        """
        sums: NDArray[np.float64] = self._sums_of_first(stops) - self._sums_of_first(starts)
        return sums / (stops - starts)

    def _close_blocks(self) -> None:
        """Enter every block of 16 items that is complete by now."""
        for block in range(len(self._sums) - 1, len(self.values) >> _BITS):
            start = block << _BITS
            items = self.values.read(start, start + _FACTOR)
            self._sums.append(self._sums[block] + sum(items.tolist()))
            self._close_bucket(1, block, (start + items.argmin(), start + items.argmax()))

    def _close_bucket(self, level: int, bucket: int, positions: Iterable[int | np.integer]) -> None:
        """Enter the positions of a complete bucket's extremes, and the bucket above that it may complete."""
        if level > len(self._levels):
            chunk = max(_CHUNK >> (level * _BITS), _FACTOR)
            self._levels.append((Column(np.int64, chunk), Column(np.int64, chunk)))
        for column, position in zip(self._levels[level - 1], positions, strict=True):
            column.append(position)
        above, missing = divmod(bucket + 1, _FACTOR)
        if not missing:
            parts = [self._candidates(extreme, level, bucket + 1 - _FACTOR, bucket + 1) for extreme in _EXTREMES]
            chosen = [self._pick(extreme, part[None])[0] for extreme, part in enumerate(parts)]
            self._close_bucket(level + 1, above - 1, chosen)

    def _candidates(self, extreme: int, level: int, first: int, stop: int) -> Positions:
        """Return where the extreme items of some buckets of a level are; a bucket of level 0 is one item."""
        return self._levels[level - 1][extreme].read(first, stop) if level else np.arange(first, stop)

    def _extremes(self, extreme: int, first: int, stop: int, bits: int) -> Positions:
        """Return where the extreme items of the buckets 2**bits wide between `first` and `stop` are."""
        start = min(-(-first >> bits) << bits, stop)
        end = max(stop >> bits << bits, start)
        level, group_bits = divmod(bits, _BITS)
        whole = self._candidates(extreme, level, start >> (level * _BITS), end >> (level * _BITS))
        parts = (
            np.arange(first, start)[None],
            whole.reshape(-1, 1 << group_bits),
            np.arange(end, stop)[None],
        )
        return np.concatenate([self._pick(extreme, part) for part in parts if part.size])

    def _pick(self, extreme: int, candidates: Positions) -> Positions:
        """Return the position of the extreme item of each row of ascending positions."""
        chosen: Positions = _PICKS[extreme](self.values[candidates], axis=1)
        return candidates[np.arange(len(candidates)), chosen]

    def _sums_of_first(self, counts: Positions) -> NDArray[np.float64]:
        """Return the sum of the first `counts` items, for ascending counts."""
        blocks = np.maximum(counts - 1, 0) >> _BITS
        firsts = _FIRST.take(counts - (blocks << _BITS), axis=0)
        rest: NDArray[np.float64] = np.einsum("nf,nf->n", self.values.rows(blocks, _FACTOR), firsts)
        return self._sums[blocks] + rest


def width_bits(count: int, buckets: int) -> int:
    """Return the smallest n for which `buckets` of 2**n items hold `count`."""
    return max(-(-count // buckets) - 1, 0).bit_length()
