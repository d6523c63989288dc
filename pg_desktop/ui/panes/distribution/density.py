"""The density of a real number as a curve over its axis. Everything here belongs to the GUI thread.

Shape suffixes: X points on the axis of an action.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, isfinite, sqrt, tanh
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF

from pg_desktop.ui.kit.numbers import fixed, percent
from pg_desktop.ui.kit.ticks import round_up, ticks
from pg_desktop.ui.panes.distribution.look import CENTRE, LEFT, RIGHT, Look, dot, write

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.distributions import DensityPart

_AXIS_POINTS: Final = 37
_PEAK_POINTS: Final = 37
"""As many again around μ, so that a peak far narrower than the axis has its shape."""
_PEAK_STDS: Final = 4.0
_PEN: Final = 1.0
"""A wider pen takes many times as long when it is smoothed."""
_HEADROOM: Final = 1.08
_TICK: Final = 4.0
_TICK_ROOM: Final = 44.0
_LEAST_STEM: Final = 12.0
_LABEL_HALF: Final = 40.0
_LEAST_PLOT: Final = 44.0


def least_height(look: Look) -> float:
    """Room for a curve with its heading and its axis."""
    return look.metrics.height() + 2 + _LEAST_PLOT + 1.5 * look.small_metrics.height() + _TICK + 1


@dataclass(frozen=True)
class Plane:
    """Where values and densities lie.

    Attributes:
        rect: the plot without its labels.
        low: the value at the left edge.
        high: at the right edge.
        ceiling: the density at the top.
    """

    rect: QRectF
    low: float
    high: float
    ceiling: float

    @classmethod
    def inside(cls, rect: QRectF, look: Look, low: float, high: float, peak: float) -> Plane:
        """A plane with its labels in a rectangle; its height in round numbers, so that it changes seldom."""
        line = look.small_metrics.height()
        ceiling = round_up(peak * _HEADROOM) if isfinite(peak) and peak > 0 else 1.0
        return cls(rect.adjusted(2, line / 2, -2, -(line + _TICK + 1)), low, high, ceiling)

    def x(self, value: float) -> float:
        """Where a value is, at the edge if it lies beyond."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.rect.left() + self.rect.width() * min(max(share, 0.0), 1.0)

    def y(self, density: float) -> float:
        """Where a density is."""
        return self.rect.bottom() - self.rect.height() * min(density / self.ceiling, 1.0)

    def points(self, value_X: NDArray[np.float64], density_X: NDArray[np.float64]) -> list[QPointF]:
        """Where a curve runs."""
        span, rect = (self.high - self.low) or 1.0, self.rect
        x_X = rect.left() + (value_X - self.low) * (rect.width() / span)
        y_X = rect.bottom() - (density_X / self.ceiling).clip(0.0, 1.0) * rect.height()
        return list(map(QPointF, x_X.tolist(), y_X.tolist()))

    def under(self, points: list[QPointF]) -> QPainterPath:
        """What lies between a curve and the axis."""
        path = QPainterPath()
        bottom = self.rect.bottom()
        path.addPolygon(QPolygonF([QPointF(points[0].x(), bottom), *points, QPointF(points[-1].x(), bottom)]))
        path.closeSubpath()
        return path


def line_through(points: list[QPointF]) -> QPainterPath:
    """A curve."""
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    return path


