"""Where the shown moment is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPicture, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.exhibition.action_bar import paint_action_bar
from pg_desktop.ui.exhibition.cart_pole_scene import CartPoleGeometry
from pg_desktop.ui.exhibition.scene_painters import ScenePainter, cart_pole_geometry
from pg_desktop.ui.theme import LIGHT, Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.environments import EnvironmentEntry
    from pg_desktop.learning.exhibition import Moment

_ABOVE_BAR: Final = 6
"""Pixels between the scene and the bar below it."""


_SOFT_EDGE: Final = 2
"""Pixels around what moves that its smoothed edges may reach."""


class Stage(QWidget):
    """Where the moment is drawn, with the policy's probabilities below. Lives in the GUI thread.

    From one moment to the next only what moves is painted anew.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 140)
        self.setAccessibleName(self.tr("The policy at work"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # So that a frame repaints this alone and not the card behind it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = LIGHT
        self._painter: ScenePainter | None = None
        self._moment: Moment | None = None
        self._entry: EnvironmentEntry | None = None
        self._progress = 1.0
        self._message = ""
        self._pushable = False
        self._bar: QPicture | None = None
        self._areas: tuple[QRectF, QRectF] | None = None
        self._geometry: tuple[float, CartPoleGeometry] | None = None
        self._moving: QRectF | None = None
        self._describe()

    def show_moment(self, painter: ScenePainter, moment: Moment, entry: EnvironmentEntry, progress: float) -> None:
        """Draw a moment."""
        before = self._moving if painter is self._painter else None
        self._painter, self._moment, self._entry, self._progress = painter, moment, entry, progress
        now = self._moving = painter.moving(self._split[0], progress)
        if before is None:
            self.update()
        else:
            edge = _SOFT_EDGE
            self.update(before.united(now).toAlignedRect().adjusted(-edge, -edge, edge, edge))
        if self._message:
            self._message = ""
            self._describe()

    def show_message(self, text: str) -> None:
        """Draw a sentence instead of a moment."""
        self._painter = self._moment = self._moving = self._bar = None
        self._message = text
        self._describe()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme, self._bar = theme, None
        self.update()

    def set_pushable(self, pushable: bool) -> None:
        """Say whether the keys push something here."""
        self._pushable = pushable
        self._describe()

    def refresh_bar(self) -> None:
        """Draw the probabilities of the present moment with the next frame."""
        self._bar = None
        self.update(self._split[1].toAlignedRect())

    def scene_geometry(self, pole_length: float) -> CartPoleGeometry:
        """Where a cart and a pole of this many metres are drawn, in this widget's coordinates."""
        if self._geometry is None or self._geometry[0] != pole_length:
            self._geometry = pole_length, cart_pole_geometry(self._split[0], pole_length)
        return self._geometry[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Qt keeps to what is painted anew; on a screen with a fractional scale the fill's own edges would be soft.
        painter.fillRect(self.rect().adjusted(-1, -1, 1, 1), self._theme.card)
        if self._moment is None or self._painter is None:
            painter.setPen(self._theme.muted)
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()), centred, self._message)
            return
        needed, (scene, bar) = QRectF(event.rect()), self._split
        self._painter.paint(painter, scene, self._theme, self._progress, needed)
        if bar.intersects(needed):
            if self._bar is None:
                self._bar = self._recorded_bar(self._moment)
            painter.drawPicture(0, 0, self._bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide_anew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._divide_anew()

    def _divide_anew(self) -> None:
        self._areas = self._bar = self._geometry = self._moving = None

    def _recorded_bar(self, moment: Moment) -> QPicture:
        """The bar in one call that keeps Python to itself, instead of many that hand it over to the training thread."""
        bar = QPicture()
        recorder = QPainter(bar)
        recorder.setRenderHint(QPainter.RenderHint.Antialiasing)
        recorder.setFont(self.font())
        if self._entry is not None:
            paint_action_bar(recorder, self._split[1], moment, self._entry, self._theme)
        recorder.end()
        return bar

    @property
    def _split(self) -> tuple[QRectF, QRectF]:
        """Where the scene is, and where the bar below it."""
        if self._areas is None:
            height = self.fontMetrics().height() + 14
            bar = QRectF(0, self.height() - height, self.width(), height)
            self._areas = QRectF(self.rect()).adjusted(0, 0, 0, -height - _ABOVE_BAR), bar
        return self._areas

    def _describe(self) -> None:
        text = self._message or self.tr("A picture of the environment, 50 times a second.")
        if self._pushable:
            text = self.tr("{text} ← and → push the pole, with Shift the cart.").format(text=text)
        self.setAccessibleDescription(text)
