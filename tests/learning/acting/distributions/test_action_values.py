"""ε-greedy: what is worth most, and now and then anything."""

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.distributions import ActionValues, DistributionKind
from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace, MultiDiscreteSpace, Spaces, VectorSpace

FAMILY = ActionValues(3)
# Q of three actions, then ε.
PARAMETERS = np.array([[1, 5, 2, 0.3], [-1, -7, -2, 0.0], [4, 4, 1, 1.0]], np.float32)


def test_the_mode_is_worth_most_whatever_epsilon_is():
    assert FAMILY.mode(PARAMETERS).tolist() == [1, 0, 0]


def test_samples_are_as_frequent_as_epsilon_says():
    rng = np.random.default_rng(0)
    drawn = np.stack([FAMILY.sample(PARAMETERS, FAMILY.noise(rng, (3,))) for _ in range(6000)])
    shares = [[(drawn[:, row] == action).mean() for action in range(3)] for row in range(3)]
    expected = [[0.1, 0.8, 0.1], [1, 0, 0], [1 / 3, 1 / 3, 1 / 3]]
    np.testing.assert_allclose(shares, expected, atol=0.02)
    assert drawn.dtype == np.int64


def test_the_largest_noise_leads_to_the_last_action():
    largest = np.nextafter(np.float32(1), np.float32(0))
    assert ActionValues(200).sample(np.ones((1, 201), np.float32), np.array([[0, largest]], np.float32)).tolist() == [
        199
    ]


def test_it_is_looked_at_as_values_and_probabilities():
    (part,) = FAMILY.parts(PARAMETERS[0], np.int64(2))
    np.testing.assert_array_equal(part.values_C, [1, 5, 2])
    np.testing.assert_allclose(part.probabilities_C, [0.1, 0.8, 0.1], rtol=1e-6)
    assert (part.best, part.chosen, part.epsilon) == (1, 2, pytest.approx(0.3))
    assert FAMILY.parts(PARAMETERS[0], None)[0].chosen is None


def test_logarithms_entropy_and_divergence_are_those_of_its_probabilities():
    parameters = torch.from_numpy(PARAMETERS)
    probabilities = np.array([[0.1, 0.8, 0.1], [1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    found = FAMILY.log_prob(parameters, torch.tensor([1, 0, 2])).numpy()
    np.testing.assert_allclose(found, np.log([0.8, 1, 1 / 3]), rtol=1e-5, atol=1e-6)
    entropy = [-(p[p > 0] * np.log(p[p > 0])).sum() for p in probabilities]
    np.testing.assert_allclose(FAMILY.entropy(parameters).numpy(), entropy, rtol=1e-5, atol=1e-6)
    same = FAMILY.kl(parameters, parameters).numpy()
    np.testing.assert_allclose(same, 0, atol=1e-6)
    other = torch.tensor([[9.0, 0, 0, 0.3]])
    expected = 0.1 * np.log(0.1 / 0.8) + 0.8 * np.log(0.8 / 0.1)
    assert FAMILY.kl(parameters[:1], other).item() == pytest.approx(expected, rel=1e-4)


def test_only_a_single_choice_can_be_made_by_values():
    values = DistributionKind(values=True)
    assert Architecture(Spaces(VectorSpace(2), DiscreteSpace(3)), (4,), "relu", values).distribution == FAMILY
    for action in (MultiDiscreteSpace((2, 2)), BoxSpace((-1.0,), (1.0,))):
        with pytest.raises(ValueError, match="no such choice"):
            Architecture(Spaces(VectorSpace(2), action), (4,), "relu", values)
