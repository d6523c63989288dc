"""What the pictures of an update's stages show, as data: bars, curves along time, and rows of a table.

What is given as a sequence of numbers may be a NumPy array; nothing here loads NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Numbers(Protocol):
    """A sequence of numbers, or a NumPy array of one axis."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """One after the other."""
        ...

    def __getitem__(self, index: int, /) -> Any:
        """One of them."""
        ...


@dataclass(frozen=True, eq=False)
class Bars:
    """One bar for each of several things, such as episodes.

    Attributes:
        values: how long they are, upwards or downwards from 0.
        faint: which of them are drawn faintly; none if empty.
        selected: the one that stands out.
        line: a value that a dashed line is drawn at, and what is written there; None for none.
        tip: what the one with an index is, in a line.
        below: what they are, written below.
        spoken: all of it in a sentence.
    """

    values: Numbers
    tip: Callable[[int], str]
    below: str
    spoken: str
    faint: Sequence[bool] = ()
    selected: int | None = None
    line: tuple[float, str] | None = None


@dataclass(frozen=True, eq=False)
class Series:
    """One curve along time.

    Attributes:
        name: in the legend.
        values: one a step.
        colour: the name of the theme's colour.
        signed: whether it is drawn as bars from 0 on, those above in the colour "good" and those below in "bad".
        dashed: whether its line is dashed.
    """

    name: str
    values: Numbers
    colour: str
    signed: bool = False
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves along the steps of an episode, over one another, in one plot or in several below each other.

    Attributes:
        plots: the curves of each plot, from the topmost on.
        tip: what there is at a step, in a line.
        below: what the steps are, written below.
        spoken: all of it in a sentence.
        selected: the step that is marked.
    """

    plots: tuple[tuple[Series, ...], ...]
    tip: Callable[[int], str]
    below: str
    spoken: str
    selected: int | None = None


@dataclass(frozen=True)
class Row:
    """A row of figures.

    Attributes:
        name: what it is of.
        figures: one for each column; "" for none.
        share: how long its bar is, in [0, 1].
        tip: a sentence on it.
    """

    name: str
    figures: tuple[str, ...]
    share: float
    tip: str = ""


@dataclass(frozen=True, eq=False)
class Rows:
    """A small table with a bar in each row.

    Attributes:
        columns: headings of the figures.
        rows: from the topmost on.
        bar: the heading of the bars.
        spoken: all of it in a sentence.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bar: str
    spoken: str


@dataclass(frozen=True, eq=False)
class Dots:
    """A dot for each of many actions, and the diagonal that they would lie on.

    Attributes:
        x: what was predicted.
        y: what came of it.
        x_name: of the axis.
        y_name: of the axis.
        source: what the dots are of; of the same one they are the same.
        tip: what the one with an index is, in a line.
        spoken: all of it in a sentence.
        selected: the one that stands out.
    """

    x: Numbers
    y: Numbers
    x_name: str
    y_name: str
    source: object
    tip: Callable[[int], str]
    spoken: str
    selected: int | None = None


Drawing = Bars | Curves | Rows | Dots


@dataclass(frozen=True, eq=False)
class Told:
    """What there is to be said and drawn of a stage.

    Attributes:
        sentence: rich text.
        drawing: None where there is nothing to draw.
    """

    sentence: str
    drawing: Drawing | None = None
