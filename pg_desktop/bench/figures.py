"""What a benchmark measures, and how good it has to be."""

from __future__ import annotations

import re
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
        name: what it is; does not depend on how much was measured, so that figures can be found again by it.
        value: the measured value.
        unit: what it is counted in, or "" for a ratio.
        bar: how good it has to be, or None.
    """

    name: str
    value: float
    unit: str = ""
    bar: Bar | None = None

    @property
    def key(self) -> str:
        """The name in lower case with "_" between its words, to look the figure up by."""
        return "_".join(re.findall("[a-z0-9]+", self.name.lower()))

    @property
    def met(self) -> bool | None:
        """Whether it is good enough, None if nothing is asked of it."""
        return None if self.bar is None else self.bar.is_met_by(self.value)

    def as_json(self) -> dict[str, object]:
        """The figure with its key, its bar and whether it is met."""
        return {"key": self.key, **asdict(self), "met": self.met}

    def as_row(self) -> tuple[str, str, str, str]:
        """Name, value with unit, bar, and whether it is met."""
        bar = "" if self.bar is None else f"{self.bar.comparison} {_number(self.bar.value)}"
        met = {None: "", True: "met", False: "missed"}[self.met]
        return self.name, f"{_number(self.value)} {self.unit}".rstrip(), bar, met


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
