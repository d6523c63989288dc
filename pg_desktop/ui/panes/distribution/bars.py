"""A choice among a few actions as bars. Everything here belongs to the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from pg_desktop.ui.panes.distribution.look import LEFT, RIGHT, Look, bar, dot, write
from pg_desktop.ui.panes.distribution.numbers import percent

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import ChoicePart

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
        text: of its name and percentage; the bar lies in between or below.
        track: of its bar, from 0 to 1.
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
    def fit(cls, rect: QRectF, names: tuple[str, ...], look: Look) -> BarsLayout:
        """The layout for names in a rectangle."""
        line = look.metrics.height()
        narrow = rect.width() < _NARROW
        height = min(_ROW_MAX, rect.height() / len(names))
        top = rect.top() + (rect.height() - height * len(names)) / 2
        percent_width = look.metrics.horizontalAdvance("> 99 %") + 2
        if narrow:
            names_width = rect.width() - look.metrics.horizontalAdvance("100 %") - _GAP / 2
        else:
            widest = max(map(look.metrics.horizontalAdvance, names))
            names_width = min(widest + _MARK_WIDTH + 2, rect.width() * _NAMES_SHARE)
        rows = []
        for index in range(len(names)):
            cell = QRectF(rect.left(), top + index * height, rect.width(), height)
            if narrow:
                text = QRectF(cell.left(), cell.center().y() - (line + 7) / 2, cell.width(), line)
                track = QRectF(cell.left(), text.bottom() + 1, cell.width(), 5.0)
            else:
                text, thickness = cell, min(_BAR_MAX, height * 0.5)
                left = cell.left() + names_width + _GAP
                right = cell.right() - percent_width - _GAP
                track = QRectF(left, cell.center().y() - thickness / 2, right - left, thickness)
            rows.append(Row(text, track))
        return cls(tuple(rows), names_width)


def paint_tracks(painter: QPainter, layout: BarsLayout, look: Look) -> None:
    """What stays: the empty bars."""
    for row in layout.rows:
        painter.fillPath(bar(row.track, _CORNER), look.theme.grid)


def paint_bars(
    painter: QPainter,
    layout: BarsLayout,
    part: ChoicePart,
    names: tuple[str, ...],
    percents: tuple[str, ...],
    look: Look,
) -> None:
    """What changes: bars, percentages, and which action was taken."""
    theme = look.theme
    for index, row in enumerate(layout.rows):
        taken = index == part.chosen
        filled = QRectF(row.track)
        filled.setWidth(max(row.track.width() * float(part.probabilities_C[index]), 1.5))
        painter.fillPath(bar(filled, _CORNER), theme.accent if taken else look.accent(0.5))
        painter.setFont(look.bold if taken else look.font)
        colour = theme.text if taken else theme.muted
        left = row.text.left() + _MARK_WIDTH
        if taken:
            painter.fillPath(dot(QPointF(row.text.left() + 5, row.text.center().y())), theme.second)
        width = layout.names_width - _MARK_WIDTH
        write(
            painter,
            QRectF(left, row.text.top(), width, row.text.height()),
            LEFT,
            look.elided(names[index], width),
            colour,
        )
        write(painter, row.text, RIGHT, percents[index], colour)


def percents_of(part: ChoicePart) -> tuple[str, ...]:
    """The probability of each action, as it is written beside its bar."""
    return tuple(percent(float(share)) for share in part.probabilities_C)
