"""Normal distributions over real numbers, plain and squashed, against torch's own."""

import math

import gymnasium
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Independent, Normal, TransformedDistribution, kl_divergence
from torch.distributions.transforms import AffineTransform, TanhTransform

from pg_desktop.learning.acting.distributions import (
    DistributionKind,
    Family,
    Gaussian,
    SquashedGaussian,
    StdSource,
    distribution_for,
)
from pg_desktop.learning.acting.distributions.gaussian import LOG_STD_MAX, LOG_STD_MIN
from pg_desktop.learning.worlds.spaces import BoxSpace
from pg_desktop.messages import UserError
from tests.learning.algorithms.reinforce.against_torch import assert_no_nan, assert_same, value_and_gradient

ONE = BoxSpace((-2.0,), (2.0,))
THREE = BoxSpace((-1.0, 0.0, -10.0), (1.0, 0.5, 30.0))
UNBOUNDED = BoxSpace((-math.inf, 0.0), (math.inf, math.inf))
SPACES = pytest.mark.parametrize("space", [ONE, THREE], ids=["one", "three"])
KINDS = pytest.mark.parametrize("kind", [Gaussian, SquashedGaussian])
ROWS = 6


def _parameters(space, seed=0, rows=ROWS):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(0, 1, (rows, space.size)), rng.uniform(-2, 1, (rows, space.size))], -1)


def _drawn(space, seed=1):
    return torch.tensor(np.random.default_rng(seed).normal(0, 1.2, (ROWS, space.size)))


def _normal(parameters):
    mean, log_std = parameters.chunk(2, -1)
    return Normal(mean, log_std.exp())


def _squashed(parameters, space):
    low, high = torch.tensor(space.low, dtype=torch.float64), torch.tensor(space.high, dtype=torch.float64)
    return TransformedDistribution(
        _normal(parameters), [TanhTransform(), AffineTransform((low + high) / 2, (high - low) / 2)]
    )


@SPACES
def test_log_prob(space):
    action_BA = _drawn(space)
    ours = value_and_gradient(lambda p: Gaussian(space, True).log_prob(p, action_BA), _parameters(space))
    theirs = value_and_gradient(lambda p: Independent(_normal(p), 1).log_prob(action_BA), _parameters(space))
    assert_same(ours, theirs)


@SPACES
def test_log_prob_of_what_is_squashed_is_that_of_the_squashed_action(space):
    drawn_BA, distribution = _drawn(space), SquashedGaussian(space, False)
    action_BA = torch.tensor(distribution.environment_action(drawn_BA.numpy()))
    ours = value_and_gradient(lambda p: distribution.log_prob(p, drawn_BA), _parameters(space))
    theirs = value_and_gradient(lambda p: _squashed(p, space).log_prob(action_BA).sum(-1), _parameters(space))
    assert_same(ours, theirs, rtol=1e-6, atol=1e-8)


@SPACES
def test_entropy(space):
    ours = value_and_gradient(Gaussian(space, True).entropy, _parameters(space))
    theirs = value_and_gradient(lambda p: Independent(_normal(p), 1).entropy(), _parameters(space))
    assert_same(ours, theirs)


def _integrated_entropy(parameters, space):
    """E[−log π(a|s)] on a fine grid."""
    z_X = torch.linspace(-9, 9, 20_001, dtype=torch.float64)
    weight_X = Normal(0.0, 1.0).log_prob(z_X).exp() * (z_X[1] - z_X[0])
    mean, log_std = parameters.chunk(2, -1)
    u_BAX = mean.unsqueeze(-1) + log_std.exp().unsqueeze(-1) * z_X
    half_A = torch.tensor(space.high, dtype=torch.float64).sub(torch.tensor(space.low, dtype=torch.float64)) / 2
    slope_BAX = TanhTransform().log_abs_det_jacobian(u_BAX, u_BAX.tanh())
    expected_BA = (slope_BAX * weight_X).sum(-1) + half_A.log()
    return Independent(_normal(parameters), 1).entropy() + expected_BA.sum(-1)


@SPACES
def test_entropy_of_what_is_squashed(space):
    parameters = _parameters(space)
    ours = value_and_gradient(SquashedGaussian(space, True).entropy, parameters)
    theirs = value_and_gradient(lambda p: _integrated_entropy(p, space), parameters)
    assert_same(ours, theirs, rtol=0, atol=1e-5)


