"""Policies as values: what they compute, how they act, and that checkpoints stay as they are."""

import os
import subprocess
import sys

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.perceptron import Forward
from pg_desktop.learning.acting.policy import ACTIVATIONS, ActionMode, Architecture, Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace, Spaces, VectorSpace
from pg_desktop.messages import UserError

SPACES = Spaces(VectorSpace(2), DiscreteSpace(2))


def _random_policy(seed=0, hidden_sizes=(5, 3), activation="relu"):
    architecture = Architecture(SPACES, hidden_sizes, activation)
    rng = np.random.default_rng(seed)
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})


def _by_hand(activation):
    """Two observations, two hidden units, two actions, with weights that can be followed in the head."""
    return Policy(
        Architecture(SPACES, (2,), activation),
        {
            "hidden_1.weight": np.array([[1, 2], [-1, 0]], np.float32),
            "hidden_1.bias": np.array([0.5, 0], np.float32),
            "logits.weight": np.array([[1, 1], [0, -2]], np.float32),
            "logits.bias": np.array([0, 10], np.float32),
        },
    )


def test_layers_and_shapes():
    architecture = Architecture(Spaces(VectorSpace(4), DiscreteSpace(3)), (7, 5), "relu")
    assert architecture.layers() == [("hidden_1", 4, 7), ("hidden_2", 7, 5), ("logits", 5, 3)]
    assert list(architecture.parameter_shapes().items()) == [
        ("hidden_1.weight", (7, 4)),
        ("hidden_1.bias", (7,)),
        ("hidden_2.weight", (5, 7)),
        ("hidden_2.bias", (5,)),
        ("logits.weight", (3, 5)),
        ("logits.bias", (3,)),
    ]


@pytest.mark.parametrize(
    ("action", "kind", "text"),
    [
        (DiscreteSpace(2), DistributionKind(), "3 → 64 → 2, relu"),
        (BoxSpace((-2.0,), (2.0,)), DistributionKind(), "3 → 64 → 1, relu, Gaussian, free σ, [−2, 2]"),
        (
            BoxSpace((-2.0,), (2.0,)),
            DistributionKind(Family.SQUASHED, StdSource.STATE),
            "3 → 64 → 2, relu, squashed Gaussian, σ of each state, [−2, 2]",
        ),
    ],
)
def test_what_it_is_built_like_in_one_line(action, kind, text):
    assert Architecture(Spaces(VectorSpace(3), action), (64,), "relu", kind).summary() == text


def test_a_refusal_says_what_differs():
    settings = Settings(environment="Pendulum-v1", hidden_size=4)
    for changes in ({"action_distribution": "squashed"}, {"std_source": "state"}):
        with pytest.raises(UserError) as caught:
            Trainer(settings.changed(changes), Trainer(settings).policy())
        values = caught.value.values
        assert values["policy"] != values["wanted"]


def test_outputs_by_hand():
    obs_NO = np.array([[1, 1], [-2, 0]], np.float32)
    # Hidden sums: (3.5, −1) and (−1.5, 2).
    np.testing.assert_allclose(_by_hand("relu").outputs(obs_NO), [[3.5, 10], [2, 6]])
    hidden_NH = np.tanh(np.array([[3.5, -1], [-1.5, 2]]))
    expected = np.stack([hidden_NH.sum(1), 10 - 2 * hidden_NH[:, 1]], axis=1)
    np.testing.assert_allclose(_by_hand("tanh").outputs(obs_NO), expected, rtol=1e-6)


def test_the_names_of_the_activations():
    assert set(ACTIVATIONS) == {"relu", "tanh"}


def test_outputs_of_one_call_survive_the_next():
    policy = _random_policy()
    obs_NO = np.ones((3, 2), np.float32)
    first = policy.outputs(obs_NO)
    kept = first.copy()
    policy.outputs(-obs_NO)
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(obs_NO, np.ones((3, 2)))


