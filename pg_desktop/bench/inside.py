"""What lays updates and policies open: how long it takes, what it costs the run, and whether its intervals are true."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any, Final

import numpy as np

from pg_desktop.bench.figures import Bar, Figure, Figures, Interruption
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.explaining.anatomy import anatomy_of
from pg_desktop.learning.explaining.compass import Plan, Subject, read_compass, reference_of, uphill
from pg_desktop.learning.explaining.cosines import cosine
from pg_desktop.learning.explaining.policy_map import Axis, Plane, on_plane, surface_of
from pg_desktop.learning.explaining.quantities import quantities_of
from pg_desktop.learning.measuring.compass_reading import CompassReading
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import World
from pg_desktop.runs.processes import Processes
from pg_desktop.runs.reopening import reopened, way_back
from pg_desktop.runs.run import Run

_MAP_MS: Final = Bar("<=", 20)
_MAPS: Final = 200

_TRACE_COST: Final = Bar("<=", 0.3)
_CLOSED_COST: Final = Bar("<=", 0.05)
"""Nothing, as near as two updates can be told apart."""
_WARM_UP: Final = 20
_PAIRS: Final = 40

_COMPASS_SECONDS: Final = Bar("<=", 6)
_RETURN: Final = 238.0
_NEAR: Final = 12.0
_SEEDS: Final = 20
_UPDATES: Final = 40
_JUDGED_EPISODES: Final = 400
_READINGS: Final = 3

_PLAN: Final = Plan()
_REPETITIONS: Final = 100
_LEAST_TRUE, _MOST_TRUE = Bar(">=", 93), Bar("<=", 97)

_REPLAYED: Final = 57
_REPLAY_UPDATES: Final = 60


def inside_figures(*, thorough: bool = False) -> Figures:
    """Measure all that needs no window.

    Args:
        thorough: whether it is measured, too, how often the compass's interval is true, which takes some ten minutes.

    Raises:
        KeyboardInterrupt: after Ctrl-C, behind the figures of what had been done by then.
    """
    yield from map_figures()
    yield from trace_figures()
    trace, world = update_at_return()
    subject = Subject.of_update(trace, world)
    yield from compass_figures(subject, evaluated(trace.before, world))
    if thorough:
        yield from coverage_figures(subject)
    yield from replay_figures()


def map_figures(count: int = _MAPS) -> Figures:
    """How long a map of the policy takes."""
    policy = Run.begin(Settings()).policy()
    surface = surface_of(policy, quantities_of(policy.architecture.distribution)[0])
    plane = Plane(Axis(2, -0.2, 0.2), Axis(3, -2.0, 2.0))
    others_O = np.zeros(4, np.float32)
    times = [_milliseconds(lambda: on_plane(surface, plane, others_O)) for _ in range(count)]
    yield Figure("Policy map 128 × 128", median(times), "ms", _MAP_MS)


def trace_figures(updates: int = _PAIRS, warm_up: int = _WARM_UP) -> Figures:
    """What laying an update open costs; and an update after that, when nobody looks any more.

    The trace is recorded in the thread that trains; in the window, the anatomy is found in the background, and takes a
    fifth of the time at the most (`OpenedUpdate`), so that no bar is set for both. Two runs of one seed do the same
    updates in turns, one of them laid open.
    """
    plain, open_ = (Run.begin(Settings()) for _ in range(2))
    for run in (plain, open_):
        for _ in range(warm_up):
            run.advance()
    traced, laid_open = [], []
    for _ in range(updates):
        alone = _seconds(plain.advance)
        started = time.perf_counter()
        trace = open_.advance(traced=True).trace
        recorded = time.perf_counter()
        if trace is not None:
            anatomy_of(trace)
        traced.append((alone, recorded - started))
        laid_open.append((alone, time.perf_counter() - started))
    closed = [(_seconds(plain.advance), _seconds(open_.advance)) for _ in range(updates)]
    yield Figure("An update", 1000 * median(alone for alone, _ in traced), "ms")
    yield Figure("Cost of the trace of an update", _cost(traced), bar=_TRACE_COST)
    yield Figure("Cost of the trace and the anatomy of an update", _cost(laid_open))
    yield Figure("Cost of an update when nobody looks any more", _cost(closed), bar=_CLOSED_COST)


def update_at_return() -> tuple[Trace, World]:
    """An update of a policy whose mean return is near 238, always the same.

    Raises:
        RuntimeError: if no seed comes by there.
    """
    for seed in range(_SEEDS):
        run = Run.begin(Settings(seed=seed))
        for _ in range(_UPDATES):
            trace = run.advance(traced=True).trace
            if trace is None:
                continue
            if abs(float(trace.rollout.episode_return_N.mean()) - _RETURN) > 4 * _NEAR:
                continue
            if abs(evaluated(trace.before, run.world) - _RETURN) <= _NEAR:
                return trace, run.world
    raise RuntimeError("no policy has that return")


def evaluated(policy: Policy, world: World) -> float:
    """The mean return of a policy that samples."""
    return evaluate(policy, world, episodes=_JUDGED_EPISODES, seed=1, mode=ActionMode.SAMPLED).mean_return


def compass_figures(subject: Subject, mean_return: float, task: Callable[..., Any] | None = None) -> Figures:
    """How long the compass takes in its process, and what it says.

    Args:
        subject: the update.
        mean_return: of its policy.
        task: what is done in the process, for tests.
    """
    processes = Processes()
    try:
        started = time.perf_counter()
        found = [processes.submit(task or timed_compass, subject).result()]
        first = time.perf_counter() - started
        found += [processes.submit(task or timed_compass, subject).result() for _ in range(_READINGS - 1)]
    finally:
        processes.close()
    reading: CompassReading = found[0][0]
    yield Figure("Compass: mean return of the policy", mean_return)
    yield Figure("Compass: CPU time in its process", median(cpu for _, cpu in found), "s", _COMPASS_SECONDS)
    yield Figure("Compass: from the first click, with the start of its process", first, "s")
    yield Figure("Compass: episodes of the reference", reading.episodes)
    if reading.cosine is not None:
        yield Figure("Compass: cosine of the update", reading.cosine.value)
        yield Figure("Compass: half of its 95 % interval", reading.cosine.half)
    for row in reading.rows:
        yield Figure(f"Compass: mean cosine, {row.episodes} episodes, {row.weights}", row.cosine.value)


def timed_compass(
    subject: Subject, stop: Callable[[], bool], progress: Callable[[float], None]
) -> tuple[CompassReading, float]:
    """In a process of the pool: read the compass; the reading, and the CPU time that it took."""
    started = time.process_time()
    return read_compass(subject, stop, progress), time.process_time() - started


def coverage_figures(subject: Subject, repetitions: int = _REPETITIONS, plan: Plan = _PLAN) -> Figures:
    """How often the interval of an update's cosine holds the true one; see `intervals_true`."""
    true, done = 0, 0
    with Interruption() as interruption:
        true, done = intervals_true(subject, repetitions, plan)
    if done:
        name = f"Compass: intervals of {done} that hold the true cosine"
        yield Figure(f"{name}, at least", true, bar=_LEAST_TRUE if done == _REPETITIONS else None)
        yield Figure(f"{name}, at most", true, bar=_MOST_TRUE if done == _REPETITIONS else None)
    interruption.pass_on()


