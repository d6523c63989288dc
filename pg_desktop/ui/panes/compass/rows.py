"""Bars of the cosines of other batches."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.learning.measuring.compass_reading import CompassReading, CompassRow
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.compass.words import number, row_name, row_tip, with_error

_LINE: Final = 1.45
"""Height of a row, in lines of text."""
_BAR: Final = 0.42
"""How thick a bar is, likewise."""
_LEAST_BAR: Final = 3.0
"""Width of the bars, at the least, in lines of text; names give way to it."""
_ASTRAY: Final = 0.5
_STALE_OPACITY: Final = 0.45


class Rows(QWidget):
    """Each row is a name, a bar with its interval, and the number. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("compassRows")
        self.setAccessibleName(self.tr("Cosines of other batches"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._rows: tuple[CompassRow, ...] = ()
        self._stale = False

    def show_reading(self, reading: CompassReading | None, *, stale: bool) -> None:
        """Show the rows of a reading."""
        self._rows, self._stale = () if reading is None else reading.rows, stale
        self.setAccessibleDescription(" · ".join(f"{row_name(row)} {with_error(row.cosine)}" for row in self._rows))
        self.updateGeometry()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def row_at(self, y: float) -> CompassRow | None:
        """The row at a height in pixels."""
        index = int(y // self._height)
        return self._rows[index] if 0 <= index < len(self._rows) else None

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(16 * self._em), round(self._height * len(self._rows)))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(9 * self._em), round(self._height * len(self._rows)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = self.row_at(event.pos().y())
            if row is not None:
                QToolTip.showText(event.globalPos(), f"<p>{row_tip(row)}</p>", self)
                return True
        return super().event(event)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_STALE_OPACITY if self._stale else 1.0)
        metrics, gap = QFontMetricsF(self.font()), 0.6 * self._em
        values = [with_error(row.cosine) for row in self._rows]
        named = max((metrics.horizontalAdvance(row_name(row)) for row in self._rows), default=0.0)
        numbers = max(map(metrics.horizontalAdvance, values), default=0.0)
        if self.width() - named - numbers - 2 * gap < _LEAST_BAR * self._em:
            values = [number(row.cosine.value) for row in self._rows]
            numbers = max(map(metrics.horizontalAdvance, values), default=0.0)
        named = min(named, max(self.width() - numbers - 2 * gap - _LEAST_BAR * self._em, 0.0))
        bars = QRectF(named + gap, 0, max(self.width() - named - numbers - 2 * gap, 1.0), self._height)
        for index, (row, value) in enumerate(zip(self._rows, values, strict=True)):
            line = QRectF(0, index * self._height, self.width(), self._height)
            painter.setPen(self._theme.text)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(
                QRectF(line.left(), line.top(), named, line.height()), middle, elided(row_name(row), metrics, named)
            )
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, value)
            self._paint_bar(painter, bars.translated(0, line.top()), row)

    def _paint_bar(self, painter: QPainter, room: QRectF, row: CompassRow) -> None:
        lowest = min(0.0, *(other.cosine.low for other in self._rows))

        def x(cosine: float) -> float:
            return room.left() + room.width() * (cosine - lowest) / (1.0 - lowest)

        thick = _BAR * self._em
        top = room.center().y() - thick / 2
        colour = self._theme.accent if row.cosine.value >= _ASTRAY else self._theme.second
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.grid)
        painter.drawRoundedRect(QRectF(x(0.0), top, x(1.0) - x(0.0), thick), thick / 2, thick / 2)
        painter.setBrush(colour)
        left, right = sorted((x(0.0), x(row.cosine.value)))
        painter.drawRoundedRect(QRectF(left, top, max(right - left, 2.0), thick), thick / 2, thick / 2)
        painter.setPen(QPen(self._theme.text, max(1.0, self._em / 14)))
        y = room.center().y()
        painter.drawLine(round(x(row.cosine.low)), round(y), round(x(row.cosine.high)), round(y))

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()

    @property
    def _height(self) -> float:
        return _LINE * self._em
