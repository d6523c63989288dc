"""Policies that play games, with weights drawn from a seed."""

import numpy as np

from pg_desktop.learning.acting.distributions import DistributionKind
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.games.policies import spaces_of_game


def drawn_policy(game, seed=0, *, hidden_sizes=(16,), scale=0.5, **choices):
    """A policy whose weights are normal."""
    architecture = Architecture(spaces_of_game(game), hidden_sizes, "relu", **choices)
    rng = np.random.default_rng(seed)
    shapes = architecture.parameter_shapes()
    return Policy(
        architecture, {name: rng.normal(0, scale, shape).astype(np.float32) for name, shape in shapes.items()}
    )


def of_action_values(game, value_A, epsilon):
    """A policy that finds the same actions good everywhere."""
    policy = drawn_policy(game, scale=0, kind=DistributionKind(values=True))
    values = {"action_values.bias": np.array(value_A, np.float32), "epsilon": np.array([epsilon], np.float32)}
    return Policy(policy.architecture, {**policy.parameters, **values})
