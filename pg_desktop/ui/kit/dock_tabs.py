"""The tab bars that a main window puts above panes that share a place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget

from pg_desktop.ui.kit.focus import first_stop

_NEAR: Final = 8
"""Pixels between a bar and its pane at the most."""
_DELAYS_MS: Final = (0, 300)
"""When to look after panes were put together in another way: at once, and when Qt has moved the last of them."""


class DockTabs(QObject):
    """Gives a main window's tab bars a name, and keeps Tab away from those not in use. Lives in the GUI thread.

    Qt makes the bars itself, again whenever panes are put together in another way, and leaves some behind: they count
    as visible, but lie behind other panes, over them, or outside of the window. Those go.
    """

    def __init__(self, window: QMainWindow) -> None:
        """Watch a window that has its panes."""
        super().__init__(window)
        self._window = window
        self._given: QTabBar | None = None
        self._timers = [self._timer(delay) for delay in _DELAYS_MS]
        # The events of the window and its bars would tell too, but of those there are hundreds a second.
        for dock in window.findChildren(QDockWidget):
            dock.visibilityChanged.connect(self.look_again)
            dock.dockLocationChanged.connect(self.look_again)
            dock.topLevelChanged.connect(self.look_again)
        self.look_again()

    def _timer(self, delay: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay)
        timer.timeout.connect(self._look)
        return timer

    @Slot()
    def look_again(self) -> None:
        """Look what there is by now, once Qt has put it where it belongs."""
        for timer in self._timers:
            timer.start()

    @Slot()
    def _look(self) -> None:
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not bar.isHidden() and not self._belongs(bar):
                bar.hide()
            in_use = not bar.visibleRegion().isEmpty()
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if in_use else Qt.FocusPolicy.NoFocus)
            titles = ", ".join(bar.tabText(index) for index in range(bar.count()))
            bar.setAccessibleName(self.tr("Panes: {titles}").format(titles=titles))
            bar.setToolTip(self.tr("Choose which of these panes is in front; with the focus, by the arrow keys."))
            bar.setWhatsThis(bar.toolTip())
            bar.removeEventFilter(self)  # of one that Qt has made again, or has kept
            bar.installEventFilter(self)

    @Slot(object)
    def take_focus(self, coming: QDockWidget) -> None:
        """Let the bar have the keyboard if it is in a pane that is about to go behind another one.

        The arrow keys bring the pane back then, Tab goes on into the other one, and Space trains.
        """
        focus = QApplication.focusWidget()
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            docks = self._docks_of(bar)
            if not bar.isHidden() and coming in docks:
                if any(dock is not coming and dock.isAncestorOf(focus) for dock in docks if focus is not None):
                    bar.setFocus(Qt.FocusReason.OtherFocusReason)
                    self._given = bar
                return

    def step(self, dock: QDockWidget, direction: int) -> QDockWidget | None:
        """Bring the pane of the next tab to the front.

        Args:
            dock: the pane in front in its place.
            direction: 1 for the next tab, −1 for the one before; after the last comes the first.

        Returns:
            What is in front now; None where a pane has its place for itself.
        """
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not bar.isHidden() and dock in self._docks_of(bar):
                bar.setCurrentIndex((bar.currentIndex() + direction) % bar.count())
                return self._in_front(bar)
        return None

    def in_front_below(self, bar: QWidget) -> QDockWidget | None:
        """The pane in front below a bar of tabs; None for any other widget."""
        if isinstance(bar, QTabBar) and bar.parent() is self._window:
            return self._in_front(bar)
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See `QObject.eventFilter`: Tab goes from a bar that was given the focus into the pane in front.

        Qt's own chain would go elsewhere, and is left alone: panes and bars come and go.
        """
        if watched is self._given and event.type() is QEvent.Type.FocusOut:
            self._given = None
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched is self._given:
            first = self._first_in_front(self._given) if event.key() == Qt.Key.Key_Tab and self._given else None
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _first_in_front(self, bar: QTabBar) -> QWidget | None:
        """What Tab reaches first in the pane in front."""
        dock = self._in_front(bar)
        body = dock.widget() if dock is not None else None
        return first_stop(body) if body is not None else None

    def _in_front(self, bar: QTabBar) -> QDockWidget | None:
        title = bar.tabText(bar.currentIndex())
        return next((dock for dock in self._docks_of(bar) if dock.windowTitle() == title), None)

    def _docks_of(self, bar: QTabBar) -> list[QDockWidget]:
        titles = {bar.tabText(index) for index in range(bar.count())}
        return [
            dock
            for dock in self._window.findChildren(QDockWidget)
            if dock.windowTitle() in titles and not dock.isFloating()
        ]

    def _belongs(self, bar: QTabBar) -> bool:
        """Whether a bar stands right above one of the panes that it names."""
        titles = {bar.tabText(index) for index in range(bar.count())}
        here = bar.geometry()
        return any(
            dock.windowTitle() in titles
            and abs(dock.geometry().top() - here.bottom()) <= _NEAR
            and abs(dock.geometry().left() - here.left()) <= _NEAR
            for dock in self._window.findChildren(QDockWidget)
            if dock.isVisible() and not dock.isFloating()
        )
