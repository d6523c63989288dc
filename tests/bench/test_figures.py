"""`pg-desktop bench --worlds` asks of every environment what its row says."""

import dataclasses

import pytest

from pg_desktop.bench import worlds as bench_worlds
from pg_desktop.bench.figures import Bar
from pg_desktop.bench.worlds import Outcome, world_figures
from pg_desktop.cli.parser import parse
from pg_desktop.learning.worlds.table import BOX2D, Benchmark, environment_entry


@pytest.fixture
def asked(monkeypatch):
    """What training was asked for; every run with an even seed is solved, after its seed and a second."""
    asked = []

    def train(environment, seed, patience_seconds):
        asked.append((environment, seed, patience_seconds))
        return Outcome(seed % 2 == 0, float(seed + 1), 1000)

    monkeypatch.setattr(bench_worlds, "train", train)
    return asked


def test_every_environment_is_asked_what_its_row_says(asked, monkeypatch):
    demands = Benchmark(patience_seconds=7.0, solved_share=0.75, median_seconds=2.5)
    strict = dataclasses.replace(environment_entry("Acrobot-v1"), benchmark=demands)
    lenient = dataclasses.replace(environment_entry("CartPole-v1"), benchmark=Benchmark())
    monkeypatch.setattr(bench_worlds, "ENVIRONMENTS", (strict, lenient))
    figures = {figure.name: (figure.value, figure.bar) for figure in world_figures(4)}
    assert asked == [("Acrobot-v1", seed, 7.0) for seed in range(4)] + [
        ("CartPole-v1", seed, 60.0) for seed in range(4)
    ]
    assert figures["Acrobot-v1: solved of 4"] == (2, Bar(">=", 3.0))
    assert figures["Acrobot-v1: time until solved, median of these"] == (2.0, Bar("<=", 2.5))
    assert figures["CartPole-v1: solved of 4"] == (2, None)
    assert figures["CartPole-v1: time until solved, median of these"] == (2.0, None)


def test_what_cannot_be_made_here_is_left_out(asked, monkeypatch):
    missing = dataclasses.replace(BOX2D, module="no_such_module")
    lander = dataclasses.replace(environment_entry("LunarLander-v3"), extra=missing)
    monkeypatch.setattr(bench_worlds, "ENVIRONMENTS", (lander, environment_entry("CartPole-v1")))
    assert list(world_figures(1))
    assert [environment for environment, *_ in asked] == ["CartPole-v1"]


def test_only_the_environments_that_are_named_are_asked(asked):
    figures = list(world_figures(2, ("MountainCarContinuous-v0",)))
    assert {environment for environment, *_ in asked} == {"MountainCarContinuous-v0"}
    assert all(figure.name.startswith("MountainCarContinuous-v0") for figure in figures)


@pytest.mark.parametrize(
    ("arguments", "worlds", "seeds"),
    [
        ([], None, 20),
        (["--worlds"], (), 10),
        (["--worlds", "Acrobot-v1", "CartPole-v0", "--seeds", "3"], ("Acrobot-v1", "CartPole-v0"), 3),
    ],
)
def test_what_the_command_line_asks_for(arguments, worlds, seeds):
    request = parse(["bench", *arguments])
    assert (request.worlds, request.seeds) == (worlds, seeds)
