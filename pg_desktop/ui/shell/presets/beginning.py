"""How a preset begins another run."""

from __future__ import annotations

from PySide6.QtGui import QAction

from pg_desktop.runs.live.session import Session
from pg_desktop.storage.presets import Preset
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


def begin_with(session: Session, panel: ControlPanel, reset: QAction, preset: Preset) -> None:
    """Begin another run with a preset, of whose settings the run of before sees nothing.

    It is no method of the window: a pane that kept one would keep the window for good.

    Args:
        session: the live run.
        panel: the settings.
        reset: begins a run with what they say.
        preset: what they are to say.
    """
    with session.at_once():
        panel.choose_preset(preset)
        reset.trigger()
