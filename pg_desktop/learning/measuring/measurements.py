"""What has been measured of a run's policies: plain numbers, to be shown, printed and saved. No NumPy."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.worlds.variation import Variation

if TYPE_CHECKING:  # which one needs to know only where there are any
    from pg_desktop.learning.adapting.scores import Adapting
    from pg_desktop.learning.measuring.compass_reading import CompassReading
    from pg_desktop.learning.measuring.match_reading import MatchReading
    from pg_desktop.learning.measuring.reality_reading import RealityGap
    from pg_desktop.learning.overseeing.removed import Removal

COMPASS_MAX: Final = 5000
"""Readings of the compass that are kept of a run: the newest."""
GAPS_MAX: Final = 200
"""The same of gaps to reality."""
MATCHES_MAX: Final = 1000
"""The same of matches."""
REMOVALS_MAX: Final = 8
"""The same of tests without the helper."""

Rows = tuple[tuple[float, ...], ...]
"""The numbers of a map, row after row."""


@dataclass(frozen=True, kw_only=True)
class PushTest:
    """How often the pole stayed up after a push.

    Attributes:
        update: updates that the policy had had.
        variation: the physics in which it was measured.
        strengths: impulses on the pole's tip, N s to the right, of the columns.
        angles: of the pole at the moment of the push, degrees to the right, of the rows.
        survival: [row][column], in [0, 1].
        episodes: in each cell.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    update: int
    variation: Variation
    strengths: tuple[float, ...]
    angles: tuple[float, ...]
    survival: Rows
    episodes: int

    def __post_init__(self) -> None:
        _require_count(self.update, 0)
        _require_count(self.episodes, 1)
        _require_map(self.strengths, self.angles, self.survival, 1.0)

    @property
    def overall(self) -> float:
        """Mean over all cells."""
        return _mean(self.survival)

    @property
    def worst_quarter(self) -> float:
        """Mean over the quarter of the cells in which the pole stayed up least."""
        return _worst_quarter(self.survival)


@dataclass(frozen=True, kw_only=True)
class TransferMap:
    """How a policy does where two quantities of the physics are others.

    Attributes:
        update: updates that the policy had had.
        variation: the physics, of everything but the two quantities.
        x: name of the quantity that differs from column to column.
        y: of the one that differs from row to row.
        x_values: what it is in the columns.
        y_values: what the other is in the rows.
        mean_return: [row][column], mean over the episodes of a cell, in [0, highest].
        highest: the largest return there can be.
        episodes: in each cell.

    Raises:
        TypeError, ValueError: when made with numbers that do not go together.
    """

    update: int
    variation: Variation
    x: str
    y: str
    x_values: tuple[float, ...]
    y_values: tuple[float, ...]
    mean_return: Rows
    highest: float
    episodes: int

    def __post_init__(self) -> None:
        _require_count(self.update, 0)
        _require_count(self.episodes, 1)
        if self.x == self.y or not {self.x, self.y} <= {*self.variation.as_dict()}:
            raise ValueError(f"no map over {self.x!r} and {self.y!r}")
        _require_map(self.x_values, self.y_values, self.mean_return, self.highest)
        for name, values in ((self.x, self.x_values), (self.y, self.y_values)):
            if name in self.variation.factors and min(values) <= 0:
                raise ValueError("a factor that is not above 0")

    @property
    def overall(self) -> float:
        """Mean over all cells."""
        return _mean(self.mean_return)

    @property
    def worst_quarter(self) -> float:
        """Mean over the quarter of the cells with the lowest returns."""
        return _worst_quarter(self.mean_return)


