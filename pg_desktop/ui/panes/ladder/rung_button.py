"""A rung of the ladder as a button: how far it is, its name, its figures."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided, tabular
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.ladder.steps import StepState

_HEIGHT: Final = 1.85
"""In lines of text."""
_RADIUS: Final = 0.62
_FULL: Final = 16 * 360
_TOP: Final = 16 * 90
_RAIL: Final = 1.15
"""Where the rail is, in lines of text from the left."""


class RungButton(QAbstractButton):
    """Chooses a rung. Lives in the GUI thread.

    Its disc has the rung's number: empty before it is climbed, filled once it is done, and with a ring that grows while
    it is climbed. A rail leads from each disc to the next.

    Signals:
        stepped (int): an arrow key asks for the rung before, −1, or after it, 1.
    """

    stepped = Signal(int)

    def __init__(self, number: str, *, first: bool, last: bool, parent: QWidget) -> None:
        """Make it.

        Args:
            number: of the rung, from 1.
            first: whether no rung is before it.
            last: whether none is after it.
            parent: of the button.
        """
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(tabular(self.font()))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._number, self._first, self._last = number, first, last
        self._theme = LIGHT
        self._state = StepState.AHEAD
        self._figures = ""
        self._share: float | None = None

    @property
    def figures(self) -> str:
        """What stands at its right."""
        return self._figures

    @property
    def state(self) -> StepState:
        """How far it is."""
        return self._state

    def show_rung(self, name: str, state: StepState, figures: str, share: float | None) -> None:
        """Show how far a rung is; cheap if nothing is new.

        Args:
            name: of the rung.
            state: how far it is.
            figures: what stands at the right.
            share: which part of it is done while it is climbed, in [0, 1]; None if it is not.
        """
        if (name, state, figures, share) == (self.text(), self._state, self._figures, self._share):
            return
        self._state, self._figures, self._share = state, figures, share
        self.setText(name)
        self.setAccessibleName(self.tr("Rung {number}, {name}").format(number=self._number, name=name))
        self.setAccessibleDescription(figures)
        self.setToolTip(plain_tip(f"{name}: {figures}"))
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(QAbstractButton.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(18 * self._em), round(_HEIGHT * self._em))

    @contained(QAbstractButton.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(12 * self._em), round(_HEIGHT * self._em))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_disc(painter)
        self._paint_texts(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        theme, room = self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.accent, 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
        ground = theme.wedge if self.isChecked() else theme.field if self.underMouse() else None
        painter.setBrush(Qt.BrushStyle.NoBrush if ground is None else ground)
        painter.drawRoundedRect(room, 6, 6)

    def _paint_disc(self, painter: QPainter) -> None:
        theme, centre, radius = self._theme, self._centre, _RADIUS * self._em
        painter.setPen(QPen(theme.groove, 2.0))
        gap = radius + 2
        if not self._first:
            painter.drawLine(QLineF(centre.x(), 0, centre.x(), centre.y() - gap))
        if not self._last:
            painter.drawLine(QLineF(centre.x(), centre.y() + gap, centre.x(), self.height()))
        colour = self._colour
        filled = self._state in (StepState.DONE, StepState.CLIMBING, StepState.EARLIER)
        painter.setPen(QPen(colour, 1.8))
        painter.setBrush(colour if filled else theme.card)
        painter.drawEllipse(centre, radius, radius)
        if self._share is not None:
            around = QRectF(centre.x() - radius - 3, centre.y() - radius - 3, 2 * radius + 6, 2 * radius + 6)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2.2))
            painter.drawArc(around, _TOP, -round(_FULL * self._share))
        painter.setPen(theme.card if filled else colour)
        room = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._number)

    def _paint_texts(self, painter: QPainter) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        left, font = self._centre.x() + 1.2 * self._em, self.font()
        room = QRectF(left, 0, self.width() - left - 0.5 * self._em, self.height())
        font.setWeight(font.Weight.DemiBold)
        bold = QFontMetricsF(font)
        named = min(bold.horizontalAdvance(self.text()), room.width())
        painter.setPen(self._theme.muted)
        beside = room.width() - named - 0.8 * self._em
        figures = elided(self._figures, QFontMetricsF(self.font()), max(beside, 0.0))
        if beside > 2 * self._em:
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, figures)
        painter.setFont(font)
        painter.setPen(self._theme.text)
        painter.drawText(room, middle, elided(self.text(), bold, room.width()))

    @property
    def _colour(self) -> QColor:
        theme = self._theme
        return {
            StepState.AHEAD: theme.muted,
            StepState.CLIMBING: theme.accent,
            StepState.PAUSED: theme.accent,
            StepState.STOPPED: theme.waiting,
            StepState.EARLIER: theme.waiting,
            StepState.DONE: theme.good,
        }[self._state]

    @property
    def _centre(self) -> QPointF:
        return QPointF(_RAIL * self._em, self.height() / 2)

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()


class RailBeside(QWidget):
    """What stands between two rungs, with the rail that leads from one to the next. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._leads_on = True

    def show_rail(self, leads_on: bool) -> None:
        """Draw the rail, or not where no rung comes after this."""
        self._leads_on = leads_on
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._leads_on:
            painter = QPainter(self)
            painter.setPen(QPen(self._theme.groove, 2.0))
            x = _RAIL * QFontMetricsF(self.font()).lineSpacing()
            painter.drawLine(QLineF(x, 0, x, self.height()))
