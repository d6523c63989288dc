"""The tab bars that a main window puts above panes that share a place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

_CHANGES: Final = frozenset({QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize})


class DockTabs(QObject):
    """Gives a main window's tab bars a name, and keeps Tab away from those not in use. Lives in the GUI thread.

    Qt makes the bars itself, anew whenever panes are put together in another way, and leaves some behind: they count
    as visible, but lie behind other panes or outside of the window.
    """

    def __init__(self, window: QMainWindow) -> None:
        """Watch a window that has its panes."""
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        # The window's own events would tell too, but they come hundreds of times a second, each a wait for Python.
        for dock in window.findChildren(QDockWidget):
            dock.visibilityChanged.connect(self._stir)
            dock.dockLocationChanged.connect(self._stir)
            dock.topLevelChanged.connect(self._stir)
        self._soon.start()

    @Slot()
    def _stir(self) -> None:
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self._soon.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _look(self) -> None:
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.removeEventFilter(self)
            bar.installEventFilter(self)
            in_use = not bar.visibleRegion().isEmpty()
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if in_use else Qt.FocusPolicy.NoFocus)
            titles = ", ".join(bar.tabText(index) for index in range(bar.count()))
            bar.setAccessibleName(self.tr("Panes: {titles}").format(titles=titles))
            bar.setToolTip(self.tr("Choose which of these panes is in front; with the focus, by the arrow keys."))
            bar.setWhatsThis(bar.toolTip())
