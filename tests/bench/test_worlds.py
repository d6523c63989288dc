"""`pg-desktop bench --worlds`: the figures are what they say."""

import sys
from types import SimpleNamespace

import pytest

from pg_desktop.__main__ import main
from pg_desktop.bench import worlds as bench_worlds
from pg_desktop.bench.figures import HEADER, Bar, Figure
from pg_desktop.bench.worlds import Outcome, train, world_figures
from pg_desktop.learning.worlds.table import environment_entry


@pytest.fixture
def worlds(monkeypatch):
    """Choose the environments to be measured, how each run ends, and see which runs were asked for."""

    def choose(outcomes, missing=()):
        entries = tuple(environment_entry(environment) for environment in outcomes)
        asked = []

        def fake(environment, seed, patience_seconds):
            asked.append((environment, seed, patience_seconds))
            return outcomes[environment][seed]

        monkeypatch.setattr(bench_worlds, "ENVIRONMENTS", entries)
        monkeypatch.setattr(bench_worlds, "missing_extra", lambda entry: entry.id in missing)
        monkeypatch.setattr(bench_worlds, "train", fake)
        return asked

    return choose


def iter_of(figure):
    yield figure


def figures_of(seeds):
    return {figure.name: figure for figure in world_figures(seeds)}


def test_the_command_measures_every_world(capsys, monkeypatch):
    asked = []
    fake = SimpleNamespace(world_figures=lambda *args: asked.append(args) or iter_of(Figure("Seeds", args[0])))
    monkeypatch.setitem(sys.modules, "pg_desktop.bench.worlds", fake)
    assert main(["bench", "--worlds", "--seeds", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == [HEADER, Figure("Seeds", 3).as_line()]
    assert asked == [(3, ())]


def test_speed_share_and_time_of_each_world(worlds):
    outcomes = [Outcome(True, 2.0, 200), Outcome(False, 60.0, 60_000), Outcome(True, 6.0, 3_000)]
    asked = worlds({"Pendulum-v1": outcomes, "CartPole-v1": outcomes})
    found = figures_of(3)
    assert found["Pendulum-v1: speed"].value == 500
    assert found["Pendulum-v1: solved of 3"].value == 2
    assert found["Pendulum-v1: solved of 3"].bar == Bar(">=", pytest.approx(0.7 * 3))
    assert found["Pendulum-v1: solved of 3"].met is False
    # Of those that were solved: whoever gave up says nothing of the time.
    assert found["Pendulum-v1: time until solved, median of these"].value == 4
    assert found["CartPole-v1: solved of 3"].bar is None
    assert [(environment, seed) for environment, seed, _ in asked] == [
        (environment, seed) for environment in ("Pendulum-v1", "CartPole-v1") for seed in range(3)
    ]


def test_the_time_has_a_bar_where_one_is_set(worlds):
    worlds({"ContinuousCartPole": [Outcome(True, 2.9, 100), Outcome(True, 3.3, 100)]})
    figure = figures_of(2)["ContinuousCartPole: time until solved, median of these"]
    assert (figure.value, figure.bar, figure.met) == (pytest.approx(3.1), Bar("<=", 3.0), False)


def test_where_nothing_was_solved_there_is_no_time(worlds):
    worlds({"MountainCar-v0": [Outcome(False, 20.0, 4_000)]})
    assert set(figures_of(1)) == {"MountainCar-v0: speed", "MountainCar-v0: solved of 1"}


def test_worlds_that_cannot_be_made_here_are_left_out(worlds):
    lander = "LunarLander-v3"
    asked = worlds({"CartPole-v1": [Outcome(True, 1.0, 1)], lander: [Outcome(True, 1.0, 1)]}, missing=(lander,))
    assert not any(name.startswith(lander) for name in figures_of(1))
    assert [environment for environment, *_ in asked] == ["CartPole-v1"]


def test_patience_depends_on_the_world(worlds):
    asked = worlds(
        {environment: [Outcome(True, 1.0, 1)] for environment in ("MountainCar-v0", "LunarLander-v3", "Acrobot-v1")}
    )
    figures_of(1)
    assert {environment: patience for environment, _, patience in asked} == {
        "MountainCar-v0": 20,
        "LunarLander-v3": 600,
        "Acrobot-v1": 60,
    }


def test_the_figures_of_a_world_come_before_the_next_is_trained(worlds):
    asked = worlds({"CartPole-v1": [Outcome(True, 1.0, 1)] * 2, "Acrobot-v1": [Outcome(True, 1.0, 1)] * 2})
    figures = world_figures(2)
    assert next(figures).name == "CartPole-v1: speed"
    assert [environment for environment, *_ in asked] == ["CartPole-v1"] * 2


def test_an_interruption_comes_behind_the_figures_of_the_runs_before_it(worlds, monkeypatch):
    worlds({"CartPole-v1": []})
    done = [Outcome(True, 2.0, 200), Outcome(False, 60.0, 60_000)]

    def train(environment, seed, patience_seconds):
        if seed == len(done):
            raise KeyboardInterrupt
        return done[seed]

    monkeypatch.setattr(bench_worlds, "train", train)
    figures = world_figures(10)
    assert [next(figures).name for _ in range(3)] == [
        "CartPole-v1: speed",
        "CartPole-v1: solved of 2",
        "CartPole-v1: time until solved, median of these",
    ]
    with pytest.raises(KeyboardInterrupt):
        next(figures)


def test_a_run_that_is_not_solved_is_given_up():
    outcome = train("Pendulum-v1", 0, 0.01)
    assert not outcome.solved
    assert outcome.env_steps > 0
    assert outcome.seconds >= 0.01
