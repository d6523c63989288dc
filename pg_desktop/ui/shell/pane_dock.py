"""The card of one pane of the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow

from pg_desktop.ui.kit.cards import CardDock
from pg_desktop.ui.shell.registry import PaneEntry


class PaneDock(CardDock):
    """The card of one entry of the table of panes. Lives in the GUI thread.

    Attributes:
        entry: what belongs in it.
        wanted: whether the user has it in sight in this perspective, if the world has a use for it.

    Signals:
        resized (): it has another size.
    """

    resized = Signal()

    def __init__(self, entry: PaneEntry, window: QMainWindow) -> None:
        super().__init__(QCoreApplication.translate("Panes", entry.title), entry.id, window)
        self.entry = entry
        self.wanted = False
        self.setWhatsThis(QCoreApplication.translate("Panes", entry.tip))
        self.toggleViewAction().setStatusTip(self.whatsThis())
        self.toggleViewAction().triggered.connect(self._toggled)
        self.dismissed.connect(partial(self._toggled, False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    @property
    def plain_title(self) -> str:
        """What the table calls it, as the user reads it."""
        return QCoreApplication.translate("Panes", self.entry.title).replace("&", "")

    @Slot(bool)
    def _toggled(self, wanted: bool) -> None:
        self.wanted = wanted
