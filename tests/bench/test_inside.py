"""`pg-desktop bench --inside`: the figures are what they say."""

import gc
import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.bench import inside, inside_window
from pg_desktop.bench.figures import Bar, Figure
from pg_desktop.bench.window_at_work import opened_window
from pg_desktop.learning.explaining.compass import Plan, Subject
from pg_desktop.learning.explaining.cosines import Reference
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.run import Run
from tests.runs import bench_errands

SMALL = Plan(episodes=128)


@pytest.fixture(scope="module")
def subject():
    run = Run.begin(Settings())
    for _ in range(2):
        trace = run.advance(traced=True).trace
    return Subject.of_update(trace, run.world)


def test_the_command_measures_with_a_window_and_without(capsys, monkeypatch):
    asked = []

    def figures(*, thorough):
        asked.append(thorough)
        yield Figure("Inside", 1.0)

    def window_figures():
        yield Figure("In the window", 2.0)

    monkeypatch.setitem(sys.modules, "pg_desktop.bench.inside", SimpleNamespace(inside_figures=figures))
    monkeypatch.setitem(
        sys.modules, "pg_desktop.bench.inside_window", SimpleNamespace(inside_window_figures=window_figures)
    )
    assert main(["bench", "--inside", "--json"]) == 0
    assert [figure["key"] for figure in json.loads(capsys.readouterr().out)["figures"]] == ["inside", "in_the_window"]
    assert main(["bench", "--inside", "--thorough"]) == 0
    assert asked == [False, True]
    assert main(["bench", "--thorough"]) == 2
    assert "add --inside" in capsys.readouterr().err
    assert main(["bench", "--inside", "--gui"]) == 2


def test_costs_are_those_of_pairs():
    assert inside._cost([(1.0, 1.2), (2.0, 2.2), (4.0, 8.0)]) == pytest.approx(0.2)
    figures = {figure.key: figure for figure in inside.trace_figures(updates=2, warm_up=1)}
    trace, both = (figures[f"cost_of_the_trace{rest}_of_an_update"] for rest in ("", "_and_the_anatomy"))
    assert (trace.bar, both.bar) == (Bar("<=", 0.3), None)
    assert trace.value < both.value
    assert figures["an_update"].value > 0
    assert len(figures) == 4


def test_the_compass_is_timed_in_its_process_and_its_figures_have_keys_of_their_own():
    figures = list(inside.compass_figures(None, 238.4, bench_errands.quick_reading))
    by_key = {figure.key: figure for figure in figures}
    assert len(by_key) == len(figures)
    assert by_key["compass_cpu_time_in_its_process"].value == 1.5
    assert by_key["compass_cpu_time_in_its_process"].met
    assert by_key["compass_cosine_of_the_update"].value == 0.84
    assert by_key["compass_mean_cosine_1_episodes_time"].value == 0.14


def test_an_interval_is_true_if_the_others_say_so(subject, monkeypatch):
    assert inside.intervals_true(subject, 3, SMALL)[1] == 3
    rng = np.random.default_rng(0)
    own_P = -subject.gradient_P.astype(np.float64)

    def near(subject, plan):
        return Reference(own_P + 0.3 * np.abs(own_P).mean() * rng.normal(size=(64, len(own_P))))

    monkeypatch.setattr(inside, "reference_of", near)
    held, done = inside.intervals_true(subject, 20)
    assert done == 20
    assert held >= 15
    with pytest.raises(ValueError, match="only an update"):
        inside.intervals_true(replace(subject, gradient_P=None), 1)


def test_an_update_that_is_played_again_is_the_same_to_the_last_bit():
    figures = {figure.key: figure for figure in inside.replay_figures(update=3, updates=4)}
    assert figures["replay_the_same_to_the_last_bit"].met
    assert figures["replay_time"].value > 0


def test_the_map_is_measured():
    (figure,) = inside.map_figures(2)
    assert figure.key == "policy_map_128_128"
    assert figure.value > 0


@pytest.mark.slow
@pytest.mark.qt_log_ignore(
    r"^This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the keyboard)$", extend=True
)
def test_the_speed_beside_the_map_is_measured_and_how_often_it_is_drawn(qtbot):
    gc.disable()  # garbage may hold Qt's objects, and is collected here alone
    with opened_window() as window:
        beside, a_second = inside_window.kept_beside_the_map(window, 0.5, 1)
        (view,) = (view for view in window.views if view.entry.id == "policyMap")
        hidden = not view.isVisible()
    window.deleteLater()
    gc.collect()
    gc.enable()
    assert a_second > 0
    assert beside.kept > 0
    assert hidden


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_interval_of_the_compass_is_true_as_often_as_it_says(subject, scoreboard):
    held, done = inside.intervals_true(subject, 100)
    assert done == 100
    assert 93 <= held <= 97
    scoreboard("compass-interval", f"{held} of {done}")