@dataclass(frozen=True, eq=False)
class Curve:
    """A density, worked out.

    Attributes:
        part: of what.
        value_X: float64, increasing.
        density_X: float64.
        centre: the median: μ, or where tanh takes it.
    """

    part: DensityPart
    value_X: NDArray[np.float64]
    density_X: NDArray[np.float64]
    centre: float

    @classmethod
    def of(cls, part: DensityPart, at_least: tuple[float, float] | None = None) -> Curve:
        """The curve of a density, with as many points on its axis as around its peak.

        Args:
            part: the density.
            at_least: values that its axis reaches in any case.
        """
        import numpy as np  # noqa: PLC0415 (after the first paint)

        axis_X = part.axis(_AXIS_POINTS, at_least)
        normal_X = part.mean + part.std * np.linspace(-_PEAK_STDS, _PEAK_STDS, _PEAK_POINTS)
        peak_X = squashed(part, np.tanh(normal_X)) if part.squashed else normal_X
        value_X = np.concatenate([axis_X, peak_X.clip(axis_X[0], axis_X[-1])])
        value_X.sort()
        with np.errstate(all="ignore"):
            density_X = np.nan_to_num(part.density(value_X), nan=0.0, posinf=0.0)
        return cls(part, value_X, density_X, action_at(part, part.mean))

    def plane(self, rect: QRectF, look: Look) -> Plane:
        """Where to draw it."""
        ends = float(self.value_X[0]), float(self.value_X[-1])
        if self.part.squashed:
            ends = self.part.low, self.part.high
        return Plane.inside(rect, look, *ends, peak=float(self.density_X.max()))

    def at(self, value: float) -> float:
        """The density at a value, as it is drawn; 0 beside the axis."""
        import numpy as np  # noqa: PLC0415 (after the first paint)

        return float(np.interp(value, self.value_X, self.density_X, left=0.0, right=0.0))

    @property
    def clipped(self) -> float:
        """How much probability lies beyond the bounds; 0 if squashed."""
        return 0.0 if self.part.squashed else probability_beyond(self.part)


def squashed(part: DensityPart, share: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Where tanh's value, −1 to 1, lies between the bounds."""
    return (part.low + part.high) / 2 + (part.high - part.low) / 2 * share  # type: ignore[return-value]


def action_at(part: DensityPart, normal: float) -> float:
    """The action that a value of the normal variable stands for, before it is limited to the bounds."""
    return float(squashed(part, tanh(normal))) if part.squashed else normal


def probability_beyond(part: DensityPart) -> float:
    """P(a < low) + P(a > high) of a normal variable."""
    root = part.std * sqrt(2)
    below = 0.5 * erfc((part.mean - part.low) / root) if isfinite(part.low) else 0.0
    above = 0.5 * erfc((part.high - part.mean) / root) if isfinite(part.high) else 0.0
    return below + above


def paint_axis(painter: QPainter, plane: Plane, look: Look) -> None:
    """The axis of values with its ticks, and how high the plane is."""
    rect, theme, line = plane.rect, look.theme, look.small_metrics.height()
    painter.setFont(look.small)
    marks = QPainterPath()
    marks.addRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1))
    for value, text in ticks(plane.low, plane.high, max(2, int(rect.width() / _TICK_ROOM))):
        x = plane.x(value)
        marks.addRect(QRectF(x - 0.5, rect.bottom(), 1, _TICK))
        half = look.small_metrics.horizontalAdvance(text) / 2
        if half > _TICK_ROOM / 2:
            continue
        centre = min(max(x, rect.left() + half - 2), rect.right() - half + 2)
        label = QRectF(centre - _LABEL_HALF, rect.bottom() + _TICK, 2 * _LABEL_HALF, line)
        write(painter, label, CENTRE, text, theme.muted)
    painter.fillPath(marks, theme.groove)
    top = QPainterPath()
    top.addRect(QRectF(rect.left(), rect.top(), rect.width(), 1))
    painter.fillPath(top, theme.grid)


def paint_ceiling(painter: QPainter, plane: Plane, look: Look) -> None:
    """The density at the top, in the corner."""
    line = look.small_metrics.height()
    painter.setFont(look.small)
    decimals = 0 if plane.ceiling >= 1 else 2
    corner = QRectF(plane.rect.left(), plane.rect.top() + 1, plane.rect.width(), line)
    write(painter, corner, LEFT, fixed(plane.ceiling, decimals), look.theme.muted)


