"""`pg-desktop bench --worlds --algorithm`: policies that are measured while they act greedily."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.bench import greedy
from pg_desktop.bench.figures import HEADER, Bar, Figure
from pg_desktop.bench.greedy import GreedyOutcome, greedy_figures
from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.measuring.evaluation import Evaluation
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.table import GreedyBenchmark
from pg_desktop.messages import UserError


@pytest.fixture
def asked(monkeypatch):
    """Which runs were asked for; every one with an even seed comes to a policy, after its seed and a second."""
    asked = []

    def train(environment, seed, benchmark):
        asked.append((environment, seed, benchmark))
        return GreedyOutcome(seed % 2 == 0, seed + 1.0, 1000 * (seed + 1) ** 2)

    monkeypatch.setattr(greedy, "train", train)
    return asked


@pytest.fixture
def returns(monkeypatch):
    """What greedy episodes earn, one check after the other: of the probe, and of what decides."""
    returns, played = [], []

    def evaluate(policy, world, *, episodes, seed, mode):
        assert mode is ActionMode.GREEDY
        played.append((episodes, seed))
        return Evaluation(np.full(episodes, returns.pop(0) if returns else 0.0), np.ones(episodes, np.int64))

    monkeypatch.setattr(greedy, "evaluate", evaluate)
    monkeypatch.setattr(greedy, "_CHECK_EVERY", 200)
    return SimpleNamespace(queue=returns, played=played)


CART_POLE = GreedyBenchmark(algorithm="dqn", mean_return=475.0, env_steps=1000, share=0.5)


def test_the_command_measures_what_is_named(capsys, monkeypatch):
    asked = []

    def figures(*args):
        asked.append(args)
        yield Figure("Seeds", args[1])

    monkeypatch.setitem(sys.modules, "pg_desktop.bench.greedy", SimpleNamespace(greedy_figures=figures))
    assert main(["bench", "--worlds", "Acrobot-v1", "--algorithm", "dqn", "--seeds", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == [HEADER, Figure("Seeds", 3).as_line()]
    assert main(["bench", "--worlds", "--algorithm", "dqn"]) == 0
    assert asked == [("dqn", 3, ("Acrobot-v1",)), ("dqn", 10, ())]


def test_an_algorithm_without_worlds_is_refused(capsys):
    assert main(["bench", "--algorithm", "dqn"]) == 2
    assert "--algorithm says what learns in the environments of --worlds; add --worlds." in capsys.readouterr().err


def test_speed_share_env_steps_and_time(asked):
    found = {figure.name: figure for figure in greedy_figures("dqn", 5, ["CartPole-v1"])}
    share = found["CartPole-v1, DQN: greedy mean of 475 within 300,000 env steps, of 5"]
    assert (share.value, share.bar, share.met) == (3, Bar(">=", 4.0), False)
    assert found["CartPole-v1, DQN: speed"].value == 3000  # 1000 · (seed + 1)² steps in seed + 1 seconds
    # Of the seeds 0, 2 and 4: whoever gave up says nothing of these.
    assert found["CartPole-v1, DQN: env steps until then, median of these"].value == 9000
    assert found["CartPole-v1, DQN: time until then, median of these"].value == 3
    assert [(environment, seed) for environment, seed, _ in asked] == [("CartPole-v1", seed) for seed in range(5)]
    assert all((row.algorithm, row.mean_return, row.env_steps) == ("dqn", 475, 300_000) for *_, row in asked)


def test_without_a_policy_that_is_good_enough_there_is_no_time(monkeypatch):
    monkeypatch.setattr(greedy, "train", lambda *_: GreedyOutcome(False, 2.0, 1000))
    assert [figure.value for figure in greedy_figures("dqn", 2, ["Acrobot-v1"])] == [500, 0]


def test_every_world_with_a_row_is_measured_and_no_other(asked):
    names = {figure.name.partition(":")[0] for figure in greedy_figures("dqn", 1)}
    assert names == {"CartPole-v1, DQN", "Acrobot-v1, DQN", "MountainCar-v0, DQN"}


def test_a_world_without_a_row_is_refused_before_anything_is_trained(asked):
    with pytest.raises(UserError) as caught:
        list(greedy_figures("dqn", 1, ["CartPole-v1", "LunarLander-v3"]))
    assert str(caught.value) == (
        "There is no benchmark of DQN in LunarLander-v3; there is one in CartPole-v1, Acrobot-v1, MountainCar-v0."
    )
    assert asked == []


def test_a_run_ends_with_a_policy_that_is_good_enough_twice(returns):
    returns.queue[:] = [474.0, 480.0, 474.0, 475.0, 475.0]
    outcome = greedy.train("CartPole-v1", 0, CART_POLE)
    assert outcome.reached
    # Two checks that fail, in the probe and in what decides, then one that does not; each some 200 steps later.
    assert returns.played == [(20, 1), (20, 1), (100, 2), (20, 1), (100, 2)]
    assert 600 <= outcome.env_steps < 1000
    assert outcome.seconds > 0


def test_a_run_is_given_up_when_its_env_steps_are_used_up(returns):
    outcome = greedy.train("CartPole-v1", 0, CART_POLE)
    assert not outcome.reached
    assert outcome.env_steps >= 1000
    assert 3 <= len(returns.played) <= 5


def test_a_policy_that_comes_too_late_does_not_count(returns):
    returns.queue[:] = [500.0] * 10
    outcome = greedy.train("CartPole-v1", 0, GreedyBenchmark(algorithm="dqn", mean_return=475.0, env_steps=1))
    assert not outcome.reached
    assert returns.played == []


def test_policies_that_act_greedily_are_measured_for_real():
    trainer = Trainer(Settings(algorithm="dqn", hidden_size=4))
    assert greedy.is_good_enough(trainer.policy(), trainer.world, 8.0)
    assert not greedy.is_good_enough(trainer.policy(), trainer.world, 501.0)
