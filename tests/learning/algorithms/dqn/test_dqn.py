"""DQN: exploration, undo, states, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.dqn.dqn import architecture_of
from pg_desktop.learning.algorithms.dqn.gradient_steps import GradientSteps
from pg_desktop.learning.settings.kinds import TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.trainer import NonFiniteUpdateError, Trainer
from pg_desktop.learning.worlds.spaces import MultiDiscreteSpace
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from tests.learning.states import assert_same_report, assert_same_trained

SMALL = Settings(
    algorithm="dqn",
    hidden_size=8,
    episodes_per_update=3,
    learning_rate=0.01,
    batch_size=16,
    learning_starts=30,
    train_frequency=8,
    gradient_steps=2,
    target_interval=40,
    epsilon_decay=400,
    seed=5,
)


def assert_same_dqn(first, second):
    assert (first.updates, first.settings, first.rng) == (second.updates, second.settings, second.rng)
    one, other = first.algorithm, second.algorithm
    assert_same_trained(one.trained, other.trained)
    np.testing.assert_array_equal(one.target_P, other.target_P)
    assert (one.env_steps, one.round_at, one.target_at) == (other.env_steps, other.round_at, other.target_at)
    assert one.replay.length == other.replay.length


def assert_go_on_alike(first, second, updates=3):
    for _ in range(updates):
        assert_same_report(first.update(), second.update())
    assert_same_dqn(first.state(), second.state())


def advanced(settings=SMALL, updates=4):
    trainer = Trainer(settings)
    for _ in range(updates):
        trainer.update()
    return trainer


def test_exploration_falls_evenly_with_env_steps_and_is_reported():
    trainer = Trainer(SMALL.changed({"epsilon_start": 0.8, "epsilon_end": 0.2, "epsilon_decay": 300}))
    assert trainer.policy().parameters["epsilon"] == pytest.approx(0.8)
    env_steps, told = 0, []
    while env_steps < 500:
        report = trainer.update()
        env_steps += report.lengths_N.sum()
        told.append(report.metrics["epsilon"])
    assert told == sorted(told, reverse=True)
    trainer.update()
    assert trainer.policy().parameters["epsilon"] == pytest.approx(0.2)


def test_before_learning_starts_nothing_is_learned_and_nothing_but_exploration_reported():
    trainer = Trainer(SMALL.changed({"learning_starts": 10**6}))
    before = trainer.policy()
    report = trainer.update()
    assert set(report.metrics) == {"epsilon"}
    for name, array in trainer.policy().parameters.items():
        assert name == "epsilon" or np.array_equal(array, before.parameters[name])
    learning = advanced(updates=3)
    assert set(learning.update().metrics) == {"epsilon", "td_loss", "mean_q", "gradient_norm"}


def test_episodes_are_whole_and_returns_are_their_rewards():
    report = advanced().update()
    np.testing.assert_array_equal(report.returns_N, report.lengths_N)
    assert len(report.returns_N) == 3
    assert report.lengths_N.min() >= 8


def test_the_target_network_is_a_copy_from_interval_to_interval():
    trainer = Trainer(SMALL.changed({"target_interval": 10**5}))
    first_P = trainer.state().algorithm.target_P
    trainer.update()
    second_P = trainer.state().algorithm.target_P
    for _ in range(4):
        trainer.update()
    assert trainer.state().algorithm.target_P is second_P
    assert not np.array_equal(trainer.state().algorithm.trained.weights_P, second_P)
    np.testing.assert_array_equal(first_P.shape, second_P.shape)
    each_time = advanced(SMALL.changed({"target_interval": 1, "train_frequency": 1}))
    state = each_time.state().algorithm
    np.testing.assert_array_equal(state.target_P[:-1], state.trained.weights_P[:-1])


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    assert_go_on_alike(Trainer(SMALL), Trainer(SMALL))
    assert not advanced().policy().equals(advanced(SMALL.changed({"seed": 6})).policy())


@pytest.mark.parametrize("settings", [SMALL, SMALL.changed({"normalise_observations": True})])
def test_a_state_is_gone_on_from_bit_for_bit(settings):
    trainer, twin = advanced(settings), advanced(settings)
    state = trainer.state()
    for _ in range(3):
        trainer.update()
    trainer.restore(state)
    assert_go_on_alike(trainer, twin)
    fresh = Trainer(settings)
    fresh.restore(state)
    assert_go_on_alike(fresh, advanced(settings))


def test_two_branches_of_a_state_do_not_meet():
    trainer = advanced()
    state = trainer.state()
    one, other = Trainer(SMALL), Trainer(SMALL)
    one.restore(state)
    for _ in range(3):
        one.update()
    other.restore(state)
    assert_go_on_alike(trainer, other)


@pytest.mark.parametrize("at", [1, 5, 9, 13])
def test_stopping_in_the_middle_leaves_nothing_behind(at):
    trainer, twin = advanced(), advanced()
    asked = iter(range(10**6))
    with pytest.raises(RolloutStoppedError):
        trainer.update(lambda: next(asked) >= at)
    assert_go_on_alike(trainer, twin)


def test_an_update_that_is_not_finite_is_undone_and_said(monkeypatch):
    trainer, twin = advanced(), advanced()
    with monkeypatch.context() as patch:
        patch.setattr(GradientSteps, "step", lambda self, steps, found: setattr(found, "loss", float("nan")))
        with pytest.raises(NonFiniteUpdateError, match="In update 5 the action values were no longer finite numbers"):
            trainer.update()
    assert_go_on_alike(trainer, twin)


def test_undoing_an_update_copies_no_replay_buffer():
    trainer = advanced()
    chunks = trainer.state().algorithm.replay.chunks
    asked = iter(range(10**6))
    with pytest.raises(RolloutStoppedError):
        trainer.update(lambda: next(asked) >= 12)
    assert all(one is other for one, other in zip(trainer.state().algorithm.replay.chunks, chunks, strict=True))
    state = trainer.state().algorithm
    assert all(one is other for one, other in zip(state.shared, chunks, strict=True))
    assert state.nbytes == 4 * state.target_P.nbytes + state.trained.recent_BO.nbytes


@pytest.mark.parametrize("size", [3, 20])
def test_the_hidden_size_changes_while_it_learns(size):
    trainer = advanced()
    assert trainer.apply(SMALL.changed({"hidden_size": size})) is None
    for _ in range(2):
        trainer.update()
    assert trainer.policy().architecture.hidden_sizes == (size, size)


def test_widening_keeps_the_action_values():
    trainer = advanced()
    obs_NO = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    before = trainer.policy().outputs(obs_NO)
    trainer.apply(SMALL.changed({"hidden_size": 31}))
    np.testing.assert_allclose(trainer.policy().outputs(obs_NO), before, rtol=1e-4, atol=1e-5)


LIVE = {
    "gamma": 0.3,
    "learning_rate": 0.001,
    "episodes_per_update": 5,
    "batch_size": 32,
    "buffer_size": 100,
    "learning_starts": 4000,
    "train_frequency": 3,
    "gradient_steps": 5,
    "target_interval": 7,
    "epsilon_start": 0.4,
    "epsilon_end": 0.3,
    "epsilon_decay": 9999,
    "double_dqn": False,
}


@pytest.mark.parametrize("key", LIVE)
def test_live_settings_act_from_the_next_update_on(key):
    small = SMALL.changed({"target_interval": 20})
    changed = small.changed({key: LIVE[key]})
    trainer, reference, unchanged = advanced(small), Trainer(changed), advanced(small)
    reference.restore(replace(trainer.state(), settings=changed))
    trainer.apply(changed)
    assert_go_on_alike(trainer, reference, 4)
    for _ in range(4):
        unchanged.update()
    assert not unchanged.policy().equals(trainer.policy())


def test_every_row_of_dqn_is_among_the_live_ones():
    rows = {key for key, row in HYPERPARAMETERS.items() if row.owner == "dqn"}
    assert rows <= set(LIVE)
    assert all(HYPERPARAMETERS[key].takes_effect is TakesEffect.NEXT_UPDATE for key in rows)


def test_a_policy_goes_on_learning_where_its_exploration_had_come_to():
    trainer = advanced(updates=20)
    policy, env_steps = trainer.policy(), trainer.state().algorithm.env_steps
    later = Trainer(SMALL, policy, env_steps)
    assert later.policy().equals(policy)
    later.update()
    assert later.policy().parameters["epsilon"] <= policy.parameters["epsilon"]


def test_actions_of_real_numbers_are_refused_in_a_sentence():
    with pytest.raises(UserError) as caught:
        Trainer(SMALL.changed({"environment": "Pendulum-v1"}))
    assert str(caught.value) == (
        "DQN takes the action that is worth most and can find it only among a few, but an action in Pendulum-v1 is any "
        "of infinitely many real numbers; choose REINFORCE, whose policy draws from them."
    )


def test_several_choices_at_once_are_refused_in_a_sentence():
    world = make_world("CartPole-v1")
    several = replace(world, spaces=replace(world.spaces, action=MultiDiscreteSpace((2, 3))))
    with pytest.raises(UserError) as caught:
        architecture_of(SMALL, several)
    assert str(caught.value) == (
        "DQN needs one choice among a few actions, but in CartPole-v1 they are MultiDiscrete(2, 3); choose REINFORCE."
    )


def test_its_network_puts_out_a_value_for_each_action_and_has_epsilon_beside():
    architecture = architecture_of(SMALL, make_world("CartPole-v1"))
    assert architecture.summary() == "4 → 8 → 8 → 2, relu, action values"
    assert list(architecture.parameter_shapes())[-3:] == ["action_values.weight", "action_values.bias", "epsilon"]
