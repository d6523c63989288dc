"""A moment to be judged: the cart, how it moves, and the push that the policy wants."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from pg_desktop.learning.overseeing.judgement import State
from pg_desktop.ui.cart_pole.painter import CartPoleColours, CartPolePainter, CartPoleScene
from pg_desktop.ui.cart_pole.scene_painter import cart_pole_colours
from pg_desktop.ui.kit.theme import LIGHT, Theme

_GHOSTS: Final = 4
_BETWEEN: Final = 0.08
"""Seconds between two ghosts, which show how it moves."""
_MARGIN: Final = 0.06


class StillView(QGraphicsView):
    """Draws one moment. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("interventionStill")
        self.setAccessibleName(self.tr("The moment to be judged"))
        self._cart = CartPolePainter()
        self._colours: CartPoleColours = cart_pole_colours(LIGHT)
        self._scene: CartPoleScene | None = None
        self._room = QRectF()
        self.setScene(self._cart.graphics)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setInteractive(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumSize(130, 60)

    def show_moment(self, state: State, push: float | None, line: float, *, blocked: bool = False) -> None:
        """Draw a moment.

        Args:
            state: metres, m/s, rad, rad/s.
            push: the push to the right, in parts of the greatest; None for none.
            line: the danger line, metres from the middle.
            blocked: whether it was blocked just now.
        """
        position, velocity, angle, turning = state
        times = [-_BETWEEN * (number + 1) for number in range(_GHOSTS)]
        ghosts = tuple((position + velocity * time, angle + turning * time) for time in reversed(times))
        self._scene = CartPoleScene(
            position=position, angle=angle, ghosts=ghosts, push=push, danger=line, blocked=blocked
        )
        self._arrange()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._colours = cart_pole_colours(theme)
        self.setBackgroundBrush(theme.card)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole = QRectF(self.viewport().rect())
        self.setSceneRect(whole)
        margin = 0.6 * self.fontMetrics().horizontalAdvance("−2.4 m") + _MARGIN * whole.width()
        self._room = whole.adjusted(margin, 0, -margin, 0)
        self._arrange()

    def _arrange(self) -> None:
        if self._scene is not None and self._room.width() > 1:
            self._cart.arrange(self._room, self._scene, self._colours, self.font())
