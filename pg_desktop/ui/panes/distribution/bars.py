"""A choice among a few actions as bars. Everything here belongs to the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from pg_desktop.ui.kit.numbers import fixed, percent
from pg_desktop.ui.panes.distribution.look import LEFT, RIGHT, Look, bar, dot, write

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import ChoicePart, ValuePart

_ROW_MAX: Final = 84.0
_BAR_MAX: Final = 34.0
_CORNER: Final = 4.0
_GAP: Final = 8.0
_NARROW: Final = 190.0
"""Below this width names stand above the bars rather than before them."""
_NAMES_SHARE: Final = 0.4
_MARK_WIDTH: Final = 14.0


@dataclass(frozen=True)
class Row:
    """Where one action is drawn.

    Attributes:
        text: of its name and number; the bar lies in between or below.
        track: of its bar, from end to end.
    """

    text: QRectF
    track: QRectF


@dataclass(frozen=True)
class BarsLayout:
    """Where everything is.

    Attributes:
        rows: one an action, from the first on.
        names_width: room for the names, with the mark before them.
    """

    rows: tuple[Row, ...]
    names_width: float

    @staticmethod
    def least_height(choices: int, width: float, look: Look) -> float:
        """Room for so many rows of text, with bars below them where it is narrow."""
        return choices * (look.metrics.height() + (7 if width < _NARROW else 1))

    @classmethod
    def fit(cls, rect: QRectF, names: tuple[str, ...], look: Look, widest: str) -> BarsLayout:
        """The layout for names in a rectangle.

        Args:
            rect: where.
            names: of the actions.
            look: fonts.
            widest: a text as wide as any that is written beside a bar.
        """
        line = look.metrics.height()
        narrow = rect.width() < _NARROW
        height = min(_ROW_MAX, rect.height() / len(names))
        top = rect.top() + (rect.height() - height * len(names)) / 2
        text_width = look.metrics.horizontalAdvance(widest) + 2
        if narrow:
            names_width = rect.width() - text_width - _GAP / 2
        else:
            longest = max(map(look.metrics.horizontalAdvance, names))
            names_width = min(longest + _MARK_WIDTH + 2, rect.width() * _NAMES_SHARE)
        rows = []
        for index in range(len(names)):
            cell = QRectF(rect.left(), top + index * height, rect.width(), height)
            if narrow:
                text = QRectF(cell.left(), cell.center().y() - (line + 7) / 2, cell.width(), line)
                track = QRectF(cell.left(), text.bottom() + 1, cell.width(), 5.0)
            else:
                text, thickness = cell, min(_BAR_MAX, height * 0.5)
                left = cell.left() + names_width + _GAP
                right = cell.right() - text_width - _GAP
                track = QRectF(left, cell.center().y() - thickness / 2, right - left, thickness)
            rows.append(Row(text, track))
        return cls(tuple(rows), names_width)


def paint_tracks(painter: QPainter, layout: BarsLayout, look: Look) -> None:
    """What stays: the empty bars."""
    for row in layout.rows:
        painter.fillPath(bar(row.track, _CORNER), look.theme.grid)


@dataclass(frozen=True)
class Bars:
    """What bars tell.

    Attributes:
        names: of the actions.
        shares: how far each bar reaches, in [0, 1].
        texts: what is written beside each.
        strong: the action that stands out; None for none.
        taken: the action that was taken; None for none.
    """

    names: tuple[str, ...]
    shares: tuple[float, ...]
    texts: tuple[str, ...]
    strong: int | None
    taken: int | None


def paint_bars(painter: QPainter, layout: BarsLayout, bars: Bars, look: Look) -> None:
    """What changes: bars, numbers, and which action was taken."""
    theme = look.theme
    for index, row in enumerate(layout.rows):
        strong = index == bars.strong
        filled = QRectF(row.track)
        filled.setWidth(max(row.track.width() * bars.shares[index], 1.5))
        painter.fillPath(bar(filled, _CORNER), theme.accent if strong else look.accent(0.5))
        painter.setFont(look.bold if strong else look.font)
        colour = theme.text if strong else theme.muted
        left = row.text.left() + _MARK_WIDTH
        if index == bars.taken:
            painter.fillPath(dot(QPointF(row.text.left() + 5, row.text.center().y())), theme.second)
        width = layout.names_width - _MARK_WIDTH
        write(
            painter,
            QRectF(left, row.text.top(), width, row.text.height()),
            LEFT,
            look.elided(bars.names[index], width),
            colour,
        )
        write(painter, row.text, RIGHT, bars.texts[index], colour)


def probability_bars(part: ChoicePart, names: tuple[str, ...]) -> Bars:
    """How probable each action is; the one that was taken stands out."""
    shares = tuple(map(float, part.probabilities_C))
    return Bars(names, shares, tuple(map(percent, shares)), part.chosen, part.chosen)


def value_bars(part: ValuePart, names: tuple[str, ...], ends: tuple[float, float]) -> Bars:
    """What each action is worth; the best one stands out.

    Args:
        part: the choice.
        names: of the actions.
        ends: what a bar without length and one of full length stand for.
    """
    low, high = ends
    span = max(high - low, 1e-9)
    shares = tuple(min(max((float(value) - low) / span, 0.0), 1.0) for value in part.values_C)
    return Bars(names, shares, tuple(fixed(float(value), 2) for value in part.values_C), part.best, part.chosen)
