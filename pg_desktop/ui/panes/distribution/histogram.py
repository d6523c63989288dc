"""Histograms of samples against what they were drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.numbers import fixed, percent
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.distribution.density import Curve, Plane, line_through, paint_axis, paint_ceiling
from pg_desktop.ui.panes.distribution.look import RIGHT, Look, bar, write

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.distribution.trial import NumberTrial

_BAR_MAX: Final = 26.0
_CORNER: Final = 3.0
_OUTLINE: Final = 1.4
_LEAST_FOR_TEXT: Final = 90
_LEAST_FOR_BOTH: Final = 260
_GAP: Final = 6.0
_ROOM_FOR_CEILING: Final = "  0.50"


class _Picture(QWidget):
    """What both have in common."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._look: Look | None = None

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme, self._look = theme, None
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._look = None

    @property
    def look(self) -> Look:
        """Colours and fonts."""
        if self._look is None:
            self._look = Look.of(self._theme, self.font())
        return self._look


class ShareBar(_Picture):
    """How often one action came: a filled bar, in the outline of its probability. Lives in the GUI thread.

    Attributes:
        text: the probability as it is written.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(40, 20)
        self.setMaximumHeight(60)
        self.text = ""
        self._probability = self._share = 0.0

    def show_share(self, probability: float, share: float) -> None:
        """Show a probability, and the share of the samples."""
        self._probability, self._share = probability, share
        self.text = percent(probability, 1)
        tip = self.tr("Probability {probability}; {share} of the samples.")
        self.setToolTip(tip.format(probability=self.text, share=percent(share, 2)))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look, theme = self.look, self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._paint_texts(painter)
        thickness = min(_BAR_MAX, self.height() - 6.0)
        track = QRectF(1, (self.height() - thickness) / 2, self.width() - room - 2, thickness)
        painter.fillPath(bar(track, _CORNER), theme.grid)
        painter.fillPath(bar(_part(track, self._share), _CORNER), look.accent(0.5))
        inset = _OUTLINE / 2
        outline = _part(track, self._probability).adjusted(inset, inset, -inset, -inset)
        painter.strokePath(bar(outline, _CORNER), QPen(theme.accent, _OUTLINE))

    def _paint_texts(self, painter: QPainter) -> float:
        """The probability at the right and, with much room, the share beside it. Returns the width of both."""
        if self.width() < _LEAST_FOR_TEXT:
            return 0.0
        look, rect = self.look, QRectF(self.rect())
        width = look.metrics.horizontalAdvance("> 99.9 %") + _GAP
        painter.setFont(look.bold)
        write(painter, rect, RIGHT, self.text, look.theme.text)
        if self.width() < _LEAST_FOR_BOTH:
            return width
        painter.setFont(look.font)
        beside = rect.adjusted(0, 0, -width, 0)
        write(painter, beside, RIGHT, percent(self._share, 1), look.theme.muted)
        return 2 * width


def _part(track: QRectF, share: float) -> QRectF:
    filled = QRectF(track)
    filled.setWidth(max(track.width() * share, 2.0))
    return filled


class NumberHistogram(_Picture):
    """A histogram of real numbers under the curve of their density. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)
        self._trial: NumberTrial | None = None
        self._name = ""

    @contained(_Picture.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(150, 120)

    def show_trial(self, trial: NumberTrial, name: str) -> None:
        """Show samples and their density, under a name that may be empty."""
        self._trial, self._name = trial, name
        tip = self.tr(
            "Samples as bars, the density as a line; mean {mean} and standard deviation {std} of the samples."
        )
        self.setToolTip(tip.format(mean=fixed(trial.mean, 3), std=fixed(trial.std, 3)))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._trial is None:
            return
        trial, look = self._trial, self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = float(trial.edge_E[0]), float(trial.edge_E[-1])
        curve = Curve.of(trial.part, (low, high))
        plane = Plane.inside(QRectF(self.rect()), look, low, high, float(curve.density_X.max()))
        painter.fillPath(_bars(trial, plane), look.accent(0.42))
        painter.save()
        painter.setClipRect(plane.rect.adjusted(0, -2, 0, 1))
        points = plane.points(curve.value_X, curve.density_X)
        painter.strokePath(line_through(points), QPen(look.theme.accent, 1.6))
        painter.restore()
        paint_axis(painter, plane, look)
        heading = self._heading(trial)
        if look.small_metrics.horizontalAdvance(heading + _ROOM_FOR_CEILING) <= plane.rect.width():
            paint_ceiling(painter, plane, look)
        painter.setFont(look.small)
        line = QRectF(plane.rect.left(), plane.rect.top() + 1, plane.rect.width(), look.small_metrics.height())
        write(painter, line, RIGHT, heading, look.theme.text)

    def _heading(self, trial: NumberTrial) -> str:
        sigma = self.tr("σ = {std}").format(std=fixed(trial.part.std, 2 if trial.part.std >= 0.1 else 3))
        return f"{self._name}  {sigma}" if self._name else sigma


def _bars(trial: NumberTrial, plane: Plane) -> QPainterPath:
    """All bars as one outline, so that no seams show between them."""
    points = []
    bottom = plane.rect.bottom()
    for left, right, density in zip(
        trial.edge_E[:-1].tolist(), trial.edge_E[1:].tolist(), trial.density_I.tolist(), strict=True
    ):
        y = plane.y(density)
        points += [QPointF(plane.x(left), y), QPointF(plane.x(right), y)]
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(plane.rect.left(), bottom), *points, QPointF(plane.rect.right(), bottom)]))
    path.closeSubpath()
    return path
