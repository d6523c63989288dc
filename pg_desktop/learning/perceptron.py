"""Multilayer perceptrons as values, and their forward pass in NumPy.

Acting stays in NumPy because one forward pass of a small network costs torch 40 µs of overhead and NumPy 10, and
because the window, `evaluate` and `inspect` can then run a policy without loading torch.

Shape suffixes: N rows, I inputs, K outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.distributions import Float32


def _relu(hidden: Float32) -> None:
    np.maximum(hidden, 0.0, out=hidden)


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

    def behind(self, mean_I: Float32, std_I: Float32) -> Perceptron:
        """The perceptron that computes of x what this one computes of (x − mean) / std."""
        first: Float32 = self.weights[0] / std_I
        bias: Float32 = self.biases[0] - first @ mean_I
        return Perceptron((first, *self.weights[1:]), (bias, *self.biases[1:]), self.activation)

    def outputs(self, input_NI: Float32) -> Float32:
        """Float32 (N, I) → float32 (N, K)."""
        return Forward(self, len(input_NI))(input_NI)


class Forward:
    """A perceptron's forward pass, prepared for many calls with the same number of rows.

    Its buffers are its own: the outputs of one call are overwritten by the next. Weights are looked at where they lie,
    biases are spread out over the rows once; so it is made anew when they have changed.
    """

    def __init__(self, perceptron: Perceptron, rows: int) -> None:
        layers = [
            (weight.T, np.tile(bias, (rows, 1)), np.empty((rows, len(bias)), np.float32))
            for weight, bias in zip(perceptron.weights, perceptron.biases, strict=True)
        ]
        self._hidden = layers[:-1]
        self._output = layers[-1]
        self._activate = ACTIVATIONS[perceptron.activation]

    def __call__(self, input_NI: Float32) -> Float32:
        """Float32 (N, I) → float32 (N, K); not finite where weights have run away."""
        hidden = input_NI
        for weight, bias, buffer in self._hidden:
            np.dot(hidden, weight, out=buffer)
            np.add(buffer, bias, out=buffer)
            self._activate(buffer)
            hidden = buffer
        weight, bias, buffer = self._output
        np.dot(hidden, weight, out=buffer)
        np.add(buffer, bias, out=buffer)
        return buffer
