"""A training run: a trainer, its history, and when it is over. Used alike with and without a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from pg_desktop.learning.hyperparameters import Settings
from pg_desktop.learning.policies import Policy
from pg_desktop.learning.rollout import never
from pg_desktop.learning.trainer import Trainer, UpdateReport
from pg_desktop.learning.worlds import World
from pg_desktop.session.edits import Edit, EditLog, changed_keys
from pg_desktop.session.history import History, UpdateRecord
from pg_desktop.session.status import Limit, Solved

SOLVED_WINDOW: Final = 100
"""Episodes over which the mean return must reach the threshold."""


class Run:
    """One run from its first update on. Made, used and dropped in one thread; history and edits may be read by all."""

    def __init__(self, settings: Settings, history: History, edits: EditLog, policy: Policy | None = None) -> None:
        """Begin a run; history and edits are emptied once everything that can fail has succeeded.

        Args:
            settings: all hyperparameters.
            history: where each update is recorded.
            edits: where changes of settings are recorded.
            policy: weights to start from; drawn from the seed if None.

        Raises:
            UserError: if the environment cannot be made.
        """
        self._trainer = Trainer(settings, policy)
        self.history = history
        self.edits = edits
        self.history.truncate(0)
        self.edits.clear()
        self.solved: Solved | None = None
        self.seconds = 0.0
        self._last_returns = np.empty(0)

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

    def policy(self) -> Policy:
        """A copy of the policy as it is now."""
        return self._trainer.policy()

    def apply(self, wanted: Settings) -> None:
        """Let settings act from the next update on and record what changed; see `Trainer.apply`."""
        old = self._trainer.settings
        self._trainer.apply(wanted)
        new = self._trainer.settings
        if not self.updates:
            return  # what is changed before the first update are the settings that the run begins with
        for key in changed_keys(old, new):
            edit = Edit(
                update=self.updates,
                episode=self.history.episodes,
                env_step=self.history.env_steps,
                key=key,
                old=old.value(key),
                new=new.value(key),
            )
            self.edits.record(edit)

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
                loss=report.policy_loss,
                entropy=report.entropy,
                gradient_norm=report.gradient_norm,
                seconds=self.seconds,
                explained_variance=report.explained_variance,
            )
        )
        if self.solved is None:
            self._look_whether_solved(report, first_episode)
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

    def _look_whether_solved(self, report: UpdateReport, first_episode: int) -> None:
        earlier = self._last_returns
        returns = np.concatenate([earlier, report.returns_N])
        self._last_returns = returns[-(SOLVED_WINDOW - 1) :]
        threshold = self.world.threshold
        if threshold is None or len(returns) < SOLVED_WINDOW:
            return
        sums = np.concatenate([[0.0], returns.cumsum()])
        means = (sums[SOLVED_WINDOW:] - sums[:-SOLVED_WINDOW]) / SOLVED_WINDOW
        reached = np.flatnonzero(means >= threshold)
        if len(reached):
            self.solved = Solved(
                episode=first_episode + int(reached[0]) + SOLVED_WINDOW - 1 - len(earlier),
                update=self.updates,
                env_step=self.history.env_steps,
                seconds=self.seconds,
            )
