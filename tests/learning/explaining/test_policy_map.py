"""Maps of a policy over two of the numbers that it sees."""

import itertools
import math
import time

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.explaining.network import activations
from pg_desktop.learning.explaining.policy_map import (
    AVERAGED,
    Axis,
    Plane,
    density,
    on_plane,
    refined,
    surface_of,
    unit_surface,
    value_surface,
)
from pg_desktop.learning.explaining.quantities import Kind, Quantity, highest_entropy, quantities_of
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace, MultiBinarySpace, MultiDiscreteSpace
from tests.learning.explaining.policies import drawn, linear

RIGHT = Quantity(Kind.PROBABILITY, 0, 1)
PLANE = Plane(Axis(2, -0.25, 0.25), Axis(3, -3.0, 3.0))
TWO_NUMBERS = BoxSpace((-2.0, -1.0), (2.0, 3.0))
STATE_STD = DistributionKind(std_source=StdSource.STATE)


def visited(count, seed=0):
    return np.random.default_rng(seed).normal(0, 0.7, (count, 4)).astype(np.float32)


def test_a_linear_policys_map_is_a_logistic_curve_in_both_directions():
    map_YX = on_plane(surface_of(linear(), RIGHT), PLANE, np.array([0.5, 9, 9, 9], np.float32))
    assert map_YX.shape == (128, 128)
    for row, column in ((0, 0), (0, 127), (64, 30), (127, 127)):
        theta = -0.25 + 0.5 * (column + 0.5) / 128
        velocity = -3.0 + 6.0 * (row + 0.5) / 128
        expected = 1 / (1 + math.exp(-(2 * theta + velocity + 0.5)))
        assert map_YX[row, column] == pytest.approx(expected, abs=1e-6)


def test_where_both_actions_are_as_likely_the_entropy_is_that_of_a_coin():
    surface = surface_of(linear(), Quantity(Kind.ENTROPY))
    plane = Plane(Axis(2, -1.0, 1.0), Axis(3, -2.0, 2.0), 3)  # the middle cell is at 0, 0
    map_YX = on_plane(surface, plane, np.zeros(4, np.float32))
    assert map_YX[1, 1] == pytest.approx(math.log(2), abs=1e-6)
    p = 1 / (1 + math.exp(-(2 * 2 / 3)))
    assert map_YX[1, 2] == pytest.approx(-p * math.log(p) - (1 - p) * math.log(1 - p), abs=1e-6)


@pytest.mark.parametrize("normalised", [False, True])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("hidden", [(), (7,), (32, 32), (9, 8, 7)])
def test_the_map_is_what_the_policy_puts_out_on_the_grid(hidden, activation, normalised):
    policy = drawn(DiscreteSpace(3), hidden, activation, normalised=normalised)
    here = visited(1)[0]
    expected_GC = softmax(policy.outputs(PLANE.states(here)))
    for choice in range(3):
        map_YX = on_plane(surface_of(policy, Quantity(Kind.PROBABILITY, 0, choice)), PLANE, here)
        np.testing.assert_allclose(map_YX.ravel(), expected_GC[:, choice], atol=1e-6)


DISTRIBUTIONS = {
    "one choice": (DiscreteSpace(4), None),
    "several choices": (MultiDiscreteSpace((2, 3)), None),
    "switches": (MultiBinarySpace(3), None),
    "values": (DiscreteSpace(3), DistributionKind(values=True)),
    "numbers": (TWO_NUMBERS, None),
    "numbers with σ of the state": (TWO_NUMBERS, STATE_STD),
    "squashed": (TWO_NUMBERS, DistributionKind(Family.SQUASHED)),
    "squashed with σ of the state": (TWO_NUMBERS, DistributionKind(Family.SQUASHED, StdSource.STATE)),
}


