"""Panes: what the window shows in a card, each on its own."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pg_desktop.ui.kit.theme import Theme, may_change_look, theme_in_use


class Pane(QWidget):
    """What fills a card of the window. Lives in the GUI thread.

    Made when it is first shown, told what is new while it is in sight, and stopped at the end. It holds nothing that
    is lost with it. What it draws follows the look that its palette belongs to.

    Attributes:
        column: where it lays out what it shows.
        beside_title: what stands in the card's heading.
        in_front: whether it is not behind another pane's tab.
        failed: whether it has raised something and is closed, or about to be.
        shared: whether it or its parts are used elsewhere, so that it is kept where another would be made anew.

    Signals:
        titled (str): the card is to have another title, with "&" before the letter that chooses it in a menu.
        pane_wanted (str): another pane is to come to the front, the one with this id.
    """

    titled = Signal(str)
    pane_wanted = Signal(str)
    shared = False
    _look: Theme | None = None

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.beside_title: list[QWidget] = []
        self.in_front = True
        self.failed = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 0, 14, 12)
        self.column.setSpacing(4)

    @property
    def in_sight(self) -> bool:
        """Whether somebody can see it."""
        return self.in_front and self.isVisible()

    @property
    def keys(self) -> tuple[QAction, ...]:
        """What has a key while something in it has the focus."""
        return ()

    def load(self) -> None:
        """Load what the window's first paint does not need; called after it, and again after it has failed."""

    def refresh(self, scene: Any) -> None:
        """Show what is new; called some ten times a second while the pane is in sight.

        Args:
            scene: what there is to be seen, see `pg_desktop.ui.scene.Scene`.
        """

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""

    def stop(self) -> None:
        """End whatever it has at work, for good."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if may_change_look(event) and theme_in_use() is not self._look:
            try:
                self.take_look()
            except Exception:  # noqa: BLE001 (passing through Qt, which has others to tell, it would end in a crash)
                sys.excepthook(*sys.exc_info())

    def take_look(self) -> None:
        """Draw in the colours of the look in use."""
        self._look = theme_in_use()
        self.show_theme(self._look)
