"""The policy network in torch against the same policy in NumPy."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.acting.perceptron import Forward
from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace

ARCHITECTURE = Architecture(Spaces(VectorSpace(4), DiscreteSpace(3)), (6, 5), "relu")


def _network(seed=0, architecture=ARCHITECTURE):
    network = PolicyNetwork(architecture)
    network.initialise(np.random.default_rng(seed))
    return network


@given(
    hidden_sizes=st.lists(st.integers(1, 40), min_size=0, max_size=3).map(tuple),
    activation=st.sampled_from(["relu", "tanh"]),
    observations=st.integers(1, 9),
    actions=st.integers(1, 5),
    rows=st.integers(1, 33),
    seed=st.integers(0, 2**32 - 1),
)
def test_numpy_and_torch_compute_the_same(hidden_sizes, activation, observations, actions, rows, seed):
    spaces = Spaces(VectorSpace(observations), DiscreteSpace(actions))
    network = _network(seed, Architecture(spaces, hidden_sizes, activation))
    forward = Forward(network.perceptron(), rows)
    prepared = network.policy({}).prepared(rows)
    rng = np.random.default_rng(seed)
    for _ in range(2):  # The second call goes through used buffers.
        obs_NO = rng.normal(0, 3, (rows, observations)).astype(np.float32)
        with torch.inference_mode():
            expected = network(torch.from_numpy(obs_NO)).numpy()
        outputs = forward(obs_NO)
        assert outputs.dtype == np.float32
        np.testing.assert_array_equal(prepared(obs_NO), outputs)
        np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=2e-6)


def test_it_is_the_multilayer_perceptron_of_the_architecture():
    network = _network()
    own = network.policy({}).parameters
    reference = torch.nn.Sequential(
        torch.nn.Linear(4, 6), torch.nn.ReLU(), torch.nn.Linear(6, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3)
    )
    for parameter, array in zip(reference.parameters(), own.values(), strict=True):
        parameter.data.copy_(torch.from_numpy(array))
    obs_BO = torch.randn((8, 4), generator=torch.Generator().manual_seed(0))
    assert torch.equal(network(obs_BO), reference(obs_BO))


def test_the_policy_has_the_names_and_shapes_of_the_architecture():
    parameters = _network().policy({}).parameters
    assert {name: array.shape for name, array in parameters.items()} == ARCHITECTURE.parameter_shapes()
    assert list(parameters) == list(ARCHITECTURE.parameter_shapes())
    assert all(array.dtype == np.float32 for array in parameters.values())


def test_what_the_network_learns_shows_in_its_policy_and_not_in_a_view():
    network = _network()
    policy, view = network.policy({}), network.policy({}).frozen()
    optimiser = torch.optim.SGD(network.parameters(), lr=1.0)
    network(torch.ones((2, 4))).sum().backward()
    optimiser.step()
    assert view.equals(_network().policy({}))
    assert not policy.equals(view)
    np.testing.assert_allclose(policy.parameters["logits.bias"], view.parameters["logits.bias"] - 2, rtol=1e-6)


def test_initial_weights_depend_on_the_generator_alone():
    torch.manual_seed(1)
    first = _network(seed=3).policy({}).frozen()
    torch.manual_seed(2)
    again, other = _network(seed=3), _network(seed=4)
    assert again.policy({}).equals(first)
    assert not other.policy({}).equals(first)
    again.initialise(np.random.default_rng(3))
    assert again.policy({}).equals(first)


def test_initial_weights_are_uniform_within_one_over_the_root_of_the_inputs():
    architecture = Architecture(Spaces(VectorSpace(16), DiscreteSpace(2)), (400, 100), "tanh")
    parameters = _network(0, architecture).policy({}).parameters
    for name, inputs, _ in architecture.layers():
        bound = inputs**-0.5
        for kind in ("weight", "bias"):
            drawn = np.abs(parameters[f"{name}.{kind}"])
            assert drawn.max() <= bound
            assert drawn.min() < drawn.max()
        weight = parameters[f"{name}.weight"]
        assert np.abs(weight).max() > 0.95 * bound
        assert weight.std() == pytest.approx(bound / 3**0.5, rel=0.1)
    # The same range as torch's own layers have.
    own = torch.nn.Linear(16, 4000)
    assert float(own.weight.detach().abs().max()) == pytest.approx(16**-0.5, rel=1e-3)


def test_load_takes_over_every_weight_and_keeps_none_of_the_memory():
    source, target = _network(seed=1), _network(seed=2)
    policy = target.policy({})
    target.load(source.policy({}))
    assert policy.equals(source.policy({}))
    for name, array in source.policy({}).parameters.items():
        assert not np.shares_memory(array, policy.parameters[name])


def test_a_read_only_view_can_be_loaded():
    target = _network(seed=2)
    target.load(_network(seed=1).policy({}).frozen())
    assert target.policy({}).equals(_network(seed=1).policy({}))
