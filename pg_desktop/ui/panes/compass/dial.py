"""The dial: a needle at the angle of a cosine, and its interval as a wedge."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.learning.measuring.compass_reading import Estimate
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.compass.words import angle, number

_LINES: Final = 7.0
"""How high it is, in lines of text."""
_STALE_OPACITY: Final = 0.45
_WEDGE_OPACITY: Final = 0.28


class Dial(QWidget):
    """Up is where thousands of episodes point together; the needle is as far from there as the gradient is.

    Lives in the GUI thread.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("compassDial")
        self.setAccessibleName(self.tr("Compass needle"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._cosine: Estimate | None = None
        self._stale = False

    def show_cosine(self, cosine: Estimate | None, *, stale: bool) -> None:
        """Show how well a gradient points; None shows no needle."""
        self._cosine, self._stale = cosine, stale
        text = "" if cosine is None else self._spoken(cosine)
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        side = round(_LINES * QFontMetricsF(self.font()).lineSpacing())
        return QSize(side, side)

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(min(self.width(), self.height()))
        em = side / _LINES
        circle = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(self._theme.border, 1))
        painter.setBrush(self._theme.field)
        painter.drawEllipse(circle)
        radius = circle.width() / 2 - 0.45 * em
        painter.setPen(QPen(self._theme.muted, max(1.0, em / 14), Qt.PenStyle.DashLine))
        painter.drawLine(circle.center(), _at(circle.center(), radius, 0.0))
        if self._cosine is not None:
            painter.setOpacity(_STALE_OPACITY if self._stale else 1.0)
            self._paint_needle(painter, circle.center(), radius, self._cosine, em)

    def _paint_needle(self, painter: QPainter, centre: QPointF, radius: float, cosine: Estimate, em: float) -> None:
        nearest, farthest = angle(cosine.high), angle(cosine.low)
        wedge = QColor(self._theme.accent)
        wedge.setAlphaF(_WEDGE_OPACITY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wedge)
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        # Qt counts sixteenths of a degree from the right, against the clock.
        painter.drawPie(box, round(16 * (90 - farthest)), round(16 * (farthest - nearest)))
        pen = QPen(self._theme.accent, em / 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(centre, _at(centre, radius, angle(cosine.value)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent)
        painter.drawEllipse(centre, em / 4, em / 4)

    def _spoken(self, cosine: Estimate) -> str:
        template = self.tr("{angle}° away from where the reference points; the cosine is between {low} and {high}.")
        return template.format(
            angle=whole(angle(cosine.value), self.locale()), low=number(cosine.low), high=number(cosine.high)
        )


def _at(centre: QPointF, radius: float, degrees: float) -> QPointF:
    """The point of a circle so many degrees from its top, with the clock."""
    return QPointF(centre.x() + radius * sin(radians(degrees)), centre.y() - radius * cos(radians(degrees)))
