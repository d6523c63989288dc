"""Multilayer perceptrons as values, and their forward pass in NumPy.

Acting stays in NumPy because one forward pass of a small network costs torch 40 µs of overhead and NumPy 10, and
because the window, `evaluate` and `inspect` can then run a policy without loading torch.

Shape suffixes: N rows, I inputs, K outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32

# NumPy takes less time for an operation with an array of no dimensions than with a Python number.
_ZERO: Final = np.array(0.0, np.float32)


def _relu(hidden: Float32) -> None:
    np.maximum(hidden, _ZERO, out=hidden)


def _tanh(hidden: Float32) -> None:
    np.tanh(hidden, out=hidden)


ACTIVATIONS: Final = {"relu": _relu, "tanh": _tanh}
"""The nonlinearities by name; each works in place."""


@dataclass(frozen=True, eq=False)
class Perceptron:
    """Linear layers with a nonlinearity between them, or something of the same shapes: what Adam remembers of them.

    Attributes:
        weights: float32, each (outputs, inputs), from the input on.
        biases: float32, each (outputs,).
        activation: a key of `ACTIVATIONS`; the last layer has none.
    """

    weights: tuple[Float32, ...]
    biases: tuple[Float32, ...]
    activation: str

    @property
    def hidden_sizes(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return tuple(len(bias) for bias in self.biases[:-1])

    def flat(self) -> Float32:
        """All numbers in one vector, layer after layer, each layer's weights before its biases."""
        pairs = zip(self.weights, self.biases, strict=True)
        return np.concatenate([array.reshape(-1) for pair in pairs for array in pair])

    def like(self, flat_P: Float32) -> Perceptron:
        """A perceptron of the same shapes with the numbers of a vector such as `flat` makes; further ones are left."""
        weights, biases, position = [], [], 0
        for weight, bias in zip(self.weights, self.biases, strict=True):
            weights.append(flat_P[position : position + weight.size].reshape(weight.shape))
            position += weight.size
            biases.append(flat_P[position : position + bias.size])
            position += bias.size
        return Perceptron(tuple(weights), tuple(biases), self.activation)

    def outputs(self, input_NI: Float32) -> Float32:
        """Float32 (N, I) → float32 (N, K)."""
        return Forward(self, len(input_NI))(input_NI)


class Forward:
    """A perceptron's forward pass, prepared for many calls with the same number of rows.

    It computes with one column a row of the input, and each layer's biases are the weights of an input that is
    always 1: fewer and larger operations than a product, a sum and a transposition each. Weights and biases are copied,
    so it is made again when they have changed; its outputs are overwritten by the next call.

    Shape suffixes: J the inputs of a layer and the 1.
    """

    def __init__(self, perceptron: Perceptron, rows: int) -> None:
        inputs = perceptron.weights[0].shape[1]
        self._input_JN = np.ones((inputs + 1, rows), np.float32)
        self._input_NI = self._input_JN[:inputs].T
        layers = []
        for weight_KI, bias_K in zip(perceptron.weights, perceptron.biases, strict=True):
            result_JN = np.ones((len(bias_K) + 1, rows), np.float32)
            layers.append((np.column_stack([weight_KI, bias_K]), result_JN[:-1], result_JN))
        *self._hidden, (self._last_KJ, self._output_KN, _) = layers
        self._output_NK = self._output_KN.T
        self._activate = ACTIVATIONS[perceptron.activation]

    def __call__(self, input_NI: Float32) -> Float32:
        """Float32 (N, I) → float32 (N, K); not finite where weights have run away."""
        self._input_NI[...] = input_NI
        hidden_JN = self._input_JN
        for layer_KJ, result_KN, result_JN in self._hidden:
            np.dot(layer_KJ, hidden_JN, out=result_KN)
            self._activate(result_KN)
            hidden_JN = result_JN
        np.dot(self._last_KJ, hidden_JN, out=self._output_KN)
        return self._output_NK
