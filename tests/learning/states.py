"""States and reports of trainers, compared bit for bit."""

import numpy as np

REPORTED = ("update", "metrics")


def assert_same_adam(first, second):
    assert first.steps == second.steps
    assert first.mean_P.tobytes() == second.mean_P.tobytes()
    assert first.square_P.tobytes() == second.square_P.tobytes()


def assert_same_moments(first, second):
    assert first.count == second.count
    assert first.mean_D.tobytes() == second.mean_D.tobytes()
    assert first.square_D.tobytes() == second.square_D.tobytes()


def assert_same_value_network(first, second):
    assert first.hidden_sizes == second.hidden_sizes
    assert first.weights_P.tobytes() == second.weights_P.tobytes()
    assert_same_adam(first.adam, second.adam)
    assert_same_moments(first.targets, second.targets)


def assert_same_state(first, second):
    """Everything that the next update depends on."""
    assert (first.updates, first.settings, first.rng) == (second.updates, second.settings, second.rng)
    one, other = first.algorithm, second.algorithm
    assert_same_trained(one.trained, other.trained)
    assert_same_value_network(one.value_network, other.value_network)
    assert_same_moments(one.returns, other.returns)


def assert_same_trained(one, other):
    assert one.architecture == other.architecture
    assert one.weights_P.tobytes() == other.weights_P.tobytes()
    assert_same_adam(one.adam, other.adam)
    assert_same_moments(one.observations, other.observations)
    np.testing.assert_array_equal(one.recent_BO, other.recent_BO)


def assert_same_report(first, second):
    """Everything but the time that it took."""
    for name in REPORTED:
        assert getattr(first, name) == getattr(second, name), name
    np.testing.assert_array_equal(first.returns_N, second.returns_N)
    np.testing.assert_array_equal(first.lengths_N, second.lengths_N)


def assert_same_run(first, second, updates=2):
    for _ in range(updates):
        assert_same_report(first.update(), second.update())
    assert_same_state(first.state(), second.state())
