"""Whatever goes wrong in an update: it is undone, said in plain words, and training goes on as if it had not been."""

import numpy as np
import pytest

from pg_desktop.learning import memory
from pg_desktop.learning.algorithms.dqn import dqn as dqn_module
from pg_desktop.learning.algorithms.dqn.replay import ReplayBuffer
from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.algorithms.reinforce.loss import LossReport
from pg_desktop.learning.networks.adam import Adam
from pg_desktop.learning.networks.backpropagation import Backpropagation
from pg_desktop.learning.networks.trained_policy import TrainedPolicy
from pg_desktop.learning.networks.value_network import ValueNetwork
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.history import History
from pg_desktop.runs.live.status import RunState
from tests.runs.conftest import SMALL, advanced, assert_same_run, new_run

TRAINING, PAUSED = RunState.TRAINING, RunState.PAUSED
VALUE = SMALL.changed({"advantage": "value", "normalise_observations": True})
DQN = SMALL.changed({"algorithm": "dqn", "learning_starts": 20, "batch_size": 8})
UNEXPECTED = "Training paused because something unexpected happened: "
NO_MEMORY = "There was not enough memory, so nothing of what was begun has happened; choose a smaller hidden size"


def _raises(error):
    def act(real, *arguments, **options):
        del real, arguments, options
        raise error

    return act


def _does_its_work_and_raises(error):
    def act(real, *arguments, **options):
        real(*arguments, **options)
        raise error

    return act


def _spoils(array_of, number):
    """Does its work, and leaves a number that is none in an array."""

    def act(real, *arguments, **options):
        result = real(*arguments, **options)
        array_of(*arguments).reshape(-1)[0] = number
        return result

    return act


def _returns(value):
    return lambda real, *arguments, **options: value


def _policy_gradient(network, *_):
    return network.gradient_P


def _q_gradient(_self, _gradient_BC, gradient):
    return gradient.weights[0]


def _weights(_self, weights_P, *_):
    return weights_P


def _values(network, *_):
    return network.perceptron().weights[0]


def _rewards(real, *arguments, **options):
    obs, reward, *others = real(*arguments, **options)
    return obs, np.full_like(reward, np.nan), *others


NAN, INF = float("nan"), float("inf")
TORCH = RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes")
BROKEN = RuntimeError("broken")

