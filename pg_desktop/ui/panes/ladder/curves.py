"""The curves of a rung over its training: shares of 1 above, the entropy below them, a legend with values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import tabular
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.numbers import fixed, percent, whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.kit.ticks import round_up, ticks
from pg_desktop.ui.panes.ladder.series import Line, Series
from pg_desktop.ui.panes.ladder.words import curves_explained

_BELOW: Final = 0.26
"""Part of the height that the entropy has."""
_LEAST_BELOW: Final = 11.0
"""Lines of text that the pane has to have for the entropy to be shown."""
_FLOOR: Final = 2.3
"""Room below for the numbers of games, in lines of text."""
_SAMPLE: Final = 1.5
_INSET: Final = 0.3
_GAP: Final = 1.1
"""Between shares and the entropy, in lines of text."""
_KEY_STEP: Final = 0.02
_WIDE: Final = 0.13
"""How thick a line is, in lines of text."""


class Curves(QWidget):
    """Draws series, and reads them out at a moment. Lives in the GUI thread.

    The mouse or the arrow keys choose the moment; Escape leaves it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ladderCurves")
        self.setAccessibleName(self.tr("Curves of this rung"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFont(tabular(self.font()))
        self._theme = LIGHT
        self._series: tuple[Series, ...] = ()
        self._hint = ""
        self._at: float | None = None
        self.setWhatsThis(curves_explained())

    @property
    def series(self) -> tuple[Series, ...]:
        """What is drawn."""
        return self._series

    @property
    def at(self) -> float | None:
        """The number of games at which the curves are read; None for the newest values."""
        return self._at

    def show_series(self, series: tuple[Series, ...], hint: str) -> None:
        """Draw these; cheap if they are the same.

        Args:
            series: of a run.
            hint: what is said where there are none.
        """
        if (series, hint) == (self._series, self._hint):
            return
        self._series, self._hint = series, hint
        if self._at is not None and self._at > self._reach:
            self._at = None
        self._read_out()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def read(self) -> str:
        """The values at the chosen moment, or the newest, as a sentence."""
        if not self._series:
            return self._hint
        values = ", ".join(f"{_label(each.line)} {self._value(each)}" for each in self._series)
        games = whole(self._reach if self._at is None else self._at, self.locale())
        return self.tr("After {games} games: {values}.").format(games=games, values=values)

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(20 * self._em), round(14 * self._em))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(12 * self._em), round(9 * self._em))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -_KEY_STEP, Qt.Key.Key_Right: _KEY_STEP}.get(Qt.Key(event.key()))
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: self._reach}
        if not self._series:
            super().keyPressEvent(event)
        elif step is not None:
            start = self._reach if self._at is None else self._at
            self._read_at(start + step * self._reach)
        elif event.key() in ends:
            self._read_at(ends[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._read_at(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        room = self._plot
        if self._series and room.left() <= event.position().x() <= room.right():
            self._read_at((event.position().x() - room.left()) / room.width() * self._reach)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._read_at(None)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._series:
            self._paint_legend(painter)
            self._paint_axes(painter)
            for each in self._series:
                self._paint_line(painter, each)
            self._paint_moment(painter)
        else:
            painter.setPen(self._theme.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def _read_at(self, games: float | None) -> None:
        at = None if games is None else min(max(games, 0.0), self._reach)
        if at != self._at:
            self._at = at
            self._read_out()

    def _read_out(self) -> None:
        text = self.read()
        self.setAccessibleDescription(text)
        self.setToolTip(plain_tip(text))
        self.update()

    def _value(self, series: Series) -> str:
        value = series.last if self._at is None else series.at(self._at)
        return fixed(value, 2, self.locale()) if series.line.nats else percent(value, locale=self.locale())

    def _legend(self) -> Iterator[tuple[Series, QPointF, str]]:
        """What stands where in the legend."""
        metrics = QFontMetricsF(self.font())
        sample, gap = _SAMPLE * self._em, 0.5 * self._em
        inset = x = y = _INSET * self._em
        for each in self._series:
            text = f"{_label(each.line)} {self._value(each)}"
            # As wide as with any digits, so that nothing moves while the curves are read.
            width = sample + 0.3 * self._em + metrics.horizontalAdvance(f"{_label(each.line)} 100 %")
            if x > inset and x + width > self.width() - inset:
                x, y = inset, y + self._em
            yield each, QPointF(x, y), text
            x += width + gap

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        for each, place, text in self._legend():
            middle = place.y() + metrics.height() / 2
            painter.setPen(self._pen(each.line))
            painter.drawLine(QPointF(place.x(), middle), QPointF(place.x() + _SAMPLE * self._em, middle))
            painter.setPen(self._theme.text)
            painter.drawText(QPointF(place.x() + (_SAMPLE + 0.3) * self._em, place.y() + metrics.ascent()), text)

    def _paint_axes(self, painter: QPainter) -> None:
        locale, metrics = self.locale(), QFontMetricsF(self.font())
        plot = self._plot
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (0.0, 0.5, 1.0):
            y = plot.bottom() - share * plot.height()
            painter.setPen(QPen(self._theme.groove if share == 0.0 else self._theme.grid, 1.0))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(self._theme.muted)
            line = QRectF(0, y - self._em, plot.left() - 0.35 * self._em, 2 * self._em)
            painter.drawText(line, right, percent(share, locale=locale))
        below = self._below
        if below is not None:
            painter.setPen(QPen(self._theme.groove, 1.0))
            painter.drawLine(below.bottomLeft(), below.bottomRight())
            painter.setPen(self._theme.muted)
            for value, y in ((self._most_nats, below.top()), (0.0, below.bottom())):
                line = QRectF(0, y - self._em / 2, plot.left() - 0.35 * self._em, self._em)
                painter.drawText(line, right, fixed(value, 1, locale))
        floor = plot if below is None else below
        most = max(2.0, plot.width() / (6 * self._em))
        for value, text in ticks(0.0, self._reach, most, locale):
            x = plot.left() + plot.width() * value / self._reach
            width = metrics.horizontalAdvance(text)
            x = min(x - width / 2, plot.right() - width)
            painter.drawText(QPointF(x, floor.bottom() + metrics.ascent() + 2), text)
        painter.drawText(
            QRectF(plot.left(), floor.bottom() + self._em, plot.width(), self._em),
            Qt.AlignmentFlag.AlignRight,
            self.tr("training games"),
        )

    def _paint_line(self, painter: QPainter, series: Series) -> None:
        points = [self._point(series, *point) for point in zip(series.games, series.values, strict=True)]
        placed = [point for point in points if point is not None]
        if not placed:
            return
        painter.setPen(self._pen(series.line))
        painter.drawPolyline(placed)
        if len(placed) < 2 or not series.line.dense:
            painter.setBrush(self._colour(series.line))
            painter.setPen(Qt.PenStyle.NoPen)
            for point in placed if len(placed) < 40 else placed[-1:]:
                painter.drawEllipse(point, 0.13 * self._em, 0.13 * self._em)

    def _paint_moment(self, painter: QPainter) -> None:
        if self._at is None:
            return
        plot, below = self._plot, self._below
        x = plot.left() + plot.width() * self._at / self._reach
        painter.setPen(QPen(self._theme.muted, 1.0))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, (below or plot).bottom()))
        for each in self._series:
            point = self._point(each, self._at, each.at(self._at))
            if point is not None:
                painter.setPen(QPen(self._theme.card, 1.5))
                painter.setBrush(self._colour(each.line))
                painter.drawEllipse(point, 0.24 * self._em, 0.24 * self._em)

    def _point(self, series: Series, games: float, value: float) -> QPointF | None:
        """Where a point is drawn; None where there is no room for its kind."""
        room = self._below if series.line.nats else self._plot
        if room is None:
            return None
        share = value / self._most_nats if series.line.nats else value
        x = room.left() + room.width() * games / self._reach
        return QPointF(x, room.bottom() - room.height() * min(max(share, 0.0), 1.0))

    def _pen(self, line: Line) -> QPen:
        pen = QPen(self._colour(line), max(1.6, _WIDE * self._em), line.pen)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _colour(self, line: Line) -> QColor:
        return self._theme.run_colour(line.colour)

    @property
    def _plot(self) -> QRectF:
        """Where shares are drawn."""
        top = max((place.y() for _, place, _ in self._legend()), default=0.0) + 1.6 * self._em
        left = QFontMetricsF(self.font()).horizontalAdvance(percent(1.0, locale=self.locale())) + 0.7 * self._em
        height = self.height() - top - _FLOOR * self._em
        if self._shows_nats:
            height -= _BELOW * self.height()
        return QRectF(left, top, max(self.width() - left - 0.5 * self._em, 1.0), max(height, 1.0))

    @property
    def _below(self) -> QRectF | None:
        """Where the entropy is drawn; None where it is not."""
        if not self._shows_nats:
            return None
        plot = self._plot
        top, bottom = plot.bottom() + _GAP * self._em, self.height() - _FLOOR * self._em
        return QRectF(plot.left(), top, plot.width(), bottom - top)

    @property
    def _shows_nats(self) -> bool:
        return self.height() >= _LEAST_BELOW * self._em and any(each.line.nats for each in self._series)

    @property
    def _most_nats(self) -> float:
        highest = (max(each.values) for each in self._series if each.line.nats)
        return round_up(max(max(highest, default=1.0), 0.1))

    @property
    def _reach(self) -> float:
        """How far games go."""
        return max((each.games[-1] for each in self._series), default=1.0)

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()


def _label(line: Line) -> str:
    return QCoreApplication.translate("Ladder", line.label)
