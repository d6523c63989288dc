"""Every environment of the table, trained from its preset until solved."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from statistics import median

from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.bench.repeated import figures_of_seeds
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry, environment_entry, missing_extra
from pg_desktop.runs.run import Run
from pg_desktop.storage.presets import load_presets, preset_for


@dataclass(frozen=True)
class Outcome:
    """One run to its end: solved or given up."""

    solved: bool
    seconds: float
    env_steps: int


def world_figures(seeds: int, environments: Collection[str] = ()) -> Figures:
    """Train with the seeds 0 to `seeds` − 1, in one environment after the other.

    Args:
        seeds: how many.
        environments: the ids where, see `EnvironmentEntry`; wherever it can be done here if there are none.

    Raises:
        UserError: if an environment that was asked for cannot be made.
        KeyboardInterrupt: after Ctrl-C, behind the figures of the runs that had ended by then.
    """
    entries = [environment_entry(each) for each in environments] or [
        entry for entry in ENVIRONMENTS if not missing_extra(entry)
    ]
    for entry in entries:
        yield from figures_of_seeds(entry.id, seeds, partial(_train, entry), partial(_figures, entry))


def train(environment: str, seed: int, patience_seconds: float) -> Outcome:
    """Train from the environment's preset, until solved or, after an update at least, until patience is at an end."""
    settings = preset_for(environment, load_presets()).apply(Settings())
    started = time.perf_counter()
    run = Run.begin(settings.changed({"environment": environment, "seed": seed}))
    try:
        run.advance()
        while run.solved is None and time.perf_counter() - started < patience_seconds:
            run.advance()
        return Outcome(run.solved is not None, time.perf_counter() - started, run.history.env_steps)
    finally:
        run.close()


def _train(entry: EnvironmentEntry, seed: int) -> Outcome:
    return train(entry.id, seed, entry.benchmark.patience_seconds)


def _figures(entry: EnvironmentEntry, outcomes: list[Outcome]) -> list[Figure]:
    share, seconds = entry.benchmark.solved_share, entry.benchmark.median_seconds
    solved = [outcome for outcome in outcomes if outcome.solved]
    figures = [
        Figure(f"{entry.id}: speed", median(run.env_steps / run.seconds for run in outcomes), "steps/s"),
        Figure(
            f"{entry.id}: solved of {len(outcomes)}",
            len(solved),
            bar=None if share is None else Bar(">=", share * len(outcomes)),
        ),
    ]
    if solved:
        middle = median(run.seconds for run in solved)
        limit = None if seconds is None else Bar("<=", seconds)
        figures.append(Figure(f"{entry.id}: time until solved, median of these", middle, "s", limit))
    return figures
