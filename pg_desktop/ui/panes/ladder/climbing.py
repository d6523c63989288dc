"""Climbing: rung after rung in the live window, each an ordinary run that begins with the policy of the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.ladder.table import settings_of
from pg_desktop.learning.settings.run import PACE_MAX
from pg_desktop.messages import UserError
from pg_desktop.runs.live.control import WithSettings
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import Failure, RunState, Status, View
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.panes.ladder.steps import StepState, last_policy, steps_of
from pg_desktop.ui.panes.settings.control_panel import ControlPanel

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.facts import Origin
    from pg_desktop.runs.record import RunRecord


class Ending(StrEnum):
    """Why a climb has come to its end."""

    TOP = "top"
    STOPPED = "stopped"
    LEFT = "left"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Climb:
    """What is being climbed.

    Attributes:
        game: its id.
        rungs: ids of the rungs that are to come, the first of which is being climbed.
        origin: of the run that climbs it.
        run: its id; 0 until it has begun, or is trained again.
        pace: updates a second that were wanted before, to come back to.
    """

    game: str
    rungs: tuple[str, ...]
    origin: Origin
    run: int
    pace: float


@dataclass(frozen=True)
class Ended:
    """How a climb came to its end.

    Attributes:
        game: the id of the game.
        rung: the id of the last rung that it was on.
        why: the cause.
        failure: what went wrong, as a sentence; "" if nothing did.
    """

    game: str
    rung: str
    why: Ending
    failure: str = ""


class Climbing(QObject):
    """Climbs ladders with the live run. Lives in the GUI thread.

    It presses the same buttons as the user: begins a run, trains it, and begins the next one where that has done all
    its updates. Pausing, stepping, the pace and all settings are the user's; whoever trains another run has left the
    ladder.

    Attributes:
        going: what is being climbed; None if nothing is.
        ended: how the last climb came to its end; None before the first.

    Signals:
        changed (): something else is being climbed, or nothing.
        run_asked (): a run has been asked for.
    """

    changed = Signal()
    run_asked = Signal()

    def __init__(self, session: Session, panel: ControlPanel, parent: QObject) -> None:
        """Watch the session from now on.

        Args:
            session: whose live run climbs.
            panel: shows the settings that are wanted.
            parent: the window.
        """
        super().__init__(parent)
        self._session, self._panel = session, panel
        self.going: Climb | None = None
        self.ended: Ended | None = None
        worker = session.worker
        worker.run_began.connect(self._run_began)
        worker.state_changed.connect(self._state_changed)
        worker.refused.connect(self._refused)
        worker.failed.connect(self._failed)
        worker.exchanged.connect(self._exchanged)
        self._failure = ""

    def climb(self, game: str, to: str, *, again: bool = False) -> None:
        """Climb to a rung: all that are missing up to there, or that one once more if none is.

        A rung that was climbed from a policy that stands below it no more is missing, too, and is climbed anew.

        Args:
            game: the id of the game.
            to: the id of the rung.
            again: whether all rungs are climbed anew, from the lowest one on.
        """
        self._end(Ending.STOPPED)
        steps = steps_of(self._session.experiment.records, game, self._session.status)
        up_to = steps[: 1 + next(index for index, step in enumerate(steps) if step.rung.id == to)]
        learned = [step.rung.id for step in up_to if step.rung.algorithm]
        missing = [step.rung.id for step in up_to if step.rung.algorithm and step.state is not StepState.DONE]
        rungs = learned if again else missing or learned[-1:]
        pace = self._session.wanted.pace
        self._want_pace(PACE_MAX)
        self._begin(game, tuple(rungs), pace, anew=again or not missing)

    def stop(self) -> None:
        """Climb no further: pause, and leave the run as it is."""
        if self.going is not None:
            self._session.pause()
            self._end(Ending.STOPPED)

    def _begin(self, game: str, rungs: tuple[str, ...], pace: float, *, anew: bool) -> None:
        """Begin the first of the rungs, or go on with a run that has been on it, unless it is to be `anew`."""
        steps = {step.rung.id: step for step in steps_of(self._session.experiment.records, game, self._session.status)}
        step = steps[rungs[0]]
        record = step.record
        goes_on = step.state in (StepState.CLIMBING, StepState.PAUSED, StepState.STOPPED)
        if record is not None and record.origin is not None and not anew and goes_on:
            self._set(Climb(game, rungs, record.origin, 0, pace))
            if record is self._session.view.record:
                self._run_began(self._session.view)
            else:
                self._session.activate(record.id)
        else:
            after = steps[step.rung.after].record if step.rung.after else None
            try:
                origin = self._load(game, rungs[0], after)
            except UserError as error:  # the policy of the rung before cannot be read
                self._want_pace(pace)
                self.ended = Ended(game, rungs[0], Ending.FAILED, sentence(error))
                self._set(None)
                return
            self._set(Climb(game, rungs, origin, 0, pace))
        self._session.train()
        self.run_asked.emit()

    def _load(self, game: str, rung: str, after: RunRecord | None) -> Origin:
        """Ask for a run that climbs a rung, with the last policy of another; returns what it is known by."""
        from pg_desktop.runs.facts import LadderStep, Origin  # noqa: PLC0415 (safetensors, after the first paint)
        from pg_desktop.storage.policy_format import TrainingStatistics, tensors_digest  # noqa: PLC0415

        policy = None if after is None else last_policy(after, self._session.view)
        step = LadderStep(game, rung)
        if after is not None:
            step = LadderStep(game, rung, after.id, after.figures.updates)
        nothing = TrainingStatistics(0, 0, 0, 0.0, None, None)
        digest = None if policy is None else tensors_digest(policy.parameters)
        origin = Origin(nothing, policy_sha256=digest, step=step)
        self._session.begin_from(settings_of(game, rung, self._session.wanted.seed), policy, origin)
        return origin

    @Slot(object)
    def _run_began(self, view: View) -> None:
        going = self.going
        if going is None:
            return
        if view.status.origin is going.origin and not going.run:
            self._set(replace(going, run=view.status.run))
        else:
            self._end(Ending.LEFT)

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        going = self.going
        if going is None or status.state is not RunState.FINISHED or status.run != going.run:
            return
        if len(going.rungs) > 1:
            self._begin(going.game, going.rungs[1:], going.pace, anew=True)
        else:
            self._end(Ending.TOP)

    @Slot(object)
    def _refused(self, command: WithSettings) -> None:
        del command
        if self.going is not None and not self.going.run:
            self._end(Ending.FAILED)

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        if self.going is not None:
            self._failure = sentence(failure)

    @Slot()
    def _exchanged(self) -> None:
        self._end(Ending.LEFT)

    def _set(self, going: Climb | None) -> None:
        self.going = going
        self.changed.emit()

    def _end(self, why: Ending) -> None:
        going = self.going
        if going is None:
            return
        failure = self._failure if why is Ending.FAILED else ""
        self.ended = Ended(going.game, going.rungs[0], why, failure)
        self._failure = ""
        if self._session.wanted.pace == PACE_MAX:
            self._want_pace(going.pace)
        self._set(None)

    def _want_pace(self, pace: float) -> None:
        self._panel.show_settings(self._panel.settings.changed({"pace": pace}))
        self._session.want(self._session.wanted.changed({"pace": pace}))
