"""`pg-desktop bench --steering`: the figures are what they say."""

import sys
from itertools import islice
from time import sleep
from types import SimpleNamespace

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.bench import steering as bench_steering
from pg_desktop.bench.figures import Bar, Figure
from pg_desktop.bench.steering import bootstrap_interval, compare_worst_quarters, resize, speed_kept
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.runs.run import Run


def stopped(stop):
    """Work that does nothing but wait until it is asked to stop."""
    while not stop():
        sleep(0.001)
    raise RolloutStoppedError


def iter_of(figure):
    yield figure


def small_run():
    run = Run.begin(Settings(hidden_size=8, episodes_per_update=4))
    run.advance()
    return run


def test_the_command_measures_with_ten_seeds_unless_told_otherwise(capsys, monkeypatch):
    asked = []
    fake = SimpleNamespace(steering_figures=lambda seeds: asked.append(seeds) or iter_of(Figure("Seeds", seeds)))
    monkeypatch.setitem(sys.modules, "pg_desktop.bench.steering", fake)
    assert main(["bench", "--steering"]) == 0
    assert main(["bench", "--steering", "--seeds", "3"]) == 0
    assert asked == [10, 3]
    assert main(["bench", "--steering", "--worlds"]) == 2


def test_differences_are_those_of_each_seed():
    figures = compare_worst_quarters([10.0, 20.0, 30.0], [110.0, 140.0, 170.0], 2_000_000)
    assert [figure.value for figure in figures[:3]] == [20, 140, 120]
    assert figures[0].name.endswith("after 2 million env steps")
    assert figures[3].value >= 100
    assert figures[4].value <= 140
    assert [figure.met for figure in figures] == [None, None, None, True, None]
    worse = compare_worst_quarters([100.0, 200.0], [90.0, 300.0], 1)
    assert worse[3].met is False


def test_the_interval_is_nearly_the_normal_one_for_many():
    difference_N = np.random.default_rng(1).normal(5, 2, 1_000)
    half = 1.96 * 2 / 1_000**0.5
    assert bootstrap_interval(difference_N) == pytest.approx(
        (difference_N.mean() - half, difference_N.mean() + half), abs=0.02
    )
    assert bootstrap_interval(np.array([3.0, 3.0])) == (3, 3)


def test_resizing_goes_from_one_size_to_the_next():
    run = small_run()
    seconds = resize(run, (8, 16, 4))
    assert len(seconds) == 2
    assert min(seconds) > 0
    assert [(edit.old, edit.new) for edit in run.edits.all()] == [(8, 16), (16, 4)]


def test_the_speed_beside_a_map_is_measured_and_the_thread_ends(monkeypatch):
    monkeypatch.setattr(bench_steering, "_SPEED_PAIRS", 1)
    assert 0 < speed_kept(small_run(), 0.1) < 3


def test_randomisation_trains_both_ways(monkeypatch):
    trained = []
    monkeypatch.setattr(
        bench_steering, "_worst_quarter", lambda settings, env_steps: trained.append((settings, env_steps)) or 1.0
    )
    assert len(list(bench_steering.randomisation_figures(2, 500))) == 5
    assert [settings.seed for settings, _ in trained] == [0, 0, 1, 1]
    assert [(s.gravity_range, s.pole_length_range) for s, _ in trained] == [(1, 1), (4, 4)] * 2
    assert {env_steps for _, env_steps in trained} == {500}


def test_an_interruption_comes_behind_the_figures_of_the_pairs_before_it(monkeypatch):
    returns = iter([100.0, 150.0, 90.0])

    def worst_quarter(settings, env_steps):
        try:
            return next(returns)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(bench_steering, "_worst_quarter", worst_quarter)
    figures = bench_steering.randomisation_figures(10)
    # Of the second pair only one half was done.
    assert [next(figures).value for _ in range(5)] == [100, 150, 50, 50, 50]
    with pytest.raises(KeyboardInterrupt):
        next(figures)


def test_runs_that_were_resized_before_an_interruption_count(monkeypatch):
    def solved_run(seed):
        if seed == 2:
            raise KeyboardInterrupt
        return small_run()

    monkeypatch.setattr(bench_steering, "_resize_times", lambda: iter(()))
    monkeypatch.setattr(bench_steering, "solved_run", solved_run)
    monkeypatch.setattr(bench_steering, "_greedy_return", lambda policy: 480.0)
    figures = bench_steering.resizing_figures(10)
    found = {figure.key: figure for figure in islice(figures, 5)}
    assert found["runs"].value == 2
    assert found["runs_with_at_least_475_right_after_64_32_16"].bar == Bar(">=", pytest.approx(1.8))
    with pytest.raises(KeyboardInterrupt):
        next(figures)


def test_figures_are_found_by_keys_that_do_not_depend_on_how_much_was_measured(monkeypatch):
    monkeypatch.setattr(bench_steering, "solved_run", lambda seed: small_run())
    monkeypatch.setattr(bench_steering, "_greedy_return", lambda policy: 100.0)
    for constant, value in {"_TIMES": 1, "_SPEED_PAIRS": 1, "_SPEED_SECONDS": 0.05}.items():
        monkeypatch.setattr(bench_steering, constant, value)
    monkeypatch.setattr(bench_steering, "transfer_map", lambda *_, stop=None, **__: stop and stopped(stop))
    monkeypatch.setattr(bench_steering, "push_test", lambda *_: None)
    monkeypatch.setattr(bench_steering, "_worst_quarter", lambda settings, env_steps: 100.0)

    def keys(seeds):
        return [figure.as_json()["key"] for figure in bench_steering.steering_figures(seeds)]

    assert keys(1) == keys(2)
    assert set(keys(1)) >= {"resize_64_128", "resize_256_64", "transfer_map", "push_test"}
    assert len(set(keys(1))) == len(keys(1))


@pytest.mark.slow
def test_measuring_for_real():
    figures = {figure.key: figure for figure in bench_steering.resizing_figures(1)}
    timed = {key for key, figure in figures.items() if figure.unit == "s"}
    assert timed == {"resize_64_128", "resize_128_256", "resize_256_64", "resize_64_16"}
    # How long they take also depends on what else the computer does; how well the policy does afterwards does not.
    assert all(figures[key].value > 0 for key in timed)
    judged = [figure for key, figure in figures.items() if figure.bar and key not in timed]
    assert len(judged) == 2
    assert all(figure.met for figure in judged)
