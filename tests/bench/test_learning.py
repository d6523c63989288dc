"""`pg-desktop bench`: the figures are what they say, and the plain loop is the chapter's algorithm."""

import importlib.abc
import io
import json
import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from pg_desktop.__main__ import main
from pg_desktop.bench import command as bench
from pg_desktop.bench import learning as bench_learning
from pg_desktop.bench.figures import HEADER, Bar, Figure
from pg_desktop.bench.learning import Solve, compare, solve, solve_plainly
from pg_desktop.bench.plain_loop import GAMMA, PlainLoop
from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce.loss import backward
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.messages import UserError
from tests.learning.algorithms.reinforce.batches import batch_of


def values(figures):
    return {figure.name: figure.value for figure in figures}


def test_medians_and_ratios():
    trainer = [Solve(True, 100_000, 0.5), Solve(True, 30_000, 0.25), Solve(False, 200_000, 2.0)]
    plain = [Solve(True, 80_000, 8.0), Solve(True, 100_000, 20.0), Solve(False, 600_000, 100.0)]
    figures = compare(trainer, plain)
    assert values(figures) == {
        "Speed of the plain loop": 6_000,
        "Speed of the trainer": 120_000,
        "Speed, trainer to plain loop": 20,
        "Runs of the plain loop": 3,
        "Runs of the plain loop solved": 2,
        "Runs of the trainer": 3,
        "Runs of the trainer solved": 2,
        "Time until solved, plain loop": 20,
        "Time until solved, trainer": 0.5,
        "Time until solved, trainer to plain loop": 0.025,
    }
    # Of the trainer's three runs one was not solved.
    assert [figure.met for figure in figures if figure.bar] == [True, False, True, True]
    solved = compare(trainer[:2], plain)
    assert next(figure for figure in solved if figure.name == "Runs of the trainer solved").met


@pytest.mark.parametrize(
    ("bar", "value", "met"),
    [
        (None, 1, None),
        (Bar(">=", 15), 15, True),
        (Bar(">=", 15), 14.9, False),
        (Bar("<=", 0.6), 0.6, True),
        (Bar("<=", 0.6), 0.61, False),
        (Bar("<=", 0.6), math.nan, False),
        (Bar(">=", 0.6), math.nan, False),
    ],
)
def test_a_bar_is_met_or_missed(bar, value, met):
    assert Figure("figure", value, "s", bar).met is met


def test_figures_on_paper_and_as_json():
    figure = Figure("Time", 0.5, "s", Bar("<=", 0.6))
    assert figure.as_line() == "         0.5 s        <= 0.6       met     Time"
    assert figure.as_json() == {
        "key": "time",
        "name": "Time",
        "value": 0.5,
        "unit": "s",
        "bar": {"comparison": "<=", "value": 0.6},
        "met": True,
    }
    speed = Figure("Speed", 123456.7, "steps/s", Bar(">=", 2e6))
    assert speed.as_line() == "     123,457 steps/s  >= 2,000,000 missed  Speed"
    assert Figure("Ratio", 1 / 3).as_line() == "       0.333                               Ratio"
    assert HEADER.index("Figure") == speed.as_line().index("Speed")
    assert HEADER.index("Bar") == speed.as_line().index(">=")


FIGURES = [Figure("Speed", 20.0, bar=Bar(">=", 15)), Figure("Runs", 3)]
LINES = [HEADER, *(figure.as_line() for figure in FIGURES)]


def measured(figures, then=None):
    """Figures as a benchmark hands them on, and how it ends."""
    yield from figures
    if then is not None:
        raise then


