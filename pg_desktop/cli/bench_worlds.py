"""Every environment of the table, trained from its preset until solved."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import Final

from pg_desktop.cli.figures import Bar, Figure
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.learning.environments import ENVIRONMENTS, missing_extra
from pg_desktop.learning.hyperparameters import Settings
from pg_desktop.session.edits import EditLog
from pg_desktop.session.history import History
from pg_desktop.session.run import Run
from pg_desktop.storage.presets import load_presets, preset_for

_PATIENCE_SECONDS: Final = {"LunarLander-v3": 600.0, "LunarLanderContinuous-v3": 600.0, "MountainCar-v0": 20.0}
"""When a run is given up. MountainCar-v0 is there to show where REINFORCE stalls."""
_PATIENCE: Final = 60.0

_SOLVED_SHARES: Final = {
    "ContinuousCartPole": 1.0,
    "Acrobot-v1": 0.9,
    "MountainCarContinuous-v0": 0.7,
    "Pendulum-v1": 0.7,
    "LunarLander-v3": 0.5,
}
"""The share of runs that should be solved."""
_SECONDS: Final = {"ContinuousCartPole": 3.0}
"""How long it should take in the median."""


@dataclass(frozen=True)
class Outcome:
    """One run to its end: solved or given up."""

    solved: bool
    seconds: float
    env_steps: int


def world_figures(seeds: int) -> list[Figure]:
    """Train with the seeds 0 to `seeds` − 1 in every environment that can be made here."""
    worlds = [entry.id for entry in ENVIRONMENTS if not missing_extra(entry)]
    outcomes: dict[str, list[Outcome]] = {environment: [] for environment in worlds}
    for environment, seed in ProgressBar(list(product(worlds, range(seeds))), unit=" runs"):
        outcomes[environment].append(train(environment, seed, _PATIENCE_SECONDS.get(environment, _PATIENCE)))
    return [figure for environment in worlds for figure in _figures(environment, outcomes[environment])]


def train(environment: str, seed: int, patience_seconds: float) -> Outcome:
    """Train from the environment's preset, until solved or until patience is at an end."""
    settings = preset_for(environment, load_presets()).apply(Settings())
    started = time.perf_counter()
    run = Run(settings.changed({"environment": environment, "seed": seed}), History(), EditLog())
    try:
        while run.solved is None and time.perf_counter() - started < patience_seconds:
            run.advance()
        return Outcome(run.solved is not None, time.perf_counter() - started, run.history.env_steps)
    finally:
        run.close()


def _figures(environment: str, outcomes: list[Outcome]) -> list[Figure]:
    share, seconds = _SOLVED_SHARES.get(environment), _SECONDS.get(environment)
    solved = [outcome for outcome in outcomes if outcome.solved]
    figures = [
        Figure(f"{environment}: speed", median(run.env_steps / run.seconds for run in outcomes), "steps/s"),
        Figure(
            f"{environment}: solved of {len(outcomes)}",
            len(solved),
            bar=None if share is None else Bar(">=", share * len(outcomes)),
        ),
    ]
    if solved:
        middle = median(run.seconds for run in solved)
        limit = None if seconds is None else Bar("<=", seconds)
        figures.append(Figure(f"{environment}: time until solved, median of these", middle, "s", limit))
    return figures
