"""Running mean and spread of a stream of numbers, merged batch by batch.

Shape suffixes: B batch, D dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32

Float64 = NDArray[np.float64]

_LEAST_STD: Final = 1e-4
"""A dimension that hardly moves is not blown up beyond this."""
_ROUNDING: Final = 1e-9
"""A dimension whose spread is less than this part of its mean has not moved: that is what rounding does."""


@dataclass(frozen=True, eq=False)
class RunningStatistics:
    """What is known of a stream so far.

    Attributes:
        count: numbers seen of each dimension.
        mean_D: float64.
        square_D: float64, sum of the squared differences from the mean.
    """

    count: int
    mean_D: Float64
    square_D: Float64

    @classmethod
    def empty(cls, size: int) -> RunningStatistics:
        """Nothing seen yet, of `size` dimensions."""
        return cls(0, np.zeros(size), np.zeros(size))

    def check(self, size: int | None = None) -> None:
        """Look whether this can be known of a stream, of `size` dimensions if that is given.

        Raises:
            ValueError: if it cannot.
        """
        size = len(self.mean_D) if size is None else size
        finite = np.isfinite(self.mean_D).all() and np.isfinite(self.square_D).all()
        if not (self.mean_D.shape == self.square_D.shape == (size,) and self.count >= 0 and finite):
            raise ValueError("no statistics of a stream")
        if (self.square_D < 0).any():
            raise ValueError("a spread is negative")

    def with_batch(self, value_BD: NDArray[np.floating]) -> RunningStatistics:
        """After a batch (B, D) more (Chan, Golub, LeVeque 1979: combining moments of two samples)."""
        added = len(value_BD)
        if not added:
            return self
        count = self.count + added
        batch_mean_D = value_BD.mean(0, dtype=np.float64)
        difference_D = batch_mean_D - self.mean_D
        batch_square_D = np.square(value_BD - batch_mean_D).sum(0, dtype=np.float64)
        return RunningStatistics(
            count,
            self.mean_D + difference_D * (added / count),
            self.square_D + batch_square_D + np.square(difference_D) * (self.count * added / count),
        )

    @property
    def std_D(self) -> Float64:
        """Standard deviation, never quite 0; 1 where nothing has moved yet, so that the first move is no earthquake."""
        spread_D = np.sqrt(self.square_D / max(self.count, 1))
        unmoved_D = spread_D <= _ROUNDING * np.abs(self.mean_D)
        std_D: Float64 = np.where(unmoved_D, 1.0, np.maximum(spread_D, _LEAST_STD))
        return std_D

    def as_float32(self) -> tuple[Float32, Float32]:
        """Mean and standard deviation."""
        return self.mean_D.astype(np.float32), self.std_D.astype(np.float32)