@dataclass(frozen=True)
class Measurements:
    """The last of each kind that was made of a run's policies; None where none was.

    Attributes:
        push_test: how its policy withstood pushes.
        transfer_map: how it did in other physics.
        compass: how well the gradients of its updates pointed, one reading an update at the most, in their order.
        gaps: how much was lost in sealed physics, as they were measured; of one policy in one physics the last.
        unsealed: the numbers of sealed physics that have been looked into.
        matches: of its policies, each the first player, against other players of the experiment, in no order.
        removals: how its policies did without the helper, the newest first.
        adapting: what adapting to changes within an episode was worth.
    """

    push_test: PushTest | None = None
    transfer_map: TransferMap | None = None
    compass: tuple[CompassReading, ...] = ()
    gaps: tuple[RealityGap, ...] = ()
    unsealed: tuple[int, ...] = ()
    matches: tuple[MatchReading, ...] = ()
    removals: tuple[Removal, ...] = ()
    adapting: Adapting | None = None

    @property
    def any(self) -> bool:
        """Whether anything was measured."""
        maps = self.push_test is not None or self.transfer_map is not None
        lists = self.compass or self.gaps or self.unsealed or self.matches or self.removals
        return maps or bool(lists) or self.adapting is not None

    def with_compass(self, reading: CompassReading) -> Measurements:
        """These and one more; it takes the place of an earlier one of the same update."""
        others = (known for known in self.compass if known.update != reading.update)
        kept = sorted((*others, reading), key=lambda known: known.update)
        return replace(self, compass=tuple(kept[-COMPASS_MAX:]))

    def with_gap(self, gap: RealityGap) -> Measurements:
        """These and one more; it takes the place of an earlier one of the same policy in the same physics."""
        others = (known for known in self.gaps if (known.update, known.reality) != (gap.update, gap.reality))
        return replace(self, gaps=(*others, gap)[-GAPS_MAX:])

    def with_unsealed(self, reality: int) -> Measurements:
        """These, with a sealed physics looked into."""
        return replace(self, unsealed=tuple(sorted({*self.unsealed, reality})))

    def with_match(self, match: MatchReading) -> Measurements:
        """These and one more; it takes the place of an earlier one between the same players."""
        players = {match.one, match.other}
        others = (known for known in self.matches if {known.one, known.other} != players)
        return replace(self, matches=(*others, match)[-MATCHES_MAX:])

    def with_removal(self, removal: Removal) -> Measurements:
        """These and one more, the newest."""
        return replace(self, removals=(removal, *self.removals)[:REMOVALS_MAX])

    def until(self, update: int) -> Measurements:
        """Those of policies that had had no more updates than `update`; what has been unsealed stays so.

        Matches stay behind: who played in them is known in their own experiment and run alone.
        """
        push, transfer, adapting = self.push_test, self.transfer_map, self.adapting
        return Measurements(
            push if push is not None and push.update <= update else None,
            transfer if transfer is not None and transfer.update <= update else None,
            tuple(reading for reading in self.compass if reading.update <= update),
            tuple(gap for gap in self.gaps if gap.update <= update),
            self.unsealed,
            (),
            tuple(removal for removal in self.removals if removal.update <= update),
            adapting if adapting is not None and adapting.update <= update else None,
        )


def _require_count(value: object, least: int) -> None:
    if isinstance(value, bool) or operator.index(value) < least:  # type: ignore[arg-type]
        raise ValueError(f"{value!r} is no count of at least {least}")


def _require_map(columns: tuple[float, ...], rows: tuple[float, ...], cells: Rows, highest: float) -> None:
    for number in (*columns, *rows, *(value for row in cells for value in row), highest):
        if isinstance(number, bool | str) or not math.isfinite(number):
            raise ValueError(f"{number!r} is no finite number")
    if not columns or not rows or len(cells) != len(rows) or any(len(row) != len(columns) for row in cells):
        raise ValueError("the cells do not fit the axes")
    if min(map(min, cells)) < 0 or max(map(max, cells)) > highest:
        raise ValueError(f"a cell that is not in [0, {highest}]")


def _mean(rows: Rows) -> float:
    cells = [value for row in rows for value in row]
    return math.fsum(cells) / len(cells)


def _worst_quarter(rows: Rows) -> float:
    cells = sorted(value for row in rows for value in row)
    return _mean((tuple(cells[: max(1, len(cells) // 4)]),))
