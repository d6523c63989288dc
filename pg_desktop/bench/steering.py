"""What acts on a run in progress: resizing, robustness maps beside it, and training in physics drawn at random.

Shape suffixes: N runs, R resamples.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import fmean, median
from threading import Event, Thread
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.bench.figures import Bar, Figure, Figures, Interruption
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.learning.acting.policy import ActionMode, Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.transfer_map import transfer_map
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.cart_pole.push_test import push_test
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.run import Run
from pg_desktop.storage.presets import load_presets

ENVIRONMENT: Final = "CartPole-v1"
_PRESET: Final = "quick"

_WIDENING: Final = (64, 128, 256)
_NARROWING: Final = (64, 32, 16)
_TIMED: Final = ((64, 128, 256), (256, 64, 16))
_RESIZE_SECONDS: Final = Bar("<=", 0.1)
_GOOD_RETURN: Final = 475.0
_NARROWED_SHARE: Final = 0.9
_EPISODES: Final = 100
_FURTHER_UPDATES: Final = 10
_EPISODES_MAX: Final = 10_000
"""When a run is given up that is to be solved."""

_MAP_SECONDS: Final = Bar("<=", 1.5)
_TIMES: Final = 3
_SPEED_KEPT: Final = Bar(">=", 0.5)
_SPEED_SECONDS: Final = 1.0
_SPEED_PAIRS: Final = 5

_SPREAD: Final = 4.0
_RANDOMISED: Final = ("gravity_range", "pole_length_range")
_ENV_STEPS: Final = 2_000_000
_RESAMPLES: Final = 10_000


def steering_figures(seeds: int) -> Figures:
    """Measure with the seeds 0 to `seeds` − 1.

    Raises:
        KeyboardInterrupt: after Ctrl-C, behind the figures of what had been done by then.
    """
    yield from resizing_figures(seeds)
    yield from map_figures()
    yield from randomisation_figures(seeds)


def resizing_figures(seeds: int) -> Figures:
    """How long a change of the hidden size takes, and how well policies still balance that could before."""
    yield from _resize_times()
    before: list[float] = []
    widened: list[float] = []
    narrowed: list[float] = []
    with Interruption() as interruption:
        for seed in ProgressBar(range(seeds), desc="resizing", unit=" runs"):
            before.append(_greedy_return(solved_run(seed).policy()))
            for sizes, returns in ((_WIDENING, widened), (_NARROWING, narrowed)):
                run = solved_run(seed)
                resize(run, sizes)
                returns.append(_greedy_return(run.policy()))
    if narrowed:
        yield from _resized(before, widened, narrowed)
    interruption.pass_on()


def map_figures() -> Figures:
    """How long robustness maps of the usual size take, and what training keeps of its speed beside them."""
    world = make_world(ENVIRONMENT)
    run = solved_run(0)
    policy = run.policy()
    yield Figure("Transfer map", _seconds(lambda: transfer_map(policy, world)), "s", _MAP_SECONDS)
    yield Figure("Push test", _seconds(lambda: push_test(policy, world)), "s")
    yield Figure("Speed kept by training beside transfer maps", speed_kept(run, _SPEED_SECONDS), bar=_SPEED_KEPT)


def randomisation_figures(seeds: int, env_steps: int = _ENV_STEPS) -> Figures:
    """What drawing gravity and pole length for each episode does to the worst quarter of the transfer map."""
    plain: list[float] = []
    randomised: list[float] = []
    with Interruption() as interruption:
        for seed in ProgressBar(range(seeds), desc="randomisation", unit=" pairs"):
            plain.append(_worst_quarter(_settings(seed), env_steps))
            randomised.append(_worst_quarter(_settings(seed).changed(dict.fromkeys(_RANDOMISED, _SPREAD)), env_steps))
    if randomised:
        yield from compare_worst_quarters(plain[: len(randomised)], randomised, env_steps)
    interruption.pass_on()


def compare_worst_quarters(plain: list[float], randomised: list[float], env_steps: int) -> list[Figure]:
    """The means of both, and the mean of the differences with its interval.

    Args:
        plain: the worst quarter of each run without randomisation.
        randomised: of each with the same seed and with it.
        env_steps: of each run.
    """
    difference_N = np.array(randomised) - np.array(plain)
    low, high = bootstrap_interval(difference_N)
    name = "Worst quarter of the transfer map"
    return [
        Figure(f"{name} after {env_steps / 1e6:g} million env steps", fmean(plain)),
        Figure(f"{name}, gravity and pole length spread by {_SPREAD:g}", fmean(randomised)),
        Figure(f"{name}, gained by randomisation", float(difference_N.mean())),
        Figure("Gain, lower end of the 95 % interval", low, bar=Bar(">=", 0)),
        Figure("Gain, upper end of the 95 % interval", high),
    ]


def bootstrap_interval(difference_N: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a mean (Efron 1979)."""
    rng = np.random.default_rng(0)
    mean_R = rng.choice(difference_N, (_RESAMPLES, len(difference_N))).mean(1)
    low, high = np.percentile(mean_R, (2.5, 97.5))
    return float(low), float(high)


