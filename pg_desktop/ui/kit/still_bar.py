"""A bar at an edge of the window that stays where it is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QToolBar, QWidget

_MARGIN: Final = 4
"""Pixels above and below what is in a bar; at the sides each has its own."""


class StillBar(QToolBar):
    """A tool bar that can be neither moved nor hidden. Lives in the GUI thread."""

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setEnabled(False)
        self.toggleViewAction().setVisible(False)
        self._keep_margins()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            # Another look's style sheet would give the bar other margins, and move all that is beside it.
            self._keep_margins()

    def _keep_margins(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, _MARGIN, 0, _MARGIN)
