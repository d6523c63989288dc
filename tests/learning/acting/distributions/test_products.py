"""Several choices and several switches at once against torch's own distributions."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Bernoulli, Independent, kl_divergence
from torch.distributions import Categorical as TorchCategorical

from pg_desktop.learning.acting.distributions import (
    Categorical,
    DistributionKind,
    MultiBernoulli,
    MultiCategorical,
    distribution_for,
)
from pg_desktop.learning.worlds.spaces import MultiBinarySpace, MultiDiscreteSpace
from tests.learning.algorithms.reinforce.against_torch import assert_no_nan, assert_same, value_and_gradient

COUNTS = (3, 2, 4)
CHOICES, SWITCHES = MultiCategorical(COUNTS), MultiBernoulli(3)
LOGITS = np.random.default_rng(0).normal(0, 2, (5, 9))
# A switch at exactly ½ is where the formula for log(1 + eˣ) without overflow has its corner.
SWITCH_LOGITS = np.array([[0.0, 0.0, 0.0], [0.5, -3.0, 40.0], [-40.0, 0.0, 2.0], [800.0, -800.0, 1e-9]])


def _torch_choices(logits):
    return [TorchCategorical(logits=part) for part in logits.split(COUNTS, -1)]


def _choices_log_prob(logits, actions):
    return sum(one.log_prob(actions[:, i]) for i, one in enumerate(_torch_choices(logits)))


def _torch_switches(logits):
    return Independent(Bernoulli(logits=logits), 1)


def test_log_prob_of_choices():
    action_BD = torch.tensor(np.random.default_rng(1).integers(0, COUNTS, (5, 3)))
    ours = value_and_gradient(lambda logits: CHOICES.log_prob(logits, action_BD), LOGITS)
    assert_same(ours, value_and_gradient(lambda logits: _choices_log_prob(logits, action_BD), LOGITS))


def test_entropy_of_choices():
    ours = value_and_gradient(CHOICES.entropy, LOGITS)
    assert_same(ours, value_and_gradient(lambda p: sum(one.entropy() for one in _torch_choices(p)), LOGITS))


def test_kl_of_choices():
    new = LOGITS[::-1].copy()
    ours = value_and_gradient(CHOICES.kl, LOGITS, new)
    theirs = value_and_gradient(lambda p, q: sum(map(kl_divergence, _torch_choices(p), _torch_choices(q))), LOGITS, new)
    assert_same(ours, theirs)


@pytest.mark.parametrize("action", list(itertools.product([0, 1], repeat=3)))
def test_log_prob_of_switches(action):
    action_BD = torch.tensor([action] * len(SWITCH_LOGITS))
    ours = value_and_gradient(lambda p: SWITCHES.log_prob(p, action_BD.to(torch.int8)), SWITCH_LOGITS)
    theirs = value_and_gradient(lambda p: _torch_switches(p).log_prob(action_BD.double()), SWITCH_LOGITS)
    assert_same(ours, theirs)


def test_entropy_of_switches():
    logits = SWITCH_LOGITS[:3]  # torch's own is NaN where a probability is 0
    assert_same(
        value_and_gradient(SWITCHES.entropy, logits),
        value_and_gradient(lambda p: _torch_switches(p).entropy(), logits),
        atol=1e-9,
    )
    sure, half = SWITCHES.entropy(torch.tensor([[800.0, -800.0, 800.0], [0.0, 800.0, 0.0]], dtype=torch.float64))
    assert (sure.item(), half.item()) == pytest.approx((0, 2 * np.log(2)))


def test_kl_of_switches():
    # Where a probability rounds to 1, torch's own is infinite.
    old, new = np.array([[0.0, 2.0, 3.0], [-9.0, 0.0, 1.0]]), np.array([[0.0, -2.0, 9.0], [0.5, 1.0, 0.0]])
    ours = value_and_gradient(SWITCHES.kl, old, new)
    theirs = value_and_gradient(lambda p, q: kl_divergence(_torch_switches(p), _torch_switches(q)), old, new)
    assert_same(ours, theirs, rtol=1e-7, atol=1e-9)


def test_probabilities_of_all_actions_sum_to_1():
    choices = np.array(list(itertools.product(*map(range, COUNTS))))
    logits = torch.tensor(LOGITS[:1]).expand(len(choices), -1)
    assert CHOICES.log_prob(logits, torch.tensor(choices)).exp().sum().item() == pytest.approx(1)
    switches = np.array(list(itertools.product([0, 1], repeat=3)), np.int8)
    logits = torch.tensor(LOGITS[:1, :3]).expand(len(switches), -1)
    assert SWITCHES.log_prob(logits, torch.tensor(switches)).exp().sum().item() == pytest.approx(1)


def test_one_choice_is_a_categorical():
    logits_NK = LOGITS[:, :3].astype(np.float32)
    one, noise = MultiCategorical((3,)), Categorical(3).noise(np.random.default_rng(2), (5,))
    np.testing.assert_array_equal(one.noise(np.random.default_rng(2), (5,)), noise)
    np.testing.assert_array_equal(one.sample(logits_NK, noise)[:, 0], Categorical(3).sample(logits_NK, noise))


def test_choices_are_sampled_with_their_probabilities_and_independently():
    size = 200_000
    logits_K = np.log(np.array([0.5, 0.3, 0.2, 0.9, 0.1, 0.4, 0.3, 0.2, 0.1], np.float32))
    noise = CHOICES.noise(np.random.default_rng(3), (size,))
    assert (noise.dtype, noise.shape) == (np.float32, (size, 9))
    action_ND = CHOICES.sample(np.broadcast_to(logits_K, (size, 9)), noise)
    assert (action_ND.dtype, action_ND.shape) == (np.int64, (size, 3))
    joint = np.zeros(COUNTS)
    np.add.at(joint, tuple(action_ND.T), 1 / size)
    expected = np.einsum("i,j,k->ijk", [0.5, 0.3, 0.2], [0.9, 0.1], [0.4, 0.3, 0.2, 0.1])
    # Four standard errors.
    assert (np.abs(joint - expected) < 4 * np.sqrt(expected / size)).all()


def test_switches_are_sampled_with_their_probabilities_and_independently():
    size, probabilities = 200_000, np.array([0.5, 0.9, 0.02])
    logits_K = np.log(probabilities / (1 - probabilities)).astype(np.float32)
    noise = SWITCHES.noise(np.random.default_rng(4), (size,))
    assert (noise.dtype, noise.shape) == (np.float32, (size, 3))
    action_ND = SWITCHES.sample(np.broadcast_to(logits_K, (size, 3)), noise)
    assert (action_ND.dtype, action_ND.shape) == (np.int8, (size, 3))
    joint = np.bincount(action_ND @ [4, 2, 1], minlength=8) / size
    on = [np.array([1 - p, p]) for p in probabilities]
    expected = np.einsum("i,j,k->ijk", *on).ravel()
    assert (np.abs(joint - expected) < 4 * np.sqrt(expected / size)).all()


def test_modes_are_the_most_probable():
    logits_NK = np.array([[0, 1, 0, 2, 1, 0, 0, 0, 5], [9, 1, 0, 2, 3, 0, 8, 0, 5]], np.float32)
    np.testing.assert_array_equal(CHOICES.mode(logits_NK), [[1, 0, 3], [0, 1, 1]])
    np.testing.assert_array_equal(SWITCHES.mode(np.array([[-1, 2, 0.5]], np.float32)), [[0, 1, 1]])
    assert SWITCHES.mode(np.zeros((1, 3), np.float32)).dtype == np.int8


def test_what_the_environment_is_given_is_what_was_drawn():
    actions = np.array([[1, 0, 3]])
    assert CHOICES.environment_action(actions) is actions
    assert SWITCHES.environment_action(actions) is actions


EXTREME = st.sampled_from([-3e38, -1e30, -1000.0, -89.0, 0.0, 1e-40, 89.0, 1000.0, 1e30, 3e38])


@given(st.lists(EXTREME, min_size=9, max_size=9), st.lists(EXTREME, min_size=9, max_size=9))
def test_extreme_logits_make_no_nan(old, new):
    choices, switches = torch.tensor([[2, 0, 3]]), torch.tensor([[1, 0, 1]], dtype=torch.int8)
    assert_no_nan(lambda p: CHOICES.log_prob(p, choices), [old])
    assert_no_nan(lambda p: SWITCHES.log_prob(p, switches), [old[:3]])
    assert_no_nan(SWITCHES.entropy, [old[:3]])
    with np.errstate(over="ignore"):
        for part in (*CHOICES.parts(np.float32(old), None), *SWITCHES.parts(np.float32(new[:3]), None)):
            assert part.probabilities_C.sum() == pytest.approx(1, abs=1e-6)
            assert np.isfinite(part.entropy)


def test_spaces_get_one_logit_an_alternative_or_a_switch():
    choices = distribution_for(MultiDiscreteSpace(COUNTS), DistributionKind())
    assert (choices, choices.parameter_size, choices.output_size, choices.free_size) == (CHOICES, 9, 9, 0)
    switches = distribution_for(MultiBinarySpace(3), DistributionKind())
    assert (switches, switches.parameter_size, switches.output_size, switches.free_size) == (SWITCHES, 3, 3, 0)
    assert choices.output_name == switches.output_name == "logits"
