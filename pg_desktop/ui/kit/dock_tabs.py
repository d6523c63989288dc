"""The tab bars that a main window puts above panes that share a place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

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
        self._timers = [self._timer(delay) for delay in _DELAYS_MS]
        # The events of the window and its bars would tell too, but of those there are hundreds a second.
        for dock in window.findChildren(QDockWidget):
            dock.visibilityChanged.connect(self._stir)
            dock.dockLocationChanged.connect(self._stir)
            dock.topLevelChanged.connect(self._stir)
        self._stir()

    def _timer(self, delay: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay)
        timer.timeout.connect(self._look)
        return timer

    @Slot()
    def _stir(self) -> None:
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
