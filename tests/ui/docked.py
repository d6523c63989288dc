"""A pane in a card of a window of its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from pg_desktop.ui.kit.cards import CardDock
from pg_desktop.ui.kit.panes import Pane


def docked(pane: Pane, window: QMainWindow) -> CardDock:
    """Put a pane at the left of a window; returns its card."""
    dock = CardDock("&Pane", "pane", window)
    dock.put(pane)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    return dock
