"""The challenge "reward" without a window: every entry of the gallery, trained from its preset."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import process_time
from typing import Final

import numpy as np

from pg_desktop.challenges.gallery import GALLERY, Entry, settings_of
from pg_desktop.learning.trainer import Trainer

_LAST_UPDATES: Final = 4
"""The score of what was learned is the mean over so many updates, of 32 episodes each."""


def do_reward(seed: int, stop: Callable[[], bool], progress: Callable[[float], None]) -> dict[str, float]:
    """Train from every entry of the gallery with one seed.

    Args:
        seed: of the runs.
        stop: asked all the time.
        progress: told which part is done.

    Returns:
        For each entry: the designed and the true return of the untrained policy and of what was learned, how much the
        designed one rose, by which share the true one did, and the seconds of computing that took.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    found: dict[str, float] = {}
    for number, entry in enumerate(GALLERY):
        found |= tried(entry, seed, stop, partial(_tell, progress, number))
    found["seconds"] = max(found[f"{entry.id}_seconds"] for entry in GALLERY)
    return found


def tried(entry: Entry, seed: int, stop: Callable[[], bool], progress: Callable[[float], None]) -> dict[str, float]:
    """Train from one entry; see `do_reward`."""
    started = process_time()
    trainer = Trainer(settings_of(entry, seed), stop=stop)
    try:
        reports = []
        for done in range(entry.updates):
            reports.append(trainer.update(stop))
            progress((done + 1) / entry.updates)
    finally:
        trainer.close()
    designed = [report.metrics["designed_return"] for report in reports]
    true = [float(report.returns_N.mean()) for report in reports]
    untrained, learned = true[0], float(np.mean(true[-_LAST_UPDATES:]))
    return {
        f"{entry.id}_designed_before": designed[0],
        f"{entry.id}_designed_after": float(np.mean(designed[-_LAST_UPDATES:])),
        f"{entry.id}_designed_gain": float(np.mean(designed[-_LAST_UPDATES:])) - designed[0],
        f"{entry.id}_true_before": untrained,
        f"{entry.id}_true_after": learned,
        f"{entry.id}_true_gain": (learned - untrained) / abs(untrained),
        f"{entry.id}_seconds": process_time() - started,
    }


def _tell(progress: Callable[[float], None], number: int, share: float) -> None:
    """Which part of all is done, of one entry."""
    progress((number + share) / len(GALLERY))