def test_entropy_of_what_is_squashed_up_to_the_bounds_of_sigma():
    grid = [(mean, log_std) for mean in (0.0, 0.5, -2.0, 9.0) for log_std in (LOG_STD_MIN, -2.0, 0.0, 1.0, LOG_STD_MAX)]
    parameters, distribution = np.array(grid), SquashedGaussian(BoxSpace((-1.0,), (1.0,)), False)
    ours = value_and_gradient(distribution.entropy, parameters)
    theirs = value_and_gradient(lambda p: _integrated_entropy(p, distribution.space), parameters)
    assert_same(ours, theirs, rtol=0, atol=1e-5)
    for (mean, log_std), expected in zip(grid, theirs[0], strict=True):
        (part,) = distribution.parts(np.array([mean, log_std], np.float32), None)
        assert part.entropy == pytest.approx(float(expected), abs=1e-5)


@SPACES
@KINDS
def test_kl_does_not_depend_on_whether_it_is_squashed(space, kind):
    old, new = _parameters(space, 2), _parameters(space, 3)
    ours = value_and_gradient(kind(space, True).kl, old, new)
    theirs = value_and_gradient(
        lambda p, q: kl_divergence(Independent(_normal(p), 1), Independent(_normal(q), 1)), old, new
    )
    assert_same(ours, theirs)


@KINDS
def test_kl_is_the_mean_log_ratio(kind):
    distribution, size = kind(THREE, True), 200_000
    old, new = (torch.tensor(_parameters(THREE, seed, rows=1)) for seed in (4, 5))
    noise = distribution.noise(np.random.default_rng(6), (size,))
    drawn = torch.tensor(distribution.sample(old.numpy(), noise))
    ratio = distribution.log_prob(old, drawn) - distribution.log_prob(new, drawn)
    error = ratio.std().item() / size**0.5
    assert distribution.kl(old, new).item() == pytest.approx(ratio.mean().item(), abs=4 * error)


def test_values_by_hand():
    parameters = torch.tensor([[1.0, math.log(2.0)]], dtype=torch.float64)
    plain, squashed = Gaussian(ONE, True), SquashedGaussian(ONE, True)
    # z = 1; the density is e^(−½) / (2 √(2π)).
    log_prob = -0.5 - math.log(2) - 0.5 * math.log(2 * math.pi)
    assert plain.log_prob(parameters, torch.tensor([[3.0]])).item() == pytest.approx(log_prob)
    # h = 2, 1 − tanh² 3.
    slope = math.log(2) + math.log(1 - math.tanh(3) ** 2)
    assert squashed.log_prob(parameters, torch.tensor([[3.0]])).item() == pytest.approx(log_prob - slope)
    assert plain.entropy(parameters).item() == pytest.approx(0.5 * math.log(2 * math.pi * math.e * 4))
    standard = torch.zeros((1, 2), dtype=torch.float64)
    # (σ² + μ² − 1) / 2 − log σ
    assert plain.kl(parameters, standard).item() == pytest.approx((4 + 1 - 1) / 2 - math.log(2))
    assert plain.kl(parameters, parameters).item() == 0


@KINDS
@pytest.mark.parametrize(("beyond", "bound"), [(LOG_STD_MAX + 3, LOG_STD_MAX), (LOG_STD_MIN - 3, LOG_STD_MIN)])
def test_sigma_stays_within_its_bounds(kind, beyond, bound):
    distribution = kind(ONE, True)
    outside, inside = (np.array([[0.3, log_std]], np.float32) for log_std in (beyond, bound))
    noise, drawn = np.array([[1.5]], np.float32), torch.tensor([[0.4]])
    np.testing.assert_array_equal(distribution.sample(outside, noise), distribution.sample(inside, noise))
    for function in (
        lambda p: distribution.log_prob(p, drawn),
        distribution.entropy,
        lambda p: distribution.kl(p, torch.zeros((1, 2))),
    ):
        assert torch.equal(function(torch.tensor(outside)), function(torch.tensor(inside)))
    (part,) = distribution.parts(outside[0], None)
    assert part.std == pytest.approx(math.exp(bound))


