"""A network of another size, and what Adam remembers of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import Perceptron

Float64 = NDArray[np.float64]
Indices = NDArray[np.intp]


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
