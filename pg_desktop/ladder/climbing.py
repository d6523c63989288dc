"""Climbing a ladder without a window: rung after rung, each measured."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from pg_desktop.ladder.figures import LOOK_AHEAD, Comparison, Strength, Subject, compare, optimal_share, strength_of
from pg_desktop.ladder.table import RUNGS, Rung, rung_entry, settings_of
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import never
from pg_desktop.learning.trainer import Trainer


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
        policy: who stands on it, with the rung's own look-ahead.
        settings: it was trained with; None where nothing is learned.
        seconds: of one processor, for training alone.
        metrics: of the last update.
        strength: with the rung's look-ahead.
        searching: the share of best moves with some simulations; None where nobody knows the best moves.
        against: how it does against others, by the ids of their rungs.
    """

    rung: Rung
    policy: Policy
    settings: Settings | None
    seconds: float
    metrics: dict[str, float]
    strength: Strength
    searching: float | None
    against: dict[str, Comparison]


def climb(
    game_id: str,
    to: str,
    seed: int,
    stop: Callable[[], bool] = never,
    report: Callable[[Progress], None] | None = None,
) -> tuple[Climbed, ...]:
    """Climb a ladder.

    Args:
        game_id: of which game.
        to: the id of the last rung.
        seed: of everything random.
        stop: asked all the time.
        report: told how far it is.

    Returns:
        Every rung up to that one.

    Raises:
        UserError: if there is no such game or rung.
        RolloutStoppedError: when `stop` said so.
    """
    last = RUNGS.index(rung_entry(to))
    climbed: list[Climbed] = []
    for rung in RUNGS[: last + 1]:
        before = {each.rung.id: each for each in climbed}
        climbed.append(_climbed(game_id, rung, before, seed, stop, report))
    return tuple(climbed)


def _climbed(
    game_id: str,
    rung: Rung,
    before: dict[str, Climbed],
    seed: int,
    stop: Callable[[], bool],
    report: Callable[[Progress], None] | None,
) -> Climbed:
    start = before[rung.after].policy if rung.after else None
    settings: Settings | None = None
    metrics: dict[str, float] = {}
    seconds = 0.0
    policy = start
    if rung.algorithm:
        settings = settings_of(game_id, rung.id, seed)
        began = time.thread_time()
        policy, metrics = _trained(rung, settings, start, stop, report)
        seconds = time.thread_time() - began
    assert policy is not None  # noqa: S101 (a rung without training has one below)
    own = Subject(game_id, policy, rung.simulations, seed)
    others = {name: compare((own, subject_of(game_id, each, seed)), stop) for name, each in before.items()}
    searching = optimal_share(Subject(game_id, policy, LOOK_AHEAD, seed), stop)
    return Climbed(rung, policy, settings, seconds, metrics, strength_of(own, stop), searching, others)


def subject_of(game_id: str, climbed: Climbed, seed: int) -> Subject:
    """Who stands on a rung."""
    return Subject(game_id, climbed.policy, climbed.rung.simulations, seed)


def _trained(
    rung: Rung,
    settings: Settings,
    start: Policy | None,
    stop: Callable[[], bool],
    report: Callable[[Progress], None] | None,
) -> tuple[Policy, dict[str, float]]:
    with closing(Trainer(settings, start, stop=stop)) as trainer:
        metrics: dict[str, float] = {}
        for update in range(1, settings.update_limit + 1):
            metrics |= trainer.update(stop).metrics
            if report is not None:
                report(Progress(rung, update, settings.update_limit))
        return trainer.policy(), metrics
