"""Puts the cards of a window where the table of panes says, for a perspective and the room that there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow

from pg_desktop.ui.kit.cards import LEAST
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.pane_docks import PaneDocks
from pg_desktop.ui.shell.registry import Area, Perspective, Place

SHORT: Final = 680
"""Pixels of the window's height below which the panes at the bottom stand beside the agent instead."""
TIGHT: Final = QSize(800, 480)
"""Pixels of the window's width and height below which no card has room beside what is in the middle."""
_RAIL: Final = 100
_GAP: Final = 10
"""Pixels at the left of everything, and between two cards."""
_GROUP_MAX: Final = 4
"""Panes behind each other at the most."""
_DOCK_AREA: Final = {
    Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
    Area.BOTTOM: Qt.DockWidgetArea.BottomDockWidgetArea,
}


@dataclass(frozen=True)
class Room:
    """How much room a window has.

    Attributes:
        narrow: whether the panes at the left have none.
        short: whether there is none below the agent.
        close: whether there is none for panes beside each other at the bottom.
        tight: whether there is none for any pane beside what is in the middle.
    """

    narrow: bool
    short: bool
    close: bool = False
    tight: bool = False

    @classmethod
    def of(cls, size: QSize, perspective: Perspective, scale: float = 1.0) -> Room:
        """That of a window of this size for a perspective, with contents that are drawn this large."""
        if size.width() < TIGHT.width() * scale or size.height() < TIGHT.height() * scale:
            return cls(narrow=True, short=True, close=True, tight=True)
        return cls(
            size.width() < perspective.narrow * scale,
            size.height() < SHORT * scale,
            size.width() < perspective.beside * scale,
        )

    @property
    def name(self) -> str:
        """For what is remembered of an arrangement."""
        if self.tight:
            return "tight"
        return "-".join(["narrow"] * self.narrow + ["short"] * self.short + ["close"] * self.close) or "wide"


@dataclass(frozen=True)
class Shares:
    """What part of the window's width and height the cards at the bottom have.

    Qt gives all that a window grows by to its middle, and takes what it shrinks by from everybody. Where nothing is in
    the middle, the cards at the sides have their parts of the width, too.

    Attributes:
        widths: by the ids of the panes, of those that are in front; in [0, 1].
        height: of all at the bottom, in [0, 1]; 0 where there are none.
    """

    widths: tuple[tuple[str, float], ...] = ()
    height: float = 0.0

    @classmethod
    def of(cls, window: QMainWindow, docks: PaneDocks, size: QSize) -> Shares:
        """Those in a window of this size."""
        if size.isEmpty():
            return cls()
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        front = [dock for dock in docks if dock.isVisible() and dock.in_front and not dock.isFloating()]
        below = [dock for dock in front if window.dockWidgetArea(dock) is bottom]
        middle = window.centralWidget()
        alone = middle is not None and middle.isHidden()
        beside = [dock for dock in front if alone and dock not in below]
        widths = tuple((dock.entry.id, dock.width() / size.width()) for dock in (*below, *beside))
        return cls(widths, below[0].height() / size.height() if below else 0.0)

    def give(self, window: QMainWindow, docks_by_id: PaneDocks) -> None:
        """Give them the same part of the window as it is now."""
        present = [(docks_by_id[pane], share) for pane, share in self.widths if pane in docks_by_id]
        docks = [dock for dock, _ in present]
        if not docks:
            return
        widths = [round(share * window.width()) for _, share in present]
        window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        if self.height:
            window.resizeDocks(docks[:1], [round(self.height * window.height())], Qt.Orientation.Vertical)


def is_folded(place: Place | None, room: Room, perspective: Perspective) -> bool:
    """Whether a pane is on the rail in this room, which opens it over the others."""
    if place is None:
        return False
    if room.tight and perspective.views:
        return True
    return place.area is Area.LEFT and place.folds and room.narrow