def intervals_true(subject: Subject, repetitions: int, plan: Plan = _PLAN) -> tuple[int, int]:
    """How many of so many intervals hold the true cosine, and how many there are.

    Each comes from episodes of its own. The truth is the cosine with the sum of all the others' gradients, which come
    from a hundred times as many episodes, and have none in common with it.

    Raises:
        ValueError: if the subject is no update.
    """
    if subject.gradient_P is None:
        raise ValueError("only an update has a cosine of its own")
    own_P = uphill(subject.gradient_P)
    found, totals = [], []
    for seed in ProgressBar(range(1, repetitions + 1), desc="compass", unit=" readings"):
        reference = reference_of(subject, plan=replace(plan, seed=seed))
        found.append(reference.against(own_P))
        totals.append(reference.total_P)
    everything_P = np.sum(totals, 0)
    truths = [cosine(own_P, everything_P - total_P) for total_P in totals]
    held = sum(estimate.low <= truth <= estimate.high for estimate, truth in zip(found, truths, strict=True))
    return held, len(found)


def replay_figures(update: int = _REPLAYED, updates: int = _REPLAY_UPDATES) -> Figures:
    """How long it takes to play an update again from a state that was kept before it, and whether it is the same."""
    run = Run.begin(Settings(), watched=True)
    policies = []
    for _ in range(updates):
        run.advance()
        policies.append(run.policy())
    way = way_back(run.record, update)
    started = time.perf_counter()
    trace = reopened(way)
    seconds = time.perf_counter() - started
    yield Figure("Replay: updates that were played again", way.updates)
    yield Figure("Replay: time", seconds, "s")
    yield Figure("Replay: time that was foretold", way.seconds, "s")
    same = all(
        trace.after.parameters[name].tobytes() == array.tobytes()
        for name, array in policies[update - 1].parameters.items()
    )
    yield Figure("Replay: the same to the last bit", float(same), bar=Bar(">=", 1))


def _cost(pairs: list[tuple[float, float]]) -> float:
    return median(second / first for first, second in pairs) - 1


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _milliseconds(work: Callable[[], object]) -> float:
    return 1000 * _seconds(work)
