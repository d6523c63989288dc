"""Resizing: what the network computes, what Adam remembers, and what cannot go wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.acting.policy import ACTIVATIONS
from pg_desktop.learning.networks.resizing import Perceptron, narrow, resize, widen

activations = st.sampled_from(sorted(ACTIVATIONS))


def network(sizes, activation, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    weights = tuple((scale * rng.standard_normal(s) / np.sqrt(s[1])).astype(np.float32) for s in shapes)
    return Perceptron(
        weights, tuple((scale * rng.standard_normal(s[0])).astype(np.float32) for s in shapes), activation
    )


def moments(net, seed=1):
    mean = network([net.weights[0].shape[1], *map(len, net.biases)], net.activation, seed)
    square = Perceptron(
        tuple(np.square(w) + 1 for w in mean.weights), tuple(np.square(b) + 1 for b in mean.biases), net.activation
    )
    return mean, square


def layers(net, obs_BO):
    """The observations, what each hidden layer puts out, and the outputs, in the arrays' own precision."""
    result = [obs_BO]
    for layer, (weight, bias) in enumerate(zip(net.weights, net.biases, strict=True)):
        result.append(result[-1] @ weight.T + bias)
        if layer < len(net.weights) - 1:
            ACTIVATIONS[net.activation](result[-1])
    return result


def outputs(net, obs_BO):
    return layers(net, obs_BO)[-1]


def arrays(resized):
    parts = (resized.net, resized.mean, resized.square)
    return [array for part in parts for array in (*part.weights, *part.biases)]


def gradients(net, obs_BO, error_BK):
    values = layers(net, obs_BO)
    weights, biases = [], []
    for layer in reversed(range(len(net.weights))):
        weights.insert(0, error_BK.T @ values[layer] / len(obs_BO))
        biases.insert(0, error_BK.mean(0))
        slope = values[layer] > 0 if net.activation == "relu" else 1 - values[layer] ** 2
        error_BK = (error_BK @ net.weights[layer]) * slope if layer else error_BK
    return weights, biases


def observations(count=300, size=4, seed=7):
    return np.random.default_rng(seed).standard_normal((count, size)).astype(np.float32)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=3),
    st.integers(0, 60),
    activations,
    st.floats(0.01, 10),
    st.floats(1e-3, 1e3),
    st.integers(0, 1000),
)
def test_widening_keeps_the_function(hidden, more, activation, scale, obs_scale, seed):
    net = network([4, *hidden, 3], activation, seed, scale)
    wide = widen(net, *moments(net), max(hidden) + more, np.random.default_rng(seed)).net
    assert wide.hidden_sizes == (max(hidden) + more,) * len(hidden)
    obs_BO = (obs_scale * observations(20)).astype(np.float32)
    before, after = outputs(net, obs_BO), outputs(wide, obs_BO)
    # Rounding is relative to the largest terms that a sum can have had.
    magnitude = np.abs(obs_BO)
    for layer, (weight, bias) in enumerate(zip(wide.weights, wide.biases, strict=True)):
        magnitude = magnitude @ np.abs(weight).T + np.abs(bias)
        if activation == "tanh" and layer < len(hidden):
            magnitude = np.minimum(magnitude, 1.0) if len(hidden) == 1 else magnitude
    assert (np.abs(after - before) <= 1e-5 * magnitude).all()


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize(("hidden", "wanted"), [((8,), 16), ((8, 8), 16), ((8, 8), 33), ((8, 8), 9)])
def test_under_adam_copies_come_to_differ(activation, hidden, wanted):
    net = network([4, *hidden, 2], activation)
    zero = Perceptron(tuple(map(np.zeros_like, net.weights)), tuple(map(np.zeros_like, net.biases)), activation)
    wide = widen(net, zero, zero, wanted, np.random.default_rng(3)).net
    obs_BO = observations(200)
    weights = [*wide.weights, *wide.biases]
    mean, square = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    target_B = np.sin(3 * obs_BO[:, :1])
    for step in range(1, 31):
        error_B = outputs(wide, obs_BO) @ np.array([[1.0], [-1.0]]) - target_B
        # As with a softmax over two actions: the outputs' errors are opposite.
        found = gradients(wide, obs_BO, error_B * np.array([[1.0, -1.0]]))
        for w, g, m, v in zip(weights, [*found[0], *found[1]], mean, square, strict=True):
            m[...] = 0.9 * m + 0.1 * g
            v[...] = 0.999 * v + 0.001 * g**2
            w[...] -= 0.01 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    for layer in range(len(hidden)):
        incoming = np.column_stack([wide.weights[layer], wide.biases[layer]])
        alive = (np.abs(layers(wide, obs_BO)[layer + 1]).max(0) > 0).nonzero()[0]
        incoming = incoming[alive]
        distance = np.linalg.norm(incoming[:, None] - incoming[None], axis=-1) + 1e9 * np.eye(len(incoming))
        assert distance.min() > 0.05


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_moments_of_a_unit_left_over_are_its_gradients(activation):
    net = network([2, 1, 2], activation, seed=5)
    net = Perceptron((np.abs(net.weights[0]), net.weights[1]), (np.abs(net.biases[0]), net.biases[1]), activation)
    obs_BO, error_BK = np.abs(observations(6, 2)), observations(6, 2, seed=8)
    weights, biases = gradients(net, obs_BO, error_BK)
    mean = Perceptron(tuple(weights), tuple(biases), activation)
    square = Perceptron(tuple(w**2 for w in weights), tuple(b**2 for b in biases), activation)
    wide = widen(net, mean, square, 2, np.random.default_rng(0))
    share = wide.net.weights[1][0] / net.weights[1][0, 0]
    assert share[1] < 0 < share[0]
    assert share.sum() == pytest.approx(1)
    weights, biases = gradients(wide.net, obs_BO, error_BK)
    for found, expected in zip((*wide.mean.weights, *wide.mean.biases), (*weights, *biases), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4)
    for found, expected in zip((*wide.square.weights, *wide.square.biases), (*weights, *biases), strict=True):
        np.testing.assert_allclose(found, expected**2, rtol=1e-4)


