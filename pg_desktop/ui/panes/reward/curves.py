"""The two curves of a designed reward: what learning was told to raise, and the true score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.metrics import EPISODE_RETURN
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided, tabular
from pg_desktop.ui.kit.numbers import short
from pg_desktop.ui.kit.theme import Theme, theme_in_use

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.history import History

DESIGNED: Final = "designed_return"
_POINTS: Final = 200
_DIGITS: Final = 3
_MARGIN: Final = 4.0


@dataclass(frozen=True)
class Curve:
    """One of them.

    Attributes:
        title: what it is.
        points: episode and value, in order.
        first: its value at the beginning, of the untrained policy; None without any.
        last: the latest one, smoothed.
    """

    title: str
    points: tuple[tuple[float, float], ...]
    first: float | None
    last: float | None

    @property
    def figures(self) -> str:
        """From where to where it went."""
        if self.first is None or self.last is None:
            return "–"
        return f"{short(self.first, _DIGITS)} → {short(self.last, _DIGITS)}"


def curve_of(history: History | None, series: str, title: str, window: int) -> Curve:
    """A series of a run as a curve.

    Args:
        history: of the run; None before there is any.
        series: the key of its metric.
        title: what it is called.
        window: episodes that it is smoothed over.
    """
    if history is None or not history.updates:
        return Curve(title, (), None, None)
    from pg_desktop.runs.x_axis import XAxis  # noqa: PLC0415

    x, y = history.smoothed(series, XAxis.EPISODE, window, -inf, inf, _POINTS)
    points = tuple(zip(x.tolist(), y.tolist(), strict=True))
    if not points:
        return Curve(title, (), None, None)
    if series == EPISODE_RETURN:
        first = float(history.returns(0, int(history.x_after(1, XAxis.EPISODE))).mean())
    else:
        earliest = history.item(series, XAxis.EPISODE, 0)
        first = points[0][1] if earliest is None else earliest.y
    return Curve(title, points, first, points[-1][1])


class CurvesView(QWidget):
    """Two curves, one below the other over the same episodes, each with a scale of its own. Lives in the GUI thread.

    Attributes:
        curves: what is shown: the designed one, and the true one.
    """

    def __init__(self, parent: QWidget) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setObjectName("rewardCurves")
        self.setAccessibleName(self.tr("Designed return and true score"))
        self.setToolTip(
            self.tr(
                "Above: the designed return, which learning is told to raise. Below: the true score, the world's own "
                "return, which tells whether the policy is any good. Each has a scale of its own."
            )
        )
        self.curves: tuple[Curve, ...] = ()

    @contained(otherwise=QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        """See `QWidget.sizeHint`."""
        return QSize(220, 120)

    def show_curves(self, curves: tuple[Curve, ...]) -> None:
        """Show these."""
        if curves != self.curves:
            self.curves = curves
            self.setAccessibleDescription("; ".join(f"{curve.title} {curve.figures}" for curve in curves))
            self.update()

    @contained(otherwise=nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget.paintEvent`."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_in_use()
        height = self.height() / max(len(self.curves), 1)
        last_x = max((curve.points[-1][0] for curve in self.curves if curve.points), default=1.0)
        for index, (curve, colour) in enumerate(zip(self.curves, (theme.second, theme.accent), strict=False)):
            room = QRectF(0, index * height, self.width(), height - _MARGIN)
            self._paint(painter, theme, curve, colour, room, last_x)

    def _paint(
        self, painter: QPainter, theme: Theme, curve: Curve, colour: QColor, room: QRectF, last_x: float
    ) -> None:
        font = tabular(QFont(self.font()))
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        line = QRectF(room.left(), room.top(), room.width(), metrics.height())
        figures = metrics.horizontalAdvance(curve.figures)
        painter.setFont(bold)
        painter.setPen(theme.text)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight), curve.figures)
        painter.setFont(font)
        painter.setPen(theme.muted)
        title = elided(curve.title, QFontMetricsF(font), line.width() - figures - 8)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), title)
        plot = room.adjusted(0, metrics.height() + 2, 0, 0)
        painter.fillRect(plot, theme.field)
        if len(curve.points) > 1:
            painter.setPen(QPen(colour, 1.6))
            painter.drawPolyline(_placed(curve.points, plot.adjusted(3, 3, -3, -3), last_x))


def _placed(points: Sequence[tuple[float, float]], plot: QRectF, last_x: float) -> QPolygonF:
    """Points of a curve in its rectangle."""
    low, high = min(y for _, y in points), max(y for _, y in points)
    span = (high - low) or 1.0
    middle = 0.5 if high == low else 0.0
    return QPolygonF(
        [
            QPointF(
                plot.left() + plot.width() * x / (last_x or 1.0),
                plot.bottom() - plot.height() * ((y - low) / span + middle),
            )
            for x, y in points
        ]
    )