def expected(policy, quantity, here):  # noqa: PLR0911 (one for each kind)
    """By what is shown of a distribution in a single state."""
    parts = policy.architecture.distribution.parts(policy.outputs(here[None])[0].copy(), None)
    part = parts[quantity.part]
    match quantity.kind:
        case Kind.PROBABILITY:
            return part.probabilities_C[quantity.choice]
        case Kind.ENTROPY:
            return sum(each.entropy for each in parts)
        case Kind.ACTION_VALUE:
            return part.values_C[quantity.choice]
        case Kind.BEST_VALUE:
            return part.values_C.max()
        case Kind.LEAD:
            return part.values_C[quantity.choice] - np.delete(part.values_C, quantity.choice).max()
        case Kind.MEAN:
            if not part.squashed:
                return part.mean
            actions = policy.architecture.distribution.mode(policy.outputs(here[None]))
            return policy.architecture.distribution.environment_action(actions)[0, quantity.part]
        case Kind.STD:
            return part.std


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_quantity_is_that_of_the_distribution(name):
    action, kind = DISTRIBUTIONS[name]
    policy = drawn(action, (8,), kind=kind, normalised=True)
    plane = Plane(Axis(1, -1.0, 1.0), Axis(0, -2.0, 2.0), 3)
    here = visited(1)[0]
    states_GO = plane.states(here)
    quantities = quantities_of(policy.architecture.distribution)
    assert len(set(quantities)) == len(quantities) > 1
    for quantity in quantities:
        map_G = on_plane(surface_of(policy, quantity), plane, here).ravel()
        for state_O, value in zip(states_GO, map_G, strict=True):
            assert value == pytest.approx(expected(policy, quantity, state_O), abs=2e-6, rel=2e-6), quantity


def test_what_can_be_looked_at_depends_on_the_policy():
    kinds = {
        name: {quantity.kind for quantity in quantities_of(drawn(*given[:1], kind=given[1]).architecture.distribution)}
        for name, given in DISTRIBUTIONS.items()
    }
    assert kinds["one choice"] == kinds["switches"] == {Kind.PROBABILITY, Kind.ENTROPY}
    assert kinds["values"] == {Kind.LEAD, Kind.ACTION_VALUE, Kind.BEST_VALUE}
    assert kinds["numbers"] == {Kind.MEAN, Kind.STD, Kind.ENTROPY}
    assert kinds["squashed"] == {Kind.MEAN, Kind.STD, Kind.ENTROPY}
    with_values = quantities_of(drawn(DiscreteSpace(2)).architecture.distribution, state_values=True)
    assert with_values == (RIGHT, Quantity(Kind.PROBABILITY), Quantity(Kind.ENTROPY), Quantity(Kind.STATE_VALUE))
    with pytest.raises(ValueError, match="no actionValue here"):
        surface_of(linear(), Quantity(Kind.ACTION_VALUE))


def test_entropy_has_a_bound_where_actions_are_few():
    assert highest_entropy(drawn(DiscreteSpace(4)).architecture.distribution) == math.log(4)
    assert highest_entropy(drawn(MultiBinarySpace(3)).architecture.distribution) == 3 * math.log(2)
    assert highest_entropy(drawn(MultiDiscreteSpace((2, 3))).architecture.distribution) == pytest.approx(math.log(6))
    assert highest_entropy(drawn(TWO_NUMBERS).architecture.distribution) is None


def test_an_average_comes_to_the_mean_over_the_states():
    policy, states_BO = drawn(DiscreteSpace(2)), visited(40)
    steps = list(refined((surface_of(policy, RIGHT),), PLANE, states_BO))
    assert [(step.cells, step.states, step.of, step.done) for step in steps] == [
        (32, 16, 40, False),
        (64, 40, 40, False),
        (128, 40, 40, True),
    ]
    for step in (steps[1], steps[2]):
        plane = Plane(PLANE.x, PLANE.y, step.cells)
        brute = np.mean([softmax(policy.outputs(plane.states(state)))[:, 1] for state in states_BO], 0)
        np.testing.assert_allclose(step.values_YX.ravel(), brute, atol=1e-6)


def test_an_average_over_many_states_gets_better_on_the_way():
    policy, states_BO = drawn(DiscreteSpace(2)), visited(2000)
    plane = Plane(PLANE.x, PLANE.y, 16)
    steps = list(refined((surface_of(policy, RIGHT),), plane, states_BO))
    assert [step.states for step in steps if not step.coarse] == [64, 128, AVERAGED]
    brute = np.mean([softmax(policy.outputs(plane.states(state)))[:, 1] for state in states_BO], 0)
    errors = [np.abs(step.values_YX.ravel() - brute).max() for step in steps if not step.coarse]
    assert errors[-1] < errors[0]
    assert errors[-1] < 0.06  # of 256 drawn from 2,000


