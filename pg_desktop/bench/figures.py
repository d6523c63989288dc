"""What a benchmark measures, and how good it has to be."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Final, Self

from pg_desktop.learning.measuring.bars import Bar

__all__ = ["HEADER", "Bar", "Figure", "Figures", "Interruption"]


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

    def as_line(self) -> str:
        """Value, unit, bar, whether it is met, and the name, in the columns of `HEADER`."""
        bar = "" if self.bar is None else f"{self.bar.comparison} {_number(self.bar.value)}"
        met = {None: "", True: "met", False: "missed"}[self.met]
        return _line(_number(self.value), self.unit, bar, met, self.name)


Figures = Generator[Figure, None, None]
"""Figures as they are measured, one after the other."""


class Interruption:
    """Ctrl-C, held back until the figures of what was measured before it are handed on.

    As a context it ends the block; `pass_on` raises it where it has come.
    """

    def __init__(self) -> None:
        self._held: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, KeyboardInterrupt):
            self._held = error
        return self._held is not None

    def pass_on(self) -> None:
        """Go on as if it had not been held back.

        Raises:
            KeyboardInterrupt: if it has come.
        """
        if self._held is not None:
            raise self._held


def _line(value: str, unit: str, bar: str, met: str, name: str) -> str:
    # Of fixed widths: what comes later is not known yet. Names are the longest, and come last.
    return f"{value:>12} {unit:<8} {bar:<12} {met:<7} {name}"


HEADER: Final = _line("Value", "", "Bar", "", "Figure")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
