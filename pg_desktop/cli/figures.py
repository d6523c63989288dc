"""What a benchmark measures, and how good it has to be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Bar:
    """How good a figure has to be: `comparison` `value`, for example ">=" 15."""

    comparison: Literal["<=", ">="]
    value: float

    def is_met_by(self, figure: float) -> bool:
        """Whether a figure is good enough; one that is not a number never is."""
        return figure <= self.value if self.comparison == "<=" else figure >= self.value


@dataclass(frozen=True)
class Figure:
    """One thing that was measured.

    Attributes:
        name: what it is.
        value: the measured value.
        unit: what it is counted in, or "" for a ratio.
        bar: how good it has to be, or None.
    """

    name: str
    value: float
    unit: str = ""
    bar: Bar | None = None

    @property
    def met(self) -> bool | None:
        """Whether it is good enough, None if nothing is asked of it."""
        return None if self.bar is None else self.bar.is_met_by(self.value)

    def as_json(self) -> dict[str, object]:
        """The figure, its bar and whether it is met."""
        return {**asdict(self), "met": self.met}

    def as_row(self) -> tuple[str, str, str, str]:
        """Name, value with unit, bar, and whether it is met."""
        bar = "" if self.bar is None else f"{self.bar.comparison} {_number(self.bar.value)}"
        met = {None: "", True: "met", False: "missed"}[self.met]
        return self.name, f"{_number(self.value)} {self.unit}".rstrip(), bar, met


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
