"""The project's trainer beside the plain loop of the course chapter.

Both solve CartPole-v1 again and again, in one process and in turns, so that whatever else the computer does slows both
down alike. Times are from nothing to solved, with the making of environment, policy and optimiser.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from pg_desktop.bench.figures import Bar, Figure, Figures, Interruption
from pg_desktop.bench.plain_loop import PlainLoop
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.run import Run
from pg_desktop.runs.verdict import SOLVED_WINDOW
from pg_desktop.storage.presets import load_presets

ENVIRONMENT: Final = "CartPole-v1"
PLAIN_RUNS: Final = 3
"""Each takes some forty times as long as one of the trainer's."""

SPEED_RATIO: Final = Bar(">=", 15)
TRAIN_SECONDS: Final = Bar("<=", 0.6)
TIME_RATIO: Final = Bar("<=", 1 / 40)

_PRESET: Final = "quick"
_TRAINER_EPISODES_MAX: Final = 10_000
_PLAIN_STEPS_MAX: Final = 1_000_000
_WARM_UP_UPDATES: Final = 2


@dataclass(frozen=True)
class Solve:
    """One run to its end.

    Attributes:
        solved: whether it was solved before its cap.
        env_steps: env steps until then.
        seconds: wall-clock time until then. Where it was not solved, solving it takes longer than this.
    """

    solved: bool
    env_steps: int
    seconds: float

    @property
    def steps_per_second(self) -> float:
        """Env steps for each second of wall-clock time."""
        return self.env_steps / self.seconds


def learning_figures(seeds: int) -> Figures:
    """Measure the trainer with the seeds 0 to `seeds` − 1 and the plain loop with the first few of them.

    Raises:
        KeyboardInterrupt: after Ctrl-C, behind the figures of the runs that had ended by then.
    """
    settings = _quick_settings()
    threshold = make_world(ENVIRONMENT).threshold or 0.0
    _warm_up(settings)
    trainer: list[Solve] = []
    plain: list[Solve] = []
    turns = list(_turns(seeds, min(seeds, PLAIN_RUNS)))
    with Interruption() as interruption:
        for is_plain, seed in ProgressBar(turns, unit=" runs"):
            if is_plain:
                plain.append(solve_plainly(seed, threshold, _PLAIN_STEPS_MAX))
            else:
                trainer.append(solve(settings.changed({"seed": seed}), _TRAINER_EPISODES_MAX))
    if trainer and plain:
        yield from compare(trainer, plain)
    interruption.pass_on()


def solve(settings: Settings, max_episodes: int) -> Solve:
    """Train as the window does, until solved."""
    started = time.perf_counter()
    run = Run.begin(settings)
    while run.solved is None and run.history.episodes < max_episodes:
        run.advance()
    return Solve(run.solved is not None, run.history.env_steps, time.perf_counter() - started)


def solve_plainly(seed: int, threshold: float, max_env_steps: int) -> Solve:
    """Train as the chapter does, until the mean return of the last 100 episodes reaches `threshold`."""
    started = time.perf_counter()
    loop = PlainLoop(seed)
    lengths: list[int] = []
    env_steps = 0
    solved = False
    while not solved and env_steps < max_env_steps:
        lengths.append(loop.train_episode())
        env_steps += lengths[-1]
        solved = len(lengths) >= SOLVED_WINDOW and sum(lengths[-SOLVED_WINDOW:]) >= threshold * SOLVED_WINDOW
    return Solve(solved, env_steps, time.perf_counter() - started)


def compare(trainer: list[Solve], plain: list[Solve]) -> list[Figure]:
    """Medians of both and their ratios."""
    speed = _median(trainer, lambda run: run.steps_per_second)
    plain_speed = _median(plain, lambda run: run.steps_per_second)
    seconds = _median(trainer, lambda run: run.seconds)
    plain_seconds = _median(plain, lambda run: run.seconds)
    return [
        Figure("Speed of the plain loop", plain_speed, "steps/s"),
        Figure("Speed of the trainer", speed, "steps/s"),
        Figure("Speed, trainer to plain loop", speed / plain_speed, bar=SPEED_RATIO),
        Figure("Runs of the plain loop", len(plain)),
        Figure("Runs of the plain loop solved", _solved(plain)),
        Figure("Runs of the trainer", len(trainer)),
        Figure("Runs of the trainer solved", _solved(trainer), bar=Bar(">=", len(trainer))),
        Figure("Time until solved, plain loop", plain_seconds, "s"),
        Figure("Time until solved, trainer", seconds, "s", TRAIN_SECONDS),
        Figure("Time until solved, trainer to plain loop", seconds / plain_seconds, bar=TIME_RATIO),
    ]


def _quick_settings() -> Settings:
    preset = next(preset for preset in load_presets() if preset.id == _PRESET)
    return preset.apply(Settings()).changed({"environment": ENVIRONMENT})


def _warm_up(settings: Settings) -> None:
    """Let torch do once what it does once in a process."""
    run = Run.begin(settings)
    loop = PlainLoop(settings.seed)
    for _ in range(_WARM_UP_UPDATES):
        run.advance()
        loop.train_episode()


def _turns(trainer_runs: int, plain_runs: int) -> Iterator[tuple[bool, int]]:
    """(whether it is the plain loop's turn, seed): the plain loop's spread evenly among the trainer's."""
    for seed in range(trainer_runs):
        # The n-th plain run comes before the trainer's run with which n of `plain_runs` parts of them begin.
        plain_seed, rest = divmod(seed * plain_runs, trainer_runs)
        if rest < plain_runs:
            yield True, plain_seed
        yield False, seed


def _median(runs: list[Solve], figure: Callable[[Solve], float]) -> float:
    return median(map(figure, runs))


def _solved(runs: list[Solve]) -> int:
    return sum(run.solved for run in runs)
