"""How often policies left the track without help: a bar with its interval for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.intervention.words import removal_figures, removal_figures_in_short, removal_title

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.removed import Removal

_ROW: Final = 2.75
"""Height of a test, in lines of text."""
_BAR: Final = 0.5


class Rates(QWidget):
    """The tests of a run, the newest first. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("interventionRates")
        self.setAccessibleName(self.tr("Catastrophes without the helper"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._results: tuple[Removal, ...] = ()

    def show_results(self, results: tuple[Removal, ...]) -> None:
        """Show tests, the newest first."""
        self._results = results
        self.setAccessibleDescription(" · ".join(f"{removal_title(one)}: {removal_figures(one)}" for one in results))
        self.updateGeometry()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(14 * self._em), round(_ROW * self._em * len(self._results)))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(9 * self._em), round(_ROW * self._em * len(self._results)))

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, result in enumerate(self._results):
            self._paint_result(painter, QRectF(0, index * _ROW * self._em, self.width(), _ROW * self._em), result)

    def _paint_result(self, painter: QPainter, room: QRectF, result: Removal) -> None:
        theme, em, metrics = self._theme, self._em, QFontMetricsF(self.font())
        lines = ((removal_title(result), theme.muted, 0.0), (self.figures_in(result, room.width()), theme.text, em))
        for text, colour, top in lines:
            painter.setPen(colour)
            place = QRectF(room.left(), room.top() + top, room.width(), em)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided(text, metrics, room.width()))
        thick, y = _BAR * em, room.top() + 2.05 * em
        bar = QRectF(room.left(), y, room.width(), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.grid)
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        if result.catastrophes:
            painter.setBrush(theme.bad)
            painter.drawRoundedRect(QRectF(bar.left(), y, bar.width() * result.rate, thick), thick / 2, thick / 2)
        low, high = result.interval
        painter.setPen(QPen(theme.text, max(1.0, em / 14)))
        middle = round(bar.center().y())
        painter.drawLine(round(bar.left() + bar.width() * low), middle, round(bar.left() + bar.width() * high), middle)

    def figures_in(self, result: Removal, width: float) -> str:
        """What a test showed, in so many pixels: rather without the interval than without the score."""
        told = removal_figures(result)
        fits = QFontMetricsF(self.font()).horizontalAdvance(told) <= width
        return told if fits else removal_figures_in_short(result)

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()
