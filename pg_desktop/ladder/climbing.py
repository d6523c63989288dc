"""Climbing a ladder without a window: rung after rung, each measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from pg_desktop.ladder.figures import LOOK_AHEAD, Comparison, Strength, Subject, compare, optimal_share, strength_of
from pg_desktop.ladder.table import RUNGS, Rung, rung_entry, settings_of
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import never
from pg_desktop.learning.trainer import Trainer
from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics


@dataclass(frozen=True)
class Progress:
    """How far a climb is.

    Attributes:
        rung: the one that is climbed.
        update: updates done on it.
        updates: of it.
    """

    rung: Rung
    update: int
    updates: int


@dataclass(frozen=True, eq=False)
class Climbed:
    """A rung that has been climbed, and how good who stands on it is.

    Attributes:
        rung: which.
        document: the policy that stands on it, with how it was trained; where nothing is learned, that of the rung
            below.
        seconds: of one processor, for training on this rung.
        metrics: the latest of each, as training on this rung reported them.
        strength: with the rung's look-ahead.
        searching: the share of best moves with `LOOK_AHEAD` simulations; None where nobody knows the best moves.
        against: how it does against those on the rungs below, by the ids of these.
    """

    rung: Rung
    document: PolicyDocument
    seconds: float
    metrics: Mapping[str, float]
    strength: Strength
    searching: float | None
    against: Mapping[str, Comparison]

    @property
    def policy(self) -> Policy:
        """Who stands on it."""
        return self.document.policy

    def subject(self, game_id: str, seed: int) -> Subject:
        """Who stands on it, with the rung's look-ahead, to be measured."""
        return Subject(game_id, self.policy, self.rung.simulations, seed)


def climb(
    game_id: str,
    to: str,
    seed: int,
    stop: Callable[[], bool] = never,
    report: Callable[[Progress], None] | None = None,
    told: Callable[[Climbed], None] | None = None,
) -> tuple[Climbed, ...]:
    """Climb a ladder.

    Args:
        game_id: of which game.
        to: the id of the last rung.
        seed: of everything random.
        stop: asked all the time.
        report: told how far training is.
        told: given every rung that has been climbed.

    Returns:
        Every rung up to that one.

    Raises:
        UserError: if there is no such game or rung.
        RolloutStoppedError: when `stop` said so.
    """
    last = RUNGS.index(rung_entry(to))
    climbing = _Climbing(game_id, seed, stop, report)
    for rung in RUNGS[: last + 1]:
        climbed = climbing.climbed(rung)
        if told is not None:
            told(climbed)
    return tuple(climbing.below.values())


@dataclass(eq=False)
class _Climbing:
    """A climb in progress."""

    game_id: str
    seed: int
    stop: Callable[[], bool]
    report: Callable[[Progress], None] | None
    below: dict[str, Climbed] = field(default_factory=dict)

    def climbed(self, rung: Rung) -> Climbed:
        """Climb a rung and measure it."""
        metrics: dict[str, float] = {}
        seconds = 0.0
        if rung.algorithm:
            start = self.below[rung.after].policy if rung.after else None
            began = time.thread_time()
            document = self._trained(rung, settings_of(self.game_id, rung.id, self.seed), start, metrics)
            seconds = time.thread_time() - began
        else:
            document = self.below[rung.after].document
        climbed = self._measured(rung, document, seconds, metrics)
        self.below[rung.id] = climbed
        return climbed

    def _measured(self, rung: Rung, document: PolicyDocument, seconds: float, metrics: dict[str, float]) -> Climbed:
        own = Subject(self.game_id, document.policy, rung.simulations, self.seed)
        against = {
            name: compare((own, each.subject(self.game_id, self.seed)), self.stop) for name, each in self.below.items()
        }
        ahead = Subject(self.game_id, document.policy, LOOK_AHEAD, self.seed)
        strength = strength_of(own, self.stop)
        return Climbed(rung, document, seconds, metrics, strength, optimal_share(ahead, self.stop), against)

    def _trained(
        self, rung: Rung, settings: Settings, start: Policy | None, metrics: dict[str, float]
    ) -> PolicyDocument:
        """Do all updates of a rung; `metrics` takes in the latest of each."""
        episodes = env_steps = 0
        returns_N = np.zeros(0)
        began = time.perf_counter()
        with closing(Trainer(settings, start, stop=self.stop)) as trainer:
            for update in range(1, settings.update_limit + 1):
                report = trainer.update(self.stop)
                metrics |= report.metrics
                episodes += len(report.lengths_N)
                env_steps += int(report.lengths_N.sum())
                returns_N = report.returns_N
                if self.report is not None:
                    self.report(Progress(rung, update, settings.update_limit))
            statistics = TrainingStatistics(
                settings.update_limit,
                episodes,
                env_steps,
                time.perf_counter() - began,
                float(returns_N[-100:].mean()) if len(returns_N) else None,
                None,
            )
            return PolicyDocument(trainer.policy(), settings, settings.environment, statistics)
