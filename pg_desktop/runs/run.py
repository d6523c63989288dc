"""A training run: a trainer, the record that it writes, and when it is over. Used alike with and without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings, applied_now
from pg_desktop.learning.trainer import Trainer, UpdateReport
from pg_desktop.learning.worlds.world import World
from pg_desktop.runs.checkpoints import Checkpoint
from pg_desktop.runs.collapse import Collapse, CollapseDetector
from pg_desktop.runs.edits import CLOSE_UPDATES, EditLog, changed_keys
from pg_desktop.runs.facts import Limit, Origin, Solved
from pg_desktop.runs.history import History, UpdateRecord
from pg_desktop.runs.record import CompleteState, Progress, RunRecord

SOLVED_WINDOW: Final = 100
"""Episodes over which the mean return must reach the threshold."""


class Run:
    """One run while it is trained. Made, used and dropped in one thread; what it records may be read by all.

    Attributes:
        record: what it writes.
        solved: when it was solved, or None.
        collapse: the latest collapse of the returns that was noticed, or None.
        seconds: computing time of all updates.
    """

    def __init__(self, trainer: Trainer, record: RunRecord, *, watched: bool) -> None:
        """Take a trainer and a record that belong together; see `begin`, `branch` and `resume`.

        Args:
            trainer: where the record ends.
            record: what it writes.
            watched: whether states are kept to go back to, and collapses noticed: both are for a window.
        """
        self._trainer = trainer
        self.record = record
        self._watched = watched
        self.solved: Solved | None = None
        self.collapse: Collapse | None = None
        self.seconds = 0.0
        self._last_returns = np.empty(0)
        self._detector = CollapseDetector()
        self._untouched = False
        self._last_edits: dict[str, int] = {}
        self._pin_next = False
        self._pinned_after: int | None = None
        record.world = trainer.world

    @classmethod
    def begin(
        cls,
        settings: Settings,
        policy: Policy | None = None,
        *,
        origin: Origin | None = None,
        stream: int = 0,
        id: int = 0,
        watched: bool = False,
    ) -> Run:
        """Begin a run of its own.

        Args:
            settings: all hyperparameters.
            policy: weights to start from; drawn from the seed if None.
            origin: what it takes over from the policy's file; None if it begins from its seed, or that is unknown.
            stream: which of the seed's sequences of random numbers it draws from.
            id: of its record.
            watched: see the class.

        Raises:
            UserError: if the environment cannot be made, or the policy does not fit.
        """
        trainer = Trainer(settings, policy, origin.statistics.env_steps if origin else None, stream)
        run = cls(trainer, RunRecord(id, settings, stream=stream, origin=origin), watched=watched)
        run._untouched = policy is None
        run._remember()
        return run

    @classmethod
    def resume(cls, record: RunRecord) -> Run:
        """Go on with a run that was left, as if it never had been.

        Raises:
            UserError: if the environment cannot be made.
            ValueError: if it was not left.
        """
        state = record.left
        if state is None:
            raise ValueError("a run goes on from where it was left")
        run = cls(Trainer(state.settings), record, watched=True)
        run._restore(state)
        run._untouched = record.is_empty and record.parent is None and record.origin is None
        record.left = None
        return run

    @classmethod
    def branch(
        cls,
        parent: RunRecord,
        entry: Checkpoint[CompleteState],
        wanted: Settings,
        *,
        stream: int,
        id: int = 0,
    ) -> Run:
        """Begin a run that goes on from a state of another.

        Args:
            parent: what is known of the other, which may still be trained.
            entry: one of its checkpoints.
            wanted: the settings from there on.
            stream: which random numbers it draws from there on, so that it does not repeat what its parent did.
            id: of its record.

        Raises:
            UserError: if the environment cannot be made.
        """
        state = entry.payload
        run = cls(Trainer(state.settings), parent.branched(id, entry), watched=True)
        run._restore(state)
        run.apply(wanted)
        run.reseed(stream)
        run.record.begins_here()
        return run

    @property
    def history(self) -> History:
        """Where each update is recorded."""
        return self.record.history

    @property
    def edits(self) -> EditLog:
        """Where changes of settings are recorded."""
        return self.record.edits

    @property
    def settings(self) -> Settings:
        """What is in force."""
        return self._trainer.settings

    @property
    def world(self) -> World:
        """Where it is trained."""
        return self._trainer.world

    @property
    def updates(self) -> int:
        """Updates done."""
        return self._trainer.updates

    @property
    def untouched(self) -> bool:
        """Whether nothing has happened yet to what the seed gave: what changes now is what the run begins with."""
        return self._untouched and not self.updates

    def policy(self) -> Policy:
        """A copy of the policy as it is now."""
        return self._trainer.policy()

    def apply(self, wanted: Settings) -> None:
        """Let settings act from the next update on and record what changed; see `Trainer.apply`.

        Of an untouched run nothing is recorded: these are the settings that it begins with.
        """
        old = self._trainer.settings
        if not self.untouched:
            self._keep_neighbours(changed_keys(old, applied_now(wanted, old)))
        moved = self._trainer.apply(wanted)
        new = self._trainer.settings
        self._tell_progress()
        if self.untouched:
            self.record.settings = new
            if old != new:
                self._remember()
            return
        for key in changed_keys(old, new):
            self._record_edit(key, old.value(key), new.value(key), moved if key == "hidden_size" else None)

    def replay(self, edits: Iterable[Edit]) -> None:
        """Let edits act that were made at this point of a run that is played again, as they did then."""
        edits = tuple(edits)
        self._untouched = self._untouched and not edits
        for edit in edits:
            if edit.key == STREAM:
                self.reseed(int(edit.new))
            else:
                self.apply(self.settings.changed({edit.key: edit.new}))

    def reseed(self, stream: int) -> None:
        """Draw random numbers from another stream from now on, and record it; see `Trainer.reseed`."""
        self._trainer.reseed(stream)
        before, self.record.stream = self.record.stream, stream
        self._record_edit(STREAM, before, stream)

    def leave(self) -> None:
        """Let go of the environments of a watched run; the record keeps the very last state, to go on from there."""
        newest = self.record.checkpoints.entries()[-1]
        here = newest.update == self.updates and newest.payload.settings == self.settings
        if here and newest.payload.edits == self.edits.all():
            self.record.left = newest.payload
        else:
            self.record.left = self._state()
        if newest.update < self.updates:
            mean = self.history.mean_return(SOLVED_WINDOW) if self.history.episodes >= SOLVED_WINDOW else None
            self._record_checkpoint(self.record.left, mean)
        self.close()

    def close(self) -> None:
        """Let go of the environments; the run is over."""
        self._trainer.close()

    def advance(self, stop: Callable[[], bool] = never) -> UpdateReport:
        """Do one update and record it.

        Raises:
            RolloutStoppedError, NonFiniteUpdateError: see `Trainer.update`; nothing has happened.
        """
        report = self._trainer.update(stop)
        self.seconds += report.seconds
        first_episode = self.history.episodes + 1
        self.history.append(
            UpdateRecord(
                returns_E=report.returns_N,
                lengths_E=report.lengths_N,
                seconds=self.seconds,
                metrics=report.metrics,
            )
        )
        returns = np.concatenate([self._last_returns, report.returns_N])
        if self.solved is None:
            self._look_whether_solved(returns, len(self._last_returns), first_episode)
        self._last_returns = returns[-(SOLVED_WINDOW - 1) :]
        self._tell_progress()
        self._watch(report)
        return report

    def limit_reached(self) -> Limit | None:
        """Which of the settings' limits ends the run here, if one does; being solved does once, when it happens."""
        settings = self.settings
        if 0 < settings.update_limit <= self.updates:
            return Limit.UPDATES
        if 0 < settings.episode_limit <= self.history.episodes:
            return Limit.EPISODES
        if settings.stop_when_solved and self.solved is not None and self.solved.update == self.updates:
            return Limit.SOLVED
        return None

    def _watch(self, report: UpdateReport) -> None:
        """Look out for a collapse and keep a state where that is worth it."""
        if not self._watched:
            return
        collapse = self._detector.add(report.returns_N)
        if collapse is not None:
            self.collapse = collapse
        mean = self.history.mean_return(SOLVED_WINDOW) if self.history.episodes >= SOLVED_WINDOW else None
        checkpoints = self.record.checkpoints
        if self._pin_next or checkpoints.wanted(self.updates, mean):
            self._remember(mean)
        if self._pin_next:
            checkpoints.keep(self.updates)
            self._pinned_after, self._pin_next = self.updates, False

    def _state(self) -> CompleteState:
        return CompleteState(
            trainer=self._trainer.state(),
            stream=self.record.stream,
            solved=self.solved,
            seconds=self.seconds,
            last_returns=self._last_returns,
            detector=self._detector.copy(),
            edits=self.edits.all(),
        )

    def _restore(self, state: CompleteState) -> None:
        self._trainer.restore(state.trainer)
        self.solved, self.seconds = state.solved, state.seconds
        self._last_returns = state.last_returns
        self._detector = state.detector.copy()
        self._tell_progress()

    def _remember(self, mean_return: float | None = None) -> None:
        if self._watched:
            self._record_checkpoint(self._state(), mean_return)

    def _record_checkpoint(self, state: CompleteState, mean_return: float | None) -> None:
        self.record.checkpoints.record(self.updates, mean_return, state.nbytes, state)

    def _tell_progress(self) -> None:
        self.record.progress = Progress(self.settings, self.solved, self.seconds)

    def _record_edit(self, key: str, old: Value, new: Value, moved: float | None = None) -> None:
        episodes, env_steps = self.history.episodes, self.history.env_steps
        self.edits.record(Edit(self.updates, episodes, env_steps, key, old, new, moved))

    def _keep_neighbours(self, keys: tuple[str, ...]) -> None:
        """Keep the state just before an edit, and see to it that the one after the next update is kept.

        Of a setting that is being dragged, what was before the first edit and what came after the last are kept.
        """
        if not self._watched or not keys:
            return
        now, checkpoints = self.updates, self.record.checkpoints
        dragged = all(key in self._last_edits and now - self._last_edits[key] <= CLOSE_UPDATES for key in keys)
        if not dragged:
            if not checkpoints.keep(now):
                self._remember(self.history.mean_return(SOLVED_WINDOW))
                checkpoints.keep(now)
        elif self._pinned_after is not None:
            checkpoints.release(self._pinned_after)
        self._pinned_after, self._pin_next = None, True
        self._last_edits.update(dict.fromkeys(keys, now))

    def _look_whether_solved(self, returns: NDArray[np.float64], earlier: int, first_episode: int) -> None:
        threshold = self.world.threshold
        if threshold is None or len(returns) < SOLVED_WINDOW:
            return
        sums = np.concatenate([[0.0], returns.cumsum()])
        means = (sums[SOLVED_WINDOW:] - sums[:-SOLVED_WINDOW]) / SOLVED_WINDOW
        reached = np.flatnonzero(means >= threshold)
        if len(reached):
            self.solved = Solved(
                episode=first_episode + int(reached[0]) + SOLVED_WINDOW - 1 - earlier,
                update=self.updates,
                env_step=self.history.env_steps,
                seconds=self.seconds,
            )
