"""What the window is put together from, for the panes to be made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.turns import Turns
from pg_desktop.runs.processes import Processes
from pg_desktop.storage.presets import Preset
from pg_desktop.ui.cart_pole.physics.playback import Playback
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.panes.demonstrations.demonstrating import Demonstrating
from pg_desktop.ui.panes.ladder.climbing import Climbing
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.plots.plots import Plots
from pg_desktop.ui.panes.reality.fine_tuning import FineTuning
from pg_desktop.ui.panes.runs.wishes import RunWishes
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.panes.shown_game import ShownGame
from pg_desktop.ui.panes.shown_moment import ShownMoment
from pg_desktop.ui.panes.shown_plane import ShownPlane
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.panes.shown_stage import ShownStage


@dataclass(frozen=True)
class Parts:
    """What a pane may need, see `PaneEntry.needs`.

    Attributes:
        panel: the controls of the settings.
        playback: what the shown episode is played in.
        plots: both plots, which share their x axis.
        experiment: all runs.
        shown: which of them is shown.
        run_wishes: what the user wants with them.
        shown_moment: the moment that the agent's pane shows.
        turns: between training and measuring.
        folder: tells where dialogs that save something begin.
        opened: the update that is looked at closely.
        shown_stage: which of its stages.
        actions: of the window.
        shown_plane: the axes of maps, and the unit whose map is wanted.
        processes: compute beside the program.
        fine_tuning: lets the live run learn in a sealed physics for a while.
        demonstrating: driving, demonstrations, and what is made of them.
        shown_game: the game at the board.
        climbing: climbs the ladders of board games.
        set_up: begins another run with a preset.
        begin: begins another run with settings, by their keys.
    """

    panel: ControlPanel
    playback: Playback
    plots: Plots
    experiment: Experiment
    shown: ShownRun
    run_wishes: RunWishes
    shown_moment: ShownMoment
    turns: Turns
    folder: Callable[[], Path]
    opened: OpenedUpdate
    shown_stage: ShownStage
    actions: Actions
    shown_plane: ShownPlane
    processes: Processes
    fine_tuning: FineTuning
    demonstrating: Demonstrating
    shown_game: ShownGame
    climbing: Climbing
    set_up: Callable[[Preset], None]
    begin: Callable[[Mapping[str, Value]], None]
