"""One discrete choice against torch's own distribution, and samples against their probabilities."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Categorical as TorchCategorical
from torch.distributions import kl_divergence

from pg_desktop.learning.acting.distributions import Categorical, DistributionKind, distribution_for
from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.worlds.spaces import DiscreteSpace

LOGITS = [
    [[0.0, 0.0, 0.0]],
    [[0.3, -1.2, 2.0], [5.0, 4.0, -3.0]],
    [[30.0, -30.0, 0.0]],
    [[1000.0, 0.0, -1000.0]],
]


def _value_and_gradient(function, *inputs):
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in inputs]
    value_B = function(*leaves)
    # Unequal weights: a gradient that ends up in the wrong row shows.
    (value_B * torch.arange(1.0, 1.0 + len(value_B), dtype=torch.float64)).sum().backward()
    return [value_B.detach().numpy(), *(leaf.grad.numpy() for leaf in leaves)]


def _assert_same(ours, theirs):
    for own, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(own, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize("action", [0, 1, 2])
def test_log_prob_and_its_gradient(logits, action):
    action_B = torch.full((len(logits),), action)
    ours = _value_and_gradient(lambda parameters: Categorical(3).log_prob(parameters, action_B), logits)
    theirs = _value_and_gradient(lambda parameters: TorchCategorical(logits=parameters).log_prob(action_B), logits)
    _assert_same(ours, theirs)


@pytest.mark.parametrize("logits", LOGITS)
def test_entropy_and_its_gradient(logits):
    ours = _value_and_gradient(Categorical(3).entropy, logits)
    theirs = _value_and_gradient(lambda parameters: TorchCategorical(logits=parameters).entropy(), logits)
    _assert_same(ours, theirs)


@pytest.mark.parametrize("old", LOGITS[:3])
@pytest.mark.parametrize("new", LOGITS[:3])
def test_kl_and_its_gradient(old, new):
    rows = min(len(old), len(new))
    old, new = old[:rows], new[:rows]
    ours = _value_and_gradient(Categorical(3).kl, old, new)
    theirs = _value_and_gradient(
        lambda p, q: kl_divergence(TorchCategorical(logits=p), TorchCategorical(logits=q)), old, new
    )
    _assert_same(ours, theirs)


def test_values_by_hand():
    logits = torch.tensor([[math.log(0.7), math.log(0.2), math.log(0.1)]], dtype=torch.float64)
    uniform = torch.zeros((1, 3), dtype=torch.float64)
    distribution = Categorical(3)
    assert distribution.log_prob(logits, torch.tensor([1])).item() == pytest.approx(math.log(0.2))
    entropy = -(0.7 * math.log(0.7) + 0.2 * math.log(0.2) + 0.1 * math.log(0.1))
    assert distribution.entropy(logits).item() == pytest.approx(entropy)
    assert distribution.entropy(uniform).item() == pytest.approx(math.log(3))
    assert distribution.kl(logits, uniform).item() == pytest.approx(math.log(3) - entropy)
    assert distribution.kl(logits, logits).item() == 0


@given(st.lists(st.floats(-80, 80, width=32), min_size=2, max_size=6))
def test_probabilities_are_the_softmax(logits):
    logits_1K = np.array([logits], np.float32)
    probabilities = softmax(logits_1K)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities, torch.from_numpy(logits_1K).softmax(-1).numpy(), rtol=1e-5, atol=1e-30)
    assert probabilities.sum() == pytest.approx(1, abs=1e-6)


def test_probabilities_of_large_logits_do_not_overflow():
    logits_NK = np.array([[3e38, -3e38], [-3e38, -3e38]], np.float32)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(softmax(logits_NK), [[1, 0], [0.5, 0.5]])


def test_probabilities_leave_the_logits_alone():
    logits_NK = np.array([[1.0, 2.0]], np.float32)
    softmax(logits_NK)
    np.testing.assert_array_equal(logits_NK, [[1, 2]])


def test_mode_is_the_most_probable_action():
    logits_NK = np.array([[0.1, 0.3, 0.2], [5, -1, 2], [-3, -2, -1]], np.float32)
    modes = Categorical(3).mode(logits_NK)
    np.testing.assert_array_equal(modes, [1, 0, 2])
    assert modes.dtype == np.int64


def _chi_square(counts, probabilities):
    expected = counts.sum() * np.asarray(probabilities, np.float64)
    return float((np.square(counts - expected) / expected).sum())


@pytest.mark.parametrize("probabilities", [[0.25] * 4, [0.7, 0.2, 0.09, 0.01], [0.9, 0.0333, 0.0333, 0.0334]])
def test_samples_are_distributed_as_the_softmax(probabilities):
    distribution, size = Categorical(4), 1_000_000
    logits_K = np.log(np.array(probabilities, np.float32)) + np.float32(3)
    rng = np.random.default_rng(8)
    actions = distribution.sample(np.broadcast_to(logits_K, (size, 4)), distribution.noise(rng, (size,)))
    assert actions.dtype == np.int64
    counts = np.bincount(actions, minlength=4)
    # Three degrees of freedom: 16.3 is exceeded once in a thousand; a policy 1 % off exceeds it almost surely.
    assert _chi_square(counts, probabilities) < 16.3
    shifted = [0.99 * p for p in probabilities[:-1]]
    assert _chi_square(counts, [*shifted, 1 - sum(shifted)]) > 16.3


def test_every_row_is_sampled_from_its_own_distribution():
    distribution, size = Categorical(2), 50_000
    logits_NK = np.array([[0.0, 0.0], [0.0, math.log(9)], [math.log(99), 0.0]], np.float32)
    noise_TNK = distribution.noise(np.random.default_rng(1), (size, 3))
    assert noise_TNK.shape == (size, 3, 2)
    ones = np.stack([distribution.sample(logits_NK, noise_NK) for noise_NK in noise_TNK]).sum(0)
    for count, probability in zip(ones, [0.5, 0.9, 0.01], strict=True):
        assert _chi_square(np.array([size - count, count]), [1 - probability, probability]) < 10.8


def test_rows_are_sampled_independently():
    distribution, size = Categorical(2), 100_000
    noise_TNK = distribution.noise(np.random.default_rng(2), (size, 2))
    actions_TN = noise_TNK.argmax(-1)
    counts = np.bincount(2 * actions_TN[:, 0] + actions_TN[:, 1], minlength=4)
    assert _chi_square(counts, [0.25] * 4) < 16.3


@pytest.mark.parametrize("distribution", [Categorical(2), Categorical(3)])
def test_noise_by_step_never_repeats_and_has_a_row_for_each_environment(distribution):
    noise = distribution.noise_by_step(np.random.default_rng(4), 5)
    steps = [next(noise) for _ in range(150)]
    assert {step.shape for step in steps} == {(5, distribution.parameter_size)}
    assert len({step.tobytes() for step in steps}) == 150
    again = distribution.noise_by_step(np.random.default_rng(4), 5)
    assert all(step.tobytes() == next(again).tobytes() for step in steps)


def test_noise_is_standard_gumbel():
    noise = Categorical(2).noise(np.random.default_rng(3), (200_000,)).astype(np.float64)
    assert noise.mean() == pytest.approx(np.euler_gamma, abs=0.01)
    assert noise.var() == pytest.approx(math.pi**2 / 6, rel=0.01)
    assert (noise < 0).mean() == pytest.approx(math.exp(-1), abs=0.005)


def test_noise_depends_on_the_generator_alone():
    first, again, other = (Categorical(2).noise(np.random.default_rng(seed), (5, 3)) for seed in (4, 4, 5))
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("value", [0.0, float(np.finfo(np.float32).smallest_subnormal), 1e-30, 1.0, 104.0, 3e38])
def test_noise_is_finite_whatever_the_generator_returns(value):
    class Extreme(np.random.Generator):
        def standard_exponential(self, size=None, dtype=np.float64, method="zig", out=None):
            del method, out
            return np.full(size, value, dtype)

    noise = Categorical(3).noise(Extreme(np.random.PCG64(0)), (2,))
    assert noise.shape == (2, 3)
    assert np.isfinite(noise).all()


def test_sampling_leaves_its_arguments_alone():
    parameters_NK, noise_NK = np.zeros((2, 2), np.float32), np.ones((2, 2), np.float32)
    Categorical(2).sample(parameters_NK, noise_NK)
    assert not parameters_NK.any()
    assert (noise_NK == 1).all()


def test_a_discrete_space_gets_one_logit_an_action():
    distribution = distribution_for(DiscreteSpace(5), DistributionKind())
    assert distribution == Categorical(5)
    assert (distribution.parameter_size, distribution.output_size, distribution.free_size) == (5, 5, 0)
    assert distribution.output_name == "logits"
