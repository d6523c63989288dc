"""Where the values of a plot lie, and the axes around it. Everything here belongs to the GUI thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from pg_desktop.ui.kit.ticks import ticks
from pg_desktop.ui.panes.distribution.look import CENTRE, RIGHT, Look, write

_GAP: Final = 6.0
_TICK_LINES: Final = 2.2
"""Lines of text from one number of an axis to the next, at least."""


@dataclass(frozen=True)
class Frame:
    """A rectangle in which values stand side by side.

    Attributes:
        rect: where they are drawn.
        low: the value at its lower edge.
        high: the value at its upper edge.
        count: how many stand side by side.
    """

    rect: QRectF
    low: float
    high: float
    count: int

    @property
    def slot(self) -> float:
        """The width of each."""
        return self.rect.width() / max(self.count, 1)

    def x(self, index: float) -> float:
        """The middle of one."""
        return self.rect.left() + (index + 0.5) * self.slot

    def y(self, value: float) -> float:
        """Where a value is."""
        share = (value - self.low) / (self.high - self.low)
        return self.rect.bottom() - min(max(share, 0.0), 1.0) * self.rect.height()

    def index_at(self, point: QPointF) -> int | None:
        """Which one is at a place, above or below it as well."""
        index = int((point.x() - self.rect.left()) // self.slot)
        return index if 0 <= index < self.count else None


def reach(values: Iterable[float], *, with_zero: bool = True) -> tuple[float, float]:
    """From where to where an axis reaches for these values, with a little air; 0 is on it if it is asked for."""
    found = [float(value) for value in values]
    if with_zero or not found:
        found.append(0.0)
    low, high = min(found), max(found)
    if high - low < 1e-12 * max(abs(low), abs(high), 1e-290) or high == low:
        low, high = low - (abs(low) or 1.0) * 0.5, high + (abs(high) or 1.0) * 0.5
    air = 0.06 * (high - low)
    return (low - air if low < 0 or not with_zero else low), (high + air if high > 0 or not with_zero else high)


def frame_in(place: QRectF, look: Look, ends: tuple[float, float], count: int, *, below: bool) -> Frame:
    """The frame that has room for its numbers at the left, and for a line of text below if that is asked for."""
    line = look.small_metrics.height()
    texts = [text for _, text in _ticks(ends, place.height(), line)]
    width = max(map(look.small_metrics.horizontalAdvance, texts), default=0.0) + _GAP
    bottom = line + 2 if below else 2
    rect = place.adjusted(width, line / 2, -2, -bottom)
    return Frame(rect, *ends, count)


def paint_axes(painter: QPainter, frame: Frame, look: Look, below: str = "") -> None:
    """The numbers at the left, a line at 0, and a text below."""
    line = look.small_metrics.height()
    painter.setFont(look.small)
    rect = frame.rect
    for value, text in _ticks((frame.low, frame.high), rect.height() + line, line):
        y = frame.y(value)
        painter.setPen(QPen(look.theme.groove if value == 0 else look.theme.grid, 1.0))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        write(painter, QRectF(0, y - line / 2, rect.left() - _GAP, line), RIGHT, text, look.theme.muted)
    if below:
        place = QRectF(rect.left(), rect.bottom() + 1, rect.width(), line + 1)
        write(painter, place, CENTRE, look.small_elided(below, place.width()), look.theme.muted)


def paint_dashed(painter: QPainter, frame: Frame, look: Look, value: float, text: str) -> None:
    """A dashed line at a value, with what it is at its right end."""
    line = look.small_metrics.height()
    y = frame.y(value)
    pen = QPen(look.theme.muted, 1.0, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))
    painter.setFont(look.small)
    top = y - line - 1 if y - line - 1 >= frame.rect.top() - line / 2 else y + 1
    width = look.small_metrics.horizontalAdvance(text) + 6
    place = QRectF(frame.rect.right() - width, top, width, line)
    painter.fillRect(place, look.theme.card)
    write(painter, place, CENTRE, text, look.theme.text)


def _ticks(ends: tuple[float, float], height: float, line: float) -> tuple[tuple[float, str], ...]:
    return ticks(*ends, max(height / (line * _TICK_LINES), 2.0))