def test_the_command_prints_the_figures(capsys, monkeypatch):
    figures = FIGURES
    asked = []
    monkeypatch.setattr(bench, "_learning_figures", lambda seeds: asked.append(seeds) or measured(figures))
    assert main(["bench", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"figures": [figure.as_json() for figure in figures]}
    assert main(["bench", "--seeds", "5"]) == 0
    assert capsys.readouterr().out.splitlines() == LINES
    assert asked == [20, 5]


def test_each_figure_is_printed_as_soon_as_it_is_measured(monkeypatch):
    read = []

    class Reader(io.StringIO):
        """Sees what has been flushed."""

        def flush(self):
            read[:] = self.getvalue().splitlines()

    def figures():
        for done, figure in enumerate(FIGURES):
            assert read == LINES[: done + 1 if done else 0]
            yield figure
        assert read == LINES

    monkeypatch.setattr(bench, "_learning_figures", lambda seeds: figures())
    monkeypatch.setattr(sys, "stdout", Reader())
    assert main(["bench"]) == 0
    assert read == LINES


@pytest.mark.parametrize(("ending", "status"), [(KeyboardInterrupt(), 130), (UserError("No more."), 1)])
def test_what_was_measured_before_an_early_end_is_not_lost(capsys, monkeypatch, ending, status):
    monkeypatch.setattr(bench, "_learning_figures", lambda seeds: measured(FIGURES, ending))
    assert main(["bench"]) == status
    assert capsys.readouterr().out.splitlines() == LINES
    assert main(["bench", "--json"]) == status
    assert json.loads(capsys.readouterr().out) == {"figures": [figure.as_json() for figure in FIGURES]}
    monkeypatch.setattr(bench, "_learning_figures", lambda seeds: measured([], ending))
    assert main(["bench", "--json"]) == status
    assert capsys.readouterr().out == ""


def test_an_interruption_comes_behind_the_figures_of_the_runs_before_it(monkeypatch):
    ends = {("plain", 0): Solve(True, 80_000, 8.0), ("trainer", 0): Solve(True, 100_000, 0.5)}

    def solve(kind, seed):
        if (kind, seed) not in ends:
            raise KeyboardInterrupt
        return ends[kind, seed]

    monkeypatch.setattr(bench_learning, "_warm_up", lambda settings: None)
    monkeypatch.setattr(bench_learning, "solve", lambda settings, cap: solve("trainer", settings.seed))
    monkeypatch.setattr(bench_learning, "solve_plainly", lambda seed, *_: solve("plain", seed))
    figures = bench_learning.learning_figures(20)
    found = {}
    with pytest.raises(KeyboardInterrupt):
        for figure in figures:
            found[figure.name] = figure.value
    assert (found["Runs of the trainer"], found["Runs of the plain loop"]) == (1, 1)
    assert found["Speed, trainer to plain loop"] == 20
    ends.clear()
    with pytest.raises(KeyboardInterrupt):
        list(bench_learning.learning_figures(20))


def test_the_window_is_measured_where_one_can_open(capsys, monkeypatch):
    fake = SimpleNamespace(window_figures=lambda seconds: measured([Figure("Seconds", seconds)]))
    monkeypatch.setitem(sys.modules, "pg_desktop.bench.window", fake)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["bench", "--gui", "--seconds", "5"]) == 0
    assert capsys.readouterr().out.splitlines() == [HEADER, Figure("Seconds", 5).as_line()]
    assert main(["bench", "--gui"]) == 0
    assert capsys.readouterr().out.splitlines() == [HEADER, Figure("Seconds", 60).as_line()]

    def refuse():
        raise UserError("There is no display.")

    monkeypatch.setattr("pg_desktop.launch.require_display", refuse)
    assert main(["bench", "--gui"]) == 1
    assert capsys.readouterr() == ("", "There is no display.\n")


def test_a_figure_has_a_key():
    assert Figure("Resize 64 → 128", 1).key == "resize_64_128"
    assert Figure("Lateness of a frame, 99th percentile", 1).key == "lateness_of_a_frame_99th_percentile"


