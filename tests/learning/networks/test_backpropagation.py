"""Passes through a perceptron in NumPy: by hand, and beside torch's."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.networks.backpropagation import Backpropagation
from pg_desktop.learning.networks.network import FlatNetwork


def network(sizes, activation, seed=0):
    layers = [(f"layer_{i}", inputs, outputs) for i, (inputs, outputs) in enumerate(pairwise(sizes))]
    made = FlatNetwork(layers, activation)
    made.initialise(np.random.default_rng(seed))
    return made


def array(*rows):
    return np.array(rows, np.float32)


def test_both_passes_by_hand():
    net = Perceptron((array([1, 2], [-1, 0]), array([3, 5])), (array(0.5, 1), array(-1)), "relu")
    passes = Backpropagation(net, 2)
    # Hidden units: max(0, [1·1 + 2·1 + 0.5, −1 + 1]) = [3.5, 0] and max(0, [−2 + 2 + 0.5, 2 + 1]) = [0.5, 3].
    np.testing.assert_array_equal(passes.forward(array([1, 1], [-2, 1])), [[9.5], [15.5]])
    into = net.like(np.full(9, np.nan, np.float32))
    passes.backward(array([2], [-1]), into)
    np.testing.assert_array_equal(into.weights[1], [[2 * 3.5 - 0.5, -3]])
    np.testing.assert_array_equal(into.biases[1], [1])
    # What reaches the hidden units that were not 0: [6, ·] and [−3, −5].
    np.testing.assert_array_equal(into.weights[0], [[6 * 1 + 3 * 2, 6 - 3], [5 * 2, -5]])
    np.testing.assert_array_equal(into.biases[0], [3, -5])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("sizes", [(3, 2), (4, 7, 2), (2, 6, 5, 4, 3)])
@pytest.mark.parametrize("rows", [1, 9])
def test_they_are_torchs(sizes, activation, rows):
    net, rng = network(sizes, activation), np.random.default_rng(1)
    passes = Backpropagation(net.perceptron(), 9)
    into = net.perceptron().like(np.full_like(net.weights_P, np.nan))
    for _ in range(2):  # made once, used again
        input_NI = rng.normal(size=(9, sizes[0])).astype(np.float32)
        gradient_BK = rng.normal(size=(rows, sizes[-1])).astype(np.float32)
        outputs = net(torch.from_numpy(input_NI))
        np.testing.assert_allclose(passes.forward(input_NI), outputs.detach().numpy(), rtol=1e-4, atol=1e-6)
        net.zero_grad()
        outputs[:rows].backward(torch.from_numpy(gradient_BK))
        passes.backward(gradient_BK, into)
        np.testing.assert_allclose(into.flat(), net.gradient_P, rtol=1e-3, atol=1e-5)


def test_changed_weights_are_heeded():
    net = network((3, 4, 2), "tanh")
    passes = Backpropagation(net.perceptron(), 2)
    input_NI = np.ones((2, 3), np.float32)
    before_NK = passes.forward(input_NI).copy()
    net.weights_P *= np.float32(0.5)
    after_NK = passes.forward(input_NI)
    assert not np.allclose(after_NK, before_NK)
    np.testing.assert_allclose(after_NK, net.perceptron().outputs(input_NI), rtol=1e-5)
