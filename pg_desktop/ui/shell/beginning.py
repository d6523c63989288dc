"""How another run is begun with settings of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.runs.live.session import Session
from pg_desktop.storage.presets import Preset
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


@dataclass(frozen=True)
class Beginning:
    """Begins another run, of whose settings the run of before sees nothing. For the GUI thread.

    Its methods are no methods of the window: a pane that kept one of those would keep the window for good.

    Attributes:
        session: the live run.
        panel: the controls of the settings.
        reset: begins a run with what they say.
    """

    session: Session
    panel: ControlPanel
    reset: QAction

    def with_preset(self, preset: Preset) -> None:
        """Begin with a preset."""
        with self.session.at_once():
            self.panel.choose_preset(preset)
            self.reset.trigger()

    def with_settings(self, values: Mapping[str, Value]) -> None:
        """Begin with these settings, by their keys; all others stay as they are."""
        with self.session.at_once():
            self.panel.choose(values)
            self.reset.trigger()
