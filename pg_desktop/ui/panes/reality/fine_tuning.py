"""Training in a sealed physics, for a counted number of updates, and back in the simulator after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.settings.control_panel import ControlPanel

_KEY: Final = "reality"
_LOOK_MS: Final = 50


@dataclass(frozen=True)
class Going:
    """What is being done.

    Attributes:
        run: the id of the run that is fine-tuned.
        reality: the number of the sealed physics.
        until: updates that the run will have done then.
        episodes: how many are to be played.
    """

    run: int
    reality: int
    until: int
    episodes: int


class FineTuning(QObject):
    """Lets the live run learn in a sealed physics for a while. Lives in the GUI thread.

    That is a setting of the run, so that a run that is played again, opened or branched from goes the same way; but it
    is no choice that could be undone, for what has been learned stays. Whoever trains on without it, or goes back to a
    moment in the middle of it, is in the simulator: nobody trains in reality unawares.

    Signals:
        ended (): the run is back in the simulator.
    """

    ended = Signal()

    def __init__(self, session: Session, panel: ControlPanel, parent: QObject) -> None:
        """Watch the session from now on.

        Args:
            session: whose live run it is.
            panel: shows the settings that are wanted.
            parent: the window.
        """
        super().__init__(parent)
        self._session, self._panel = session, panel
        self._going: Going | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        worker = session.worker
        worker.state_changed.connect(self._look)
        worker.run_began.connect(self._look)
        worker.replay_ended.connect(self._look)

    @property
    def going(self) -> Going | None:
        """What is being done; None in the simulator."""
        return self._going

    def begin(self, reality: int, updates: int) -> None:
        """Do some updates of the live run in a sealed physics, then pause, back in the simulator.

        Args:
            reality: its number.
            updates: how many; at least 1.
        """
        status = self._session.status
        if self._going is not None or status.replay is not None:
            return
        # The update that is going on ends as it began. One that stands still in its middle is begun anew, in reality.
        under_way = 1 if self._session.will_train else 0
        episodes = updates * self._session.wanted.episodes_per_update
        self._going = Going(status.run, reality, status.update + under_way + updates, episodes)
        self._want(reality)
        self._session.step(updates + under_way)
        self._timer.start()

    @Slot()
    def cancel(self) -> None:
        """Stop after the update that is going on."""
        if self._going is not None:
            self._session.pause()
            self._end()

    @Slot()
    def _look(self) -> None:
        status = self._session.status
        if status.replay is not None:
            return
        going = self._going
        if going is None:
            if self._session.wanted.reality:
                self._want(0)
            return
        over = status.run != going.run or status.update >= going.until
        if over or (status.state is not RunState.TRAINING and not self._session.will_train):
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._going = None
        self._want(0)
        self.ended.emit()

    def _want(self, reality: int) -> None:
        settings = self._session.wanted.changed({_KEY: reality})
        self._panel.show_settings(self._panel.settings.changed({_KEY: reality}))
        self._session.want(settings)
