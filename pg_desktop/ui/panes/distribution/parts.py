"""One dimension of the policy's distribution, ready to be painted. Everything here belongs to the GUI thread."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pg_desktop.learning.acting.distributions import ChoicePart, DensityPart, Part
from pg_desktop.ui.panes.distribution.bars import BarsLayout, paint_bars, paint_tracks, percents_of
from pg_desktop.ui.panes.distribution.density import (
    Curve,
    least_height,
    paint_axis,
    paint_bounds,
    paint_ceiling,
    paint_clipped_share,
    paint_curve,
)
from pg_desktop.ui.panes.distribution.look import LEFT, RIGHT, Look, write
from pg_desktop.ui.panes.distribution.words import mean_and_std

Ends = tuple[float, float]

_ROOM_FOR_CEILING: Final = 110.0


class PartPicture(Protocol):
    """What stays and what changes of one dimension's picture."""

    @property
    def still_key(self) -> object:
        """Equal as long as `paint_still` would paint the same."""
        ...

    def paint_still(self, painter: QPainter) -> None:
        """What stays from moment to moment."""
        ...

    def paint(self, painter: QPainter) -> None:
        """What changes, over it."""
        ...


def picture_of(part: Part, names: tuple[str, ...], rect: QRectF, look: Look, ends: Ends | None) -> PartPicture:
    """The picture of a dimension in a rectangle.

    Args:
        part: the dimension.
        names: of a choice's alternatives, or the one of a number.
        rect: where.
        look: colours and fonts.
        ends: which values a number's axis reaches at least.
    """
    if isinstance(part, ChoicePart):
        return _ChoicePicture(part, names, rect, look)
    return _DensityPicture(part, names[0], rect, look, ends)


def ends_of(part: Part) -> Ends | None:
    """Which values a number's axis must reach in a moment; None for a choice."""
    return None if isinstance(part, ChoicePart) else part.ends


def least_height_of(part: Part, width: float, look: Look) -> float:
    """Room that a dimension's picture of a width needs."""
    if isinstance(part, ChoicePart):
        return BarsLayout.least_height(len(part.probabilities_C), width, look)
    return least_height(look)


class _ChoicePicture:
    def __init__(self, part: ChoicePart, names: tuple[str, ...], rect: QRectF, look: Look) -> None:
        self._part, self._names, self._look = part, names, look
        self._layout = BarsLayout.fit(rect, names, look)
        self.still_key = names

    def paint_still(self, painter: QPainter) -> None:
        paint_tracks(painter, self._layout, self._look)

    def paint(self, painter: QPainter) -> None:
        paint_bars(painter, self._layout, self._part, self._names, percents_of(self._part), self._look)


class _DensityPicture:
    def __init__(self, part: DensityPart, name: str, rect: QRectF, look: Look, ends: Ends | None) -> None:
        self._part, self._name, self._look = part, name, look
        line = look.metrics.height() + 2
        self._heading = QRectF(rect.left(), rect.top(), rect.width(), line)
        self._curve = Curve.of(part, ends)
        self._plane = self._curve.plane(rect.adjusted(0, line, 0, 0), look)
        self.still_key = (name, self._plane.low, self._plane.high, self._plane.ceiling)

    def paint_still(self, painter: QPainter) -> None:
        if not self._part.squashed:
            paint_bounds(painter, self._plane, self._part, self._look)
        paint_axis(painter, self._plane, self._look)
        if self._plane.rect.width() >= _ROOM_FOR_CEILING:
            paint_ceiling(painter, self._plane, self._look)
        painter.setFont(self._look.font)
        write(painter, self._heading, LEFT, self._look.elided(self._name, self._heading.width()), self._look.theme.text)

    def paint(self, painter: QPainter) -> None:
        look = self._look
        paint_curve(painter, self._plane, self._curve, look)
        paint_clipped_share(painter, self._plane, self._curve, look)
        text = mean_and_std(self._part)
        name_width = look.metrics.horizontalAdvance(self._name) + 10
        painter.setFont(look.small)
        if name_width + look.small_metrics.horizontalAdvance(text) <= self._heading.width():
            write(painter, self._heading, RIGHT, text, look.theme.muted)
