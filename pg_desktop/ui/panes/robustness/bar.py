"""The row with which a measurement is begun and given up, how far it is, and why it failed."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.runs.live.status import Failure
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.notices import NoticeBar, sentence
from pg_desktop.ui.kit.numbers import percent
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.robustness.measurement import Measuring

_LINE: Final = 3


class MeasureBar(QWidget):
    """A button to measure, which cancels while something is measured. Lives in the GUI thread.

    Signals:
        wanted (): the user wants a measurement; answer with `start`.
        done (object): what the work returned.
        busy_changed (bool): something is being measured, or no longer.
    """

    wanted = Signal()
    done = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, name: str, tip: str, measurement: Measuring, parent: QWidget) -> None:
        super().__init__(parent)
        self._tip = tip
        self._pane = parent
        self._possible = False
        self._measurement = measurement
        self.button = QPushButton(self)
        self.button.setObjectName(f"{name}Measure")
        # As wide as the wider of its two names, so that nothing moves when they change.
        metrics, names = self.button.fontMetrics(), (self.tr("Measure"), self.tr("Cancel"))
        self.button.setMinimumWidth(max(map(metrics.horizontalAdvance, names)) + 28)
        self.line = ProgressLine(self)
        self.notice = NoticeBar(parent)
        self.notice.setObjectName(f"{name}Notice")
        self.notice.lie_in(parent, self._room_below, self)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(6)
        self._lay_out()
        self.button.clicked.connect(self._clicked)
        self._measurement.progressed.connect(self.line.show_share)
        self._measurement.done.connect(self._done)
        self._measurement.failed.connect(self._failed)
        self._measurement.ended.connect(self._show_state)
        self._measurement.ended.connect(self._say_idle)
        self._show_state()

    @property
    def busy(self) -> bool:
        """Whether something is being measured."""
        return self._measurement.busy

    def start(self, work: Any) -> bool:
        """Measure; see `Measuring.start`."""
        started = self._measurement.start(work)
        if started:
            self.notice.hide()
            self.line.show_share(0.0)
            self._show_state()
            self.busy_changed.emit(True)
        return started

    @Slot()
    def cancel(self) -> None:
        """Give the measurement up; its result is dropped."""
        self._measurement.cancel()
        self._show_state()

    def stop(self) -> None:
        """End the thread and wait for it; nothing is measured any more."""
        self._measurement.stop()

    def show_possible(self, possible: bool) -> None:
        """Let the user measure, or not."""
        if possible != self._possible:
            self._possible = possible
            self._show_state()

    def forget(self) -> None:
        """Give up what is being measured, and take back what has been said about the last time."""
        self.cancel()
        self.notice.hide()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.line.show_theme(theme)
        self.notice.show_theme(theme)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.button)
        row.addLayout(self.beside)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.line)

    def _room_below(self) -> QRect:
        """Of its parent, what is below it: where notices lie."""
        room = self._pane.rect()
        room.setTop(self.geometry().bottom() + 1)
        return room

    @Slot()
    def _clicked(self) -> None:
        if self.busy:
            self.cancel()
        else:
            self.wanted.emit()

    @Slot(object)
    def _done(self, result: object) -> None:
        self.done.emit(result)

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        self.notice.show_notice(sentence(failure), failure.details)

    @Slot()
    def _say_idle(self) -> None:
        self.busy_changed.emit(False)

    @Slot()
    def _show_state(self) -> None:
        cancelling = self._measurement.cancelled
        text = self.tr("Cancel") if self.busy else self.tr("Measure")
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.button.setToolTip(self.tr("Give this measurement up (Esc)") if self.busy else f"<p>{self._tip}</p>")
        self.button.setEnabled((self._possible or self.busy) and not cancelling)
        if not self.busy or cancelling:
            self.line.show_share(None)


class ProgressLine(QWidget):
    """A thin line that fills; empty, but as high, while there is nothing to tell. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._share: float | None = None
        self.setAccessibleName(self.tr("Progress"))

    @property
    def share(self) -> float | None:
        """Which part is done, in [0, 1]; None while nothing is measured."""
        return self._share

    @Slot(float)
    def show_share(self, share: float | None) -> None:
        """Show which part is done."""
        if share != self._share:
            self._share = share
            self.setAccessibleDescription("" if share is None else percent(share, locale=self.locale()))
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(60, _LINE)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._share is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, share in ((self._theme.border, 1.0), (self._theme.accent, self._share)):
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(0, 0, self.width() * share, self.height()), _LINE / 2, _LINE / 2)