class _BrokenImport(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "pg_desktop.bench.window":
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")


def test_a_library_that_the_window_misses_is_one_sentence(capsys, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delitem(sys.modules, "pg_desktop.bench.window", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_BrokenImport(), *sys.meta_path])
    assert main(["bench", "--gui"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("Qt needs the system library libEGL.so.1, which is not installed; its package is libegl1")


@pytest.mark.parametrize(("trainer_runs", "plain_runs"), [(20, 3), (1, 1), (3, 3), (7, 2)])
def test_both_take_turns(trainer_runs, plain_runs):
    turns = list(bench_learning._turns(trainer_runs, plain_runs))
    assert [seed for is_plain, seed in turns if not is_plain] == list(range(trainer_runs))
    assert [seed for is_plain, seed in turns if is_plain] == list(range(plain_runs))
    places = [place for place, (is_plain, _) in enumerate(turns) if is_plain]
    gaps = np.diff([*places, len(turns)])
    assert places[0] == 0
    assert gaps.max() - gaps.min() <= 1


class FakeLoop:
    """A plain loop that needs 50 episodes to become perfect."""

    def __init__(self, seed):
        self.episodes = seed

    def train_episode(self):
        self.episodes += 1
        return 500 if self.episodes > 50 else 10


def test_the_plain_loop_is_solved_when_its_last_hundred_episodes_reach_the_target(monkeypatch):
    monkeypatch.setattr(bench_learning, "PlainLoop", FakeLoop)
    # 95 of 100 episodes at 500 and 5 at 10 have a mean of 475.5; with 94 it is 470.6.
    found = solve_plainly(0, 475.0, 10**6)
    assert (found.solved, found.env_steps) == (True, 50 * 10 + 95 * 500)
    found = solve_plainly(0, 475.0, 50 * 10 + 95 * 500 - 1)
    assert (found.solved, found.env_steps) == (True, 50 * 10 + 95 * 500)
    found = solve_plainly(0, 475.0, 50 * 10 + 94 * 500)
    assert (found.solved, found.env_steps) == (False, 50 * 10 + 94 * 500)
    # Perfect from the start, it still has to show it a hundred times.
    assert solve_plainly(50, 475.0, 10**6).env_steps == 50_000


def test_the_trainer_gives_up_at_its_cap():
    found = solve(Settings(episodes_per_update=4, hidden_size=4), 8)
    assert not found.solved
    assert found.env_steps > 0
    assert found.steps_per_second == found.env_steps / found.seconds


@pytest.mark.slow
def test_the_plain_loop_is_a_function_of_its_seed():
    def play(seed):
        loop = PlainLoop(seed)
        return [loop.train_episode() for _ in range(5)]

    assert play(0) == play(0)
    assert play(0) != play(1)


def test_the_plain_loop_learns_what_the_chapters_settings_learn():
    loop = PlainLoop(0)
    linear = [layer for layer in loop._model if isinstance(layer, torch.nn.Linear)]
    network = PolicyNetwork(Architecture(Spaces(VectorSpace(4), DiscreteSpace(2)), (64, 64), "relu"))
    for ours, theirs in zip(network.layers.values(), linear, strict=True):
        ours.load_state_dict(theirs.state_dict())

    rng = np.random.default_rng(0)
    steps = 30
    obs_T1O = rng.normal(size=(steps, 1, 4)).astype(np.float32)
    action_T1 = rng.integers(2, size=(steps, 1))
    ones_T1 = np.ones((steps, 1))
    rollout = Rollout(obs_T1O, action_T1, ones_T1, ones_T1 > 0, np.array([True]), obs_T1O[0])
    backward(network, batch_of(rollout, gamma=GAMMA, discounting="from start", advantage="normalised"), 0.0)

    loop._learn(torch.from_numpy(obs_T1O[:, 0]), torch.from_numpy(action_T1[:, 0]), torch.ones(steps))
    for ours, theirs in zip(network.layers.values(), linear, strict=True):
        for name, parameter in ours.named_parameters():
            torch.testing.assert_close(parameter.grad, theirs.get_parameter(name).grad, rtol=1e-4, atol=1e-6)
    assert any(float(layer.weight.grad.abs().max()) > 1e-3 for layer in linear)


@pytest.mark.slow
def test_measuring_for_real(monkeypatch):
    monkeypatch.setattr(bench_learning, "_PLAIN_STEPS_MAX", 5_000)
    figures = values(bench_learning.learning_figures(2))
    assert figures["Runs of the trainer solved"] == 2
    assert figures["Runs of the plain loop solved"] == 0
    assert figures["Speed, trainer to plain loop"] > 3
