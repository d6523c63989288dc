"""Changing the hidden size of a multilayer perceptron that is being trained. NumPy only.

Widening keeps the function exactly; narrowing keeps it as nearly as the smaller network can. The optimiser's moving
averages come along, so that training goes on where it was.

Shape suffixes: B observations, O observation.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.networks.resizing.narrowing import narrow
from pg_desktop.learning.networks.resizing.resized import Resized
from pg_desktop.learning.networks.resizing.widening import widen

__all__ = ["Perceptron", "Resized", "narrow", "resize", "widen"]


def resize(
    net: Perceptron,
    mean: Perceptron,
    square: Perceptron,
    obs_BO: Float32,
    hidden_size: int,
    rng: np.random.Generator,
) -> Resized:
    """Give every hidden layer `hidden_size` units, by `narrow` where it has more and by `widen` where it has fewer.

    Args:
        net: the network.
        mean: Adam's moving average of its gradient.
        square: Adam's moving average of the gradient's square.
        obs_BO: float32, recent observations as the network sees them; only narrowing looks at them.
        hidden_size: units wanted, at least 1.
        rng: makes new units differ; only widening draws from it.

    Returns:
        The network resized; of the size it has already, the very objects given.

    Raises:
        ValueError: if `hidden_size` is below 1.
    """
    narrowed = narrow(net, mean, square, obs_BO, hidden_size)
    return widen(narrowed.net, narrowed.mean, narrowed.square, hidden_size, rng)