def test_a_fixed_state_needs_no_steps_unless_the_network_is_large():
    small, large = drawn(DiscreteSpace(2), (64, 64)), drawn(DiscreteSpace(2), (200, 200))
    assert [step.cells for step in refined((surface_of(small, RIGHT),), PLANE, visited(1))] == [128]
    steps = list(refined((surface_of(large, RIGHT),), PLANE, visited(1)))
    assert [(step.cells, step.done) for step in steps] == [(64, False), (128, True)]


def test_a_difference_is_that_of_two_maps():
    one, other, here = drawn(DiscreteSpace(2)), drawn(DiscreteSpace(2), seed=2), visited(1)
    maps = [on_plane(surface_of(policy, RIGHT), PLANE, here[0]) for policy in (one, other)]
    (step,) = refined((surface_of(one, RIGHT), surface_of(other, RIGHT)), PLANE, here)
    np.testing.assert_array_equal(step.values_YX, maps[0] - maps[1])
    (nothing,) = refined((surface_of(one, RIGHT), surface_of(one, RIGHT)), PLANE, here)
    assert not nothing.values_YX.any()


def test_an_average_can_be_stopped_between_two_states():
    asked = itertools.count(1)
    steps = refined((surface_of(drawn(DiscreteSpace(2)), RIGHT),), PLANE, visited(40), lambda: next(asked) == 20)
    assert next(steps).states == 16
    with pytest.raises(RolloutStoppedError):
        next(steps)
    assert next(asked) == 21


@pytest.mark.slow
def test_a_map_of_fixed_axes_takes_no_time(scoreboard):
    surface, here = surface_of(drawn(DiscreteSpace(2), (64, 64), "tanh"), RIGHT), visited(1)[0]
    taken = []
    for _ in range(30):
        began = time.thread_time()
        on_plane(surface, PLANE, here)
        taken.append(1000 * (time.thread_time() - began))
    scoreboard("policy-map", f"{np.median(taken):.1f} ms of computing, two hidden layers of 64 units")
    assert np.median(taken) <= 20


def test_a_unit_has_a_map_of_its_own():
    policy = drawn(DiscreteSpace(2), (5, 6), "relu", normalised=True)
    plane, here = Plane(PLANE.x, PLANE.y, 8), visited(1)[0]
    layers = activations(policy, plane.states(here))
    for layer, unit in ((0, 0), (0, 4), (1, 5)):
        map_G = on_plane(unit_surface(policy, layer, unit), plane, here).ravel()
        np.testing.assert_allclose(map_G, layers[layer][:, unit], atol=1e-6)


def test_values_of_states_are_in_the_units_of_returns():
    value = Perceptron((np.array([[0, 0, 1, 0]], np.float32),), (np.array([0.5], np.float32),), "relu")
    plane = Plane(Axis(2, -1.0, 1.0), Axis(3, -1.0, 1.0), 2)
    map_YX = on_plane(value_surface(linear(), value, mean=100.0, std=10.0), plane, np.zeros(4, np.float32))
    np.testing.assert_allclose(map_YX, [[100, 110], [100, 110]])


def test_density_is_the_count_of_each_cell():
    plane = Plane(Axis(2, 0.0, 1.0), Axis(3, 0.0, 1.0), 2)
    states = [(0.1, 0.1), (0.2, 0.4), (0.9, 0.1), (0.9, 0.9), (0.6, 0.6), (0.0, 0.0), (1.5, 0.5), (0.5, -0.1)]
    states_BO = np.array([(7, 7, *state) for state in states], np.float32)
    np.testing.assert_allclose(density(plane, states_BO), [[1, 1 / 3], [0, 2 / 3]])
    assert not density(plane, np.empty((0, 4), np.float32)).any()
    assert not density(plane, np.full((1, 4), np.nan, np.float32)).any()


def test_weights_that_have_run_away_make_no_noise():
    policy = drawn(DiscreteSpace(2), (4,), "relu")
    wild = Policy(policy.architecture, {name: array * np.float32(1e30) for name, array in policy.parameters.items()})
    assert not np.isfinite(on_plane(surface_of(wild, RIGHT), PLANE, visited(1)[0])).all()


def test_a_plane_needs_two_axes_with_lengths():
    for x, y in ((Axis(1, 0, 1), Axis(1, 0, 2)), (Axis(1, 0, 0), Axis(2, 0, 1))):
        with pytest.raises(ValueError, match="two axes"):
            Plane(x, y)
