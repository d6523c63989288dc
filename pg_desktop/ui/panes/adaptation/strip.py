"""The belief of the adaptive one, step by step, with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.learning.adapting.moments import Belief, Event
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.adaptation.words import figure_of

STEPS: Final = 100
"""Env steps that there is room for."""
_BEFORE: Final = 10
"""Of these, before the change that is looked at."""
_HIGHEST: Final = 1.35
_LEVELS: Final = (1, 0, -1)
_DEVIATIONS: Final = 2.0
_BAND_OPACITY: Final = 0.25
_LINES: Final = 4.5
"""How high it is, in lines of text; the least is below."""
_LEAST_LINES: Final = 3.2


class BeliefStrip(QWidget):
    """Mean and two standard deviations around it; and dashed, what is true. Lives in the GUI thread.

    Around a change it stands still, so that the fall can be looked at; before one, it runs along.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("adaptationBelief")
        self.setAccessibleName(self.tr("Belief about the motor"))
        self.setToolTip(
            self.tr(
                "<p>What the adaptive one believes of the motor: which part of a push arrives, 1 all of it, −1 the "
                "same the other way. The band is two standard deviations to each side, the dashed line is the truth, "
                "and the upright line the change.</p>"
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._theme = LIGHT
        self._beliefs: Sequence[Belief] = ()
        self._latest: Belief | None = None
        self._event: Event | None = None
        self._first = 0

    @property
    def shown(self) -> Sequence[Belief]:
        """What is drawn."""
        return self._beliefs

    def show_beliefs(self, beliefs: Sequence[Belief], event: Event | None) -> None:
        """Draw the beliefs around a change, or the latest ones.

        Args:
            beliefs: after each step of the episode.
            event: the change.
        """
        self._event = event
        self._first = max(len(beliefs) - STEPS if event is None else event.step - _BEFORE, 0)
        self._beliefs = tuple(beliefs[self._first : self._first + STEPS])
        self._latest = beliefs[-1] if beliefs else None
        text = "" if not beliefs else self._title(beliefs[-1])
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(200, round(_LINES * QFontMetricsF(self.font()).lineSpacing()))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(120, round(_LEAST_LINES * QFontMetricsF(self.font()).lineSpacing()))

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        line = metrics.lineSpacing()
        left = metrics.horizontalAdvance("−1") + 5
        room = QRectF(left, line + 1, self.width() - left - 1, self.height() - line - 3)
        self._paint_ground(painter, room, metrics)
        if self._latest is not None:
            text = elided(self._title(self._latest), metrics, self.width())
            painter.setPen(self._theme.text)
            painter.drawText(QPointF(0, metrics.ascent()), text)
            painter.setClipRect(room.adjusted(-1, -1, 1, 1))
            self._paint_belief(painter, room)
        painter.end()

    def _paint_ground(self, painter: QPainter, room: QRectF, metrics: QFontMetricsF) -> None:
        for level in _LEVELS:
            y = self._y(level, room)
            painter.setPen(QPen(self._theme.grid, 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(self._theme.muted)
            text = whole(level, self.locale())
            at = room.left() - 4 - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(at, min(y + metrics.capHeight() / 2, self.height() - 1)), text)
        if self._event is not None:
            x = self._x(self._event.step, room)
            painter.setPen(QPen(self._theme.waiting, 1.5))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))

    def _paint_belief(self, painter: QPainter, room: QRectF) -> None:
        band = QColor(self._theme.accent)
        band.setAlphaF(_BAND_OPACITY)
        high = [self._point(each, each.mean + _DEVIATIONS * each.std, room) for each in self._beliefs]
        low = [self._point(each, each.mean - _DEVIATIONS * each.std, room) for each in reversed(self._beliefs)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        painter.drawPolygon(QPolygonF([*high, *low]))
        painter.setPen(QPen(self._theme.second, 1.2, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF([self._point(each, each.truth, room) for each in self._beliefs]))
        painter.setPen(QPen(self._theme.accent, 2))
        painter.drawPolyline(QPolygonF([self._point(each, each.mean, room) for each in self._beliefs]))

    def _point(self, belief: Belief, value: float, room: QRectF) -> QPointF:
        return QPointF(self._x(belief.step, room), self._y(value, room))

    def _x(self, step: int, room: QRectF) -> float:
        return room.left() + room.width() * (step - self._first) / STEPS

    @staticmethod
    def _y(value: float, room: QRectF) -> float:
        inside = max(-_HIGHEST, min(value, _HIGHEST))
        return room.center().y() - inside / _HIGHEST * room.height() / 2

    def _title(self, belief: Belief) -> str:
        name = (
            self.tr("Stage 2, what a push does: {figure}")
            if belief.second_stage
            else self.tr("Stage 1, belief about the motor: {figure}")
        )
        return name.format(figure=figure_of(belief))
