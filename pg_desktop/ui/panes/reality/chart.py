"""Gaps as bars: from the score in reality to that in the simulator, each end with its interval."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.learning.measuring.reality_reading import RealityGap, Score
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.reality.words import row_name, row_tip, with_interval

_LINE: Final = 1.6
"""Height of a row, in lines of text."""
_BAR: Final = 0.5
"""How thick a bar is, likewise."""
_DOT: Final = 0.34
_TICK: Final = 0.22
_LEAST_BAR: Final = 5.0
"""Width of the bars, at the least; names give way to it."""


class GapChart(QWidget):
    """A row for each measured policy, the newest above. Lives in the GUI thread.

    The filled dot is the score in the simulator, the ring that in reality, and the bar between them the gap; its number
    stands at the right. As many rows are drawn as there is room for.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("realityChart")
        self.setAccessibleName(self.tr("Gaps between the simulator and reality"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = LIGHT
        self._gaps: tuple[RealityGap, ...] = ()
        self._before = 0

    @property
    def gaps(self) -> tuple[RealityGap, ...]:
        """What is shown, the newest first."""
        return self._gaps

    def show_gaps(self, gaps: tuple[RealityGap, ...], before: int) -> None:
        """Show these, the newest first; cheap if they are the same.

        Args:
            gaps: of one sealed physics.
            before: updates that the policy had had when its run began.
        """
        if (gaps, before) == (self._gaps, self._before):
            return
        self._gaps, self._before = gaps, before
        locale = self.locale()
        self.setAccessibleDescription(" ".join(row_tip(gap, before, locale) for gap in gaps[:5]))
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def row_at(self, y: float) -> RealityGap | None:
        """What is told in the row at a height in pixels."""
        index = int((y - self._head) // self._height)
        return self._gaps[index] if 0 <= index < len(self._gaps) and y >= self._head else None

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(20 * self._em), round(self._head + 5 * self._height))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(14 * self._em), round(self._head + 2 * self._height))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            gap = self.row_at(event.pos().y())
            if gap is not None:
                QToolTip.showText(event.globalPos(), f"<p>{row_tip(gap, self._before, self.locale())}</p>", self)
                return True
        return super().event(event)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._gaps:
            painter.setPen(self._theme.muted)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self.tr("“Measure” shows what the shown policy loses in reality."))
            return
        room = self._bars()
        self._paint_head(painter, room)
        for index, gap in enumerate(self._gaps):
            line = QRectF(0, self._head + index * self._height, self.width(), self._height)
            if line.bottom() > self.height() + 1:
                break
            painter.setOpacity(1.0 if index == 0 else 0.65)
            self._paint_row(painter, line, room, gap)

    def _bars(self) -> QRectF:
        """Where the bars lie, in the first row."""
        metrics, locale = QFontMetricsF(self.font()), self.locale()
        names = [row_name(gap, self._before, locale) for gap in self._gaps]
        numbers = [*(with_interval(gap.gap, locale) for gap in self._gaps), self.tr("gap")]
        named, numbered = (max(map(metrics.horizontalAdvance, texts)) + self._em * 0.7 for texts in (names, numbers))
        named = min(named, max(self.width() - numbered - _LEAST_BAR * self._em, 0.0))
        return QRectF(named, self._head, max(self.width() - named - numbered, 1.0), self._height)

    def _paint_head(self, painter: QPainter, room: QRectF) -> None:
        """What dot and ring mean, and the ends of the axis."""
        metrics = QFontMetricsF(self.font())
        line = QRectF(0, 0, self.width(), metrics.height())
        painter.setPen(self._theme.muted)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, self.tr("gap"))
        x, y = 0.0, line.center().y()
        for text, filled in ((self.tr("reality"), False), (self.tr("simulator"), True)):
            self._paint_dot(painter, QPointF(x + _DOT * self._em, y), filled=filled)
            painter.setPen(self._theme.muted)
            x += 2.6 * _DOT * self._em
            painter.drawText(QRectF(x, 0, self.width(), line.height()), Qt.AlignmentFlag.AlignLeft, text)
            x += metrics.horizontalAdvance(text) + self._em * 0.8
        axis = QRectF(room.left(), line.bottom(), room.width(), metrics.height())
        painter.setPen(self._theme.muted)
        painter.drawText(axis, Qt.AlignmentFlag.AlignLeft, whole(0, self.locale()))
        painter.drawText(axis, Qt.AlignmentFlag.AlignRight, whole(self._highest, self.locale()))

    def _paint_row(self, painter: QPainter, line: QRectF, room: QRectF, gap: RealityGap) -> None:
        locale, metrics = self.locale(), QFontMetricsF(self.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.text)
        named = room.left() - self._em * 0.4
        name = elided(row_name(gap, self._before, locale), metrics, named)
        painter.drawText(QRectF(0, line.top(), named, line.height()), middle, name)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, with_interval(gap.gap, locale))
        y, thick = line.center().y(), _BAR * self._em
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.grid)
        painter.drawRoundedRect(QRectF(room.left(), y - thick / 2, room.width(), thick), thick / 2, thick / 2)
        left, right = sorted((self._x(room, gap.real.mean), self._x(room, gap.simulator.mean)))
        faded = QColor(self._theme.second)
        faded.setAlphaF(0.45)
        painter.setBrush(faded)
        painter.drawRect(QRectF(left, y - thick / 2, right - left, thick))
        for score, filled in ((gap.simulator, True), (gap.real, False)):
            self._paint_interval(painter, room, y, score)
            self._paint_dot(painter, QPointF(self._x(room, score.mean), y), filled=filled)

    def _paint_interval(self, painter: QPainter, room: QRectF, y: float, score: Score) -> None:
        painter.setPen(QPen(self._theme.text, max(1.0, self._em / 14)))
        low, high = (self._x(room, min(max(end, 0.0), self._highest)) for end in (score.low, score.high))
        painter.drawLine(QPointF(low, y), QPointF(high, y))
        for x in (low, high):
            painter.drawLine(QPointF(x, y - _TICK * self._em), QPointF(x, y + _TICK * self._em))

    def _paint_dot(self, painter: QPainter, at: QPointF, *, filled: bool) -> None:
        colour = self._theme.accent if filled else self._theme.second
        painter.setPen(QPen(colour, max(1.5, self._em / 9)))
        painter.setBrush(colour if filled else self._theme.card)
        painter.drawEllipse(at, _DOT * self._em * 0.8, _DOT * self._em * 0.8)

    def _x(self, room: QRectF, value: float) -> float:
        inset = _DOT * self._em
        return room.left() + inset + (room.width() - 2 * inset) * max(value, 0.0) / self._highest

    @property
    def _highest(self) -> float:
        return max(gap.highest for gap in self._gaps)

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()

    @property
    def _head(self) -> float:
        return 2.2 * self._em

    @property
    def _height(self) -> float:
        return _LINE * self._em
