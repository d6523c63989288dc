"""Updates that are small enough to be checked by hand."""

import numpy as np

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce.baselines import advantages, laid_open
from pg_desktop.learning.algorithms.reinforce.loss import backward, make_batch
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace

LOG_2 = float(np.log(2))
ONE_NUMBER = Architecture(Spaces(VectorSpace(1), DiscreteSpace(2)), (), "relu")
"""Logits w s + b, without hidden layers."""


def two_steps():
    """One episode of two steps: s = 1, a = 1, r = 1, then s = 2, a = 0, r = 3."""
    return Rollout(
        obs_TNO=np.array([[[1.0]], [[2.0]]], np.float32),
        action_TN=np.array([[1], [0]]),
        reward_TN=np.array([[1.0], [3.0]]),
        mask_TN=np.ones((2, 1), np.bool_),
        terminated_N=np.array([True]),
        final_obs_NO=np.zeros((1, 1), np.float32),
    )


def policy_of(weight, bias):
    arrays = {"logits.weight": weight, "logits.bias": bias}
    return Policy(ONE_NUMBER, {name: np.array(array, np.float32) for name, array in arrays.items()})


def plain_update(learning_rate, gamma=0.5, **settings):
    """A step along the gradient itself, without Adam, from weights 0, by the program's own loss."""
    settings = Settings(gamma=gamma, **settings)
    rollout = two_steps()
    before = policy_of(np.zeros((2, 1)), np.zeros(2))
    advantage_TN = advantages(rollout, rollout.reward_TN, settings)
    network = PolicyNetwork(ONE_NUMBER)
    network.load(before)
    backward(network, make_batch(rollout, rollout.obs_TNO[:, 0], advantage_TN), 0.0)
    gradient_P = network.gradient_P.copy()
    stepped = ONE_NUMBER.arrays_of(-learning_rate * gradient_P)
    after = policy_of(stepped["logits.weight"], stepped["logits.bias"])
    judged = laid_open(rollout, rollout.reward_TN, advantage_TN, None, settings)
    return Trace(1, settings, rollout, before, after, judged, gradient_P)
