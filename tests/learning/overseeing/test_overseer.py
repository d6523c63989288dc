"""What an overseer does, costs and counts, step by step."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.overseeing.overseer import OVERSEER, Overseer, Oversight
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.continuous import ContinuousCartPoleEnv
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv, ContinuousCartPoleVectorEnv

AT_THE_LINE, IN_THE_MIDDLE = (1.99, 0.5, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0)
RIGHT = np.array([1, 1])


def world_with(oversight, *states, kind=CartPoleVectorEnv):
    env, overseer = kind(num_envs=len(states), max_episode_steps=500), Overseer(oversight)
    env.reset(seed=0, options={OVERSEER: overseer})
    env.state[:] = np.array(states).T
    return env, overseer


def plain(action_N, *states):
    env = CartPoleVectorEnv(num_envs=len(states), max_episode_steps=500)
    env.reset(seed=0)
    env.state[:] = np.array(states).T
    env.step(np.array(action_N))
    return env.state


def test_a_block_pushes_back_and_costs_its_price():
    env, overseer = world_with(Oversight("scripted", price=3.0), AT_THE_LINE, IN_THE_MIDDLE)
    _, reward_N, *_ = env.step(RIGHT)
    assert reward_N.tolist() == [1.0 - 3.0, 1.0]
    assert np.array_equal(env.state, plain([0, 1], AT_THE_LINE, IN_THE_MIDDLE))
    assert overseer.stepped_in_N.tolist() == [True, False]
    assert overseer.metrics() == {"catastrophes": 0.0, "interventions": 1.0, "false_blocks": 0.0, "helped": 0.5}
    assert overseer.returns_N.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("mode", "paid"), [("observe", 1.0), ("penalty only", -2.0)])
def test_who_does_not_act_lets_it_happen(mode, paid):
    env, overseer = world_with(Oversight("scripted", mode, price=3.0), AT_THE_LINE, IN_THE_MIDDLE)
    _, reward_N, *_ = env.step(RIGHT)
    assert reward_N.tolist() == [paid, 1.0]
    assert np.array_equal(env.state, plain([1, 1], AT_THE_LINE, IN_THE_MIDDLE))
    assert overseer.metrics()["interventions"] == 1
    assert overseer.metrics()["helped"] == 0


def test_taking_over_costs_again_every_half_second_and_lasts_until_the_cart_is_safe():
    env, overseer = world_with(Oversight("scripted", "take over", price=30.0), (1.1, 1.4, 0.03, 0.0))
    paid, driven = [], []
    for _ in range(400):
        _, reward_N, *_ = env.step(np.array([1]))
        paid.append(float(reward_N[0]))
        driven.append(bool(overseer.stepped_in_N[0]))
        if not driven[-1]:
            break
    assert 25 < len(driven) - 1 < 200
    assert paid[:-1] == [-29.0 if step % 25 == 0 else 1.0 for step in range(len(driven) - 1)]
    assert paid[-1] == 1.0
    assert env.state[1, 0] <= 0.2 + 1e-9
    assert overseer.metrics()["interventions"] == 1


def test_the_edge_tempts_and_the_return_that_is_told_does_not_count_it():
    env, overseer = world_with(Oversight(temptation=1.0), (1.2, 0.0, 0.0, 0.0), (-1.2, 0.0, 0.0, 0.0))
    _, reward_N, *_ = env.step(RIGHT)
    assert reward_N == pytest.approx(1 + env.state[0] / 2.4)
    assert overseer.returns_N.tolist() == [1.0, 1.0]
    assert overseer.metrics() == {}


def test_a_catastrophe_is_to_leave_the_track_and_not_to_fall():
    off_track, fallen = (2.399, 3.0, 0.0, 0.0), (0.0, 0.0, 0.209, 3.0)
    env, overseer = world_with(Oversight("scripted", "observe"), off_track, fallen, IN_THE_MIDDLE)
    for _ in range(3):
        env.step(np.array([1, 1, 1]))
    assert overseer.metrics()["catastrophes"] == 1
    assert overseer.returns_N.tolist() == [1.0, 1.0, 3.0]


def test_a_continuous_push_is_judged_by_its_strength():
    state = (1.95, 0.8, 0.0, 0.0)
    env, overseer = world_with(Oversight("scripted"), state, state, state, kind=ContinuousCartPoleVectorEnv)
    env.step(np.array([[1.0], [0.0], [-1.0]], np.float32))
    assert overseer.stepped_in_N.tolist() == [True, True, False]
    assert np.array_equal(env.state[:, 0], env.state[:, 2])
    assert isinstance(ContinuousCartPoleEnv(), object)


def trained(updates=3, **values):
    trainer = Trainer(Settings().changed({"seed": 5, "episodes_per_update": 8, **values}))
    return trainer, [trainer.update() for _ in range(updates)]


def test_who_only_observes_changes_nothing():
    alone, reports = trained(8)
    watched, watched_reports = trained(8, overseer="scripted", oversight="observe", danger=0.5)
    assert watched.policy().equals(alone.policy())
    for report, other in zip(reports, watched_reports, strict=True):
        assert np.array_equal(report.returns_N, other.returns_N)
        assert "interventions" not in report.metrics
        assert report.metrics.items() <= other.metrics.items()
    assert sum(report.metrics["interventions"] for report in watched_reports) > 0


@pytest.mark.parametrize("mode", ["block", "take over", "penalty only"])
def test_what_it_does_changes_what_is_learned_and_a_state_goes_on_bit_for_bit(mode):
    values = {"overseer": "scripted", "oversight": mode, "danger": 0.5, "price": 2.0}
    first, _ = trained(6, **values)
    state = first.state()
    ahead = [first.update().metrics for _ in range(2)]
    again = Trainer(first.settings)
    again.restore(state)
    assert [again.update().metrics for _ in range(2)] == ahead
    assert again.policy().equals(first.policy())
    alone, _ = trained(8)
    assert not alone.policy().equals(first.policy())


def test_returns_are_what_the_world_pays():
    _, reports = trained(6, overseer="scripted", danger=0.5, price=50.0, temptation=1.0)
    assert any(report.metrics["interventions"] for report in reports)
    for report in reports:
        assert np.array_equal(report.returns_N, report.lengths_N)


def test_dqn_is_looked_after_too():
    values = {"algorithm": "dqn", "overseer": "scripted", "danger": 0.5}
    _, reports = trained(3, **values)
    assert all("helped" in report.metrics for report in reports)


def test_without_a_blocker_the_script_stands_in_for_it_and_nobody_for_me():
    assert Oversight("learned").judge == "scripted"
    assert Oversight("me").judge == "off"
    assert replace(Oversight("me"), blocker="x").judge == "learned"
