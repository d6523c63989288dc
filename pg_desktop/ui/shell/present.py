"""Presenting: the agent, or the board, and the return alone, large enough for the back row."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QCursor, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.theme import theme_in_use
from pg_desktop.ui.kit.zoom import Zoom
from pg_desktop.ui.shell.pane_docks import PaneDocks
from pg_desktop.ui.shell.perspectives import Perspectives

_ZOOM: Final = 175
_RING: Final = 46
"""Pixels across the ring around the pointer."""
_SHOWN: Final = "returnPlot"


class PointerRing(QWidget):
    """A ring around the mouse pointer, which the back row sees. Lives in the GUI thread."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("pointerRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resize(_RING, _RING)
        self.hide()

    def follow(self, at: QPoint) -> None:
        """Be around a point of the window."""
        self.move(at - self.rect().center())

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colour = QColor(theme_in_use().second)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 4))
        colour.setAlphaF(0.12)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(self.rect().center()), _RING / 2 - 4, _RING / 2 - 4)


class Presenting(QObject):
    """Turns the window into a screen for a class, and back. Lives in the GUI thread.

    Signals:
        changed (bool): it is one, or no longer.
    """

    changed = Signal(bool)

    def __init__(
        self, window: QMainWindow, docks: PaneDocks, zoom: Zoom, perspectives: Perspectives, others: list[QWidget]
    ) -> None:
        """Prepare.

        Args:
            window: which is turned.
            docks: its cards.
            zoom: how large it draws.
            perspectives: what arranges it otherwise.
            others: what is out of sight meanwhile, besides the cards.
        """
        super().__init__(window)
        self._window, self._docks, self._zoom, self._others = window, docks, zoom, others
        self._perspectives = perspectives
        self._before: tuple[QByteArray, int, Qt.WindowState, list[QWidget]] | None = None
        self.ring = PointerRing(window)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)

    @property
    def on(self) -> bool:
        """Whether it is a screen for a class now."""
        return self._before is not None

    @Slot(bool)
    def show(self, on: bool) -> None:
        """Begin or end."""
        if on:
            self.begin()
        else:
            self.end()

    def begin(self) -> None:
        """Show the first view in the middle, and the return, alone."""
        if self.on:
            return
        window = self._window
        self._docks.let_go()
        shown = [widget for widget in self._others if not widget.isHidden()]
        state = window.saveState()
        self._before = state, self._zoom.percent, window.windowState(), shown
        self._perspectives.hold(True)
        for widget in shown:
            widget.hide()
        for dock in self._docks:
            dock.setVisible(dock.entry.id == _SHOWN)
        self._zoom.choose(max(self._zoom.percent, _ZOOM), window)
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        dock = self._docks[_SHOWN]
        window.resizeDocks([dock], [window.height() * 45 // 100], Qt.Orientation.Vertical)
        self._escape.setEnabled(True)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.ring.show()
        self.ring.raise_()
        self.ring.follow(window.mapFromGlobal(QCursor.pos()))
        self.changed.emit(True)

    @Slot()
    def end(self) -> None:
        """Be the window again that it was."""
        if self._before is None:
            return
        state, percent, window_state, shown = self._before
        self._before = None
        self._docks.let_go()
        self._escape.setEnabled(False)
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.ring.hide()
        self._window.setWindowState(window_state)
        self._zoom.choose(percent, self._window)
        for widget in shown:
            widget.show()
        self._window.restoreState(state)
        self._perspectives.hold(False)
        self.changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.ring.follow(self._window.mapFromGlobal(event.globalPosition().toPoint()))
        return False
