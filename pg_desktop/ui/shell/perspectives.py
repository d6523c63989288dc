"""Which perspective the window shows, and what it remembers of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from pg_desktop.ui.shell.arranging import Room, Shares, arrange, is_folded, resize
from pg_desktop.ui.shell.centre import Centre
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.pane_docks import PaneDocks
from pg_desktop.ui.shell.preferences import Arrangement, Preferences
from pg_desktop.ui.shell.registry import Perspective, offered_perspectives

_DOCKS_VERSION: Final = 0


class Perspectives(QObject):
    """Arranges the window for what the user wants to do. Lives in the GUI thread.

    An arrangement is remembered for each perspective, and for a window with little room apart from one with much.

    Signals:
        changed (): it is another perspective, or another room.
        resized (): the window has another size.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, window: QMainWindow, docks: PaneDocks, centre: Centre, preferences: Preferences) -> None:
        """Begin with the perspective of last time; nothing is arranged until `begin`.

        Args:
            window: which is arranged.
            docks: its cards.
            centre: what is in the middle.
            preferences: what is remembered.
        """
        super().__init__(window)
        self._window, self._docks, self._centre, self._preferences = window, docks, centre, preferences
        self.offered = offered_perspectives()
        last = preferences.perspective()
        self.current = next((each for each in self.offered if each.id == last), self.offered[0])
        self.scale = 1.0
        self._room = Room(narrow=False, short=False)
        self._begun = self._held = False
        self._shares = Shares()
        self._size = window.size()
        self._due: Callable[[], None] | None = None
        """What is left to do of an arrangement once the window is laid out."""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settled)
        for dock in docks:
            dock.resized.connect(self._settle.start)

    @property
    def folded(self) -> tuple[PaneDock, ...]:
        """The cards that are icons in this room."""
        places = ((dock, dock.entry.places.get(self.current.id)) for dock in self._docks)
        return tuple(dock for dock, place in places if is_folded(place, self._room, self.current))

    @property
    def tight(self) -> bool:
        """Whether no card has room beside what is in the middle."""
        return self._room.tight

    @property
    def at_rest(self) -> bool:
        """Whether the window is arranged for the size that it has."""
        return not self._settle.isActive() and self._due is None and self._window.size() == self._size

    def begin(self) -> None:
        """Arrange the window as it was left, or as it is at first."""
        self._room = Room.of(self._window.size(), self.current, self.scale)
        self._begun = True
        self._size = self._window.size()
        self._arrange()

    def switch(self, perspective: Perspective) -> None:
        """Show another perspective."""
        if perspective is not self.current:
            self._docks.let_go()  # what is remembered is where it was dropped
            self.remember()
            self.current = perspective
            self._room = Room.of(self._window.size(), perspective, self.scale)
            self._arrange()

    def remember(self, shares: Shares | None = None) -> None:
        """Keep the present arrangement.

        Args:
            shares: what part of the window the cards had, if they have another one by now.
        """
        if not self._begun or self._held:
            return
        shown = frozenset(dock.entry.id for dock in self._docks if dock.wanted)
        shares = shares or Shares.of(self._window, self._docks, self._window.size())
        state = self._window.saveState(_DOCKS_VERSION)
        self._preferences.remember_arrangement(self._name, Arrangement(state, shown, shares.widths, shares.height))
        self._preferences.remember_perspective(self.current.id)

    def as_json(self) -> Any:
        """How the window is arranged now, for a file."""
        self.remember()
        arrangement = self._preferences.arrangement(self._name)
        return {
            "perspective": self.current.id,
            "name": self._name,
            "arrangement": None if arrangement is None else arrangement.as_json(),
        }

    def arrange_as(self, document: Any) -> None:
        """Arrange the window as a file says; what it says is left where it cannot be."""
        if not isinstance(document, dict):
            return
        perspective = next((each for each in self.offered if each.id == document.get("perspective")), None)
        if perspective is None:
            return
        self.switch(perspective)
        arrangement = Arrangement.from_json(document.get("arrangement"))
        if arrangement is not None and document.get("name") == self._name:
            self._preferences.remember_arrangement(self._name, arrangement)
            self._arrange()

    @Slot()
    def reset(self) -> None:
        """Put every card of this perspective back where it was at first."""
        self._preferences.forget_arrangement(self._name)
        self._arrange()

    def set_scale(self, scale: float) -> None:
        """Reckon with contents that are drawn this large."""
        self.scale = scale
        self._look_at_room()

    def hold(self, held: bool) -> None:
        """Leave the window alone, with one view in the middle, and remember nothing of it, until it is let go."""
        self._held = held
        self._centre.show_views((self.current.views or ("agent",))[:1] if held else self.current.views)
        if not self._look_at_room():
            self._settle.start()

    def fit(self) -> None:
        """Give the cards the sizes that suit the window's, unless the user has given them others."""
        if self._preferences.arrangement(self._name) is None:
            resize(self._window, self._docks, self.current, self._room)

    def window_resized(self) -> None:
        """Take notice that the window has another size."""
        self._settle.start()
        self.resized.emit()

    @Slot()
    def _settled(self) -> None:
        """Give the cards their parts of a window of another size, or keep what parts the user has given them."""
        if self._held or not self._begun:
            return
        for dock in self._docks:
            dock.get_frame()
        due, self._due = self._due, None
        if due is not None:
            due()
        if self._window.size() == self._size:
            self._shares = Shares.of(self._window, self._docks, self._size)
            return
        self._size = self._window.size()
        if not self._look_at_room(self._shares):
            self._shares.give(self._window, self._docks)

    def _look_at_room(self, shares: Shares | None = None) -> bool:
        """Arrange the window in another way if there is more or less room than before; tells whether there is."""
        room = Room.of(self._window.size(), self.current, self.scale)
        if not self._begun or self._held or room == self._room:
            return False
        self._docks.let_go()
        self.remember(shares)
        self._room = room
        self._arrange()
        return True

    @property
    def _name(self) -> str:
        return f"{self.current.id}/{self._room.name}"

    def _arrange(self) -> None:
        self._docks.let_go()
        kept = self._preferences.arrangement(self._name)
        self._centre.show_views(self.current.views)
        self._docks.set_aside(dock.entry.id for dock in self.folded if self.tight)
        for dock in self._docks:
            dock.measure()
        if kept is None or not self._window.restoreState(kept.state, _DOCKS_VERSION):
            arrange(self._window, self._docks, self.current, self._room)
            # The window has other room only once what this has posted has been done.
            self._due = self.fit
        else:
            for dock in self._docks:
                dock.wanted = dock.entry.id in kept.shown
            shares = Shares(kept.widths, kept.height)
            self._due = partial(shares.give, self._window, self._docks)
        for dock in self._docks:
            self._docks.show_wanted(dock)
        self._settle.start()
        self.changed.emit()
