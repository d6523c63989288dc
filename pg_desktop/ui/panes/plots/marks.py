"""Markers of what happened at an x: a line for each, and labels that keep clear of each other. Loads pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from pg_desktop.ui.kit.glossary.words import explained
from pg_desktop.ui.kit.numbers import whole

_MARGIN: Final = 4.0
"""Pixels around the text of a label; Qt's for a `QGraphicsTextItem`."""
_HIGH_ENOUGH: Final = 120.0
"""Pixels from which on a plot has room for labels below each other."""
_ROWS: Final = 2
_ABOVE_CURVES: Final = 5
_DIMMED: Final = 0.75
"""How much of the ground there is between a label and what lies behind it."""
_ROUNDING: Final = 1.0
"""Pixels by which a text may turn out wider than its font says."""


@dataclass(frozen=True)
class Mark:
    """Something that happened at one x.

    Attributes:
        x: where, in the plot's coordinates.
        label: a few characters beside the line; "" for none.
        tip: what a tooltip tells.
    """

    x: float
    label: str
    tip: str


Spot = tuple[Mark, ...]
"""Marks that share a line, by ascending x."""


@dataclass(frozen=True)
class Label:
    """A text beside the lines that it is about.

    Attributes:
        spot: the index of the line that it is tied to.
        text: what it says.
        tip: what a tooltip tells.
        row: 0 for the upper row of labels, then downwards.
        left: where it begins, in pixels from the left edge of the plot.
        width: in pixels, its margins included.
    """

    spot: int
    text: str
    tip: str
    row: int
    left: float
    width: float

    def meets(self, other: Label) -> bool:
        """Whether they would be drawn on each other."""
        return self.row == other.row and self.left < other.left + other.width and other.left < self.left + self.width


def spots(marks: Sequence[Mark], pixel_of: Callable[[float], float], width: float) -> list[Spot]:
    """The lines that marks need, at most one a pixel; those out of sight need none.

    Args:
        marks: by ascending x.
        pixel_of: gives the pixels from the left edge of the plot to an x.
        width: of the plot, in pixels.
    """
    found: dict[int, list[Mark]] = {}
    for mark in marks:
        pixel = pixel_of(mark.x)
        if 0 <= pixel <= width:
            found.setdefault(int(pixel), []).append(mark)
    return [tuple(together) for together in found.values()]


@dataclass(frozen=True)
class Layout:
    """How labels are laid out on a plot.

    Attributes:
        pixel_of: gives the pixels from the left edge of the plot to an x.
        width: of the plot, in pixels.
        rows: how many rows of labels there is room for, at least 1.
        width_of: gives the pixels that a text takes, its margins included.
        several: the label of marks that have to share one, with the placeholder `{count}`.
    """

    pixel_of: Callable[[float], float]
    width: float
    rows: int
    width_of: Callable[[str], float]
    several: str

    def labels(self, lines: Sequence[Spot]) -> list[Label]:
        """Labels for lines, none of which meets another: neighbours share one where there is no room for two.

        Args:
            lines: by ascending x; see `spots`.
        """
        placed: list[tuple[int, Label]] = []
        for index, spot in enumerate(lines):
            if not any(mark.label for mark in spot):
                continue
            first, label = index, self._free(lines, index, index, placed)
            while label is None:
                first, _ = placed.pop()
                label = self._free(lines, first, index, placed)
            placed.append((first, label))
        return [label for _, label in placed]

    def _free(self, lines: Sequence[Spot], first: int, last: int, placed: list[tuple[int, Label]]) -> Label | None:
        """A label for the lines from first to last that meets none of those placed; None without room for it."""
        for row in range(self.rows):
            label = self._label(lines, first, last, row)
            if not any(label.meets(other) for _, other in placed):
                return label
        return None

    def _label(self, lines: Sequence[Spot], first: int, last: int, row: int) -> Label:
        marks = [mark for spot in lines[first : last + 1] for mark in spot]
        text = self._fitting(marks[0].label if len(marks) == 1 else self.several.format(count=whole(len(marks))))
        tip = explained("<br>".join(mark.tip for mark in marks))
        width = self.width_of(text)
        right_of = self.pixel_of(lines[last][0].x)
        if right_of + width <= self.width:
            return Label(last, text, tip, row, right_of, width)
        # At the right end it stands to the left of its lines; where even that is too narrow, across them.
        left_of = self.pixel_of(lines[first][0].x) - width
        return Label(first, text, tip, row, max(left_of, 0.0), width)

    def _fitting(self, text: str) -> str:
        """A text without the words at its end for which the plot is too narrow."""
        words = text.split(" ")
        while len(words) > 1 and self.width_of(text) > self.width:
            words.pop()
            text = " ".join(words) + " …"
        return text


