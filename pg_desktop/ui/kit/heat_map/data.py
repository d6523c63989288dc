"""What a heat map shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite, isnan, nan
from typing import Final

from pg_desktop.ui.kit.numbers import fixed, short

_DIGITS: Final = 6


@dataclass(frozen=True)
class HeatMapAxis:
    """One of the two axes.

    Attributes:
        name: of what varies along it.
        values: of its columns or rows, in ascending order; any spacing, each has a cell of the same size.
        unit: of the values, may be empty.
        decimals: digits of a value after its point; None for as many as it needs.
    """

    name: str
    values: tuple[float, ...]
    unit: str = ""
    decimals: int | None = None

    @property
    def label(self) -> str:
        """Name and unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def number(self, index: int) -> str:
        """One of the values in writing."""
        value = self.values[index]
        return short(value, _DIGITS) if self.decimals is None else fixed(value, self.decimals)

    def reading(self, index: int) -> str:
        """Name, value and unit."""
        return f"{self.name} {self.number(index)} {self.unit}".rstrip()


@dataclass(frozen=True)
class Cell:
    """A cell under the mouse or the cursor: where it is, and what is there; `value` is NaN if that is not known."""

    column: int
    row: int
    x: float
    y: float
    value: float


@dataclass(frozen=True)
class HeatMapData:
    """A matrix of values over two axes.

    Attributes:
        title: above the map.
        value_name: of what the colours stand for.
        x: the columns, from the left.
        y: the rows, from the bottom.
        values: [row][column]; NaN where nothing is known yet. Any rows of numbers, also an array; kept as tuples.
        low: the value at one end of the palette.
        high: the value at the other, greater. What lies outside has the colour of the end.
        decimals: digits of a value after its point.
        unit: of the values, may be empty.
        mark: (column, row) of the cell that is marked, or None.
        mark_name: what the mark means.

    Raises:
        ValueError: the shapes do not fit together, there is no cell, or the range is none.
    """

    title: str
    value_name: str
    x: HeatMapAxis
    y: HeatMapAxis
    values: Iterable[Iterable[float]]
    low: float
    high: float
    decimals: int = 2
    unit: str = ""
    mark: tuple[int, int] | None = None
    mark_name: str = ""

    def __post_init__(self) -> None:
        rows = tuple(tuple(float(value) for value in row) for row in self.values)
        columns = len(self.x.values)
        if not rows or not columns or len(rows) != len(self.y.values) or any(len(row) != columns for row in rows):
            raise ValueError("values must have a row for each y value and a column for each x value, and at least one")
        if not (isfinite(self.low) and isfinite(self.high) and self.low < self.high):
            raise ValueError("low and high must be finite, and low less than high")
        if self.mark is not None and not (0 <= self.mark[0] < columns and 0 <= self.mark[1] < len(rows)):
            raise ValueError("mark must be (column, row) of a cell")
        object.__setattr__(self, "values", rows)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.x.values)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.y.values)

    def cell(self, column: int, row: int) -> Cell:
        """What is at a place."""
        rows: tuple[tuple[float, ...], ...] = self.values  # type: ignore[assignment]  # made so above
        return Cell(column, row, self.x.values[column], self.y.values[row], rows[row][column])

    def share(self, value: float) -> float:
        """How far a value is from low, 0, to high, 1; NaN stays NaN."""
        return nan if isnan(value) else min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def number(self, value: float) -> str:
        """A value in writing."""
        return fixed(value, self.decimals)