def test_old_units_keep_their_moments_and_pairs_are_opposite():
    net = network([3, 4, 2], "tanh")
    mean, square = moments(net)
    wide = widen(net, mean, square, 8, np.random.default_rng(0))
    for old, new in ((net, wide.net), (mean, wide.mean), (square, wide.square)):
        assert np.array_equal(new.weights[0][:4], old.weights[0])
        assert np.array_equal(new.weights[1][:, :4], old.weights[1])
    for first in (4, 6):
        assert np.array_equal(wide.net.weights[0][first], wide.net.weights[0][first + 1])
        assert np.array_equal(wide.net.weights[1][:, first], -wide.net.weights[1][:, first + 1])
        assert np.array_equal(wide.mean.weights[0][first], -wide.mean.weights[0][first + 1])
        assert np.array_equal(wide.square.weights[0][first], wide.square.weights[0][first + 1])


def test_narrowing_by_hand():
    # Two equal units with the outgoing weights 1 and 3: one is left with 4, and its own gradient is u′/u times the old.
    net = Perceptron(
        (np.array([[2.0], [2.0]], np.float32), np.array([[1.0, 3.0]], np.float32)),
        (np.zeros(2, np.float32), np.array([5.0], np.float32)),
        "relu",
    )
    ones = Perceptron(tuple(map(np.ones_like, net.weights)), tuple(map(np.ones_like, net.biases)), "relu")
    narrowed = narrow(net, ones, ones, np.array([[1.0], [2.0], [-1.0]], np.float32), 1)
    np.testing.assert_allclose(narrowed.net.weights[1], [[4.0]], rtol=1e-4)
    np.testing.assert_allclose(narrowed.net.biases[1], [5.0], atol=1e-3)
    np.testing.assert_allclose(narrowed.mean.weights[0], [[4 / 3]], rtol=1e-4)
    np.testing.assert_allclose(narrowed.square.weights[0], [[16 / 9]], rtol=1e-4)
    np.testing.assert_allclose(narrowed.mean.weights[1], [[1.0]])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_widening_is_undone_by_narrowing(activation):
    net = network([4, 16, 16, 2], activation)
    obs_BO = observations(1000)
    wide = widen(net, *moments(net), 48, np.random.default_rng(0))
    back = narrow(wide.net, wide.mean, wide.square, obs_BO, 16).net
    assert back.hidden_sizes == (16, 16)
    unseen_BO = observations(200, seed=9)
    np.testing.assert_allclose(outputs(back, unseen_BO), outputs(net, unseen_BO), atol=2e-3)


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("kind", ["none", "one", "few", "constant", "dead", "zero weights", "huge"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_degenerate_cases_stay_finite(size, kind, activation):
    net = network([4, 12, 12, 2], activation, scale={"zero weights": 0.0, "huge": 1e15}.get(kind, 1.0))
    if kind == "dead":
        net.biases[0][:] = net.biases[1][:] = -1e6
    count = {"none": 0, "one": 1, "few": 5}.get(kind, 50)
    obs_BO = observations(count) * np.float32(1e15 if kind == "huge" else 1)
    if kind == "constant":
        obs_BO[:] = 1.0
    narrowed = narrow(net, *moments(net), obs_BO, size)
    assert narrowed.net.hidden_sizes == (size, size)
    assert all(np.isfinite(array).all() and array.dtype == np.float32 for array in arrays(narrowed))
    if kind in ("one", "constant", "dead"):
        np.testing.assert_allclose(outputs(narrowed.net, obs_BO), outputs(net, obs_BO), rtol=1e-4, atol=1e-4)


def many_resizes(seed):
    rng = np.random.default_rng(seed)
    net = network([4, 64, 64, 2], "relu")
    now = (net, *moments(net))
    for _ in range(200):
        resized = resize(*now, observations(100), int(np.exp(rng.uniform(np.log(4), np.log(513)))), rng)
        now = (resized.net, resized.mean, resized.square)
        assert all(np.isfinite(array).all() for array in arrays(resized))
        assert all((array >= 0).all() for array in (*resized.square.weights, *resized.square.biases))
    return arrays(resized)


@pytest.mark.slow
def test_many_resizes_stay_finite_and_are_reproducible():
    first, second = many_resizes(0), many_resizes(0)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(first, second, strict=True))


def test_the_same_size_is_the_same():
    net = network([4, 8, 8, 2], "relu")
    mean, square = moments(net)
    rng = np.random.default_rng(0)
    before = rng.bit_generator.state
    same = resize(net, mean, square, observations(), 8, rng)
    assert same.net is net
    assert same.mean is mean
    assert same.square is square
    assert rng.bit_generator.state == before


def test_a_layer_needs_a_unit():
    net = network([4, 8, 2], "relu")
    with pytest.raises(ValueError, match="at least one unit"):
        resize(net, *moments(net), observations(), 0, np.random.default_rng(0))
