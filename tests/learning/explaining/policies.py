"""Policies whose numbers can be worked out on paper, and drawn ones."""

import numpy as np

from pg_desktop.learning.acting.distributions import DistributionKind
from pg_desktop.learning.acting.policy import OBSERVATION_MEAN, OBSERVATION_STD, Architecture, Policy
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace

FOUR = VectorSpace(4)


def made(action, hidden=(), activation="relu", *, observation=FOUR, normalised=False, kind=None, **arrays):
    """A policy with these arrays; names have "_" for "."."""
    architecture = Architecture(
        Spaces(observation, action), hidden, activation, kind or DistributionKind(), normalised=normalised
    )
    given = {name.replace("__", "."): np.array(array, np.float32) for name, array in arrays.items()}
    assert {name: array.shape for name, array in given.items()} == architecture.parameter_shapes()
    return Policy(architecture, given)


def drawn(action, hidden=(16, 16), activation="tanh", *, observation=FOUR, normalised=False, kind=None, seed=1):
    """A policy with weights from a seed."""
    architecture = Architecture(
        Spaces(observation, action), hidden, activation, kind or DistributionKind(), normalised=normalised
    )
    rng = np.random.default_rng(seed)
    arrays = {
        name: rng.normal(0, 0.6, shape).astype(np.float32) for name, shape in architecture.parameter_shapes().items()
    }
    if normalised:
        arrays[OBSERVATION_MEAN] = rng.normal(0, 1, observation.size).astype(np.float32)
        arrays[OBSERVATION_STD] = rng.uniform(0.1, 2, observation.size).astype(np.float32)
    return Policy(architecture, arrays)


def linear():
    """π(right|s) = 1 / (1 + e^−(2 θ + θ̇ + x)) for s = (x, ẋ, θ, θ̇)."""
    weights = [[0, 0, 0, 0], [1, 0, 2, 1]]
    return made(DiscreteSpace(2), logits__weight=weights, logits__bias=[0, 0])


def two_units(activation="relu"):
    """Two inputs, two hidden units, two outputs."""
    return made(
        DiscreteSpace(2),
        (2,),
        activation,
        observation=VectorSpace(2),
        hidden_1__weight=[[1, 2], [3, -1]],
        hidden_1__bias=[0.5, -4],
        logits__weight=[[1, 1], [-2, 5]],
        logits__bias=[0.25, 1],
    )