class MarkLines:
    """Vertical lines where something happened, with labels and tooltips. Lives in the GUI thread."""

    def __init__(self, box: pg.ViewBox, style: Qt.PenStyle, label_height: float, font: QFont) -> None:
        self._box = box
        self._label_height = label_height
        self._style = style
        self._font = font
        self._colour = QColor()
        self._ground = QColor()
        self._spots: list[Spot] = []
        self._labels: list[tuple[int, str, str, float, float]] = []
        self._lines: list[pg.InfiniteLine] = []

    def show_font(self, font: QFont) -> None:
        """Write in another font."""
        self._font = font
        self._redraw()

    def set_colours(self, colour: QColor, ground: QColor) -> None:
        """Draw in a colour, on a ground that dims what lies behind the labels."""
        self._colour = colour
        self._ground = QColor(ground)
        self._ground.setAlphaF(_DIMMED)
        self._redraw()

    def show(self, marks: Sequence[Mark], several: str) -> None:
        """Show those of these that are in sight, and no others.

        Args:
            marks: by ascending x.
            several: the label of marks that have to share one, with the placeholder `{count}`.
        """
        box = self._box
        (first, last), _ = box.viewRange()
        width, height = float(box.width()), max(float(box.height()), 1.0)
        metrics = QFontMetricsF(self._font)

        def pixel_of(x: float) -> float:
            return float((x - first) / (last - first) * width)

        def width_of(text: str) -> float:
            return metrics.horizontalAdvance(text) + 2 * _MARGIN + _ROUNDING

        rows = _ROWS if height >= _HIGH_ENOUGH else 1
        lines = spots(marks, pixel_of, width)
        # Relative to their lines, so that they go along while the user moves the plot.
        labels = [
            (
                label.spot,
                label.text,
                label.tip,
                round((pixel_of(lines[label.spot][0].x) - label.left) / label.width, 3),
                round(self._label_height - label.row * (metrics.height() + _MARGIN) / height, 3),
            )
            for label in Layout(pixel_of, width, rows, width_of, several).labels(lines)
        ]
        if (lines, labels) != (self._spots, self._labels):
            self._spots, self._labels = lines, labels
            self._redraw()

    @property
    def label_places(self) -> list[QRectF]:
        """Where labels are, in the scene's pixels."""
        labels = (self._lines[index].label for index, *_ in self._labels)
        return [label.mapRectToScene(label.boundingRect()) for label in labels if label.isVisible()]

    def _redraw(self) -> None:
        for line in self._lines:
            self._box.removeItem(line)
        self._lines = [self._line(spot) for spot in self._spots]
        for place, line in enumerate(reversed(self._lines)):
            # A label lies over the lines to its right, not under them.
            line.setZValue(_ABOVE_CURVES + place / len(self._lines))
        for line in self._lines:
            self._box.addItem(line, ignoreBounds=True)
        for index, text, tip, anchor, height in self._labels:
            self._add_label(self._lines[index], text, tip, anchor, height)

    def _line(self, spot: Spot) -> pg.InfiniteLine:
        line = pg.InfiniteLine(spot[0].x, angle=90, pen=pg.mkPen(self._colour, width=1, style=self._style))
        line.setToolTip(explained("<br>".join(mark.tip for mark in spot)))
        return line

    def _add_label(self, line: pg.InfiniteLine, text: str, tip: str, anchor: float, height: float) -> None:
        sides = [(anchor, 0.5), (anchor, 0.5)]
        # Braces in a text would be taken for a placeholder.
        plain = text.replace("{", "{{").replace("}", "}}")
        line.label = pg.InfLineLabel(line, plain, position=height, color=self._colour, fill=self._ground, anchors=sides)
        line.label.textItem.setFont(self._font)
        line.label.setToolTip(tip)
        line.label.updatePosition()
