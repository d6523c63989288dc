"""One dimension of the policy's distribution, ready to be painted. Everything here belongs to the GUI thread."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pg_desktop.learning.acting.distributions import ChoicePart, DensityPart, Part, ValuePart
from pg_desktop.ui.panes.distribution.bars import (
    Bars,
    BarsLayout,
    paint_bars,
    paint_tracks,
    probability_bars,
    value_bars,
)
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
_WIDEST_PERCENT: Final = "> 99 %"
_WIDEST_VALUE: Final = "−8888.88"


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
        ends: which values the axis of a number, or of what actions are worth, reaches at least.
    """
    if isinstance(part, ValuePart):
        return _BarsPicture(value_bars(part, names, ends or _ends_of_values(part)), rect, look, _WIDEST_VALUE)
    if isinstance(part, ChoicePart):
        return _BarsPicture(probability_bars(part, names), rect, look, _WIDEST_PERCENT)
    return _DensityPicture(part, names[0], rect, look, ends)


def ends_of(part: Part) -> Ends | None:
    """Which values an axis must reach in a moment; None for probabilities."""
    if isinstance(part, ValuePart):
        return _ends_of_values(part)
    return None if isinstance(part, ChoicePart) else part.ends


def least_height_of(part: Part, width: float, look: Look) -> float:
    """Room that a dimension's picture of a width needs."""
    if isinstance(part, ChoicePart):
        return BarsLayout.least_height(len(part.probabilities_C), width, look)
    return least_height(look)


def _ends_of_values(part: ValuePart) -> Ends:
    return min(0.0, float(part.values_C.min())), max(0.0, float(part.values_C.max()))


class _BarsPicture:
    def __init__(self, bars: Bars, rect: QRectF, look: Look, widest: str) -> None:
        self._bars, self._look = bars, look
        self._layout = BarsLayout.fit(rect, bars.names, look, widest)
        self.still_key = (bars.names, widest)

    def paint_still(self, painter: QPainter) -> None:
        paint_tracks(painter, self._layout, self._look)

    def paint(self, painter: QPainter) -> None:
        paint_bars(painter, self._layout, self._bars, self._look)


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
