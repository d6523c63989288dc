"""Distributions in one state, to be looked at: probabilities, densities, entropies and what was chosen."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Normal

from pg_desktop.learning.acting.distributions import (
    Categorical,
    ChoicePart,
    DensityPart,
    Gaussian,
    MultiBernoulli,
    MultiCategorical,
    SquashedGaussian,
)
from pg_desktop.learning.worlds.spaces import BoxSpace

BOX = BoxSpace((-1.0, -math.inf), (3.0, math.inf))
BOUNDED = BoxSpace((-1.0, 0.0), (3.0, 0.5))
PARAMETERS = np.array([0.7, -2.0, math.log(0.5), math.log(1.5)], np.float32)
LOGITS = np.array([0.3, -1.2, 2.0, 0.0, 0.7], np.float32)

ALL = [
    (Categorical(5), LOGITS),
    (MultiCategorical((3, 2)), LOGITS),
    (MultiBernoulli(5), LOGITS),
    (Gaussian(BOX, True), PARAMETERS),
    (SquashedGaussian(BOUNDED, False), PARAMETERS),
]


def test_a_choice():
    (part,) = Categorical(3).parts(np.log(np.array([0.5, 0.3, 0.2], np.float32)), np.int64(2))
    np.testing.assert_allclose(part.probabilities_C, [0.5, 0.3, 0.2], rtol=1e-6)
    assert part.probabilities_C.dtype == np.float32
    assert (part.chosen, type(part.chosen)) == (2, int)
    assert part.entropy == pytest.approx(-(0.5 * math.log(0.5) + 0.3 * math.log(0.3) + 0.2 * math.log(0.2)))


def test_several_choices():
    first, second = MultiCategorical((3, 2)).parts(LOGITS, np.array([2, 0]))
    np.testing.assert_allclose(first.probabilities_C, torch.tensor(LOGITS[:3]).softmax(0), rtol=1e-6)
    np.testing.assert_allclose(second.probabilities_C, torch.tensor(LOGITS[3:]).softmax(0), rtol=1e-6)
    assert (first.chosen, second.chosen) == (2, 0)


def test_switches_are_choices_of_off_and_on():
    parts = MultiBernoulli(2).parts(np.array([math.log(3), -math.log(4)], np.float32), np.array([1, 0], np.int8))
    np.testing.assert_allclose([part.probabilities_C for part in parts], [[0.25, 0.75], [0.8, 0.2]], rtol=1e-6)
    assert [part.chosen for part in parts] == [1, 0]


def test_numbers():
    first, second = Gaussian(BOX, True).parts(PARAMETERS, np.array([4.0, -1.5], np.float32))
    assert (first.low, first.high, second.low, second.high) == (-1, 3, -math.inf, math.inf)
    assert (first.mean, first.std) == pytest.approx((0.7, 0.5))
    assert (second.mean, second.std) == pytest.approx((-2, 1.5))
    # What was drawn, also where the environment is given less.
    assert (first.chosen, second.chosen) == (4.0, -1.5)
    assert not first.squashed


def test_squashed_numbers_are_shown_as_the_environment_sees_them():
    distribution = SquashedGaussian(BOUNDED, True)
    drawn = np.array([1.0, -0.5], np.float32)
    parts = distribution.parts(PARAMETERS, drawn)
    assert [part.chosen for part in parts] == pytest.approx([1 + 2 * math.tanh(1), 0.25 - 0.25 * math.tanh(0.5)])
    assert all(part.squashed and part.low < part.chosen < part.high for part in parts)


@pytest.mark.parametrize(("distribution", "parameters"), ALL, ids=lambda value: type(value).__name__)
def test_nothing_is_chosen_where_nothing_was_drawn(distribution, parameters):
    assert {part.chosen for part in distribution.parts(parameters, None)} == {None}


@pytest.mark.parametrize(("distribution", "parameters"), ALL, ids=lambda value: type(value).__name__)
def test_the_parts_entropies_sum_to_the_distributions(distribution, parameters):
    whole = distribution.entropy(torch.tensor(parameters)[None].double()).item()
    assert sum(part.entropy for part in distribution.parts(parameters, None)) == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize("squashed", [False, True])
@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (-2.0, 0.3), (0.5, 7.3)])
def test_densities_integrate_to_1(squashed, mean, std):
    part = DensityPart(mean, std, -2.0, 6.0, squashed, None)
    # Even steps of the normal variable: the squashed density may be infinitely steep at its bounds.
    normal_X = mean + std * np.linspace(-9, 9, 20_001)
    action_X = 2 + 4 * np.tanh(normal_X) if squashed else normal_X
    inside_X = np.unique(action_X[(action_X > -2) & (action_X < 6)] if squashed else action_X)
    density_X = part.density(inside_X)
    area = (0.5 * (density_X[1:] + density_X[:-1]) * np.diff(inside_X)).sum()
    assert area == pytest.approx(1, abs=0.02 if std > 7 else 1e-4)


def test_a_density_is_the_exponential_of_log_prob():
    drawn = np.array([[0.9, -0.2], [0.1, 0.4]], np.float32)
    for distribution in (Gaussian(BOX, True), SquashedGaussian(BOUNDED, True)):
        log_prob_B = distribution.log_prob(torch.tensor(PARAMETERS).double().expand(2, -1), torch.tensor(drawn))
        action = distribution.environment_action(drawn).astype(np.float64)
        parts = distribution.parts(PARAMETERS, None)
        density_B = np.prod([part.density(action[:, i]) for i, part in enumerate(parts)], 0)
        np.testing.assert_allclose(density_B, log_prob_B.exp(), rtol=1e-4)


def test_a_density_by_torch():
    action_X = np.linspace(-4, 4, 9)
    part = DensityPart(0.5, 1.25, -math.inf, math.inf, False, None)
    np.testing.assert_allclose(part.density(action_X), Normal(0.5, 1.25).log_prob(torch.tensor(action_X)).exp())
    assert part.entropy == pytest.approx(Normal(0.5, 1.25).entropy().item())


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        (DensityPart(0.0, 1.0, -2.0, 2.0, False, None), -3.0, 3.0),
        (DensityPart(1.0, 0.5, -math.inf, math.inf, False, None), -2.0, 4.0),
        (DensityPart(1.0, 0.5, 0.0, math.inf, False, None), -0.5, 4.0),
        (DensityPart(1.0, 0.5, -math.inf, 0.0, False, None), -2.0, 4.0),
        # Doubled margins of 1: 13 + 3 lies beyond 2 + 8, and −3 is the bound's own.
        (DensityPart(13.0, 1.0, -2.0, 2.0, False, None), -3.0, 18.0),
        (DensityPart(-9.0, 1.0, -2.0, 2.0, False, None), -18.0, 3.0),
        (DensityPart(0.0, 1.0, -2.0, 2.0, True, None), -1.996, 1.996),
    ],
)
def test_where_a_density_is_drawn(part, first, last):
    axis_X = part.axis(101)
    assert (len(axis_X), axis_X[0], axis_X[-1]) == (101, pytest.approx(first), pytest.approx(last))
    np.testing.assert_allclose(np.diff(axis_X), (last - first) / 100)
    assert np.isfinite(part.density(axis_X)).all()


BOUNDS = st.sampled_from([(-2.0, 2.0), (-math.inf, math.inf), (0.0, math.inf), (-math.inf, 1.0), (5.0, 5.1)])


@given(st.floats(-1e6, 1e6), st.floats(0.0067, 7.4), BOUNDS)
def test_the_peak_is_always_in_view_and_the_bounds_too(mean, std, bounds):
    low, high = DensityPart(mean, std, *bounds, False, None).ends
    assert low <= mean - 3 * std
    assert mean + 3 * std <= high
    assert low < high
    for bound in filter(math.isfinite, bounds):
        assert low < bound < high


@pytest.mark.parametrize("bounds", [(-2.0, 2.0), (-math.inf, math.inf), (0.0, math.inf), (-math.inf, 1.0)])
def test_the_axis_changes_in_few_jumps(bounds):
    seen = {DensityPart(mean / 100, 0.9, *bounds, False, None).ends for mean in range(-1300, 1301)}
    assert 3 < len(seen) < 30


def test_an_axis_can_be_made_to_reach_further():
    part = DensityPart(0.0, 1.0, -2.0, 2.0, False, None)
    assert part.axis(3, (-5.0, 1.0)).tolist() == [-5.0, -1.0, 3.0]
    assert part.axis(2, (-1.0, 9.0)).tolist() == [-3.0, 9.0]
    squashed = DensityPart(0.0, 1.0, -2.0, 2.0, True, None)
    assert squashed.axis(2, (-5.0, 5.0)).tolist() == pytest.approx([-1.996, 1.996])


def test_a_sure_choice_has_no_entropy():
    assert ChoicePart(np.array([0, 1, 0], np.float32), 1).entropy == 0
