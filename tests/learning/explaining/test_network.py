"""Inside a network, by hand."""

import numpy as np
import pytest

from pg_desktop.learning.explaining.network import health, inside
from pg_desktop.learning.worlds.spaces import DiscreteSpace
from tests.learning.explaining.policies import drawn, made, two_units


def test_two_relu_units_on_paper():
    # s = (1, 1): sums 1 + 2 + 0.5 = 3.5 and 3 − 1 − 4 = −2, so the second unit is off.
    # Logits 3.5 + 0.25 = 3.75 and −2 · 3.5 + 1 = −6; their slopes (1, 2) and (−2, −4).
    seen = inside(two_units(), np.array([1, 1], np.float32))
    assert seen.hidden[0].tolist() == [3.5, 0.0]
    assert seen.output_K.tolist() == [3.75, -6.0]
    assert seen.jacobian_KO.tolist() == [[1, 2], [-2, -4]]
    assert seen.contribution_KO.tolist() == [[1, 2], [-2, -4]]
    assert seen.rest_K.tolist() == [0.75, 0.0]  # 0.25 + 0.5 and 1 − 2 · 0.5


def test_both_units_on_on_paper():
    # s = (2, 1): sums 4.5 and 1. Logits 4.5 + 1 + 0.25 = 5.75 and −9 + 5 + 1 = −3.
    # Slopes (1 + 3, 2 − 1) = (4, 1) and (−2 + 15, −4 − 5) = (13, −9); times s: (8, 1) and (26, −9).
    seen = inside(two_units(), np.array([2, 1], np.float32))
    assert seen.output_K.tolist() == [5.75, -3.0]
    assert seen.contribution_KO.tolist() == [[8, 1], [26, -9]]
    assert seen.rest_K.tolist() == [-3.25, -20.0]  # 0.25 + 0.5 − 4 and 1 − 1 − 20


def test_a_tanh_unit_on_paper():
    policy = made(
        DiscreteSpace(2),
        (1,),
        "tanh",
        hidden_1__weight=[[0.5, 0, 0, 0]],
        hidden_1__bias=[0],
        logits__weight=[[1], [3]],
        logits__bias=[0, 0.5],
    )
    seen = inside(policy, np.array([2, 0, 0, 0], np.float32))
    slope = 0.5 * (1 - np.tanh(1) ** 2)
    assert seen.hidden[0][0] == pytest.approx(np.tanh(1))
    np.testing.assert_allclose(seen.jacobian_KO[:, 0], [slope, 3 * slope])
    np.testing.assert_allclose(seen.contribution_KO[:, 0], [2 * slope, 6 * slope])
    np.testing.assert_allclose(seen.contribution_KO.sum(1) + seen.rest_K, seen.output_K)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("normalised", [False, True])
def test_the_jacobian_is_the_slope_of_the_outputs(activation, normalised):
    policy = drawn(DiscreteSpace(3), (12, 9), activation, normalised=normalised)
    here = np.array([0.3, -0.2, 0.5, 1.1], np.float32)
    seen = inside(policy, here)
    np.testing.assert_allclose(seen.output_K, policy.outputs(here[None])[0], atol=1e-5)
    step = 1e-3
    for number in range(4):
        there, back = here.copy(), here.copy()
        there[number] += step
        back[number] -= step
        slope_K = (inside(policy, there).output_K - inside(policy, back).output_K) / (
            float(there[number]) - float(back[number])
        )
        np.testing.assert_allclose(seen.jacobian_KO[:, number], slope_K, rtol=2e-3, atol=2e-3)


def test_a_unit_that_is_never_on_is_dead():
    # The second unit is 3 s₁ − s₂ − 4.
    states_BO = np.array([[1, 1], [0, 0], [-1, 2]], np.float32)
    found = health(two_units(), states_BO)
    assert [layer.tolist() for layer in found.dead] == [[False, True]]
    assert (found.dead_count, found.saturated_count, found.units, found.states) == (1, 0, 2, 3)
    once = np.concatenate([states_BO, [[2, 1]]]).astype(np.float32)
    assert health(two_units(), once).dead_count == 0


def test_a_unit_that_is_nearly_always_one_is_saturated():
    # tanh 3 = 0.995 and tanh 2.5 = 0.987.
    policy = made(
        DiscreteSpace(2),
        (2,),
        "tanh",
        hidden_1__weight=[[3, 0, 0, 0], [2.5, 0, 0, 0]],
        hidden_1__bias=[0, 0],
        logits__weight=np.ones((2, 2)),
        logits__bias=[0, 0],
    )
    states_BO = np.zeros((10, 4), np.float32)
    states_BO[:, 0] = [1, -1, 1, -1, 1, -1, 1, -1, 1, 0]
    found = health(policy, states_BO)
    assert found.saturated[0].tolist() == [True, False]
    assert (found.dead_count, found.saturated_count) == (0, 1)
    states_BO[0, 0] = 0
    assert health(policy, states_BO).saturated_count == 0
