"""A training run: a trainer, its history, and when it is over. Used alike with and without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import never
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings, applied_now
from pg_desktop.learning.trainer import Trainer, TrainerState, UpdateReport
from pg_desktop.learning.worlds.world import World
from pg_desktop.runs.checkpoints import Checkpoint, Checkpoints
from pg_desktop.runs.collapse import Collapse, CollapseDetector
from pg_desktop.runs.edits import CLOSE_UPDATES, EditLog, changed_keys
from pg_desktop.runs.history import History, UpdateRecord
from pg_desktop.runs.live.status import Limit, Solved

SOLVED_WINDOW: Final = 100
"""Episodes over which the mean return must reach the threshold."""


@dataclass(frozen=True, eq=False)
class CompleteState:
    """A run at some update, with all that it needs to go on from there.

    Attributes:
        trainer: weights, optimisers, settings and RNG.
        solved: when it was solved, or None.
        seconds: computing time of all updates.
        last_returns: of the last episodes before, float64.
        detector: what has been seen of collapses.
    """

    trainer: TrainerState
    solved: Solved | None
    seconds: float
    last_returns: NDArray[np.float64]
    detector: CollapseDetector

    @property
    def settings(self) -> Settings:
        """What was in force."""
        return self.trainer.settings

    def policy(self) -> Policy:
        """The policy as it was, with arrays of its own."""
        return self.trainer.algorithm.policy()


class Run:
    """One run from its first update on. Made, used and dropped in one thread; what it records may be read by all."""

    def __init__(
        self,
        settings: Settings,
        history: History,
        edits: EditLog,
        policy: Policy | None = None,
        checkpoints: Checkpoints[CompleteState] | None = None,
        env_steps_before: int | None = None,
    ) -> None:
        """Begin a run; what is recorded is emptied once everything that can fail has succeeded.

        Args:
            settings: all hyperparameters.
            history: where each update is recorded.
            edits: where changes of settings are recorded.
            policy: weights to start from; drawn from the seed if None.
            checkpoints: where states are kept to go back to; None keeps none.
            env_steps_before: env steps that `policy` has been trained for; None if unknown.

        Raises:
            UserError: if the environment cannot be made.
        """
        self._trainer = Trainer(settings, policy, env_steps_before)
        self.history = history
        self.edits = edits
        self._checkpoints = checkpoints
        self.solved: Solved | None = None
        self.collapse: Collapse | None = None
        self.seconds = 0.0
        self._last_returns = np.empty(0)
        self._detector = CollapseDetector()
        self._untouched = policy is None
        self._last_edits: dict[str, int] = {}
        self._pin_next = False
        self._pinned_after: int | None = None
        self.history.truncate(0)
        self.edits.clear()
        if checkpoints is not None:
            checkpoints.clear()
            self._remember()

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
        if self.untouched:
            if old != new and self._checkpoints is not None:
                self._remember()
            return
        for key in changed_keys(old, new):
            edit = Edit(
                update=self.updates,
                episode=self.history.episodes,
                env_step=self.history.env_steps,
                key=key,
                old=old.value(key),
                new=new.value(key),
                moved=moved if key == "hidden_size" else None,
            )
            self.edits.record(edit)

    def replay(self, edits: Iterable[Edit]) -> None:
        """Let edits act that were made at this point of a run that is played again, as they did then."""
        edits = tuple(edits)
        self._untouched = self._untouched and not edits
        for edit in edits:
            self.apply(self.settings.changed({edit.key: edit.new}))

    def branch(self, entry: Checkpoint[CompleteState], wanted: Settings) -> None:
        """Go back to a state of this run and go on from there with other settings.

        Args:
            entry: one of the run's checkpoints.
            wanted: the settings from there on; another `stream` lets other episodes be played than before.
        """
        point = entry.payload
        self._trainer.restore(point.trainer)
        self.solved, self.seconds = point.solved, point.seconds
        self._last_returns = point.last_returns
        self._detector, self.collapse = point.detector.copy(), None
        self._untouched = False
        self._last_edits.clear()
        self._pin_next, self._pinned_after = False, None
        self.history.branch(entry.update)
        self.edits.cut(entry.update)
        if self._checkpoints is not None:
            self._checkpoints.cut(entry.update)
        self.apply(wanted)

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
        """Look out for a collapse and keep a state where that is worth it; both are for a window."""
        if self._checkpoints is None:
            return
        collapse = self._detector.add(report.returns_N)
        if collapse is not None:
            self.collapse = collapse
        mean = self.history.mean_return(SOLVED_WINDOW) if self.history.episodes >= SOLVED_WINDOW else None
        if self._pin_next or self._checkpoints.wanted(self.updates, mean):
            self._remember(mean)
        if self._pin_next:
            self._checkpoints.keep(self.updates)
            self._pinned_after, self._pin_next = self.updates, False

    def _remember(self, mean_return: float | None = None) -> None:
        if self._checkpoints is None:
            return
        state = self._trainer.state()
        point = CompleteState(state, self.solved, self.seconds, self._last_returns, self._detector.copy())
        self._checkpoints.record(self.updates, mean_return, state.algorithm.nbytes, point)

    def _keep_neighbours(self, keys: tuple[str, ...]) -> None:
        """Keep the state just before an edit, and see to it that the one after the next update is kept.

        Of a setting that is being dragged, what was before the first edit and what came after the last are kept.
        """
        if self._checkpoints is None or not keys:
            return
        now = self.updates
        dragged = all(key in self._last_edits and now - self._last_edits[key] <= CLOSE_UPDATES for key in keys)
        if not dragged:
            if not self._checkpoints.keep(now):
                self._remember(self.history.mean_return(SOLVED_WINDOW))
                self._checkpoints.keep(now)
        elif self._pinned_after is not None:
            self._checkpoints.release(self._pinned_after)
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
