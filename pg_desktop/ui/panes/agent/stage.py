"""Where the shown moment is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QSizePolicy, QWidget

from pg_desktop.ui.cart_pole.scene import CartPoleGeometry
from pg_desktop.ui.cart_pole.scene_painter import cart_pole_geometry
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import FocusRing
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.agent.action_bar import paint_action_bar
from pg_desktop.ui.panes.agent.scene_painters import ScenePainter

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry

_BY_KEYS: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_ABOVE_BAR: Final = 6
"""Pixels between the scene and the bar below it."""


class Stage(QWidget):
    """Where the moment is drawn, with the policy's probabilities below. Lives in the GUI thread.

    What moves is left to a view, which paints by itself, and only what has changed; the rest is painted here.
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
        self._told: Moment | None = None
        self._entry: EnvironmentEntry | None = None
        self._progress = 1.0
        self._message = ""
        self._pushable = False
        self._reached_by_keys = False
        self._areas: tuple[QRectF, QRectF] | None = None
        self._geometry: tuple[float, CartPoleGeometry] | None = None
        self._writing = self.font()
        self._view = _view(self, self._theme)
        self._ring = FocusRing(self)
        self._describe()

    def show_moment(self, painter: ScenePainter, moment: Moment, entry: EnvironmentEntry, progress: float) -> None:
        """Draw a moment."""
        if self._told is None or entry is not self._entry:
            self._told = moment
        self._painter, self._moment, self._entry, self._progress = painter, moment, entry, progress
        if self._view.scene() is not painter.graphics:
            self._view.setScene(painter.graphics)
        self._arrange()
        if self._view.isHidden():
            self._message = ""
            self._view.show()
            self._describe()
            self.update()

    def show_message(self, text: str) -> None:
        """Draw a sentence instead of a moment."""
        self._painter = self._moment = self._told = None
        self._message = text
        self._view.hide()
        self._describe()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self._ring.show_theme(theme)
        self._view.setBackgroundBrush(theme.card)
        self._arrange()
        self.update()

    def set_pushable(self, pushable: bool) -> None:
        """Say whether the keys push something here."""
        self._pushable = pushable
        self._ring.show_focus(self._reached_by_keys and not pushable)
        self._describe()

    def refresh_bar(self) -> None:
        """Draw the probabilities of the present moment."""
        self._told = self._moment
        self.update(self._split[1].toAlignedRect())

    def scene_geometry(self, pole_length: float) -> CartPoleGeometry:
        """Where a cart and a pole of this many metres are drawn, in this widget's coordinates."""
        if self._geometry is None or self._geometry[0] != pole_length:
            self._geometry = pole_length, cart_pole_geometry(self._split[0], self._writing, pole_length)
        return self._geometry[1]

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Qt keeps to what is painted again; on a screen with a fractional scale the fill's own edges would be soft.
        painter.fillRect(self.rect().adjusted(-1, -1, 1, 1), self._theme.card)
        if self._message:
            painter.setPen(self._theme.muted)
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()), centred, self._message)
        elif self._told is not None and self._entry is not None:
            paint_action_bar(painter, self._split[1], self._told, self._entry, self._theme)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ring.resize(self.size())
        self._divide_anew()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # What the window gives the focus to by itself needs no ring; where there is pushing, that draws it.
        self._reached_by_keys = event.reason() in _BY_KEYS
        self._ring.show_focus(self._reached_by_keys and not self._pushable)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._reached_by_keys = False
        self._ring.show_focus(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._writing = self.font()
            self._divide_anew()

    def _divide_anew(self) -> None:
        self._areas = self._geometry = None
        scene = self._split[0].toAlignedRect()
        self._view.setGeometry(scene)
        self._view.setSceneRect(QRectF(scene))
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        if self._painter is not None:
            self._painter.arrange(self._split[0], self._theme, self._writing, self._progress)

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


def _view(parent: QWidget, theme: Theme) -> QGraphicsView:
    """A view that shows its scene pixel by pixel, and does nothing else."""
    view = QGraphicsView(parent)
    view.setBackgroundBrush(theme.card)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    view.setInteractive(False)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    view.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
    view.hide()
    return view
