"""The panes of what can be set."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pg_desktop.ui.cart_pole.physics.card import PhysicsCard
from pg_desktop.ui.cart_pole.physics.playback import Playback
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


class SettingsPane(Pane):
    """The settings of the run. Lives in the GUI thread."""

    shared = True

    def __init__(self, panel: ControlPanel, parent: QWidget) -> None:
        """Take the controls in.

        Args:
            panel: the controls.
            parent: the window.
        """
        super().__init__(parent)
        self.column.addWidget(panel)
        panel.show()


def physics_pane(playback: Playback, panel: ControlPanel, parent: QWidget) -> PhysicsCard:
    """The physics, whose controls are the settings' own."""
    card = PhysicsCard(playback, panel.controls, parent)
    card.settings_wanted.connect(panel.choose)
    return card
