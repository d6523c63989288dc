"""One of the four: its name, how it is doing, and its cart with its pole."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.learning.adapting.moments import Lane
from pg_desktop.learning.adapting.scores import Who
from pg_desktop.ui.cart_pole.painter import CartPoleColours, CartPolePainter
from pg_desktop.ui.cart_pole.scene import CartPoleScene
from pg_desktop.ui.cart_pole.scene_painter import cart_pole_colours
from pg_desktop.ui.kit.cards import set_role
from pg_desktop.ui.kit.fitted import tabular
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.adaptation.words import name_of, state_of, tip_of

_LEAST_HEIGHT: Final = 34
_TO_TRACK: Final = 0.9
"""Where the numbers begin, in parts of the height in which a cart with a usual pole is drawn as large as can be."""
_SIDE: Final = 0.07
"""Part of the width that is free at both sides, for a cart at the track's end; the numbers there need more."""


class LaneView(QWidget):
    """Draws one of the four. Lives in the GUI thread.

    Attributes:
        state: how it is doing, in words.
    """

    def __init__(self, who: Who, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"adaptation-{who}")
        self.setAccessibleName(name_of(who))
        self.setToolTip(plain_tip(tip_of(who)))
        self._painter = CartPolePainter()
        self._colours: CartPoleColours = cart_pole_colours(LIGHT)
        self._room = QRectF()
        self._scene: CartPoleScene | None = None
        self.name = QLabel(name_of(who), self)
        self.state = QLabel(self)
        self.state.setFont(tabular(self.state.font()))
        self._view = _view(self)
        self._view.setScene(self._painter.graphics)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(row)
        column.addWidget(self._view, 1)

    def show_lane(self, lane: Lane, pole_length: float, *, changed: bool) -> None:
        """Draw it.

        Args:
            lane: as it is now.
            pole_length: metres.
            changed: whether the physics has changed in this episode.
        """
        text = state_of(lane, changed=changed)
        if text != self.state.text():
            self.state.setText(text)
            self.setAccessibleDescription(text)
        set_role(self.state, "muted" if lane.stands else "fallen")
        self._scene = CartPoleScene(
            lane.position, lane.angle, push=lane.push, fallen=not lane.stands, pole_length=pole_length
        )
        self._arrange()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._colours = cart_pole_colours(theme)
        self._view.setBackgroundBrush(theme.card)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._scene is None:
            return
        view = QRectF(self._view.rect())
        side = max(_SIDE * view.width(), 0.6 * self.fontMetrics().horizontalAdvance("−2.4 m"))
        # As much lower as the numbers below the track need.
        height = min(view.height(), (view.height() - self.fontMetrics().height()) / _TO_TRACK)
        room = QRectF(side, 0, view.width() - 2 * side, height)
        if room != self._room:
            self._room = room
            self._view.setSceneRect(view)
        self._painter.arrange(self._room, self._scene, self._colours, self.font())


def _view(parent: QWidget) -> QGraphicsView:
    """A view that shows its scene pixel by pixel, and does nothing else."""
    view = QGraphicsView(parent)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    view.setInteractive(False)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    view.setMinimumSize(80, _LEAST_HEIGHT)
    return view
