"""Doing update after update, as many and as fast as is wanted."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from pg_desktop.learning.settings.table import PACE_MAX
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.control import Control
from pg_desktop.runs.live.live_run import LiveRun
from pg_desktop.runs.live.replaying import Replaying
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.live.tracing import Traced
from pg_desktop.runs.live.turns import Turns
from pg_desktop.runs.live.update_in_progress import UpdateInProgress

if TYPE_CHECKING:
    from pg_desktop.learning.trainer import UpdateReport
    from pg_desktop.runs.run import Run


class Pacing:
    """When the next update of the run that is trained is due, and the doing of it. Belongs to the training thread.

    Attributes:
        steps_left: updates that are to be done before it pauses; None without end.
    """

    def __init__(
        self, control: Control, experiment: Experiment, turns: Turns, live: LiveRun, replaying: Replaying
    ) -> None:
        """Take what an update has to do with."""
        self._control, self._experiment, self._turns = control, experiment, turns
        self._live, self._replaying = live, replaying
        self.steps_left: int | None = None
        self._last_start = -math.inf
        self._last_seconds = 0.0

    def begin(self, updates: int | None) -> None:
        """Let updates be done from now on.

        Args:
            updates: how many, besides those that are being done already; None without end.
        """
        board = self._live.board
        if updates is not None and board.is_training and self.steps_left is not None:
            updates += self.steps_left
        self.steps_left = updates
        self._last_start = -math.inf
        board.change(limit=None)
        self._live.set_state(RunState.TRAINING)

    def seconds_to_wait(self) -> float | None:
        """Until the next update is due: None forever. A change of the pace counts from the last update on."""
        run = self._live.run
        if run is None or not self._live.board.is_training:
            return None
        pace = run.settings.pace
        interval = 1.0 / pace if pace < PACE_MAX else 0.0
        return max(0.0, self._last_start + interval - time.monotonic())

    def update(self, run: Run) -> None:
        """Do one update; if that fails, or is not to be any more, nothing of it has happened."""
        self._last_start = time.monotonic()
        live, board = self._live, self._live.board
        update = UpdateInProgress(
            run,
            self._control,
            self._turns,
            board,
            live.set_state,
            steps_left=self.steps_left,
            seconds_before=self._last_seconds,
        )
        try:
            report = self._advance(run, update)
        except RolloutStoppedError:
            board.change(progress=None)  # for what comes next
            return
        except BaseException as error:  # noqa: BLE001 (whatever an environment raises, the update is undone)
            board.change(progress=None)
            live.report(error)
            live.pause()
            return
        finally:
            self.steps_left = update.steps_left
        self._last_seconds = report.seconds
        board.count_speed(int(report.lengths_N.sum()), report.seconds)
        self._experiment.make_room()
        if report.trace is not None:
            live.tracing.latest = Traced(run.record.id, run.world, report.trace)
        board.publish(run)
        self._replaying.play_due(run)
        live.keep()
        self._look_whether_over(run)

    def _advance(self, run: Run, update: UpdateInProgress) -> UpdateReport:
        self._live.within_update = True
        try:
            with self._turns.training():
                return run.advance(stop=update.must_stop, traced=self._live.tracing.wanted)
        finally:
            self._live.within_update = False

    def _look_whether_over(self, run: Run) -> None:
        limit = self._replaying.limit_of(run)
        if limit is not None:
            self._live.board.change(limit=limit)
            self._live.set_state(RunState.FINISHED)
        elif self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left <= 0:
                self._live.pause()