FAULTS = {
    # where, what it does there, on which settings, what is said
    "a gradient of NaN": ((reinforce_module, "backward"), _spoils(_policy_gradient, NAN), SMALL, "the gradient was no"),
    "a gradient of Inf": ((reinforce_module, "backward"), _spoils(_policy_gradient, INF), SMALL, "the gradient was no"),
    "a gradient of −Inf": ((reinforce_module, "backward"), _spoils(_policy_gradient, -INF), SMALL, "gradient was no"),
    "a loss of NaN": ((reinforce_module, "backward"), _returns(LossReport(NAN, 0.0)), SMALL, "the loss was no longer"),
    "a loss of Inf": ((reinforce_module, "backward"), _returns(LossReport(INF, 0.0)), SMALL, "the loss was no longer"),
    "an entropy of NaN": ((reinforce_module, "backward"), _returns(LossReport(0.0, NAN)), SMALL, "the loss was no"),
    "weights of NaN": ((Adam, "step"), _spoils(_weights, NAN), SMALL, "weights"),
    "weights of Inf": ((Adam, "step"), _spoils(_weights, INF), SMALL, "weights"),
    "values of NaN": ((ValueNetwork, "learn"), _spoils(_values, NAN), VALUE, "the value network's weights were no"),
    "values of Inf": ((ValueNetwork, "learn"), _spoils(_values, INF), VALUE, "the value network's weights were no"),
    "the optimiser": ((Adam, "step"), _raises(BROKEN), SMALL, UNEXPECTED),
    "after the optimiser": ((Adam, "step"), _does_its_work_and_raises(BROKEN), SMALL, UNEXPECTED),
    "after the value network": ((ValueNetwork, "learn"), _does_its_work_and_raises(BROKEN), VALUE, UNEXPECTED),
    "after the scales": ((TrainedPolicy, "see"), _does_its_work_and_raises(BROKEN), VALUE, UNEXPECTED),
    "memory, in the gradient": ((reinforce_module, "backward"), _raises(MemoryError()), SMALL, NO_MEMORY),
    "torch's memory": ((reinforce_module, "backward"), _raises(TORCH), SMALL, NO_MEMORY),
    "memory, in the batch": ((reinforce_module, "make_batch"), _raises(MemoryError("712 GB")), SMALL, NO_MEMORY),
    "memory, in the columns": ((History, "append"), _raises(MemoryError()), SMALL, NO_MEMORY),
    "memory, in the episodes": ((reinforce_module, "collect"), _raises(MemoryError()), SMALL, NO_MEMORY),
    "a step": ((CartPoleVectorEnv, "step"), _raises(BROKEN), SMALL, UNEXPECTED),
    "a reset": ((CartPoleVectorEnv, "reset"), _raises(BROKEN), SMALL, UNEXPECTED),
    "Q's gradient of NaN": ((Backpropagation, "backward"), _spoils(_q_gradient, NAN), DQN, "action values were no"),
    "Q's gradient of Inf": ((Backpropagation, "backward"), _spoils(_q_gradient, INF), DQN, "action values were no"),
    "Q's weights of NaN": ((Adam, "step"), _spoils(_weights, NAN), DQN, "action values were no"),
    "Q's weights of Inf": ((Adam, "step"), _spoils(_weights, INF), DQN, "action values were no"),
    "Q's optimiser": ((Adam, "step"), _raises(BROKEN), DQN, UNEXPECTED),
    "after Q's optimiser": ((Adam, "step"), _does_its_work_and_raises(BROKEN), DQN, UNEXPECTED),
    "memory, in the replay buffer": ((ReplayBuffer, "append"), _raises(MemoryError()), DQN, NO_MEMORY),
    "memory, in a draw from it": ((ReplayBuffer, "sample"), _raises(MemoryError()), DQN, NO_MEMORY),
    "after the replay buffer": ((ReplayBuffer, "append"), _does_its_work_and_raises(BROKEN), DQN, UNEXPECTED),
    "gradient steps": ((dqn_module, "GradientSteps"), _raises(BROKEN), DQN, UNEXPECTED),
    "DQN's step": ((CartPoleVectorEnv, "step"), _raises(BROKEN), DQN, UNEXPECTED),
}


def break_once(monkeypatch, where, act):
    """From now on, let the next call do something else; returns a list that is filled then."""
    owner, name = where
    real, broken = getattr(owner, name), []

    def once(*arguments, **options):
        if broken:
            return real(*arguments, **options)
        broken.append(name)
        return act(real, *arguments, **options)

    monkeypatch.setattr(owner, name, once)
    return broken


def assert_finite(policy):
    assert all(np.isfinite(array).all() for array in policy.parameters.values())


@pytest.mark.parametrize("updates_before", [0, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_an_update_that_goes_wrong_is_undone_and_said_and_training_goes_on(observe, monkeypatch, fault, updates_before):
    where, act, settings, words = FAULTS[fault]
    observed = observe(settings).ready()
    if updates_before:
        observed.step(updates_before)
    before = observed.policy
    broken = break_once(monkeypatch, where, act)
    observed.session.train()
    observed.until(lambda: observed.failures)
    assert broken
    (failure,) = observed.failures
    said = observed.failure()
    assert words in said
    assert "\n" not in said
    if words in (UNEXPECTED, NO_MEMORY):
        assert "Traceback (most recent call last)" in failure.details
    observed.expect(TRAINING, PAUSED)
    assert observed.status.update == updates_before
    assert observed.policy.equals(before)
    assert_finite(observed.policy)
    observed.step(2)
    assert observed.failures == []
    assert observed.status.update >= updates_before + 2
    assert_finite(observed.policy)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(settings), observed.status.update))


