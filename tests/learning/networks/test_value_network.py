"""The value network: what it learns, that its units do not change what it says, and its complete state."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.networks import value_network as value_network_module
from pg_desktop.learning.networks.value_network import ValueNetwork, explained_variance
from tests.learning.states import assert_same_value_network

OBS_BO = np.random.default_rng(0).normal(0, 1, (3000, 3)).astype(np.float32)


def _value_network(seed=0, hidden_sizes=(16, 16), activation="tanh"):
    value_network = ValueNetwork(3, hidden_sizes, activation)
    value_network.initialise(np.random.default_rng(seed))
    return value_network


def _function(obs_BO):
    return np.sin(obs_BO[:, 0]) + 0.5 * obs_BO[:, 1] * obs_BO[:, 2]


def _learn(value_network, target_B, steps=20, seed=1, obs_BO=OBS_BO, **options):
    value_network.learn(obs_BO, target_B, steps=steps, learning_rate=0.01, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize(("scale", "offset"), [(1.0, 0.0), (200.0, -1500.0), (0.01, 5.0)])
def test_it_learns_a_function_whatever_its_units(scale, offset):
    value_network, target_B = _value_network(), offset + scale * _function(OBS_BO).astype(np.float64)
    value_network.meet(target_B)
    assert value_network.values(OBS_BO).mean() == pytest.approx(target_B.mean(), abs=target_B.std())
    before = explained_variance(value_network.values(OBS_BO), target_B)
    _learn(value_network, target_B, steps=400)
    other_BO = np.random.default_rng(9).normal(0, 1, (500, 3)).astype(np.float32)
    after = explained_variance(value_network.values(other_BO), offset + scale * _function(other_BO).astype(np.float64))
    assert before < 0.2
    assert after > 0.97


@given(
    first=st.tuples(st.floats(-2000, 2000), st.floats(0.1, 500)),
    second=st.tuples(st.floats(-2000, 2000), st.floats(0.1, 500)),
    seed=st.integers(0, 2**32 - 1),
)
@hypothesis_settings(max_examples=50)
def test_other_units_change_nothing_that_it_says(first, second, seed):
    """PopArt: new returns change the units in which it speaks, and the last layer so that V(s) stays."""
    value_network, rng = _value_network(seed), np.random.default_rng(seed)
    value_network.meet(rng.normal(*first, 100))
    before_B = value_network.values(OBS_BO[:50])
    old = value_network.state().targets
    _learn(value_network, rng.normal(*second, 200), steps=0, obs_BO=OBS_BO[:200])
    new = value_network.state().targets
    assert (old.count, new.count) == (100, 300)
    # To the rounding of float32 in numbers of the size of the returns.
    size = np.abs(before_B).max() + abs(new.mean_D[0] - old.mean_D[0]) + new.std_D[0]
    np.testing.assert_allclose(value_network.values(OBS_BO[:50]), before_B, rtol=0, atol=1e-5 * size)


def test_it_meets_returns_once():
    value_network = _value_network()
    np.testing.assert_allclose(value_network.values(OBS_BO), 0, atol=1.5)
    standard_B = value_network.values(OBS_BO)
    value_network.meet(np.array([90.0, 110.0]))
    np.testing.assert_allclose(value_network.values(OBS_BO), 100 + 10 * standard_B, rtol=1e-6)
    value_network.meet(np.array([5000.0]))
    np.testing.assert_allclose(value_network.values(OBS_BO), 100 + 10 * standard_B, rtol=1e-6)


def test_values_are_those_of_each_row_alone_however_many_there_are(monkeypatch):
    value_network = _value_network()
    whole_B = value_network.values(OBS_BO)
    assert (whole_B.dtype, whole_B.shape) == (np.float64, (3000,))
    monkeypatch.setattr(value_network_module, "_CHUNK", 7)
    np.testing.assert_allclose(value_network.values(OBS_BO), whole_B, rtol=1e-5, atol=1e-6)
    assert value_network.values(np.empty((0, 3), np.float32)).shape == (0,)


def test_every_step_is_seen_before_any_is_seen_again(monkeypatch):
    monkeypatch.setattr(value_network_module, "_MINIBATCH", 1000)
    seen = []
    monkeypatch.setattr(
        ValueNetwork, "_step", lambda self, obs_BO, standard_B, learning_rate: seen.append(obs_BO[:, 0])
    )
    numbered_BO = np.repeat(np.arange(2500, dtype=np.float32)[:, None], 3, 1)
    _learn(_value_network(), np.arange(2500.0), steps=6, obs_BO=numbered_BO)
    assert [len(part) for part in seen] == [1000, 1000, 500] * 2
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    for order in (first, second):
        np.testing.assert_array_equal(np.sort(order), np.arange(2500))
    assert not np.array_equal(first, second)


def test_what_it_learns_from_is_the_observations_own_target(monkeypatch):
    pairs = []
    monkeypatch.setattr(
        ValueNetwork, "_step", lambda self, obs_BO, standard_B, learning_rate: pairs.append((obs_BO[:, 0], standard_B))
    )
    target_B = OBS_BO[:, 0].astype(np.float64)
    _learn(_value_network(), target_B, steps=3)
    for obs_B, standard_B in pairs:
        assert standard_B.dtype == np.float32
        np.testing.assert_allclose(standard_B, (obs_B - target_B.mean()) / target_B.std(), rtol=1e-4, atol=1e-5)


def test_state_and_restore_go_on_bit_for_bit():
    target_B = _function(OBS_BO).astype(np.float64)
    value_network = _value_network()
    _learn(value_network, target_B)
    state = value_network.state()
    kept_B = value_network.values(OBS_BO)
    _learn(value_network, 3 * target_B, seed=2)
    other = _value_network(seed=5)
    other.restore(state)
    assert_same_value_network(other.state(), state)
    np.testing.assert_array_equal(other.values(OBS_BO), kept_B)
    _learn(other, 3 * target_B, seed=2)
    assert_same_value_network(other.state(), value_network.state())


def test_a_state_of_another_size_can_be_restored():
    wide, narrow = _value_network(hidden_sizes=(16, 16)), _value_network(hidden_sizes=(4, 4))
    _learn(wide, _function(OBS_BO).astype(np.float64))
    narrow.restore(wide.state())
    assert_same_value_network(narrow.state(), wide.state())
    np.testing.assert_array_equal(narrow.values(OBS_BO), wide.values(OBS_BO))


def test_a_state_is_a_copy():
    value_network, twin = _value_network(), _value_network()
    state = value_network.state()
    _learn(value_network, _function(OBS_BO).astype(np.float64))
    assert_same_value_network(state, twin.state())


@pytest.mark.parametrize("steps", [0, 3])
def test_stop_is_asked_before_every_step(steps):
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > steps

    with pytest.raises(RolloutStoppedError):
        _learn(_value_network(), np.arange(3000.0), stop=stop)
    assert len(asked) == steps + 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_ran_away_are_noticed(value):
    value_network = _value_network()
    assert value_network.is_finite()
    value_network.perceptron().biases[0][1] = value
    assert not value_network.is_finite()


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], 1),
        ([7, 7, 7], [1, 2, 3], 0),
        # Being off by the same everywhere costs nothing.
        ([2, 3, 4], [1, 2, 3], 1),
        # Var(target − V) = Var(−1, 0, 1) · 4, Var(target) = ⅔.
        ([3, 2, 1], [1, 2, 3], -3),
        # Residuals ½, −½, ½, −½; Var(target) = 5/4.
        ([0.5, 2.5, 2.5, 4.5], [1, 2, 3, 4], 1 - 0.25 / 1.25),
        ([1, 2, 3], [5, 5, 5], None),
        ([1.0], [5.0], None),
        ([0, 0], [1e9, 1e9 + 1e-4], None),
    ],
)
def test_explained_variance_by_hand(value, target, expected):
    found = explained_variance(np.array(value, np.float64), np.array(target, np.float64))
    assert found == (expected if expected is None else pytest.approx(expected))


def test_states_of_a_critic_that_does_not_learn_are_one():
    value_network = ValueNetwork(2, (3,), "relu")
    value_network.initialise(np.random.default_rng(0))
    first = value_network.state()
    assert value_network.state() is first
    assert first.nbytes == 0
    obs_BO, target_B = np.ones((4, 2), np.float32), np.arange(4.0)
    value_network.learn(obs_BO, target_B, steps=1, learning_rate=0.1, rng=np.random.default_rng(0))
    second = value_network.state()
    assert second.nbytes == 3 * second.weights_P.nbytes
    assert not np.array_equal(second.weights_P, first.weights_P)
    value_network.restore(first)
    assert value_network.state() is first
    np.testing.assert_array_equal(value_network.perceptron().flat(), first.weights_P)
    value_network.resize(5, obs_BO, np.random.default_rng(0))
    assert value_network.state().hidden_sizes == (5,)
    value_network.restore(first)
    value_network.meet(target_B)
    assert value_network.state().targets.count == 4
