"""DQN's gradient steps: targets, losses and gradients by hand and beside torch's own."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn.functional import smooth_l1_loss

from pg_desktop.learning.algorithms.dqn.dqn import architecture_of
from pg_desktop.learning.algorithms.dqn.gradient_steps import Found, GradientSteps
from pg_desktop.learning.algorithms.dqn.replay import Steps
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.networks.trained_policy import TrainedPolicy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world

B = 8
SETTINGS = Settings(algorithm="dqn", hidden_size=5, batch_size=B, gamma=0.5, learning_rate=0.01, double_dqn=False)


def batch(seed=3):
    rng = np.random.default_rng(seed)
    obs_BO, next_BO = rng.normal(size=(2, B, 4)).astype(np.float32)
    reward_B = np.array([1, 1, 1, -3, 1, 9, 0, 0.5], np.float32)
    return Steps(obs_BO, next_BO, rng.integers(2, size=B), reward_B, np.array([1, 1, 0, 1, 0, 1, 1, 1], np.float32))


def trained_and_target(settings, spread=1.0):
    """What learns, and the target network in torch; they have different weights."""
    architecture = architecture_of(settings, make_world("CartPole-v1"))
    trained = TrainedPolicy(architecture, np.random.default_rng(0))
    target = PolicyNetwork(architecture)
    target.initialise(np.random.default_rng(1))
    trained.network.weights_P *= np.float32(spread)
    return trained, target


def in_torch(trained, target, steps, settings):
    """(loss, gradient, mean Q(s, a)), with torch's own loss and backward pass."""
    network = trained.network
    obs, next_obs = torch.from_numpy(steps.obs_BO), torch.from_numpy(steps.next_obs_BO)
    with torch.no_grad():
        next_value = target.outputs(next_obs)
        chooser = network if settings.double_dqn else target
        next_value = next_value.gather(1, chooser.outputs(next_obs).argmax(1, keepdim=True))[:, 0]
    goal = torch.from_numpy(steps.reward_B) + settings.gamma * torch.from_numpy(steps.goes_on_B) * next_value
    network.zero_grad()
    taken = network.outputs(obs).gather(1, torch.from_numpy(steps.action_B)[:, None])[:, 0]
    loss = smooth_l1_loss(taken, goal)
    loss.backward()
    return loss.item(), network.gradient_P.copy(), taken.mean().item()


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("double", [False, True])
def test_a_step_goes_down_torchs_gradient(double, layers, activation):
    settings = SETTINGS.changed({"double_dqn": double, "hidden_layers": layers, "activation": activation})
    trained, target = trained_and_target(settings)
    steps, found = batch(), Found()
    loss, gradient_P, value = in_torch(trained, target, steps, settings)
    before_P = trained.network.weights_P.copy()
    trained.network.gradient_P[:-1] = np.nan  # what lay there before does not matter
    GradientSteps(trained, target.perceptron(), settings).step(steps, found)
    np.testing.assert_allclose(trained.network.gradient_P, gradient_P, rtol=1e-4, atol=1e-6)
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert found.value == pytest.approx(value, rel=1e-5)
    assert found.gradient_norm == pytest.approx(np.linalg.norm(gradient_P), rel=1e-5)
    # Adam's first step is one learning rate against the sign of the gradient.
    moved_P = np.abs(gradient_P) > 1e-5
    assert moved_P.any()
    np.testing.assert_allclose(
        (trained.network.weights_P - before_P)[moved_P], -0.01 * np.sign(gradient_P[moved_P]), rtol=1e-2
    )
    assert trained.network.weights_P[-1] == before_P[-1]  # no gradient moves ε


def test_loss_and_gradient_by_hand():
    trained, target = trained_and_target(SETTINGS)
    steps, found = batch(), Found()
    value_B = trained.acting.outputs(steps.obs_BO)[np.arange(B), steps.action_B]
    next_value_B = target.perceptron().outputs(steps.next_obs_BO).max(1)
    error_B = value_B - (steps.reward_B + 0.5 * steps.goes_on_B * next_value_B)
    assert 0 < np.count_nonzero(np.abs(error_B) < 1) < B
    huber_B = np.where(np.abs(error_B) < 1, 0.5 * error_B**2, np.abs(error_B) - 0.5)
    GradientSteps(trained, target.perceptron(), SETTINGS).step(steps, found)
    assert found.loss == pytest.approx(huber_B.mean(), rel=1e-5)
    # The biases of the outputs: the clipped errors of the steps in which each was taken.
    clipped_B = np.clip(error_B, -1, 1) / B
    by_hand = [clipped_B[steps.action_B == action].sum() for action in (0, 1)]
    np.testing.assert_allclose(trained.network.gradient_P[-3:-1], by_hand, rtol=1e-4)


def test_a_long_gradient_is_shortened_and_its_length_told():
    trained, target = trained_and_target(SETTINGS, spread=6.0)
    steps, found = batch(), Found()
    steps = replace(steps, obs_BO=100 * steps.obs_BO, reward_B=steps.reward_B - 10_000)
    _, gradient_P, _ = in_torch(trained, target, steps, SETTINGS)
    norm = float(np.linalg.norm(gradient_P))
    assert norm > 100
    GradientSteps(trained, target.perceptron(), SETTINGS).step(steps, found)
    assert found.gradient_norm == pytest.approx(norm, rel=1e-4)
    np.testing.assert_allclose(trained.network.gradient_P, gradient_P * 10 / norm, rtol=1e-3, atol=1e-5)


def test_double_dqn_asks_the_target_for_the_value_of_what_the_network_would_do():
    settings = SETTINGS.changed({"double_dqn": True})
    trained, target = trained_and_target(settings)
    target.weights_P[...] = trained.network.weights_P
    target.weights_P[-13:-1] *= -1  # its outputs: what one takes for the best is the worst to the other
    steps = batch(4)
    online_BC, target_BC = (net.perceptron().outputs(steps.next_obs_BO) for net in (trained.network, target))
    best_B, greedy_B = online_BC.argmax(1), target_BC.argmax(1)
    assert (best_B != greedy_B).all()
    for chosen, chosen_B in ((settings, best_B), (SETTINGS, greedy_B)):
        found = GradientSteps(trained, target.perceptron(), chosen)._values(steps)[1]
        np.testing.assert_allclose(found, target_BC[np.arange(B), chosen_B], rtol=1e-6)


def test_many_steps_lead_to_the_target():
    trained, target = trained_and_target(SETTINGS)
    steps, found = batch(), Found()
    gradient_steps = GradientSteps(trained, target.perceptron(), SETTINGS)
    gradient_steps.step(steps, found)
    first = found.loss
    for _ in range(1000):
        gradient_steps.step(steps, found)
    last = Found()
    gradient_steps.step(steps, last)
    assert last.loss < first / 1000
    assert found.steps == 1001
    assert found.means()["td_loss"] == pytest.approx(found.loss / 1001)