def paint_bounds(painter: QPainter, plane: Plane, part: DensityPart, look: Look) -> None:
    """What the environment does not take is shaded, with a line where it begins."""
    rect = plane.rect
    lines = QPainterPath()
    for edge, side in ((part.low, rect.left()), (part.high, rect.right())):
        if not isfinite(edge):
            continue
        x = plane.x(edge)
        painter.fillRect(QRectF(min(x, side), rect.top(), abs(x - side), rect.height()), look.theme.field)
        lines.addRect(QRectF(x - 0.5, rect.top(), 1, rect.height()))
    painter.fillPath(lines, look.theme.groove)


def paint_curve(painter: QPainter, plane: Plane, curve: Curve, look: Look) -> None:
    """The curve, what of it is clipped, μ, and the number that was drawn."""
    part, theme = curve.part, look.theme
    points = plane.points(curve.value_X, curve.density_X)
    area = plane.under(points)
    # The curve covers the edge, which need not be smooth then.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(area, look.faint)
    if curve.clipped > 0:
        _paint_clipped(painter, plane, area, curve, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.strokePath(line_through(points), QPen(theme.accent, _PEN))
    centre = plane.x(curve.centre)
    if plane.low <= curve.centre <= plane.high:
        stem = QPainterPath()
        top = plane.y(curve.at(curve.centre))
        stem.addRect(QRectF(centre - 0.75, top, 1.5, plane.rect.bottom() - top))
        painter.fillPath(stem, look.accent(0.6))
        _paint_centre_name(painter, plane, centre, part, look)
    if part.chosen is not None:
        _paint_chosen(painter, plane, part.chosen, curve.at(part.chosen), look)


def _paint_centre_name(painter: QPainter, plane: Plane, x: float, part: DensityPart, look: Look) -> None:
    """Beside its line, on the side away from what was drawn."""
    text = QCoreApplication.translate("Distribution", "median") if part.squashed else "μ"
    painter.setFont(look.small)
    width, line = look.small_metrics.horizontalAdvance(text) + 2, look.small_metrics.height()
    to_the_left = part.chosen is not None and plane.x(part.chosen) >= x
    left = x - width - 4 if to_the_left else x + 4
    label = QRectF(left, plane.rect.bottom() - line - 3, width, line)
    if plane.rect.left() <= label.left() and label.right() <= plane.rect.right():
        write(painter, label, LEFT, text, look.theme.text)


def _paint_clipped(painter: QPainter, plane: Plane, area: QPainterPath, curve: Curve, look: Look) -> None:
    rect, part = plane.rect, curve.part
    hatching = QBrush(look.theme.second, Qt.BrushStyle.BDiagPattern)
    for edge, side in ((part.low, rect.left()), (part.high, rect.right())):
        if isfinite(edge):
            left, right = sorted((plane.x(edge), side))
            painter.setClipRect(round(left), round(rect.top()), round(right) - round(left), round(rect.height()))
            painter.fillPath(area, look.theme.field)
            painter.fillPath(area, hatching)
    painter.setClipping(False)


def _paint_chosen(painter: QPainter, plane: Plane, chosen: float, density: float, look: Look) -> None:
    x, bottom = plane.x(chosen), plane.rect.bottom()
    height = max(bottom - plane.y(density), _LEAST_STEM)
    stem = QPainterPath()
    stem.addRect(QRectF(x - 0.75, bottom - height, 1.5, height))
    painter.fillPath(stem, look.theme.second)
    painter.fillPath(dot(QPointF(x, plane.rect.bottom()), 5.5), look.theme.card)
    painter.fillPath(dot(QPointF(x, plane.rect.bottom())), look.theme.second)


def paint_clipped_share(painter: QPainter, plane: Plane, curve: Curve, look: Look) -> None:
    """How much is clipped, in the upper right corner."""
    if curve.clipped < 0.0005:
        return
    text = QCoreApplication.translate("Distribution", "{percent} clipped").format(percent=percent(curve.clipped))
    painter.setFont(look.small)
    corner = QRectF(plane.rect.left(), plane.rect.top() + 1, plane.rect.width() - 2, look.small_metrics.height())
    write(painter, corner, RIGHT, text, look.theme.second)
