"""The cards of the window and the panes in them, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QPropertyAnimation, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from pg_desktop.mishaps import Mishap, mishap_of, write_down
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.scene import Scene
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.registry import PANES


class PaneFailedError(Exception):
    """A pane could not be made; the user has been told."""


class PaneDocks(QObject):
    """All cards of the window, by the ids of the table. Lives in the GUI thread.

    A pane that fails is closed, and the others go on; it may be shown again.

    Signals:
        made (Pane): a pane is there from now on.
        failed (PaneDock, Mishap): a pane is about to be closed, because it has failed.
        called (PaneDock): a card is about to come in front of those in its place.
        wanted_over (PaneDock): the pane of a card that has no place is to open over the others.
    """

    made = Signal(object)
    failed = Signal(object, object)
    called = Signal(object)
    wanted_over = Signal(object)

    def __init__(self, parts: object, window: QMainWindow) -> None:
        """Make the cards, with nothing in them.

        Args:
            parts: what panes need, see `PaneEntry.needs`.
            window: whose they are.
        """
        super().__init__(window)
        self._parts = parts
        self._window = window
        self._docks = {entry.id: PaneDock(entry, window) for entry in PANES}
        self._panes: dict[str, Pane] = {}
        self._loads = False
        self._varied = True
        self._awaited = ""
        self._aside: frozenset[str] = frozenset()
        self._scene: Scene | None = None
        for dock in self:
            dock.visibilityChanged.connect(partial(self._come, dock))
            dock.toggleViewAction().triggered.connect(partial(self._toggled, dock))

    def __iter__(self) -> Iterator[PaneDock]:
        """All, in the order of the table."""
        return iter(self._docks.values())

    def __contains__(self, pane: object) -> bool:
        """Whether there is such a pane."""
        return pane in self._docks

    def __getitem__(self, pane: str) -> PaneDock:
        """One, by its id."""
        return self._docks[pane]

    @property
    def made_by_now(self) -> Mapping[str, Pane]:
        """What is in the cards that have been shown, by id; it changes."""
        return self._panes

    def pane(self, pane: str) -> Pane:
        """What is in a card, made now if it is not there.

        Raises:
            PaneFailedError: if it cannot be made.
        """
        if pane not in self._panes:
            dock, before = self._docks[pane], self._strays()
            try:
                self._make(dock)
            except (Exception, SystemExit) as error:
                self._not_made(dock, mishap_of(error), self._strays() - before)
                raise PaneFailedError(pane) from error
            if self._scene is not None:
                self._call(pane, partial(self._panes[pane].refresh, self._scene))
        if pane not in self._panes:
            raise PaneFailedError(pane)
        return self._panes[pane]

    def all_panes(self) -> list[Pane]:
        """What is in the cards, all of it, made now if need be, but for what cannot be made."""
        return [pane for dock in self if (pane := self._pane_if_any(dock)) is not None]

    def load(self) -> None:
        """Let all panes load what the first paint did not need, those that are there and those that come."""
        self._loads = True
        for name, pane in list(self._panes.items()):
            self._call(name, pane.load)

    def refresh(self, scene: Scene, turn: int | None = None) -> None:
        """Tell the panes in sight what is new.

        Args:
            scene: what there is to be seen.
            turn: only those of one of the turns; None for all.
        """
        self._scene = scene
        for name, pane in list(self._panes.items()):
            if pane.in_sight and not pane.failed and turn in (None, self._docks[name].entry.turn):
                self._call(name, partial(pane.refresh, scene))

    def offer_varied(self, varied: bool) -> None:
        """Show or leave out the panes for worlds whose physics can be varied."""
        if varied == self._varied:
            return
        self._varied = varied
        for dock in self:
            if dock.entry.varied:
                self.show_wanted(dock)
        if varied and self._awaited:
            self.bring_forward(self._awaited)

    def set_aside(self, panes: Iterable[str]) -> None:
        """Have no place for some panes, by their ids, and for all others: they open over the others when called."""
        self._aside = frozenset(panes)

    def show_wanted(self, dock: PaneDock) -> None:
        """Show a card if the user has it in sight and the world has a use for it."""
        offered = self._varied or not dock.entry.varied
        dock.toggleViewAction().setVisible(offered)
        dock.setVisible(offered and dock.wanted)

    @Slot(str)
    def bring_forward(self, pane: str) -> None:
        """Show a card in front of those in its place; nothing happens if there is none."""
        if pane in self._docks:
            dock = self._docks[pane]
            if pane in self._aside and (self._varied or not dock.entry.varied):
                self.wanted_over.emit(dock)
                return
            dock.wanted = True
            # A challenge may call it from another world, just before its own has come.
            self._awaited = pane if dock.entry.varied and not self._varied else ""
            self.show_wanted(dock)
            self.called.emit(dock)
            dock.raise_()

    def let_go(self) -> None:
        """End the drag of a card, or of the gap between two, if one is going on.

        To be called before all cards are arranged anew: Qt still holds what is dragged in a place that has gone then,
        and crashes.
        """
        kind, button, none = QEvent.Type.MouseButtonRelease, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for dragged in (*self, self._window):
            at = QPointF(dragged.mapFromGlobal(QCursor.pos()))
            release = QMouseEvent(kind, at, QPointF(QCursor.pos()), button, none, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(dragged, release)
            for landing in dragged.findChildren(QPropertyAnimation, options=Qt.FindChildOption.FindDirectChildrenOnly):
                # Only with its end a card is back in the window, and shown there; later that would be in another place.
                QCoreApplication.sendPostedEvents(landing, QEvent.Type.DeferredDelete)

    def stop(self) -> None:
        """Let all panes end what they have at work, for good."""
        for name, pane in list(self._panes.items()):
            try:
                pane.stop()
            except Exception as error:  # noqa: BLE001 (the others are to end too)
                write_down(mishap_of(error), f"the pane {name}, at the end")

    def give_up(self, part: Pane, mishap: Mishap) -> bool:
        """Close the pane in which something has failed.

        Args:
            part: the pane, or one that is a part of it.
            mishap: what has happened.

        Returns:
            Whether it is in a card, or was.
        """
        if not isValid(part):
            return True
        for name, pane in self._panes.items():
            if pane is part or pane.isAncestorOf(part):
                self._fail(name, mishap)
                return True
        return part.failed

    def _toggled(self, dock: PaneDock) -> None:
        """Chosen in the menu, a pane without a place opens over the others, too."""
        if dock.wanted and dock.entry.id in self._aside:
            self._put_away(dock)
            self.wanted_over.emit(dock)

    def _make(self, dock: PaneDock) -> None:
        made = self._panes[dock.entry.id] = dock.entry.make(self._parts, self._window)
        dock.put(made)
        made.pane_wanted.connect(self.bring_forward)
        self.made.emit(made)
        if self._loads:
            made.load()
        made.take_look()

    def _not_made(self, dock: PaneDock, mishap: Mishap, strays: set[Pane]) -> None:
        """Close a card whose pane could not be made, or not be made ready.

        Args:
            dock: the card.
            mishap: why.
            strays: what there is of it, if its constructor has failed.
        """
        name = dock.entry.id
        write_down(mishap, f"the pane {name}, when it was made")
        for stray in strays:
            stray.deleteLater()
        if name in self._panes:
            self._fail(name, mishap)
        else:
            self._close(dock, mishap)

    def _pane_if_any(self, dock: PaneDock) -> Pane | None:
        try:
            return self.pane(dock.entry.id)
        except PaneFailedError:  # which has been told
            return None

    def _call(self, name: str, work: Callable[[], None]) -> None:
        """Let a pane do something, and close it if it fails."""
        try:
            work()
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a pane raises, the others go on)
            mishap = mishap_of(error)
            write_down(mishap, f"the pane {name}")
            self._fail(name, mishap)

    def _fail(self, name: str, mishap: Mishap) -> None:
        dock, pane = self._docks[name], self._panes.get(name)
        if pane is None or pane.failed:  # in the middle of what has failed before
            return
        pane.failed = True
        self._close(dock, mishap)
        if not pane.shared:
            del self._panes[name]
            self._remove(dock, pane)

    def _close(self, dock: PaneDock, mishap: Mishap) -> None:
        """Tell why, and take a card out of sight once whatever goes on is over."""
        self.failed.emit(dock, mishap)
        QTimer.singleShot(0, self, partial(self._put_away, dock))

    def _put_away(self, dock: PaneDock) -> None:
        dock.wanted = False
        self.show_wanted(dock)

    def _remove(self, dock: PaneDock, pane: Pane) -> None:
        """Let go of a pane for good."""
        dock.take(pane)
        pane.hide()
        try:
            pane.stop()
        except Exception as error:  # noqa: BLE001 (it has failed before)
            write_down(mishap_of(error), f"the pane {dock.entry.id}, when it was closed")
        for widget in (pane, *pane.beside_title):
            widget.deleteLater()
        dock.set_title(QCoreApplication.translate("Panes", dock.entry.title))

    def _strays(self) -> set[Pane]:
        """The panes that are the window's own children: one that is not made to its end stays among them."""
        found = self._window.findChildren(Pane, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return {pane for pane in found if not pane.shared}

    def _come(self, dock: PaneDock, in_front: bool) -> None:
        if not in_front or dock.isHidden():
            return
        pane = self._pane_if_any(dock)
        if pane is None:
            return
        if pane.failed:  # shown again, it may go better
            pane.failed = False
            if self._loads:
                self._call(dock.entry.id, pane.load)
        if self._scene is not None and pane.in_sight:
            self._call(dock.entry.id, partial(pane.refresh, self._scene))
