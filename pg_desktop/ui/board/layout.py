"""Where the parts of a board are in a room, in logical pixels; no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from pg_desktop.ui.board.look import Ground, Look

_LANE: Final = 0.96
"""The height of what is above an upright board, for the disc that is about to fall, in cells."""
_PITCH_MAX: Final = 132.0
"""Pixels of a cell at the most: a board that fills a large screen is no easier to look at."""
_HALF_ROOT_3: Final = sqrt(3) / 2
_ODD_EVEN: Final = Qt.FillRule.OddEvenFill


@dataclass(frozen=True)
class Margins:
    """What a board has around it, in pixels.

    Attributes:
        left: for the names of rows, or of what is written below.
        below: for the names of columns.
        readings: for lines of figures below an upright board.
    """

    left: float = 0.0
    below: float = 0.0
    readings: float = 0.0


@dataclass(frozen=True)
class BoardLayout:
    """A board in a room.

    Attributes:
        look: what kind of board.
        pitch: from the middle of a cell to that of its neighbour in the row.
        frame: the board without what is around it.
        margins: what is around it.
    """

    look: Look
    pitch: float
    frame: QRectF
    margins: Margins

    @classmethod
    def fit(cls, room: QRectF, look: Look, margins: Margins | None = None) -> BoardLayout:
        """As large as there is room for, in the middle."""
        around = margins or Margins()
        wide, high = _size(look)
        lane = _LANE if look.falls else 0.0
        # What is at the left keeps as much free at the right, so that the board is in the middle; of half of it.
        free = room.width() - 1.5 * around.left, room.height() - around.below - around.readings
        pitch = max(1.0, min(free[0] / wide, free[1] / (high + lane), _PITCH_MAX))
        width, height = wide * pitch, high * pitch
        all_of_it = height + lane * pitch + around.below + around.readings
        left = room.left() + max((room.width() - width + around.left / 2) / 2, around.left)
        top = room.top() + max((room.height() - all_of_it) / 2, 0.0) + lane * pitch
        return cls(look, pitch, QRectF(left, top, width, height), around)

    def centre(self, cell: int) -> QPointF:
        """The middle of a cell, or the crossing."""
        row, column = divmod(cell, self.look.columns)
        if self.look.ground is Ground.HEXAGONS:
            x = (column + 0.5 + row / 2) * self.pitch
            y = self.radius + row * self.pitch * _HALF_ROOT_3
        else:
            x, y = (column + 0.5) * self.pitch, (row + 0.5) * self.pitch
        return self.frame.topLeft() + QPointF(x, y)

    def cell_rect(self, cell: int) -> QRectF:
        """A square around a cell's middle, as wide as the cell."""
        half = self.pitch / 2
        return QRectF(self.centre(cell) - QPointF(half, half), self.centre(cell) + QPointF(half, half))

    def above(self, column: int) -> QPointF:
        """Where a disc waits that is about to fall into a column."""
        return QPointF(self.centre(column).x(), self.frame.top() - _LANE / 2 * self.pitch)

    @property
    def radius(self) -> float:
        """From the middle of a hexagon to its corners."""
        return self.pitch / sqrt(3)

    def corner(self, cell: int, number: int) -> QPointF:
        """A corner of a hexagon, counted clockwise from the topmost."""
        angle = number * pi / 3
        return self.centre(cell) + QPointF(sin(angle), -cos(angle)) * self.radius

    def hexagon(self, cell: int) -> QPolygonF:
        """The outline of a hexagon."""
        return QPolygonF([self.corner(cell, number) for number in range(6)])

    def cell_at(self, point: QPointF) -> int | None:
        """The cell that a click at a point means; where pieces fall, the topmost of the column; None for none."""
        if self.look.ground is Ground.HEXAGONS:
            return self._hexagon_at(point)
        column = int((point.x() - self.frame.left()) // self.pitch)
        row = int((point.y() - self.frame.top()) // self.pitch)
        if not 0 <= column < self.look.columns:
            return None
        if self.look.falls:
            top = self.frame.top() - _LANE * self.pitch
            bottom = self.frame.bottom() + self.margins.below + self.margins.readings
            return column if top <= point.y() < bottom else None
        return row * self.look.columns + column if 0 <= row < self.look.rows else None

    def reading(self, column: int, line: int, lines: int) -> QRectF:
        """Where a figure is written below a column of an upright board, in one of several lines."""
        height = self.margins.readings / max(lines, 1)
        top = self.frame.bottom() + self.margins.below + line * height
        return QRectF(self.frame.left() + column * self.pitch, top, self.pitch, height)

    def _hexagon_at(self, point: QPointF) -> int | None:
        """The nearest middle is that of the hexagon in which a point is, if it is in any."""

        def distance(cell: int) -> float:
            away = self.centre(cell) - point
            return hypot(away.x(), away.y())

        cell = min(range(self.look.cells), key=distance)
        return cell if self.hexagon(cell).containsPoint(point, _ODD_EVEN) else None


def _size(look: Look) -> tuple[float, float]:
    """Width and height of a board, in cells."""
    if look.ground is Ground.HEXAGONS:
        return look.columns + (look.rows - 1) / 2, (look.rows - 1) * _HALF_ROOT_3 + 2 / sqrt(3)
    return float(look.columns), float(look.rows)
