"""Where the dimensions of a distribution are, and how far their axes reach."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

_GAP: Final = 18.0
_ROW_GAP: Final = 8.0
_LEAST_WIDTH: Final = 74.0
"""Four dimensions side by side in a card of the usual width."""
_MEMORY_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Grid:
    """Dimensions in rows of the same length, but for the last.

    Attributes:
        count: how many dimensions.
        columns: how many in a row.
    """

    count: int
    columns: int

    @classmethod
    def fit(cls, count: int, width: float) -> Grid:
        """As few rows as a width allows, and as even as they can be."""
        most = max(1, int((width + _GAP) / (_LEAST_WIDTH + _GAP)))
        return cls(count, math.ceil(count / math.ceil(count / most)))

    @property
    def rows(self) -> int:
        """How many rows."""
        return math.ceil(self.count / self.columns)

    def cell_width(self, width: float) -> float:
        """How wide each is."""
        return (width - _GAP * (self.columns - 1)) / self.columns

    def height(self, of_row: float) -> float:
        """How high all rows are together."""
        return self.rows * of_row + (self.rows - 1) * _ROW_GAP

    def cells(self, area: QRectF) -> list[QRectF]:
        """Where each is."""
        width = self.cell_width(area.width())
        height = (area.height() - (self.rows - 1) * _ROW_GAP) / self.rows
        return [
            QRectF(
                area.left() + index % self.columns * (width + _GAP),
                area.top() + index // self.columns * (height + _ROW_GAP),
                width,
                height,
            )
            for index in range(self.count)
        ]


class Reach:
    """How far the axes of numbers reach: as far as any moment of the last seconds needed.

    So an axis widens at once, and does not go to and fro with a policy that swings.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._subject: object = None
        self._needed: dict[int, deque[tuple[float, float, float]]] = {}

    def forget_unless(self, subject: object) -> None:
        """Start over when another distribution is shown."""
        if subject != self._subject:
            self._subject = subject
            self._needed.clear()

    def widest(self, index: int, needed: tuple[float, float]) -> tuple[float, float]:
        """The ends for a dimension that needs these now."""
        now, kept = self._clock(), self._needed.setdefault(index, deque())
        kept.append((now, *needed))
        while kept[0][0] < now - _MEMORY_SECONDS:
            kept.popleft()
        return min(low for _, low, _ in kept), max(high for _, _, high in kept)
