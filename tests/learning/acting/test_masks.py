"""Actions that are not allowed: no policy takes them, and what is computed of the others is as if they were not."""

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.distributions import ActionValues, DistributionKind
from pg_desktop.learning.acting.distributions.masks import FORBIDDEN
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace

SPACES = Spaces(VectorSpace(6), DiscreteSpace(4, masked=True))
ALLOWED_NA = np.array([[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 0]], np.float32)


def _observations():
    return np.concatenate([np.random.default_rng(1).normal(size=(3, 2)).astype(np.float32), ALLOWED_NA], 1)


def _network(kind=DistributionKind(), valued=False):  # noqa: B008 (frozen)
    network = PolicyNetwork(Architecture(SPACES, (8,), "tanh", kind, valued=valued))
    network.initialise(np.random.default_rng(3))
    return network


@pytest.mark.parametrize("kind", [DistributionKind(), DistributionKind(values=True)], ids=["softmax", "values"])
def test_policy_and_network_forbid_the_same(kind):
    network, obs_NO = _network(kind), _observations()
    policy = network.policy({})
    with torch.no_grad():
        of_torch = network(torch.from_numpy(obs_NO)).numpy()
    of_numpy = policy.outputs(obs_NO)
    np.testing.assert_allclose(of_numpy, of_torch, rtol=1e-5)
    assert (of_numpy[:, :4][ALLOWED_NA == 0] == FORBIDDEN).all()
    np.testing.assert_array_equal(policy.prepared(3)(obs_NO), of_numpy)


def test_what_is_forbidden_has_probability_0_and_everything_stays_finite():
    network, obs_NO = _network(), torch.from_numpy(_observations())
    distribution = network.architecture.distribution
    outputs = network(obs_NO)
    (part,) = distribution.parts(outputs[1].detach().numpy(), None)
    assert part.probabilities_C[[0, 2]].tolist() == [0, 0]
    assert part.probabilities_C.sum() == pytest.approx(1)
    entropy_N = distribution.entropy(outputs)
    assert entropy_N[2].item() == 0
    kl_N = distribution.kl(outputs, outputs + torch.randn(3, 4, generator=torch.Generator().manual_seed(0)))
    assert (torch.isfinite(kl_N) & (kl_N >= 0)).all()
    log_prob_N = distribution.log_prob(outputs, torch.tensor([0, 1, 2]))
    assert log_prob_N[2].item() == 0
    (entropy_N.sum() + kl_N.sum() + log_prob_N.sum()).backward()
    assert np.isfinite(network.gradient_P).all()


def test_samples_and_modes_are_allowed():
    network = _network()
    distribution, outputs_NK = network.architecture.distribution, network.policy({}).outputs(_observations())
    rng = np.random.default_rng(0)
    drawn = np.stack([distribution.sample(outputs_NK, distribution.noise(rng, (3,))) for _ in range(500)])
    assert [sorted(set(drawn[:, row].tolist())) for row in range(3)] == [[0, 1, 2, 3], [1, 3], [2]]
    assert ALLOWED_NA[np.arange(3), distribution.mode(outputs_NK)].all()


def test_exploring_goes_to_allowed_actions_each_as_likely():
    family = ActionValues(4, masked=True)
    parameters = np.where(ALLOWED_NA > 0, np.float32(1), np.float32(FORBIDDEN))
    parameters = np.concatenate([parameters, np.ones((3, 1), np.float32)], 1)
    uniform_N = (np.arange(3000, dtype=np.float32) + 0.5) / 3000
    noise = np.stack([np.zeros(3000, np.float32), uniform_N], 1)
    counts = [np.bincount(family.sample(np.tile(row, (3000, 1)), noise), minlength=4).tolist() for row in parameters]
    assert counts == [[750] * 4, [0, 1500, 0, 1500], [0, 0, 3000, 0]]
    largest = np.nextafter(np.float32(1), np.float32(0))
    assert family.sample(parameters, np.array([[0, largest]] * 3, np.float32)).tolist() == [3, 3, 2]


def test_probabilities_of_values_are_those_of_what_is_drawn():
    family = ActionValues(4, masked=True)
    parameters = np.array([[FORBIDDEN, 2, FORBIDDEN, 3, 0.4]], np.float32)
    (part,) = family.parts(parameters[0], None)
    np.testing.assert_allclose(part.probabilities_C, [0, 0.2, 0, 0.8], rtol=1e-6)
    found = family.log_prob(torch.from_numpy(parameters).repeat(2, 1), torch.tensor([1, 3])).exp()
    np.testing.assert_allclose(found.numpy(), [0.2, 0.8], rtol=1e-6)
    assert family.entropy(torch.from_numpy(parameters)).item() == pytest.approx(-0.2 * np.log(0.2) - 0.8 * np.log(0.8))


def test_where_nothing_is_allowed_as_when_a_game_is_over_all_is_as_likely():
    values = ActionValues(3, masked=True)
    parameters_NK = np.array([[FORBIDDEN] * 3 + [1.0]], np.float32)
    np.testing.assert_allclose(values.probabilities(parameters_NK)[0], 1 / 3)
    assert values.parts(parameters_NK[0], None)[0].entropy == pytest.approx(np.log(3))
    assert float(values.entropy(torch.from_numpy(parameters_NK))[0]) == pytest.approx(np.log(3))


def test_what_is_allowed_is_not_normalised():
    with pytest.raises(ValueError, match="cannot be normalised"):
        Architecture(SPACES, (8,), "tanh", normalised=True)


def test_values_are_those_of_a_network_of_their_own():
    architecture = Architecture(Spaces(VectorSpace(2), DiscreteSpace(1, masked=True)), (2,), "relu", valued=True)
    assert architecture.value_shapes() == {
        "value.hidden_1.weight": (2, 2),
        "value.hidden_1.bias": (2,),
        "value.output.weight": (1, 2),
        "value.output.bias": (1,),
    }
    parameters = {name: np.zeros(shape, np.float32) for name, shape in architecture.parameter_shapes().items()}
    parameters["value.hidden_1.weight"][...] = [[1, 0], [-2, 0]]
    parameters["value.output.weight"][...] = [[1, 1]]
    parameters["value.output.bias"][...] = [-0.5]
    values_N = Policy(architecture, parameters).values(np.array([[1, 1], [-1, 1]], np.float32))
    np.testing.assert_allclose(values_N, np.tanh([0.5, 1.5]), rtol=1e-6)