def solved_run(seed: int) -> Run:
    """Train until solved, and a little longer: what was solved by luck is then solved for sure. Always the same run."""
    run = Run.begin(_settings(seed))
    while run.solved is None and run.history.episodes < _EPISODES_MAX:
        run.advance()
    for _ in range(_FURTHER_UPDATES):
        run.advance()
    return run


def resize(run: Run, sizes: tuple[int, ...]) -> list[float]:
    """Change the hidden size from one to the next; the seconds that each change takes."""
    seconds = []
    for size in sizes:
        started = time.perf_counter()
        run.apply(run.settings.changed({"hidden_size": size}))
        seconds.append(time.perf_counter() - started)
    return seconds[1:]


def speed_kept(run: Run, seconds: float) -> float:
    """The speed of training while another thread measures transfer maps, in parts of the speed without it."""
    ratios = []
    for _ in range(_SPEED_PAIRS):
        alone = _env_steps_per_second(run, seconds)
        with _measuring(run.policy()):
            ratios.append(_env_steps_per_second(run, seconds) / alone)
    return median(ratios)


@contextmanager
def _measuring(policy: Policy) -> Iterator[None]:
    """Another thread draws one transfer map after the other."""
    ended, world = Event(), make_world(ENVIRONMENT)

    def measure() -> None:
        try:
            while True:
                transfer_map(policy, world, stop=ended.is_set)
        except RolloutStoppedError:
            return

    thread = Thread(target=measure)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _env_steps_per_second(run: Run, seconds: float) -> float:
    started, steps = time.perf_counter(), run.history.env_steps
    while (passed := time.perf_counter() - started) < seconds:
        run.advance()
    return (run.history.env_steps - steps) / passed


def _resize_times() -> Figures:
    for sizes in _TIMED:
        run = Run.begin(_settings(0).changed({"hidden_size": sizes[0]}))
        run.advance()
        taken = [resize(run, sizes) for _ in range(_TIMES)]
        for before, after, seconds in zip(sizes, sizes[1:], zip(*taken, strict=True), strict=False):
            yield Figure(f"Resize {before} → {after}", median(seconds), "s", _RESIZE_SECONDS)


def _resized(before: list[float], widened: list[float], narrowed: list[float]) -> Figures:
    """How well policies balance: of each run once it is solved, and right after its hidden size has changed."""
    good = sum(mean >= _GOOD_RETURN for mean in narrowed)
    enough = Bar(">=", _NARROWED_SHARE * len(narrowed))
    yield Figure("Runs", len(narrowed))
    yield Figure("Greedy return once solved, smallest", min(before))
    yield Figure(f"Greedy return right after {_arrows(_WIDENING)}, smallest", min(widened), bar=Bar(">=", _GOOD_RETURN))
    yield Figure(f"Greedy return right after {_arrows(_NARROWING)}, smallest", min(narrowed))
    yield Figure(f"Runs with at least {_GOOD_RETURN:.0f} right after {_arrows(_NARROWING)}", good, bar=enough)


def _worst_quarter(settings: Settings, env_steps: int) -> float:
    run = Run.begin(settings)
    while run.history.env_steps < env_steps:
        run.advance()
    return transfer_map(run.policy(), run.world).worst_quarter


def _greedy_return(policy: Policy) -> float:
    return evaluate(policy, make_world(ENVIRONMENT), episodes=_EPISODES, seed=0, mode=ActionMode.GREEDY).mean_return


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _settings(seed: int) -> Settings:
    preset = next(preset for preset in load_presets() if preset.id == _PRESET)
    return preset.apply(Settings()).changed({"environment": ENVIRONMENT, "seed": seed})


def _arrows(sizes: tuple[int, ...]) -> str:
    return " → ".join(map(str, sizes))
