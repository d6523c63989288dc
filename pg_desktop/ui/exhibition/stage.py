"""Where the shown moment is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPicture, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.exhibition.action_bar import paint_action_bar
from pg_desktop.ui.exhibition.cart_pole_scene import CartPoleGeometry
from pg_desktop.ui.exhibition.scene_painters import ScenePainter, cart_pole_geometry
from pg_desktop.ui.theme import LIGHT

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.environments import EnvironmentEntry
    from pg_desktop.learning.exhibition import Moment

_ABOVE_BAR: Final = 6
"""Pixels between the scene and the bar below it."""


class Stage(QWidget):
    """Where the moment is drawn, with the policy's probabilities below. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 140)
        self.setAccessibleName(self.tr("The policy at work"))
        self.setAccessibleDescription(
            self.tr("A picture of the environment, 50 times a second. ← and → push the pole, with Shift the cart.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # So that a frame repaints this alone and not the card behind it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = LIGHT
        self._painter: ScenePainter | None = None
        self._moment: Moment | None = None
        self._entry: EnvironmentEntry | None = None
        self._progress = 1.0
        self._message = ""
        self._bar: QPicture | None = None

    def show_moment(self, painter: ScenePainter, moment: Moment, entry: EnvironmentEntry, progress: float) -> None:
        """Draw a moment."""
        self._painter, self._moment, self._entry, self._progress = painter, moment, entry, progress
        self._message = ""
        self.update()

    def show_message(self, text: str) -> None:
        """Draw a sentence instead of a moment."""
        self._moment = None
        self._message = text
        self.update()

    def scene_geometry(self, pole_length: float) -> CartPoleGeometry:
        """Where a cart and a pole of this many metres are drawn, in this widget's coordinates."""
        return cart_pole_geometry(self._scene_rect(), pole_length)

    def _scene_rect(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, 0, 0, -self._bar_height - _ABOVE_BAR)

    @property
    def _bar_height(self) -> int:
        return self.fontMetrics().height() + 14

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.fillRect(self.rect(), self.theme.card)
        if self._moment is None or self._painter is None:
            painter.setPen(self.theme.muted)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
            return
        bar_height = self._bar_height
        self._painter.paint(painter, self._scene_rect(), self.theme, self._progress)
        # One call that keeps Python to itself, instead of many that hand it over to the training thread and wait.
        if self._bar is None:
            self._bar = QPicture()
            recorder = QPainter(self._bar)
            recorder.setRenderHint(QPainter.RenderHint.Antialiasing)
            recorder.setFont(self.font())
            area = QRectF(0, rect.height() - bar_height, rect.width(), bar_height)
            if self._entry is not None:
                paint_action_bar(recorder, area, self._moment, self._entry, self.theme)
            recorder.end()
        painter.drawPicture(0, 0, self._bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar = None

    def refresh_bar(self) -> None:
        """Draw the probabilities of the present moment with the next frame."""
        self._bar = None
