"""From where to where a map's axes and colours go: round, and still while what they hold changes little."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Final

from pg_desktop.ui.kit.ticks import round_step, round_up

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import Float32

Ends = tuple[float, float]

_QUANTILES: Final = (0.005, 0.995)
_MARGIN: Final = 0.2
"""Beyond these quantiles of the visited states, in parts of their distance."""
_STEPS: Final = 10
"""Into how many round steps an axis is divided at the most, for its ends to be at two of them."""
_TOO_WIDE: Final = 2.5
"""How many times as long as it need be an axis is before it is made shorter."""
_LEAST: Final = 1e-3


class Ranges:
    """The ends of the axes, by the number of the observation."""

    def __init__(self) -> None:
        self._ends: dict[int, Ends] = {}

    def forget(self) -> None:
        """Another world has other states."""
        self._ends.clear()

    def of(self, index: int, visited_BO: Float32, here_O: Float32 | None = None) -> Ends:
        """The ends for one number: they hold nearly all visited states, and move only when they have to.

        Args:
            index: of the number.
            visited_BO: states; without any, the axis is that of numbers around 0.
            here_O: a state that they hold in any case.
        """
        needed = _needed(visited_BO[:, index])
        if here_O is not None and isfinite(here_O[index]):
            needed = min(needed[0], float(here_O[index])), max(needed[1], float(here_O[index]))
        kept = self._ends.get(index)
        if kept is None or not _suits(kept, needed):
            margin = _MARGIN * max(needed[1] - needed[0], _LEAST)
            kept = self._ends[index] = outward(needed[0] - margin, needed[1] + margin)
        return kept


def outward(low: float, high: float) -> Ends:
    """The nearest round numbers around two others."""
    if not (isfinite(low) and isfinite(high)):
        return -1.0, 1.0
    step = round_step(max(high - low, _LEAST), _STEPS)
    ends = round(floor(low / step + 1e-9) * step, 12), round(ceil(high / step - 1e-9) * step, 12)
    return ends if ends[0] < ends[1] else (ends[0] - step, ends[1] + step)


def around_zero(values_YX: Float32) -> Ends:
    """As far to the one side of 0 as to the other: a round number that no value lies beyond."""
    import numpy as np  # noqa: PLC0415 (after the first paint)

    most = float(np.abs(values_YX).max(initial=0.0))
    most = round_up(max(most, _LEAST)) if isfinite(most) else 1.0
    return -most, most


def within(values_YX: Float32) -> Ends:
    """Round numbers around all values."""
    return outward(float(values_YX.min()), float(values_YX.max()))


def _needed(visited_B: Float32) -> Ends:
    import numpy as np  # noqa: PLC0415 (after the first paint)

    finite_B = visited_B[np.isfinite(visited_B)]
    if not len(finite_B):
        return -0.7, 0.7
    low, high = np.quantile(finite_B, _QUANTILES)
    return float(low), float(high)


def _suits(ends: Ends, needed: Ends) -> bool:
    length, needed_length = ends[1] - ends[0], max(needed[1] - needed[0], _LEAST)
    holds = ends[0] <= needed[0] and needed[1] <= ends[1]
    return holds and length <= _TOO_WIDE * (1 + 2 * _MARGIN) * needed_length
