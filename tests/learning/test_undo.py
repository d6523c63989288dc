"""An update that fails, at whichever stage, leaves weights, optimisers, value network, scales and random numbers."""

import numpy as np
import pytest

from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.algorithms.reinforce.loss import LossReport
from pg_desktop.learning.networks.adam import Adam
from pg_desktop.learning.networks.trained_policy import TrainedPolicy
from pg_desktop.learning.networks.value_network import ValueNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import NonFiniteUpdateError, Trainer
from tests.learning.states import assert_same_report, assert_same_run, assert_same_state

EVERYTHING = Settings(
    hidden_size=8,
    episodes_per_update=4,
    seed=3,
    advantage="value",
    gae_lambda=0.9,
    value_steps=3,
    normalise_observations=True,
    normalise_rewards=True,
    entropy_bonus=0.01,
)


class Fault(Exception):  # noqa: N818 (stands for whatever may happen)
    """What is injected."""


def _after(owner, name):
    """Let `owner.name` do its work, and then fail."""
    real = getattr(owner, name)

    def faulty(*arguments, **options):
        real(*arguments, **options)
        raise Fault

    return owner, name, faulty


def _before(owner, name):
    def faulty(*arguments, **options):
        raise Fault

    return owner, name, faulty


STAGES = {
    "episodes": lambda: _after(reinforce_module, "collect"),
    "unit of rewards": lambda: _after(reinforce_module, "with_returns"),
    "judging": lambda: _before(reinforce_module, "judge"),
    "after judging": lambda: _after(reinforce_module, "judge"),
    "the value network's weights": lambda: _after(ValueNetwork, "learn"),
    "a step of it": lambda: _after(ValueNetwork, "_step"),
    "weights of the steps": lambda: _after(reinforce_module, "make_batch"),
    "gradient": lambda: _after(reinforce_module, "backward"),
    "the optimiser": lambda: _after(Adam, "step"),
    "observations remembered": lambda: _after(TrainedPolicy, "remember"),
    "scales": lambda: _after(TrainedPolicy, "_show_scales"),
}


def _trainers(updates):
    trainer, twin = Trainer(EVERYTHING), Trainer(EVERYTHING)
    for _ in range(updates):
        assert_same_report(trainer.update(), twin.update())
    return trainer, twin


@pytest.mark.parametrize("updates", [0, 2])
@pytest.mark.parametrize("stage", STAGES)
def test_a_fault_leaves_nothing_behind(monkeypatch, stage, updates):
    trainer, twin = _trainers(updates)
    acting = trainer.policy()
    with monkeypatch.context() as patch:
        # Going back goes through the scales, too; that must work.
        owner, name, faulty = STAGES[stage]()
        fired = []

        def once(*arguments, **options):
            if fired:
                return real(*arguments, **options)
            fired.append(True)
            return faulty(*arguments, **options)

        real = getattr(owner, name)
        patch.setattr(owner, name, once)
        with pytest.raises(Fault):
            trainer.update()
        assert fired
    assert_same_state(trainer.state(), twin.state())
    assert trainer.policy().equals(acting)
    assert_same_run(trainer, twin)


@pytest.mark.parametrize("updates", [0, 2])
def test_a_value_network_that_ran_away_is_undone_and_named(monkeypatch, updates):
    trainer, twin = _trainers(updates)
    learn = ValueNetwork.learn

    def runs_away(self, *arguments, **options):
        learn(self, *arguments, **options)
        self.perceptron().weights[0][0, 0] = np.nan

    with monkeypatch.context() as patch:
        patch.setattr(ValueNetwork, "learn", runs_away)
        with pytest.raises(NonFiniteUpdateError) as caught:
            trainer.update()
    assert str(caught.value).startswith(f"In update {updates + 1} the value network's weights were no longer finite")
    assert "lower value learning rate" in str(caught.value)
    assert_same_state(trainer.state(), twin.state())
    assert_same_run(trainer, twin)


def test_a_loss_that_is_not_finite_takes_the_value_networks_lesson_back(monkeypatch):
    trainer, twin = _trainers(1)
    with monkeypatch.context() as patch:
        patch.setattr(reinforce_module, "backward", lambda *arguments: LossReport(float("nan"), 0.0))
        with pytest.raises(NonFiniteUpdateError, match="the loss was no longer"):
            trainer.update()
    assert_same_state(trainer.state(), twin.state())
    assert_same_run(trainer, twin)


def test_a_value_learning_rate_that_is_too_high_pauses_with_a_sentence_or_goes_on_finite():
    trainer = Trainer(EVERYTHING.changed({"value_learning_rate": 1.0, "value_steps": 256}))
    for _ in range(3):
        report = trainer.update()
        assert np.isfinite(
            [report.metrics["policy_loss"], report.metrics["gradient_norm"], report.metrics["explained_variance"]]
        ).all()


def test_stop_can_come_at_any_time():
    trainer, twin = _trainers(1)
    asked, limit = 0, 0

    def stop():
        nonlocal asked
        asked += 1
        return asked > limit

    stopped = 0
    while True:
        asked = 0
        try:
            trainer.update(stop)
            break
        except RolloutStoppedError:
            stopped += 1
        assert_same_state(trainer.state(), twin.state())
        # Every time it asks, from the first step through the value network's to the gradient's.
        limit += 1
    twin.update()
    assert stopped > EVERYTHING.value_steps + 1
    assert_same_run(trainer, twin)


def test_a_state_goes_on_bit_for_bit_in_another_trainer():
    trainer, _ = _trainers(3)
    other = Trainer(EVERYTHING)
    other.restore(trainer.state())
    assert_same_state(other.state(), trainer.state())
    assert other.policy().equals(trainer.policy())
    assert trainer.state().algorithm.policy().equals(trainer.policy())
    assert_same_run(trainer, other)
