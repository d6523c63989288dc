"""The loss and its gradient against the formula written out, and against finite differences."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce import loss as reinforce
from pg_desktop.learning.algorithms.reinforce.loss import Batch, backward
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from tests.learning.algorithms.reinforce.batches import batch_of


def _network(observations=4, hidden=(8, 6), actions=3, activation="tanh", seed=0):
    spaces = Spaces(VectorSpace(observations), DiscreteSpace(actions))
    network = PolicyNetwork(Architecture(spaces, hidden, activation))
    network.initialise(np.random.default_rng(seed))
    return network


def _batch(size, observations=4, actions=3, seed=1, dtype=np.float32):
    rng = np.random.default_rng(seed)
    return Batch(
        rng.normal(size=(size, observations)).astype(dtype),
        rng.integers(0, actions, size),
        rng.normal(0.5, 2, size).astype(dtype),
    )


def _written_out(network, batch, entropy_bonus):
    """L = −mean(log π(a|s) · A) − β · mean H: the loss of the whole batch at once, in float64."""
    obs_BO, advantage_B = (torch.from_numpy(array).double() for array in (batch.obs_BO, batch.advantage_B))
    log_prob_BK = torch.nn.functional.log_softmax(network(obs_BO), -1)
    taken_B = log_prob_BK[torch.arange(len(obs_BO)), torch.from_numpy(batch.action_B)]
    policy_loss = -torch.mean(taken_B * advantage_B)
    entropy = -torch.mean((log_prob_BK.exp() * log_prob_BK).sum(-1))
    return policy_loss - entropy_bonus * entropy, policy_loss.item(), entropy.item()


def _double(network):
    copy = PolicyNetwork(network.architecture).double()
    copy.load_state_dict(network.state_dict())
    return copy


@pytest.mark.parametrize("entropy_bonus", [0.0, 0.3])
@pytest.mark.parametrize("size", [1, 7, 4095, 4096, 4097, 9000])
def test_loss_and_gradient_are_those_of_the_whole_batch_at_once(size, entropy_bonus):
    network, batch = _network(), _batch(size)
    reference = _double(network)
    loss, policy_loss, entropy = _written_out(reference, batch, entropy_bonus)
    loss.backward()
    report = backward(network, batch, entropy_bonus)
    assert report.policy_loss == pytest.approx(policy_loss, rel=1e-5, abs=1e-6)
    assert report.entropy == pytest.approx(entropy, rel=1e-5)
    for (name, own), expected in zip(network.layers.named_parameters(), reference.layers.parameters(), strict=True):
        scale = float(expected.grad.abs().max())
        np.testing.assert_allclose(own.grad, expected.grad, atol=3e-6 * max(scale, 0.1), rtol=1e-4, err_msg=name)


@pytest.mark.parametrize("entropy_bonus", [0.0, 0.3])
def test_the_gradient_is_the_slope_of_the_loss(entropy_bonus):
    network = _network(observations=2, hidden=(3,), actions=3)
    batch = _batch(6, observations=2)
    backward(network, batch, entropy_bonus)
    gradients = [parameter.grad.clone().double() for parameter in network.parameters()]
    # In float64, where the slope over a short way is exact enough.
    network.double()
    batch = Batch(batch.obs_BO.astype(np.float64), batch.action_B, batch.advantage_B.astype(np.float64))
    width = 1e-6
    for parameter, gradient in zip(network.parameters(), gradients, strict=True):
        flat = parameter.data.reshape(-1)
        for i, expected in enumerate(gradient.reshape(-1)):
            values = []
            for shift in (width, -width):
                flat[i] += shift
                with torch.no_grad():
                    values.append(_written_out(network, batch, entropy_bonus)[0].item())
                flat[i] -= shift
            assert (values[0] - values[1]) / (2 * width) == pytest.approx(expected.item(), rel=1e-4, abs=1e-6)


def test_loss_and_entropy_by_hand():
    network = _network(observations=1, hidden=(), actions=2)
    weights = {"logits.weight": np.zeros((2, 1), np.float32), "logits.bias": np.log([0.8, 0.2]).astype(np.float32)}
    network.load(Policy(network.architecture, weights))
    batch = Batch(np.ones((2, 1), np.float32), np.array([0, 1]), np.array([1, -2], np.float32))
    report = backward(network, batch, entropy_bonus=5.0)
    assert report.policy_loss == pytest.approx(-(np.log(0.8) - 2 * np.log(0.2)) / 2)
    assert report.entropy == pytest.approx(-(0.8 * np.log(0.8) + 0.2 * np.log(0.2)))


def test_the_gradient_by_hand():
    network = _network(observations=1, hidden=(), actions=2)
    shapes = network.architecture.parameter_shapes()
    network.load(Policy(network.architecture, {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}))
    batch = Batch(np.array([[3.0]], np.float32), np.array([1]), np.array([2.0], np.float32))
    backward(network, batch, 0.0)
    weight, bias = (parameter.grad for parameter in network.layers.parameters())
    # ∂log π(1|s)/∂logits = (−½, ½): a descent step makes the good action more probable.
    np.testing.assert_allclose(bias, [1, -1])
    np.testing.assert_allclose(weight, [[3], [-3]])


def test_old_gradients_are_dropped():
    network, batch = _network(), _batch(10)
    backward(network, batch, 0.1)
    once = [parameter.grad.clone() for parameter in network.parameters()]
    backward(network, batch, 0.1)
    assert all(torch.equal(a, p.grad) for a, p in zip(once, network.parameters(), strict=True))


def test_weights_and_batch_are_left_alone():
    network, batch = _network(), _batch(10)
    before = network.policy({}).frozen()
    backward(network, batch, 0.1)
    assert network.policy({}).equals(before)
    for own, fresh in zip(vars(batch).values(), vars(_batch(10)).values(), strict=True):
        np.testing.assert_array_equal(own, fresh)


def test_memory_is_bounded_however_long_the_episodes_are():
    network, rows = _network(), []
    network.register_forward_hook(lambda module, inputs, output: rows.append(len(output)))
    backward(network, _batch(3 * reinforce._CHUNK + 5), 0.0)
    assert rows == [reinforce._CHUNK] * 3 + [5]


def _rollout():
    """Two episodes, three and two steps long."""
    mask_TN = np.array([[True, True], [True, True], [True, False]])
    obs_TNO = np.arange(6, dtype=np.float32).reshape(3, 2, 1)
    reward_TN = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
    action_TN = np.array([[0, 1], [1, 0], [1, 1]])
    return Rollout(obs_TNO, action_TN, reward_TN, mask_TN, np.array([True, False]), np.zeros((2, 1), np.float32))


@pytest.mark.parametrize(
    ("discounting", "expected"),
    [("reward-to-go", [3.75, 4, 5.5, 4, 5]), ("from start", [3.75, 4, 2.75, 2, 1.25])],
)
def test_a_batch_holds_the_steps_that_were_played(discounting, expected):
    batch = batch_of(_rollout(), gamma=0.5, discounting=discounting, advantage="none")
    np.testing.assert_array_equal(batch.obs_BO, [[0], [1], [2], [3], [4]])
    np.testing.assert_array_equal(batch.action_B, [0, 1, 1, 0, 1])
    np.testing.assert_allclose(batch.advantage_B, expected)
    assert batch.obs_BO.dtype == batch.advantage_B.dtype == np.float32


@pytest.mark.parametrize(
    ("advantage", "expected"),
    [
        ("none", [1, 2, 2, 4, 2]),
        # Means 5/3 and 3, standard deviations √(1/3) and √2.
        ("normalised", [-2 / 3**0.5, -(0.5**0.5), 1 / 3**0.5, 0.5**0.5, 1 / 3**0.5]),
        # Mean 2.2, squared differences 4.8.
        ("batch", (np.array([1, 2, 2, 4, 2]) - 2.2) / (4.8 / 4) ** 0.5),
        # Means 1.5, 3 and 2, squared differences 2.5.
        ("time", np.array([-0.5, 0.5, -1, 1, 0]) / (2.5 / 4) ** 0.5),
    ],
)
def test_a_batch_weighs_steps_by_the_advantage_of_that_name(advantage, expected):
    played = _rollout()
    reward_TN = np.array([[1.0, 2.0], [2.0, 4.0], [2.0, 0.0]])
    rollout = replace(played, reward_TN=reward_TN)
    # With γ = 0, returns are rewards.
    batch = batch_of(rollout, gamma=0.0, discounting="reward-to-go", advantage=advantage)
    np.testing.assert_allclose(batch.advantage_B, expected, rtol=1e-6)
