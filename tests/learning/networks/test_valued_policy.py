"""A policy with its value network, as it learns."""

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.networks.valued_policy import ValuedPolicy, Weights
from pg_desktop.messages import UserError


def networks(seed=0, hidden=(6, 6)):
    rng = np.random.default_rng(seed)
    return ValuedPolicy(Architecture(spaces_of_game(TIC_TAC_TOE), hidden, "relu", valued=True), rng, rng)


OBS_BF = (np.random.default_rng(0).random((50, 27)) < 0.5).astype(np.float32)


def test_torch_and_numpy_agree_on_the_value():
    nets = networks()
    with torch.no_grad():
        np.testing.assert_allclose(nets.values(torch.from_numpy(OBS_BF)), nets.acting.values(OBS_BF), atol=1e-6)


def test_the_acting_policy_follows_the_networks_and_copies_do_not():
    nets = networks()
    acting, copy, weights = nets.acting, nets.policy(), nets.weights()
    before = copy.values(OBS_BF)
    nets.value.weights_P += 0.1
    assert not np.allclose(acting.values(OBS_BF), before)
    np.testing.assert_array_equal(copy.values(OBS_BF), before)
    assert weights.policy().equals(copy)
    nets.take(weights)
    assert nets.policy().equals(copy)


def test_a_step_moves_both_networks_against_their_gradients():
    nets, before = networks(), networks()
    nets.zero_grad()
    nets.trained.network.gradient_P[0], nets.value.gradient_P[0] = 1.0, -1.0
    nets.step(0.01, 5.0)
    assert nets.trained.network.weights_P[0] < before.trained.network.weights_P[0]
    assert nets.value.weights_P[0] > before.value.weights_P[0]


def test_another_policy_is_refused():
    with pytest.raises(UserError, match="27 → 6 → 6 → 9"):
        networks(hidden=(5,)).load(networks().policy())


def test_a_wider_value_network_says_the_same():
    nets = networks()
    nets.trained.remember(OBS_BF)
    before = nets.acting.values(OBS_BF)
    assert nets.resize(9, np.random.default_rng(1)) == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(nets.acting.values(OBS_BF), before, atol=1e-5)


def test_weights_that_do_not_belong_together_are_found():
    weights = networks().weights()
    weights.check()
    with pytest.raises(ValueError):
        Weights(weights.architecture, weights.weights_P, weights.value_P[1:]).check()
    other = Architecture(weights.architecture.spaces, (6, 6), "relu")
    with pytest.raises(ValueError):
        Weights(other, weights.weights_P, weights.value_P).check()
