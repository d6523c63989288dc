"""What algorithms that explore by acting at random are worth: their policies, measured while they act greedily.

Returns of training say less than half of it there, for some of the actions are random in every episode.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Final

from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.bench.repeated import figures_of_seeds
from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry, GreedyBenchmark
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.presets import load_presets, preset_for

EPISODES: Final = 100
"""Greedy episodes whose mean return decides."""

_CHECK_EVERY: Final = 5_000
"""Env steps."""
_PROBE_EPISODES: Final = 20
"""Greedy episodes that show whether it is worth while to play those that decide."""
_PROBE_SEED, _DECIDING_SEED = 1, 2
"""Of the episodes, the same in every run; training draws from other generators."""


@dataclass(frozen=True)
class GreedyOutcome:
    """One run to its end: with a policy that is good enough, or given up.

    Attributes:
        reached: whether there is such a policy.
        seconds: computing time of training alone.
        env_steps: of training.
    """

    reached: bool
    seconds: float
    env_steps: int


def greedy_figures(algorithm: str, seeds: int, environments: Collection[str] = ()) -> Figures:
    """Train with the seeds 0 to `seeds` − 1, in one environment after the other.

    Args:
        algorithm: what learns, by its id.
        seeds: how many.
        environments: the ids where, see `EnvironmentEntry`; wherever something is asked of it if there are none.

    Raises:
        UserError: if nothing is asked of the algorithm in an environment.
        KeyboardInterrupt: after Ctrl-C, behind the figures of the runs that had ended by then.
    """
    name = algorithm_entry(algorithm).name
    for entry, benchmark in _asked(algorithm, environments):
        label = f"{entry.id}, {name}"
        train_one = partial(_train, entry.id, benchmark)
        yield from figures_of_seeds(label, seeds, train_one, partial(_figures, label, benchmark))


def train(environment: str, seed: int, benchmark: GreedyBenchmark) -> GreedyOutcome:
    """Train from the preset, until a policy is good enough or the env steps are used up."""
    settings = preset_for(environment, load_presets(), benchmark.algorithm).apply(Settings())
    wanted: dict[str, Value] = {"environment": environment, "algorithm": benchmark.algorithm, "seed": seed}
    with closing(Trainer(settings.changed(wanted))) as trainer:
        env_steps, seconds, check_at, reached = 0, 0.0, _CHECK_EVERY, False
        while not reached and env_steps < benchmark.env_steps:
            report = trainer.update()
            env_steps += int(report.lengths_N.sum())
            seconds += report.seconds
            if check_at <= env_steps <= benchmark.env_steps:
                check_at = env_steps + _CHECK_EVERY
                reached = is_good_enough(trainer.policy(), trainer.world, benchmark.mean_return)
        return GreedyOutcome(reached, seconds, env_steps)


def is_good_enough(policy: Policy, world: World, mean_return: float) -> bool:
    """Whether a policy has such a mean return over 100 greedy episodes, and over a few others that it plays first."""
    play = partial(evaluate, policy, world, mode=ActionMode.GREEDY)
    return (
        play(episodes=_PROBE_EPISODES, seed=_PROBE_SEED).mean_return >= mean_return
        and play(episodes=EPISODES, seed=_DECIDING_SEED).mean_return >= mean_return
    )


def _train(environment: str, benchmark: GreedyBenchmark, seed: int) -> GreedyOutcome:
    return train(environment, seed, benchmark)


def _asked(algorithm: str, environments: Collection[str]) -> list[tuple[EnvironmentEntry, GreedyBenchmark]]:
    rows = {
        entry.id: (entry, benchmark)
        for entry in ENVIRONMENTS
        for benchmark in entry.greedy_benchmarks
        if benchmark.algorithm == algorithm
    }
    for environment in environments:
        if environment not in rows:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors", "There is no benchmark of {algorithm} in {environment}; there is one in {known}."
                ),
                algorithm=algorithm_entry(algorithm).name,
                environment=environment,
                known=", ".join(rows),
            )
    return [rows[environment] for environment in environments or rows]


def _figures(label: str, benchmark: GreedyBenchmark, outcomes: list[GreedyOutcome]) -> list[Figure]:
    reached = [outcome for outcome in outcomes if outcome.reached]
    bar = None if benchmark.share is None else Bar(">=", benchmark.share * len(outcomes))
    what = f"greedy mean of {benchmark.mean_return:g} within {benchmark.env_steps:,} env steps"
    figures = [
        Figure(f"{label}: speed", median(run.env_steps / run.seconds for run in outcomes), "steps/s"),
        Figure(f"{label}: {what}, of {len(outcomes)}", len(reached), bar=bar),
    ]
    if reached:
        figures += [
            Figure(f"{label}: env steps until then, median of these", median(run.env_steps for run in reached)),
            Figure(f"{label}: time until then, median of these", median(run.seconds for run in reached), "s"),
        ]
    return figures
