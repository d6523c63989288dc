"""From slider positions to values and back, for each `Scale`."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import Final, Protocol

from pg_desktop.learning.settings.kinds import IntegerParameter, RealParameter, Scale

TICKS: Final = 1000
"""Positions of a slider for real numbers: 0 to this."""

_CLOSEST_TO_ONE: Final = 1e-4
"""The last step before 1 on a scale of log(1 − x)."""


class SliderScale(Protocol):
    """Translates between slider positions, 0 to `ticks`, and values."""

    @property
    def ticks(self) -> int:
        """The last position."""
        ...

    def value(self, tick: int) -> float:
        """The value at a position."""
        ...

    def tick(self, value: float) -> int:
        """The position nearest to a value."""
        ...


class LinearScale:
    """Equal distances are equal differences."""

    def __init__(self, low: float, high: float, ticks: int = TICKS) -> None:
        self._low, self._span = low, high - low
        self.ticks = ticks

    def value(self, tick: int) -> float:
        """See `SliderScale.value`."""
        return self._low + self._span * tick / self.ticks

    def tick(self, value: float) -> int:
        """See `SliderScale.tick`."""
        return round((value - self._low) / self._span * self.ticks)


class LogScale:
    """Equal distances are equal ratios; `zero` puts a 0 at the first position, below `low`."""

    def __init__(self, low: float, high: float, *, zero: bool = False) -> None:
        self._low, self._ratio = low, math.log(high / low)
        self._zero = zero
        self.ticks = TICKS

    def value(self, tick: int) -> float:
        """See `SliderScale.value`, rounded to three digits so that a slider gives numbers one would type."""
        if self._zero and tick == 0:
            return 0.0
        return float(f"{self._low * math.exp(self._ratio * tick / self.ticks):.3g}")

    def tick(self, value: float) -> int:
        """See `SliderScale.tick`."""
        if value < self._low:
            return 0
        return max(int(self._zero), round(math.log(value / self._low) / self._ratio * self.ticks))


class LogOneMinusScale:
    """Equal distances are equal ratios of 1 − x: the finer the nearer to 1, which is the last position."""

    def __init__(self) -> None:
        self.ticks = TICKS
        self._last = LogScale(_CLOSEST_TO_ONE, 1.0)

    def value(self, tick: int) -> float:
        """See `SliderScale.value`."""
        if tick >= self.ticks:
            return 1.0
        return round(1.0 - self._last.value(round((1 - tick / (self.ticks - 1)) * self.ticks)), 5)

    def tick(self, value: float) -> int:
        """See `SliderScale.tick`."""
        if value >= 1.0 - _CLOSEST_TO_ONE / 2:
            return self.ticks
        return round((1 - self._last.tick(max(1.0 - value, _CLOSEST_TO_ONE)) / self.ticks) * (self.ticks - 1))


class TableScale:
    """A position for each of some values."""

    def __init__(self, values: Iterable[float]) -> None:
        self._values = sorted(set(values))
        self.ticks = len(self._values) - 1

    def value(self, tick: int) -> float:
        """See `SliderScale.value`."""
        return self._values[tick]

    def tick(self, value: float) -> int:
        """See `SliderScale.tick`."""
        above = bisect_left(self._values, value)
        near = range(max(above - 1, 0), min(above, self.ticks) + 1)
        return min(near, key=lambda tick: abs(self._values[tick] - value))


class PowersOfTwoScale(TableScale):
    """Four positions from each power of two to the next, as whole numbers."""

    def __init__(self, low: int, high: int) -> None:
        exact = [low * 2 ** (step / 4) for step in range(round(4 * math.log2(high / low)) + 1)]
        super().__init__({round(value) for value in exact} | {low, high})


class RoundLogScale(TableScale):
    """Equal distances are equal ratios, as whole numbers of two digits and zeros."""

    def __init__(self, low: int, high: int) -> None:
        exact = LogScale(low, high)
        super().__init__({round(float(f"{exact.value(tick):.2g}")) for tick in range(TICKS + 1)} | {low, high})


def _writable(scale: SliderScale, row: RealParameter) -> TableScale:
    """The values that the row's digits can write: every position another one, and the end stops exactly."""
    values = {round(scale.value(tick), row.decimals) for tick in range(scale.ticks + 1)}
    return TableScale({min(max(value, row.low), row.high) for value in values} | {row.low, row.high})


@cache
def scale_for(row: RealParameter | IntegerParameter) -> SliderScale:
    """The scale that a row of the table asks for: one for all of its sliders, for it has a thousand positions to write.

    Raises:
        ValueError: if it asks for none.
    """
    if isinstance(row, IntegerParameter):
        match row.scale:
            case Scale.LINEAR:
                return LinearScale(row.low, row.high, row.high - row.low)
            case Scale.POWERS_OF_TWO:
                return PowersOfTwoScale(row.low, row.high)
            case Scale.LOG:
                return RoundLogScale(row.low, row.high)
    else:
        match row.scale:
            case Scale.LINEAR:
                return _writable(LinearScale(row.low, row.high), row)
            case Scale.LOG:
                return _writable(LogScale(row.slider_low or row.low, row.high, zero=row.slider_low is not None), row)
            case Scale.LOG_ONE_MINUS:
                return _writable(LogOneMinusScale(), row)
    raise ValueError(f"{row.key} has no scale")
