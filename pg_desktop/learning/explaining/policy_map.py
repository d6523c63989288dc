"""What a policy does over two of the numbers that it sees: a grid of π(a|s), its entropy, or what states are worth.

The first layer is linear in the two numbers. So what they and the others bring to each of its units is added up once,
W[:, i] x + W[:, j] y + (what the others bring), instead of being multiplied out for every point of the grid.

Shape suffixes: Y rows and X columns of the grid, G all its points, O observation, B states, H units, K outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import ACTIVATIONS, Perceptron
from pg_desktop.learning.acting.policy import OBSERVATION_MEAN, OBSERVATION_STD, Policy, acting_may_overflow
from pg_desktop.learning.explaining.quantities import Quantity, reader
from pg_desktop.learning.stopping import RolloutStoppedError, never

CELLS: Final = 128
"""Points of the grid along each axis."""
AVERAGED: Final = 256
"""States over which a map is averaged at the most."""
_STAGES: Final = ((4, 16), (2, 64), (1, AVERAGED))
"""Of an average: by what the cells are fewer along each axis, and over how many states."""
_IN_CACHE: Final = 131_072
"""Numbers of a layer that are computed at once."""
_LITTLE_WORK: Final = 12_000
"""Weights up to which a map of a fixed state is not worth a coarse one before it."""
_SHOWN_FROM: Final = 64
"""States of the last stage after which its average is shown at first, and then whenever it has twice as many."""


@dataclass(frozen=True)
class Axis:
    """One of the two numbers.

    Attributes:
        index: which of the observation.
        low: where the axis begins.
        high: where it ends, greater than that.
    """

    index: int
    low: float
    high: float

    def values(self, cells: int) -> Float32:
        """The middles of so many cells, float32."""
        edges = np.linspace(self.low, self.high, 2 * cells + 1)
        return edges[1::2].astype(np.float32)


@dataclass(frozen=True)
class Plane:
    """The grid.

    Attributes:
        x: from the left.
        y: from the bottom.
        cells: along each.

    Raises:
        ValueError: if both axes are one, or an axis has no length.
    """

    x: Axis
    y: Axis
    cells: int = CELLS

    def __post_init__(self) -> None:
        if self.x.index == self.y.index or not (self.x.low < self.x.high and self.y.low < self.y.high):
            raise ValueError("a plane has two axes, each with a length")

    def holds(self, state_O: Float32) -> bool:
        """Whether a state lies on it."""
        return all(axis.low <= float(state_O[axis.index]) <= axis.high for axis in (self.x, self.y))

    def states(self, others_O: Float32) -> Float32:
        """The observations at its points, row after row: float32 (G, O)."""
        states_GO = np.repeat(others_O[None].astype(np.float32), self.cells**2, 0)
        states_GO[:, self.x.index] = np.tile(self.x.values(self.cells), self.cells)
        states_GO[:, self.y.index] = np.repeat(self.y.values(self.cells), self.cells)
        return states_GO


@dataclass(frozen=True, eq=False)
class Surface:
    """A number for every observation, made by a network.

    Attributes:
        perceptron: the network, from observations as it sees them.
        scale_O: what is subtracted from observations before, and what they are divided by then, float32; None where the
            network sees them as they are.
        read: makes the number of the network's outputs: float32 (K, G), which it may overwrite, → float32 (G,).
    """

    perceptron: Perceptron
    scale_O: tuple[Float32, Float32] | None
    read: Callable[[Float32], Float32]


@dataclass(frozen=True, eq=False)
class Refinement:
    """A map as far as it is known.

    Attributes:
        values_YX: float32, from the bottom row on.
        states: over how many states it is averaged; 0 if it is of fixed ones.
        of: over how many it will be.
        cells: along each axis.
        coarse: whether a finer one follows.
    """

    values_YX: Float32
    states: int
    of: int
    cells: int
    coarse: bool = False

    @property
    def done(self) -> bool:
        """Whether it does not get any finer."""
        return self.states == self.of and not self.coarse


def surface_of(policy: Policy, quantity: Quantity) -> Surface:
    """A quantity of a policy over what it observes.

    Args:
        policy: whose arrays nobody writes to meanwhile.
        quantity: one of `quantities_of` its distribution.

    Raises:
        ValueError: if its distribution has no such quantity.
    """
    distribution = policy.architecture.distribution
    free = policy.parameters[distribution.free_name] if distribution.free_size else None
    return _surface(policy, policy.perceptron, reader(distribution, free, quantity))


def unit_surface(policy: Policy, layer: int, unit: int) -> Surface:
    """What a unit of a hidden layer puts out.

    Args:
        policy: whose.
        layer: which hidden layer, from 0.
        unit: which of its units, from 0.
    """
    net = policy.perceptron
    rows = net.weights[layer][unit : unit + 1], net.biases[layer][unit : unit + 1]
    cut = Perceptron((*net.weights[:layer], rows[0]), (*net.biases[:layer], rows[1]), net.activation)
    activate = ACTIVATIONS[net.activation]

    def read(sums_KG: Float32) -> Float32:
        activate(sums_KG)
        return np.asarray(sums_KG[0])

    return _surface(policy, cut, read)


def value_surface(policy: Policy, value: Perceptron, mean: float, std: float) -> Surface:
    """V(s) as a value network sees it.

    Args:
        policy: whose scales the network's observations have.
        value: the network.
        mean: of the returns that it has learned from, its zero.
        std: of these, its unit.
    """
    return _surface(policy, value, lambda out_KG: out_KG[0] * np.float32(std) + np.float32(mean))


class Prepared:
    """A surface over a plane, prepared for many others' values.

    A few rows of the grid go through the network at once, as many as stay in a processor's cache on the way.
    What one call returns is overwritten by the next.

    Shape suffixes: R rows of the grid that go through at once.
    """

    def __init__(self, surface: Surface, plane: Plane) -> None:
        self._surface, self._cells = surface, plane.cells
        x_X, y_Y = plane.x.values(plane.cells), plane.y.values(plane.cells)
        if surface.scale_O is not None:
            mean_O, std_O = surface.scale_O
            x_X = (x_X - mean_O[plane.x.index]) / std_O[plane.x.index]
            y_Y = (y_Y - mean_O[plane.y.index]) / std_O[plane.y.index]
        net = surface.perceptron
        first_HO = net.weights[0]
        self._along_x_HX = first_HO[:, plane.x.index, None] * x_X
        self._along_y_HY = first_HO[:, plane.y.index, None] * y_Y
        self._others_HO = first_HO.copy()
        self._others_HO[:, [plane.x.index, plane.y.index]] = 0
        self._biases = [bias[:, None] for bias in net.biases]
        widest = max(map(len, net.biases))
        self._rows = min(max(_IN_CACHE // (widest * plane.cells), 1), plane.cells)
        self._values_YX = np.empty((plane.cells, plane.cells), np.float32)

    def __call__(self, others_O: Float32) -> Float32:
        """The map with the others at these values, float32 (Y, X); not finite where weights have run away."""
        surface = self._surface
        seen_O = others_O
        if surface.scale_O is not None:
            seen_O = (others_O - surface.scale_O[0]) / surface.scale_O[1]
        with acting_may_overflow():
            rest_H = self._others_HO @ seen_O + surface.perceptron.biases[0]
            along_y_HY = self._along_y_HY + rest_H[:, None]
            for row in range(0, self._cells, self._rows):
                along_y_HR = along_y_HY[:, row : row + self._rows]
                self._values_YX[row : row + self._rows] = self._through(along_y_HR).reshape(-1, self._cells)
        return self._values_YX

    def _through(self, along_y_HR: Float32) -> Float32:
        """Some rows of the map."""
        net, points = self._surface.perceptron, along_y_HR.shape[1] * self._cells
        activate = ACTIVATIONS[net.activation]
        first_HRX = np.add(along_y_HR[:, :, None], self._along_x_HX[:, None, :])
        sums_KG = first_HRX.reshape(len(first_HRX), points)
        for layer in range(1, len(net.biases)):
            activate(sums_KG)
            sums_KG = np.dot(net.weights[layer], sums_KG)
            sums_KG += self._biases[layer]
        return self._surface.read(sums_KG)


def on_plane(surface: Surface, plane: Plane, others_O: Float32) -> Float32:
    """The map with the others at fixed values: float32 (Y, X), the first row at the bottom.

    Args:
        surface: what is mapped.
        plane: over what.
        others_O: an observation; what it has on the two axes does not matter.
    """
    return Prepared(surface, plane)(others_O).copy()


def refined(
    surfaces: tuple[Surface, ...], plane: Plane, others_BO: Float32, stop: Callable[[], bool] = never
) -> Iterator[Refinement]:
    """The mean map over the others' values in some states: coarse and of few states at first, then finer.

    Of a single state that is the map with the others at its values, at once unless the networks are large.

    Args:
        surfaces: what is mapped; of two, how much the first is above the second.
        plane: over what, at its finest.
        others_BO: the states, at least one; of more than `AVERAGED`, that many are drawn, always the same.
        stop: asked after each state of each stage.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    if len(others_BO) == 1:
        work = sum(weight_KI.size for surface in surfaces for weight_KI in surface.perceptron.weights)
        for cells in (plane.cells,) if work <= _LITTLE_WORK else (max(plane.cells // 2, 2), plane.cells):
            here = replace(plane, cells=cells)
            yield Refinement(
                _above([on_plane(surface, here, others_BO[0]) for surface in surfaces]),
                0,
                0,
                cells,
                cells < plane.cells,
            )
            if stop():
                raise RolloutStoppedError
        return
    order = np.random.default_rng(0).permutation(len(others_BO))[:AVERAGED]
    chosen_BO = others_BO[order]
    for coarser, count in _STAGES:
        coarse = replace(plane, cells=max(plane.cells // coarser, 2))
        yield from _averaged(surfaces, coarse, chosen_BO[:count], len(chosen_BO), plane.cells, stop)


def _averaged(
    surfaces: tuple[Surface, ...], plane: Plane, others_BO: Float32, of: int, finest: int, stop: Callable[[], bool]
) -> Iterator[Refinement]:
    """The mean over all these states, shown at the end, and before where it takes many."""
    prepared = [Prepared(surface, plane) for surface in surfaces]
    sums = [np.zeros((plane.cells, plane.cells)) for _ in surfaces]
    shown = _SHOWN_FROM
    for number, others_O in enumerate(others_BO, 1):
        for place, at in enumerate(prepared):
            sums[place] += at(others_O)
        if stop():
            raise RolloutStoppedError
        if number == len(others_BO) or number == shown:
            shown *= 2 if number == shown else 1
            means = [(total / number).astype(np.float32) for total in sums]
            yield Refinement(_above(means), number, of, plane.cells, plane.cells < finest)


def density(plane: Plane, visited_BO: Float32) -> NDArray[np.float64]:
    """How often each cell was visited, in relation to the cell where that was most often: (Y, X), 0 to 1.

    What lies beyond the axes is left out.
    """
    columns_B, rows_B, inside_B = cells_of(plane, visited_BO)
    place_B = (rows_B * plane.cells + columns_B)[inside_B]
    counts_G = np.bincount(place_B, minlength=plane.cells**2).astype(np.float64)
    shares_YX: NDArray[np.float64] = counts_G.reshape(plane.cells, plane.cells) / max(counts_G.max(), 1.0)
    return shares_YX


def cells_of(plane: Plane, visited_BO: Float32) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The column and the row of each state, and whether it is on the plane at all."""
    places = []
    for axis in (plane.x, plane.y):
        share_B = (visited_BO[:, axis.index].astype(np.float64) - axis.low) / (axis.high - axis.low)
        places.append(np.nan_to_num(np.clip(np.floor(share_B * plane.cells), -1, plane.cells), nan=-1).astype(np.int64))
    columns_B, rows_B = places
    inside_B = (columns_B >= 0) & (columns_B < plane.cells) & (rows_B >= 0) & (rows_B < plane.cells)
    return columns_B, rows_B, inside_B


def _surface(policy: Policy, perceptron: Perceptron, read: Callable[[Float32], Float32]) -> Surface:
    if not policy.architecture.normalised:
        return Surface(perceptron, None, read)
    return Surface(perceptron, (policy.parameters[OBSERVATION_MEAN], policy.parameters[OBSERVATION_STD]), read)


def _above(maps: list[Float32]) -> Float32:
    return maps[0] if len(maps) == 1 else maps[0] - maps[1]