@KINDS
@pytest.mark.parametrize(
    ("log_std", "inward"),
    [(LOG_STD_MAX + 0.1, 1), (LOG_STD_MAX + 9, 1), (LOG_STD_MIN - 0.1, -1), (LOG_STD_MIN - 9, -1)],
)
def test_sigma_beyond_its_bounds_finds_back_and_no_further_out(kind, log_std, inward):
    """What is learned moves against the gradient of the loss: down from above, up from below."""
    parameters = [[0.0, log_std]]
    near, far = ([[mean]] for mean in (0.0, 1e3))
    # Of an action at the mean a smaller σ is more probable, of one far away a larger.
    for drawn, downward in ((near, 1), (far, -1)):
        for sign in (1, -1):
            _, gradient = value_and_gradient(
                lambda p, drawn=drawn, sign=sign: -sign * kind(ONE, False).log_prob(p, torch.tensor(drawn)), parameters
            )
            wanted = sign * downward
            assert np.sign(gradient[0, 1]) == (wanted if wanted == inward else 0)
    # By hand: −log π has the gradient 1 − z² in log σ.
    _, gradient = value_and_gradient(lambda p: -inward * kind(ONE, False).log_prob(p, torch.tensor(near)), parameters)
    assert gradient[0, 1] == inward


def test_states_that_begin_beyond_the_bounds_of_sigma_learn_theirs():
    """As with start_std = 5 and a σ of the network's own."""
    log_std = torch.tensor([[2.5], [1.0], [-6.0]], requires_grad=True)
    optimiser, distribution = torch.optim.Adam([log_std], 0.05), Gaussian(ONE, False)
    drawn = torch.tensor([[0.5], [0.5], [-0.05]])
    for _ in range(1000):
        optimiser.zero_grad()
        parameters = torch.cat([torch.zeros(3, 1), log_std], -1)
        (-distribution.log_prob(parameters, drawn)).sum().backward()
        optimiser.step()
    # An action is most probable where σ is its distance from the mean.
    np.testing.assert_allclose(log_std.detach().exp(), drawn.abs(), rtol=0.01)


@KINDS
def test_samples_have_mean_and_spread(kind):
    distribution, size = kind(THREE, True), 200_000
    parameters_K = _parameters(THREE, 7, rows=1)[0].astype(np.float32)
    noise = distribution.noise(np.random.default_rng(8), (size,))
    assert (noise.dtype, noise.shape) == (np.float32, (size, 3))
    drawn_NA = distribution.sample(np.broadcast_to(parameters_K, (size, 6)), noise)
    assert (drawn_NA.dtype, drawn_NA.shape) == (np.float32, (size, 3))
    std_A = np.exp(parameters_K[3:])
    np.testing.assert_allclose((drawn_NA.mean(0) - parameters_K[:3]) / std_A, 0, atol=4 / size**0.5)
    np.testing.assert_allclose(np.cov(drawn_NA.T / std_A[:, None]), np.eye(3), atol=6 / size**0.5)
    # Normal, and not only in its moments: 1 and 2 standard deviations.
    within = [(np.abs(drawn_NA - parameters_K[:3]) < k * std_A).mean() for k in (1, 2)]
    np.testing.assert_allclose(within, [0.6827, 0.9545], atol=0.003)


@KINDS
def test_every_row_is_sampled_from_its_own_distribution(kind):
    distribution = kind(ONE, False)
    parameters_NK = np.array([[0.0, 0.0], [5.0, math.log(0.5)]], np.float32)
    np.testing.assert_allclose(distribution.sample(parameters_NK, np.array([[2.0], [-1.0]], np.float32)), [[2], [4.5]])


@KINDS
def test_the_mode_is_the_mean_and_memory_of_its_own(kind):
    parameters_NK = _parameters(THREE).astype(np.float32)
    mode_NA = kind(THREE, True).mode(parameters_NK)
    np.testing.assert_array_equal(mode_NA, parameters_NK[:, :3])
    assert not np.shares_memory(mode_NA, parameters_NK)


def test_a_gaussian_action_is_limited_to_the_bounds():
    drawn_NA = np.array([[-3.0, 0.25, 31.0], [0.5, -0.1, -10.0]], np.float32)
    kept = drawn_NA.copy()
    limited_NA = Gaussian(THREE, True).environment_action(drawn_NA)
    np.testing.assert_array_equal(limited_NA, [[-1, 0.25, 30], [0.5, 0, -10]])
    np.testing.assert_array_equal(drawn_NA, kept)
    assert limited_NA.dtype == np.float32
    half_open = Gaussian(UNBOUNDED, True).environment_action(np.array([[-1e30, -1.0]], np.float32))
    np.testing.assert_array_equal(half_open, np.array([[-1e30, 0]], np.float32))


