"""Showing what is new in the training thread, again and again."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Slot

from pg_desktop.learning.settings.table import pending_until_reset
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.learning.worlds.variation import variations_of
from pg_desktop.runs.live.status import View
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.scene import Scene
from pg_desktop.ui.shell.experiments import Experiments
from pg_desktop.ui.shell.thinning import Thinning
from pg_desktop.ui.shell.window_parts import WindowParts

_REFRESH_MS: Final = 50
"""Each plot is refreshed every other time."""


class Refreshing(QTimer):
    """Pulls what the training thread has put up, and hands it to the parts of the window. Lives in the GUI thread."""

    def __init__(self, window: WindowParts, experiments: Experiments, thinning: Thinning) -> None:
        """Prepare; it goes on by itself from `start` on.

        Args:
            window: whose parts show it.
            experiments: looks whether the file is up to date.
            thinning: looks whether moments are missing.
        """
        super().__init__(window)
        self._window, self._experiments, self._thinning = window, experiments, thinning
        self._turn = 0
        self._scene: Scene | None = None
        self.setInterval(_REFRESH_MS)
        self.timeout.connect(self._refresh_in_turn)

    @Slot()
    def refresh(self) -> None:
        """Show all that is new, now."""
        self._scene = self._refresh_figures()
        self._window.panes.refresh(self._scene)
        self._refresh_views(self._scene)

    @Slot()
    def show_wanted_state(self) -> None:
        """Show what the training thread does, and whether it will train, which the user may just have changed."""
        window = self._window
        will_train = window.session.will_train
        window.status_line.show_status(window.session.status, will_train=will_train)
        window.actions_.show_training(will_train, window.theme)

    @Slot()
    def _refresh_in_turn(self) -> None:
        """Show a part of what is new: some panes with the figures, at the next turn the others."""
        self._window.session.turns.window_answers()
        if self._turn == 0 or self._scene is None:
            self._scene = self._refresh_figures()
        self._window.panes.refresh(self._scene, self._turn)
        self._refresh_views(self._scene)
        self._turn = 1 - self._turn

    def _refresh_views(self, scene: Scene) -> None:
        """Tell the views in the middle what is new, twice as often as a pane."""
        for view in self._window.views:
            view.refresh(scene)

    def _refresh_figures(self) -> Scene:
        """Show what is new everywhere but in the panes; what fails in one part leaves the others."""
        window = self._window
        view = window.session.view
        window.shown.look_whether_gone()
        wanted = window.session.wanted
        window.playback.follow(wanted.physics)
        window.mishaps.surviving(window.time_machine.refresh)
        shown = window.time_machine.shown(window.shown.view)
        scene = Scene(wanted, view, window.shown.view, shown, window.shown.record, window.playback.physics)
        for show in (self._show_agent, self._show_progress, self._show_controls):
            window.mishaps.surviving(partial(show, scene))
        return scene

    def _show_agent(self, scene: Scene) -> None:
        self._window.render_pane.show_view(scene.shown, self._name_beside_live())

    def _show_progress(self, scene: Scene) -> None:
        window, status = self._window, scene.live.status
        window.steering.show_status(status)
        if not window.demonstrating.driver.driving:  # it would lie over what is driven
            window.learning_signal.look()
        window.demonstration_list.look()
        self.show_wanted_state()
        window.run_bar.show_progress(None if status.progress is None else status.progress.share)
        window.setWindowModified(self._experiments.unsaved)
        self._experiments.look()
        self._thinning.look()

    def _show_controls(self, scene: Scene) -> None:
        window = self._window
        status, world = scene.live.status, scene.live.world
        if world is not None:
            window.panel.show_world(world)
        window.panes.offer_varied(self._is_varied(scene.live))
        all_acting = status.settings_version == window.session.wanted_version
        window.panel.show_applied(status.settings, all_acting=all_acting)
        window.run_bar.show_waiting(pending_until_reset(scene.wanted, status.settings))

    def _is_varied(self, view: View) -> bool:
        """Whether the physics of the world can be varied; before there is one, whether that of the wanted one can."""
        wanted = self._window.session.wanted.environment
        entry = view.world.entry if view.world is not None else environment_entry(wanted)
        return variations_of(entry) is not None

    def _name_beside_live(self) -> str:
        """What the shown run is called, where it is another than the live one."""
        record = self._window.shown.record
        return "" if record is None or self._window.shown.is_live else run_name(record)