def test_a_prepared_forward_keeps_the_weights_it_was_prepared_with():
    policy = _random_policy()
    forward, obs_NO = Forward(policy.perceptron, 3), np.ones((3, 2), np.float32)
    before = forward(obs_NO).copy()
    for array in policy.parameters.values():
        array[...] *= 2
    np.testing.assert_array_equal(forward(obs_NO), before)
    assert not np.allclose(policy.outputs(obs_NO), before)


def _choose(policy, obs_NO, mode, rng):
    distribution = policy.architecture.distribution
    return distribution.choose(policy.outputs(obs_NO), mode, distribution.noise_by_step(rng, len(obs_NO), at_once=1))


def test_greedy_actions_are_the_modes_and_need_no_random_numbers():
    policy, rng = _by_hand("relu"), np.random.default_rng(0)
    before = rng.bit_generator.state
    obs_NO = np.array([[1, 1], [9, 9]], np.float32)
    # Hidden sums (3.5, −1) and (27.5, −9).
    np.testing.assert_array_equal(_choose(policy, obs_NO, ActionMode.GREEDY, rng), [1, 0])
    assert rng.bit_generator.state == before


def test_sampled_actions_come_from_the_policys_probabilities():
    architecture = Architecture(SPACES, (), "relu")
    logits_weight = np.array([[0, 0], [np.log(3), -np.log(3)]], np.float32)
    policy = Policy(architecture, {"logits.weight": logits_weight, "logits.bias": np.zeros(2, np.float32)})
    obs_NO = np.repeat(np.eye(2, dtype=np.float32), 20_000, axis=0)
    actions = _choose(policy, obs_NO, ActionMode.SAMPLED, np.random.default_rng(0))
    assert actions[:20_000].mean() == pytest.approx(0.75, abs=0.01)
    assert actions[20_000:].mean() == pytest.approx(0.25, abs=0.01)
    again = _choose(policy, obs_NO, ActionMode.SAMPLED, np.random.default_rng(0))
    np.testing.assert_array_equal(actions, again)


def test_a_view_is_a_copy_that_cannot_be_written():
    policy = _random_policy()
    view = policy.frozen()
    assert view.equals(policy)
    for name, array in policy.parameters.items():
        assert not np.shares_memory(array, view.parameters[name])
        with pytest.raises(ValueError, match="read-only"):
            view.parameters[name][...] = 0
        array[...] += 1
    assert view.equals(_random_policy())
    assert not view.equals(policy)


def test_a_view_can_act_and_be_copied():
    view = _random_policy().frozen()
    obs_NO = np.ones((4, 2), np.float32)
    np.testing.assert_array_equal(view.outputs(obs_NO), _random_policy().outputs(obs_NO))
    assert view.frozen().equals(view)


def test_equals_compares_every_bit():
    policy = _random_policy()
    assert policy.equals(_random_policy())
    for name in policy.parameters:
        other = _random_policy()
        flat = other.parameters[name].reshape(-1)
        flat[-1] = np.nextafter(flat[-1], np.float32(np.inf))
        assert not policy.equals(other), name


def test_equals_compares_the_architecture():
    relu, tanh = _random_policy(activation="relu"), _random_policy(activation="tanh")
    assert not relu.equals(tanh)
    assert not relu.equals(_random_policy(hidden_sizes=(5, 4)))


_DIGEST = """
from pg_desktop import process

process.prepare()
import hashlib
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
import numpy as np

architecture = Architecture(Spaces(VectorSpace(4), DiscreteSpace(2)), (128, 128), "relu")
rng = np.random.default_rng(0)
shapes = architecture.parameter_shapes()
policy = Policy(architecture, {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})
outputs = policy.outputs(rng.normal(size=(32, 4)).astype(np.float32))
print(hashlib.sha256(outputs.tobytes()).hexdigest())
"""


def test_outputs_do_not_depend_on_the_number_of_cores():
    # A BLAS that spreads the larger layers over all cores would round differently on another machine.
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    free = {key: value for key, value in os.environ.items() if key not in threads}
    digests = {
        subprocess.run([sys.executable, "-c", _DIGEST], env=env, check=True, capture_output=True).stdout
        for env in (free, free | dict.fromkeys(threads, "1"))
    }
    assert len(digests) == 1