@pytest.mark.parametrize("error", [BROKEN, MemoryError(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("where", [(Checkpoints, "record"), (Checkpoints, "wanted"), (TrainedPolicy, "state")])
def test_a_checkpoint_that_cannot_be_made_leaves_a_run_that_is_of_one_piece(observe, monkeypatch, where, error):
    observed = observe().ready()
    observed.step(1)
    broken = break_once(monkeypatch, where, _raises(error))
    observed.session.train()
    observed.until(lambda: observed.failures)
    assert broken
    assert (NO_MEMORY if isinstance(error, MemoryError) else UNEXPECTED) in observed.failure()
    observed.until_state(PAUSED)
    assert 1 <= observed.status.update <= 2
    observed.step(2)
    assert observed.failures == []
    assert observed.status.update == observed.session.history.updates
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), observed.status.update))
    newest = observed.session.checkpoints.newest
    assert newest is not None
    assert newest.payload.trainer.updates == newest.update


EXTREME = {
    "REINFORCE": (SMALL, "learning_rate"),
    "REINFORCE with values": (VALUE, "learning_rate"),
    "REINFORCE, values": (VALUE, "value_learning_rate"),
    "REINFORCE, all normalised": (VALUE.changed({"normalise_rewards": True, "entropy_bonus": 0.1}), "learning_rate"),
    "DQN": (DQN, "learning_rate"),
    "double DQN": (DQN.changed({"double_dqn": True, "gradient_steps": 8}), "learning_rate"),
    "wide": (SMALL.changed({"hidden_size": 256, "hidden_layers": 3}), "learning_rate"),
    "continuous": (SMALL.changed({"environment": "Pendulum-v1", "step_limit": 20}), "learning_rate"),
}


@pytest.mark.parametrize("kind", EXTREME)
def test_a_learning_rate_to_its_maximum_and_back_leaves_finite_weights(observe, kind):
    settings, key = EXTREME[kind]
    observed = observe(settings).ready()
    usual = settings.value(key)
    for _ in range(3):
        observed.want(**{key: 1.0})
        for _ in range(4):
            observed.session.step(1)
            observed.until_state(PAUSED)
            assert_finite(observed.policy)
        observed.want(**{key: usual})
    assert all(len(failure.template.split(". ")) <= 2 for failure in observed.failures)
    observed.failures.clear()
    update = observed.status.update
    observed.session.step(2)
    observed.until(lambda: observed.status.update >= update + 2 or observed.failures)
    observed.until_state(PAUSED)
    assert_finite(observed.policy)


@pytest.mark.parametrize("episodes", [1, 3])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"advantage": "value"},
        {"advantage": "value", "gae_lambda": 0.9},
        {"normalise_observations": True, "normalise_rewards": True},
        {"entropy_bonus": 0.1},
        {"algorithm": "dqn", "learning_starts": 1, "batch_size": 8, "buffer_size": 100},
        {"environment": "Pendulum-v1"},
        {"environment": "Pendulum-v1", "advantage": "value", "normalise_rewards": True},
    ],
    ids=str,
)
def test_episodes_of_one_step_are_learned_from(observe, changes, episodes):
    settings = SMALL.changed({"step_limit": 1, "episodes_per_update": episodes, **changes})
    observed = observe(settings).ready()
    observed.step(5)
    assert observed.failures == []
    assert observed.status.env_steps == 5 * episodes
    assert_finite(observed.policy)
    block = observed.session.history.since()
    assert set(block.lengths_E.tolist()) == {1}
    assert np.isfinite(block.returns_E).all()


@pytest.mark.parametrize("changes", [{"hidden_size": 512, "hidden_layers": 3}, {"episodes_per_update": 512}])
def test_what_cannot_fit_is_refused_before_a_new_run_and_the_old_one_goes_on(observe, monkeypatch, changes):
    observed = observe().ready()
    observed.step(1)
    monkeypatch.setattr(memory, "free_memory", lambda: 3 * 10**6)
    observed.session.load(SMALL.changed(changes), advanced(new_run(), 1).policy())
    said = observed.failure()
    assert "MB of memory" in said
    assert "only 3 MB are free" in said
    assert observed.status.run == 1
    observed.step(1)
    assert_same_run(observed.session.history, observed.policy, advanced(new_run(), 2))
