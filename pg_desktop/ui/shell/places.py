"""Keys that go from place to place in the window: bars, what is in the middle, cards, and panes behind tabs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.dock_tabs import DockTabs
from pg_desktop.ui.kit.focus import first_stop
from pg_desktop.ui.shell.drawer import Drawer
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.pane_docks import PaneDocks


class Places(QObject):
    """Takes the focus from one place to the next. Lives in the GUI thread.

    Places follow each other as one reads: what is above all first, then from left to right, one below the other, then
    what is below all, and panes that float last. Where a place had the focus before, the same control gets it again.
    """

    def __init__(
        self,
        bars: tuple[list[QWidget], list[QWidget]],
        middle: list[QWidget],
        docks: PaneDocks,
        tabs: DockTabs,
        drawer: Drawer,
        window: QMainWindow,
    ) -> None:
        """Prepare.

        Args:
            bars: those that come before all other places, and those that come after.
            middle: what may be in the middle of the window.
            docks: the cards around it.
            tabs: the tabs above them.
            drawer: lies over the others where it is open.
            window: whose they are.
        """
        super().__init__(window)
        self._first, self._last = bars
        self._middle, self._docks, self._tabs, self._drawer, self._window = middle, docks, tabs, drawer, window

    def connect_actions(self, actions: Actions) -> None:
        """Let actions go from place to place."""
        actions.next_place.triggered.connect(partial(self._go, 1))
        actions.previous_place.triggered.connect(partial(self._go, -1))
        actions.next_tab.triggered.connect(partial(self._turn, 1))
        actions.previous_tab.triggered.connect(partial(self._turn, -1))

    def _in_sight(self) -> Iterator[QWidget]:
        """The places that one can be in now, in their order."""
        cards = [dock for dock in self._docks if dock.isVisible() and dock.in_front]
        inside = [*self._middle, self._drawer, *(dock for dock in cards if not dock.isFloating())]
        yield from (bar for bar in self._first if bar.isVisible())
        yield from sorted((place for place in inside if place.isVisible()), key=self._as_read)
        yield from (bar for bar in self._last if bar.isVisible())
        yield from (dock for dock in cards if dock.isFloating())

    def _as_read(self, place: QWidget) -> tuple[int, int]:
        corner = place.mapTo(self._window, QPoint())
        return corner.x(), corner.y()

    def _go(self, direction: int) -> None:
        """Go to the next place in which something can have the focus."""
        places = list(self._in_sight())
        here = next((index for index, place in enumerate(places) if self._is_in(place)), None)
        start = -1 if here is None and direction > 0 else here or 0
        for steps in range(1, len(places) + 1):
            if self._enter(places[(start + direction * steps) % len(places)]):
                return

    def _turn(self, direction: int) -> None:
        """Bring the pane of the next tab to the front, and go into it."""
        dock = next((dock for dock in self._docks if dock.in_front and self._is_in(dock)), None)
        coming = self._tabs.step(dock, direction) if dock is not None else None
        if isinstance(coming, PaneDock):
            self._enter(coming)

    def _is_in(self, place: QWidget) -> bool:
        """Whether a place has the focus, or the tabs above it have."""
        focus = QApplication.focusWidget()
        if focus is None:
            return False
        return place is focus or place.isAncestorOf(focus) or place is self._tabs.in_front_below(focus)

    @staticmethod
    def _enter(place: QWidget) -> bool:
        """Give a place the focus; tells whether it can have it."""
        body = place.widget() if isinstance(place, PaneDock) else place
        last = body.focusWidget()
        usable = last is not None and last is not body and body.isAncestorOf(last)
        stop = last if usable and last.isVisible() and last.isEnabled() else first_stop(body)
        if stop is None:
            return False
        place.window().activateWindow()
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        return True
