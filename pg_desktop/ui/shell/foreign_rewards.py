"""Rewards that a file brings: they are shown before anything is learned from them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Slot

from pg_desktop.challenges.gallery import GALLERY
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState, View
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


class ForeignRewards(QObject):
    """Shows each reward that neither the user has typed nor the program has brought, once.

    A policy or an experiment that is opened stands still, so that it is shown before it acts. Where training is going
    on when a preset of the user's own brings one, it pauses. Lives in the GUI thread.
    """

    def __init__(self, session: Session, panel: ControlPanel, notice: NoticeBar, parent: QObject) -> None:
        """Know the program's own.

        Args:
            session: the run.
            panel: chooses settings.
            notice: where a reward is shown.
            parent: who owns this object.
        """
        super().__init__(parent)
        self._session, self._panel, self._notice = session, panel, notice
        ours = {entry.preset for entry in GALLERY}
        self._known = {"", *(str(p.settings["reward"]) for p in load_presets() if p.id in ours)}
        panel.settings_chosen.connect(self._look_at_choice)
        session.worker.run_began.connect(self._look_at_run)

    def unknown(self, rewards: Iterable[str]) -> list[str]:
        """Those among rewards that have not been shown yet, in their order; from now on they count as shown."""
        found = [reward for reward in dict.fromkeys(rewards) if reward not in self._known]
        self._known.update(found)
        return found

    @Slot(object)
    def _look_at_choice(self, settings: Settings) -> None:
        """What is chosen by itself has been typed; what a preset brings has not."""
        if not self._panel.preset_name:
            self._known.add(settings.reward)
        elif self._show(settings.reward) and self._session.status.state is RunState.TRAINING:
            self._session.pause()

    @Slot(object)
    def _look_at_run(self, view: View) -> None:
        if view.status.replay is None:  # whose rewards have been shown when it was asked for
            self._show(view.status.settings.reward)

    def _show(self, reward: str) -> bool:
        """Show a reward if it is one that has not been shown; whether it was."""
        found = self.unknown([reward])
        for each in found:
            self._notice.tell(
                self.tr(
                    "A reward was brought along, to learn from in place of the world's: {reward}. Train to use it, or "
                    "take the world's own in the pane Reward."
                ).format(reward=each)
            )
        return bool(found)
