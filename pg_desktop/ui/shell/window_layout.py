"""Where the panes of the window are until the user moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from pg_desktop.ui.kit.cards import CardDock

SETTINGS_WIDTH: Final = 322


@dataclass(frozen=True)
class Docks:
    """The panes around the one in the middle.

    Attributes:
        run: at the left, above the settings; it cannot be moved.
        settings, physics: below it, one behind the other.
        returns: below the pane in the middle.
        losses, runs, distribution, robustness: beside it, one behind the other.
    """

    run: QDockWidget
    settings: CardDock
    physics: CardDock
    returns: CardDock
    losses: CardDock
    runs: CardDock
    distribution: CardDock
    robustness: CardDock

    def all(self) -> tuple[CardDock, ...]:
        """Every one that can be moved, in the order of the View menu."""
        return (
            self.settings,
            self.physics,
            self.returns,
            self.losses,
            self.runs,
            self.distribution,
            self.robustness,
        )

    def put(self, window: QMainWindow) -> None:
        """Put all panes where they belong."""
        area = Qt.DockWidgetArea
        for dock in self.all():
            dock.setFloating(False)
            dock.show()
        window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.run.show()
        window.addDockWidget(area.LeftDockWidgetArea, self.run)
        window.splitDockWidget(self.run, self.settings, Qt.Orientation.Vertical)
        window.tabifyDockWidget(self.settings, self.physics)
        window.addDockWidget(area.BottomDockWidgetArea, self.returns)
        window.splitDockWidget(self.returns, self.losses, Qt.Orientation.Horizontal)
        window.tabifyDockWidget(self.losses, self.runs)
        window.tabifyDockWidget(self.runs, self.distribution)
        window.tabifyDockWidget(self.distribution, self.robustness)
        for in_front in (self.settings, self.losses):
            in_front.raise_()
        self.size(window)

    def size(self, window: QMainWindow) -> None:
        """Give all panes the sizes that suit the window's."""
        window.resizeDocks([self.settings], [SETTINGS_WIDTH], Qt.Orientation.Horizontal)
        rest = window.width() - SETTINGS_WIDTH
        window.resizeDocks([self.returns, self.losses], [rest * 54 // 100, rest * 46 // 100], Qt.Orientation.Horizontal)
        window.resizeDocks([self.returns], [window.height() * 43 // 100], Qt.Orientation.Vertical)