def arrange(window: QMainWindow, docks: PaneDocks, perspective: Perspective, room: Room) -> None:
    """Put every card where it belongs at first, and have the others ready in case the user wants them."""
    for dock in docks:
        dock.setFloating(False)
        dock.wanted = False
        window.addDockWidget(_DOCK_AREA[Area.RIGHT], dock)
        dock.hide()
    window.setCorner(Qt.Corner.BottomLeftCorner, _DOCK_AREA[Area.LEFT])
    window.setCorner(Qt.Corner.BottomRightCorner, _DOCK_AREA[Area.RIGHT])
    for area in Area:
        groups = _groups(docks, perspective, room, area)
        _fill(window, groups, area)
        for group in groups:
            in_front = [dock for dock in group if dock.entry.places[perspective.id].front]
            (in_front or group)[0].raise_()
    resize(window, docks, perspective, room)


def resize(window: QMainWindow, docks: PaneDocks, perspective: Perspective, room: Room) -> None:
    """Give all cards the sizes that suit the window's."""
    horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    for area in Area:
        groups = _groups(docks, perspective, room, area)
        firsts = [group[0] for group in groups]
        shares = [_share(dock, perspective) for dock in firsts]
        if not firsts:
            continue
        if area is Area.BOTTOM:
            window.resizeDocks(firsts, [share * window.width() // sum(shares) for share in shares], horizontal)
            window.resizeDocks(firsts[:1], [window.height() * perspective.bottom // 100], vertical)
        else:
            width = perspective.side[area is Area.RIGHT]
            if room.narrow and area is Area.RIGHT and perspective.views and not _all_views_fit(window, perspective):
                width = window.width() * 42 // 100
            window.resizeDocks(firsts[:1], [width], horizontal)
            window.resizeDocks(firsts, [share * window.height() // sum(shares) for share in shares], vertical)


def _all_views_fit(window: QMainWindow, perspective: Perspective) -> bool:
    """Whether several views have room side by side where nothing is at the left but the rail."""
    beside = _RAIL + perspective.side[1]
    return len(perspective.views) > 1 and window.width() >= beside + len(perspective.views) * (LEAST.width() + _GAP)


def _share(dock: PaneDock, perspective: Perspective) -> int:
    return dock.entry.places[perspective.id].share


def _groups(docks: PaneDocks, perspective: Perspective, room: Room, area: Area) -> list[list[PaneDock]]:
    """The cards of an area, those behind each other together."""
    if room.short and area is Area.BOTTOM:
        return []
    placed = [(dock, dock.entry.places.get(perspective.id)) for dock in docks]
    open_ = [(dock, place) for dock, place in placed if place and not is_folded(place, room, perspective)]
    if room.tight:  # all that is left stands in one place, as there is nothing in the middle
        open_.sort(key=lambda pair: (pair[1].area is not Area.LEFT, pair[1].group))
        return [[dock for dock, _ in open_][:_GROUP_MAX]] if open_ and area is Area.RIGHT else []
    here = [(dock, place) for dock, place in open_ if place.area is area]
    here.sort(key=lambda pair: pair[1].group)
    groups = [[dock for dock, _ in group] for _, group in groupby(here, key=lambda pair: pair[1].group)]
    if room.close and area is Area.BOTTOM and groups:
        groups = [[dock for group in groups for dock in group][:_GROUP_MAX]]
    if room.short and area is Area.RIGHT:
        below = [dock for dock, place in placed if place and place.area is Area.BOTTOM]
        together = [dock for group in groups for dock in group] + below
        groups = [together[:_GROUP_MAX]] if together else []
    return groups


def _fill(window: QMainWindow, groups: Sequence[Sequence[PaneDock]], area: Area) -> None:
    along = Qt.Orientation.Horizontal if area is Area.BOTTOM else Qt.Orientation.Vertical
    firsts = [group[0] for group in groups]
    for first in firsts:
        window.addDockWidget(_DOCK_AREA[area], first)
    for before, first in pairwise(firsts):  # before any has others behind it: Qt would put it behind them, too
        window.splitDockWidget(before, first, along)
    for group in groups:
        for behind, dock in pairwise(group):
            window.tabifyDockWidget(behind, dock)
        for dock in group:
            dock.wanted = True
            dock.show()