def test_a_squashed_action_by_hand():
    squashed = SquashedGaussian(THREE, True).environment_action(np.array([[0.0, 1.0, -2.0]], np.float32))
    expected = [[0, 0.25 + 0.25 * math.tanh(1), 10 - 20 * math.tanh(2)]]
    np.testing.assert_allclose(squashed, expected, rtol=1e-6)
    assert squashed.dtype == np.float32


@given(
    low=st.floats(-1e6, 1e6, width=32),
    width=st.floats(2**-10, 1e6, width=32),
    drawn=st.floats(width=32, allow_nan=False, allow_infinity=False),
)
def test_a_squashed_action_never_leaves_the_bounds(low, width, drawn):
    low, high = np.float32(low), np.float32(np.float32(low) + np.float32(width))
    if low < high:
        space = BoxSpace((float(low),), (float(high),))
        action = SquashedGaussian(space, True).environment_action(np.array([[drawn]], np.float32))
        assert low <= action[0, 0] <= high


@KINDS
@given(
    low=st.floats(-1e6, 1e6),
    width=st.floats(1e-3, 1e6),
    dtype=st.sampled_from([np.float32, np.float64]),
    drawn=st.floats(-1e6, 1e6, width=32),
)
def test_an_environment_is_given_what_its_space_contains(kind, low, width, dtype, drawn):
    box = gymnasium.spaces.Box(np.array([low, -0.7], dtype), np.array([low + width, 0.7], dtype), dtype=dtype)
    if (box.low < box.high).all():
        distribution = kind(BoxSpace(tuple(map(float, box.low)), tuple(map(float, box.high))), True)
        for action in distribution.environment_action(np.array([[drawn, -drawn], [-drawn, drawn]], np.float32)):
            assert box.contains(action)


def test_bounds_as_wide_as_numbers_go_can_be_squashed_into():
    largest = float(np.finfo(np.float32).max)
    distribution = SquashedGaussian(BoxSpace((-largest,), (largest,)), True)
    action = distribution.environment_action(np.array([[0.0], [20.0]], np.float32))
    np.testing.assert_array_equal(action, np.array([[0], [largest]], np.float32))
    assert distribution.entropy(torch.zeros((1, 2))).isfinite().all()


EXTREME = st.sampled_from([-3e38, -1e30, -1e6, -50.0, 0.0, 1e-40, 50.0, 1e6, 1e30, 3e38])


@KINDS
@given(old=st.tuples(EXTREME, EXTREME), new=st.tuples(EXTREME, EXTREME), drawn=EXTREME)
def test_extreme_parameters_make_no_nan(kind, old, new, drawn):
    distribution = kind(ONE, True)
    assert_no_nan(distribution.entropy, [old])
    with np.errstate(over="ignore"):
        own = distribution.sample(np.array([old], np.float32), np.ones((1, 1), np.float32))
    if np.isfinite(own).all():
        assert_no_nan(lambda p: distribution.log_prob(p, torch.tensor(own)), [old])
    if abs(drawn) <= 1e6 and abs(old[0]) <= 1e6:
        assert_no_nan(lambda p: distribution.log_prob(p, torch.tensor([[drawn]])), [old])
        if abs(new[0]) <= 1e6:
            assert_no_nan(distribution.kl, [old], [new])
    assert np.isfinite(distribution.environment_action(np.array([[drawn]], np.float32))).all()


@pytest.mark.parametrize("squashed", [False, True])
def test_a_free_sigma_is_no_output_of_the_network(squashed):
    family = Family.SQUASHED if squashed else Family.GAUSSIAN
    free = distribution_for(THREE, DistributionKind(family, StdSource.FREE))
    state = distribution_for(THREE, DistributionKind(family, StdSource.STATE))
    assert type(free) is type(state) is (SquashedGaussian if squashed else Gaussian)
    assert (free.parameter_size, free.output_size, free.free_size) == (6, 3, 3)
    assert (state.parameter_size, state.output_size, state.free_size) == (6, 6, 0)
    assert (free.output_name, state.output_name, free.free_name) == ("mean", "mean_and_log_std", "log_std")


def test_only_what_has_bounds_can_be_squashed():
    assert isinstance(distribution_for(UNBOUNDED, DistributionKind()), Gaussian)
    with pytest.raises(UserError, match=r"^A squashed Gaussian needs actions with bounds, .* set .* to gaussian\.$"):
        distribution_for(UNBOUNDED, DistributionKind(Family.SQUASHED))
