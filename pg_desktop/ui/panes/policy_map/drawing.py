"""A finished map with its colours, axes and words."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from typing import TYPE_CHECKING

import numpy as np

from pg_desktop.learning.explaining.policy_map import Plane, density
from pg_desktop.learning.explaining.quantities import Kind, Quantity, highest_entropy
from pg_desktop.learning.worlds.spaces import BoxSpace
from pg_desktop.ui.kit.heat_map.field import FieldData, field_axis
from pg_desktop.ui.panes.policy_map.ranges import Ends, around_zero, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.distributions import ActionDistribution, Float32
    from pg_desktop.learning.worlds.observed import Observed

_VEIL_CELLS = 32
_MOST_HIDDEN = 190
"""Of 255, where nothing was visited."""


@dataclass(frozen=True)
class Words:
    """What a map is called.

    Attributes:
        title: for those who cannot see it.
        value: what a value is called where it is read.
        x: of the x axis.
        y: of the y axis.
    """

    title: str
    value: str
    x: Observed
    y: Observed


@dataclass(frozen=True)
class Colours:
    """From where to where the colours go.

    Attributes:
        ends: the values at both ends.
        two_sided: whether the middle one is something that others lie on two sides of.
    """

    ends: Ends
    two_sided: bool


def colours_of(
    quantity: Quantity | None, distribution: ActionDistribution, values_YX: Float32, *, difference: bool
) -> Colours:
    """The colours that suit a map.

    Args:
        quantity: what is mapped; None for what a unit puts out.
        distribution: of the policy.
        values_YX: the map, finite.
        difference: whether it is a difference of two.
    """
    if quantity is None and not difference and float(values_YX.min()) >= 0:
        return Colours((0.0, around_zero(values_YX)[1]), two_sided=False)
    if difference or quantity is None or quantity.kind is Kind.LEAD:
        return Colours(around_zero(values_YX), two_sided=True)
    if quantity.kind is Kind.PROBABILITY:
        return Colours((0.0, 1.0), two_sided=True)
    highest = highest_entropy(distribution)
    if quantity.kind is Kind.ENTROPY and highest is not None:
        return Colours((0.0, highest), two_sided=False)
    space = getattr(distribution, "space", None)
    if quantity.kind is Kind.MEAN and isinstance(space, BoxSpace) and space.bounded:
        return Colours((space.low[quantity.part], space.high[quantity.part]), two_sided=True)
    return Colours(within(values_YX), two_sided=quantity.kind is Kind.MEAN)


def drawn(
    values_YX: Float32, plane: Plane, words: Words, colours: Colours, veil: NDArray[np.uint8] | None
) -> FieldData:
    """A map to be shown."""
    cells = len(values_YX)
    x_ends, y_ends = (plane.x.low, plane.x.high), (plane.y.low, plane.y.high)
    low, high = colours.ends
    return FieldData(
        title=words.title,
        value_name=words.value,
        x=field_axis(words.x.name, words.x.unit, x_ends, plane.x.values(cells).tolist()),
        y=field_axis(words.y.name, words.y.unit, y_ends, plane.y.values(cells).tolist()),
        values=values_YX,
        low=low,
        high=high,
        decimals=max(0, 2 - ceil(log10(high - low) - 1e-9)),
        x_ends=x_ends,
        y_ends=y_ends,
        two_sided=colours.two_sided,
        veil=veil,
    )


def veil_of(plane: Plane, visited_BO: Float32) -> NDArray[np.uint8]:
    """How far each cell is hidden: the less, the oftener it or its neighbours were visited."""
    coarse = Plane(plane.x, plane.y, _VEIL_CELLS)
    smooth = _smoothed(np.sqrt(density(coarse, visited_BO)))
    seen = np.clip(smooth / max(float(smooth.max()) * 0.5, 1e-9), 0, 1)
    hidden: NDArray[np.uint8] = np.rint(_MOST_HIDDEN * (1 - seen)).astype(np.uint8)
    return hidden


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """With a quarter, a half and a quarter of neighbours, along both axes, twice."""
    for axis in (0, 1, 0, 1):
        padded = np.pad(values, [(1, 1) if axis == other else (0, 0) for other in (0, 1)], mode="edge")
        low, middle, high = (np.take(padded, range(first, first + values.shape[axis]), axis) for first in range(3))
        values = low / 4 + middle / 2 + high / 4
    return values
