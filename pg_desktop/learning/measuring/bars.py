"""How good a figure has to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Bar:
    """How good a figure has to be: `comparison` `value`, for example ">=" 15."""

    comparison: Literal["<=", ">="]
    value: float

    def is_met_by(self, figure: float) -> bool:
        """Whether a figure is good enough; one that is not a number never is."""
        return figure <= self.value if self.comparison == "<=" else figure >= self.value
