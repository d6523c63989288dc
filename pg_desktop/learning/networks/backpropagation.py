"""A perceptron's forward and backward pass in NumPy, for algorithms that take many small steps.

With batches of 64 and 64 hidden units, the overhead of torch's graph is two thirds of a gradient step; with 256 units
it is still a third.

Shape suffixes: N rows, B those among them that a loss depends on, I inputs, K outputs.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import ACTIVATIONS, Perceptron

_ZERO: Final = np.array(0.0, np.float32)


def _relu_slope(hidden_BK: Float32, gradient_BK: Float32) -> None:
    gradient_BK *= hidden_BK > _ZERO


def _tanh_slope(hidden_BK: Float32, gradient_BK: Float32) -> None:
    gradient_BK *= 1 - np.square(hidden_BK)


SLOPES: Final = {"relu": _relu_slope, "tanh": _tanh_slope}
"""Multiply a gradient, in place, by the slope of a nonlinearity where it has put out `hidden`."""


class Backpropagation:
    """Passes through a perceptron, prepared for many batches of the same number of rows.

    Weights are read where they lie: when they change, the next pass heeds it.
    """

    def __init__(self, perceptron: Perceptron, rows: int) -> None:
        """Prepare.

        Args:
            perceptron: what is passed through.
            rows: N, of each batch.
        """
        self._net = perceptron
        pairs = zip(perceptron.weights, perceptron.biases, strict=True)
        self._layers = [(weight_KI.T, bias_K, np.empty((rows, len(bias_K)), np.float32)) for weight_KI, bias_K in pairs]
        self._results_NK = [result_NK for *_, result_NK in self._layers]
        self._activate, self._slope = ACTIVATIONS[perceptron.activation], SLOPES[perceptron.activation]
        self._input_NI = np.empty((rows, perceptron.weights[0].shape[1]), np.float32)

    def forward(self, input_NI: Float32) -> Float32:
        """Float32 (N, I) → float32 (N, K), overwritten by the next pass."""
        self._input_NI = below_NI = input_NI
        *hidden, last = self._layers
        for layer in hidden:
            below_NI = _linear(below_NI, *layer)
            self._activate(below_NI)
        return _linear(below_NI, *last)

    def backward(self, gradient_BK: Float32, into: Perceptron) -> None:
        """Follow a loss from the outputs of the latest pass back to the weights.

        Args:
            gradient_BK: the loss's gradient in the outputs for the first B rows; it does not depend on the others.
            into: of the perceptron's shapes; the gradient in weights and biases is written there.
        """
        rows = len(gradient_BK)
        inputs = [self._input_NI, *self._results_NK[:-1]]
        for layer in range(len(inputs) - 1, -1, -1):
            below_BI = inputs[layer][:rows]
            np.dot(gradient_BK.T, below_BI, out=into.weights[layer])
            np.sum(gradient_BK, 0, out=into.biases[layer])
            if layer:
                gradient_BK = np.dot(gradient_BK, self._net.weights[layer])
                self._slope(below_BI, gradient_BK)


def _linear(input_NI: Float32, weight_IK: Float32, bias_K: Float32, out_NK: Float32) -> Float32:
    np.dot(input_NI, weight_IK, out=out_NK)
    out_NK += bias_K
    return out_NK
