"""Playing a run again: what was changed in it is changed again, at the same updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pg_desktop.learning.edits import STREAM
from pg_desktop.runs.facts import Limit
from pg_desktop.runs.live.control import Control
from pg_desktop.runs.live.live_run import LiveRun
from pg_desktop.runs.live.status import ReplayEnd, ReplayEnded

if TYPE_CHECKING:
    from pg_desktop.runs.run import Run


class Replaying:
    """Follows the replay that the status names, if it names one. Belongs to the training thread."""

    def __init__(self, control: Control, live: LiveRun) -> None:
        """Take where settings are wanted, and the run that is trained."""
        self._control, self._live = control, live

    def play_due(self, run: Run) -> None:
        """Change what was changed at this point of the run that is played again; at its end, pause."""
        live, board = self._live, self._live.board
        replay = board.status.replay
        if replay is None:
            return
        due = replay.due(run.updates)
        if due:
            run.replay(due)
            changes = {edit.key: run.settings.value(edit.key) for edit in due if edit.key != STREAM}
            version = self._control.follow(changes, board.status.settings_version)
            board.publish(run, settings_version=version)
            live.news.replayed()
        if run.updates >= replay.end:
            self.end(ReplayEnd.DONE)
            live.pause()

    def end(self, cause: ReplayEnd) -> None:
        """Let the run go on as one of its own, if it is one that is played again."""
        status = self._live.board.status
        if status.replay is not None:
            self._live.board.change(replay=None)
            self._live.news.replay_ended(ReplayEnded(status.replay, cause, status.update))

    def limit_of(self, run: Run) -> Limit | None:
        """Which limit ends the run here, if one does; one that is played again is known to have gone on."""
        replay = self._live.board.status.replay
        return None if replay is not None and run.updates < replay.end else run.limit_reached()
