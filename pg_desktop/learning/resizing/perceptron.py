"""A multilayer perceptron as a value, and what Adam remembers of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Perceptron:
    """A multilayer perceptron's weights, or something of the same shapes, such as a moving average of its gradient.

    Attributes:
        weights: float32 (outputs, inputs) of each layer, from the observation on.
        biases: float32 (outputs,) of each layer.
        activation: the hidden layers' nonlinearity, a key of `policies.ACTIVATIONS`; the last layer is linear.
    """

    weights: tuple[Float32, ...]
    biases: tuple[Float32, ...]
    activation: str

    @property
    def hidden_sizes(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return tuple(len(bias) for bias in self.biases[:-1])


@dataclass(frozen=True, eq=False)
class Resized:
    """A network of another size and what Adam remembers of it, see `adam.AdamState`.

    Attributes:
        net: the network.
        mean: moving average of its gradient.
        square: moving average of the gradient's square, nowhere negative.
    """

    net: Perceptron
    mean: Perceptron
    square: Perceptron


def check_size(hidden_size: int) -> None:
    """Raise ValueError if a layer cannot have so many units."""
    if hidden_size < 1:
        raise ValueError(f"a layer needs at least one unit, not {hidden_size}")


def as_float32(array: NDArray[np.floating[Any]]) -> Float32:
    """Rounded, contiguous, and finite if the array is."""
    limit = np.finfo(np.float32).max
    return np.ascontiguousarray(np.clip(array.astype(np.float64), -limit, limit), np.float32)
