"""`pg-desktop evaluate --push-test` and `--transfer-map`: a policy's robustness as a matrix. Loads no torch.

Shape suffixes: Y rows and X columns of the matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.cli.output import table
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.cli.requests import EvaluateRequest, Measurement
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.measuring.transfer_map import MAP_EPISODES, transfer_map
from pg_desktop.learning.settings.kinds import RealParameter
from pg_desktop.learning.settings.table import hyperparameter
from pg_desktop.learning.worlds.cart_pole.push_test import PUSH_EPISODES, push_test
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.learning.worlds.world import World


@dataclass(frozen=True)
class Axis:
    """What differs from column to column, or from row to row.

    Attributes:
        name: what it is.
        unit: what it is counted in; "" for a factor.
        values: in ascending order.
    """

    name: str
    unit: str
    values: tuple[float, ...]

    def __str__(self) -> str:
        return f"{self.name.replace('_', ' ')}, {self.unit}" if self.unit else self.name.replace("_", " ")


@dataclass(frozen=True, eq=False)
class RobustnessMatrix:
    """One number for each combination of two quantities.

    Attributes:
        name: what the numbers are.
        percent: whether they are shares, which people read in per cent.
        x: what the columns are.
        y: what the rows are.
        cells_YX: float64.
        worst_quarter: mean over the quarter of the cells with the lowest numbers.
        episodes: in each cell.
    """

    name: str
    percent: bool
    x: Axis
    y: Axis
    cells_YX: NDArray[np.float64]
    worst_quarter: float
    episodes: int

    @property
    def mean(self) -> float:
        """Mean over all cells."""
        return float(self.cells_YX.mean())

    def as_json(self) -> dict[str, Any]:
        """All of it; the matrix is a list of rows."""
        return {
            "measured": self.name,
            "axes": {"x": asdict(self.x), "y": asdict(self.y)},
            "matrix": self.cells_YX.tolist(),
            "episodes": self.episodes,
            "mean": self.mean,
            "worst_quarter": self.worst_quarter,
        }

    def as_text(self) -> str:
        """A title, and below it the numbers between their axes."""
        title = f"{self.name.capitalize()}{', %' if self.percent else ''}; down: {self.y}; across: {self.x}"
        rows = [
            ["", *(f"{value:g}" for value in _rounded(self.x))],
            *(
                [f"{value:g}", *map(self.shown, cells_X.tolist())]
                for value, cells_X in zip(_rounded(self.y), self.cells_YX, strict=True)
            ),
        ]
        width = max(len(cell) for row in rows for cell in row)
        return f"{title}\n{table([[cell.rjust(width) for cell in row] for row in rows])}"

    def shown(self, number: float) -> str:
        """One of the numbers for people."""
        return f"{100 * number if self.percent else number:.0f}"


def measure(policy: Policy, world: World, variation: Variation | None, request: EvaluateRequest) -> RobustnessMatrix:
    """Do the push test or draw the transfer map that the request asks for, with a progress bar.

    Raises:
        UserError: if the world's physics cannot be changed or the policy does not fit it.
    """
    with ProgressBar(total=100, unit=" %") as bar:

        def progress(share: float) -> None:
            bar.update(round(100 * share) - bar.n)

        pushes = request.measurement is Measurement.PUSH_TEST
        return (_push_test if pushes else _transfer_map)(policy, world, variation, request, progress)


def _push_test(
    policy: Policy,
    world: World,
    variation: Variation | None,
    request: EvaluateRequest,
    progress: Callable[[float], None],
) -> RobustnessMatrix:
    test = push_test(
        policy,
        world,
        variation=variation,
        episodes=request.episodes or PUSH_EPISODES,
        seed=request.seed,
        mode=request.mode,
        progress=progress,
    )
    return RobustnessMatrix(
        "pushes survived",
        True,
        Axis("impulse", "N s", test.strengths),
        Axis("angle", "°", test.angles),
        np.array(test.survival),
        test.worst_quarter,
        test.episodes,
    )


def _transfer_map(
    policy: Policy,
    world: World,
    variation: Variation | None,
    request: EvaluateRequest,
    progress: Callable[[float], None],
) -> RobustnessMatrix:
    x, y = request.axes or (None, None)
    found = transfer_map(
        policy,
        world,
        x=x,
        y=y,
        variation=variation,
        episodes=request.episodes or MAP_EPISODES,
        seed=request.seed,
        mode=request.mode,
        progress=progress,
    )
    return RobustnessMatrix(
        "mean return",
        False,
        Axis(found.x, _unit(found.x), found.x_values),
        Axis(found.y, _unit(found.y), found.y_values),
        np.array(found.mean_return),
        found.worst_quarter,
        found.episodes,
    )


def _unit(quantity: str) -> str:
    row = hyperparameter(quantity)
    return row.unit if isinstance(row, RealParameter) else "steps"


def _rounded(axis: Axis) -> list[float]:
    return [float(f"{value:.2g}") for value in axis.values]
