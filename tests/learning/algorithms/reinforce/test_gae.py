"""Generalised advantages worked out by hand, and their two ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.algorithms.reinforce.returns import generalised_advantage, reward_to_go, scaled_batch

# Two episodes, three and two steps long. γ = ½, λ = ½.
MASK_TN = np.array([[True, True], [True, True], [True, False]])
REWARD_TN = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
VALUE_TN = np.array([[2.0, 1.0], [4.0, 6.0], [8.0, 0.0]])


def _advantage(final_value_N, *, gamma=0.5, lambda_=0.5, value_TN=VALUE_TN):
    final_value_N = np.asarray(final_value_N, np.float64)
    return generalised_advantage(REWARD_TN, value_TN, final_value_N, MASK_TN, gamma=gamma, lambda_=lambda_)


def test_episodes_that_ended_by_themselves():
    # δ: 1 + 2 − 2, 3 + 4 − 4, 5 + 0 − 8 and 2 + 3 − 1, 4 + 0 − 6; each later one counts a quarter of its successor.
    expected = [[1 + (3 - 3 / 4) / 4, 4 - 2 / 4], [3 - 3 / 4, -2], [-3, 0]]
    np.testing.assert_array_equal(_advantage([0, 0]), expected)


def test_a_time_limit_is_worth_what_was_expected_there():
    # The first ends with δ = 5 + ½ · 20 − 8, the second with 4 + ½ · 40 − 6.
    expected = [[1 + (3 + 7 / 4) / 4, 4 + 18 / 4], [3 + 7 / 4, 18], [7, 0]]
    np.testing.assert_array_equal(_advantage([20, 40]), expected)


def test_each_episode_has_its_own_end():
    one, other, both = _advantage([20, 0]), _advantage([0, 40]), _advantage([20, 40])
    np.testing.assert_array_equal(one[:, 0], both[:, 0])
    np.testing.assert_array_equal(other[:, 1], both[:, 1])
    np.testing.assert_array_equal(one[:, 1], _advantage([0, 0])[:, 1])


def test_with_lambda_0_it_is_the_one_step_difference():
    np.testing.assert_array_equal(_advantage([20, 0], lambda_=0.0), [[1, 4], [3, -2], [7, 0]])


def test_with_lambda_1_it_is_the_return_minus_the_value():
    # Returns 1 + 3/2 + 5/4, 3 + 5/2, 5 and 2 + 4/2, 4.
    returns = np.array([[3.75, 4], [5.5, 4], [5, 0]])
    np.testing.assert_array_equal(_advantage([0, 0], lambda_=1.0), np.where(MASK_TN, returns - VALUE_TN, 0))


def test_without_values_and_with_lambda_1_it_is_the_return():
    np.testing.assert_array_equal(
        _advantage([0, 0], lambda_=1.0, value_TN=np.zeros((3, 2))), reward_to_go(REWARD_TN, 0.5)
    )


def test_values_after_an_episodes_end_have_no_say():
    garbage_TN = np.where(MASK_TN, VALUE_TN, np.nan)
    np.testing.assert_array_equal(_advantage([20, 40], value_TN=garbage_TN), _advantage([20, 40]))


def test_arguments_are_left_alone():
    final_N = np.array([20.0, 40.0])
    kept = [array.copy() for array in (REWARD_TN, VALUE_TN, MASK_TN, final_N)]
    _advantage(final_N)
    for array, copy in zip((REWARD_TN, VALUE_TN, MASK_TN, final_N), kept, strict=True):
        np.testing.assert_array_equal(array, copy)


@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=5),
    gamma=st.floats(0, 1),
    lambda_=st.floats(0, 1),
    seed=st.integers(0, 2**32 - 1),
)
def test_it_is_the_sum_over_what_follows(lengths, gamma, lambda_, seed):
    """Equation 16, written out for each step of each episode alone."""
    rng, steps = np.random.default_rng(seed), max(lengths)
    mask_TN = np.arange(steps)[:, None] < np.array(lengths)
    reward_TN, value_TN = (np.where(mask_TN, rng.normal(0, 5, mask_TN.shape), 0) for _ in range(2))
    final_value_N = rng.normal(0, 5, len(lengths)) * rng.integers(0, 2, len(lengths))
    ours = generalised_advantage(reward_TN, value_TN, final_value_N, mask_TN, gamma=gamma, lambda_=lambda_)
    expected = np.zeros_like(ours)
    for n, length in enumerate(lengths):
        value_T = [*value_TN[:length, n], final_value_N[n]]
        delta_T = [reward_TN[t, n] + gamma * value_T[t + 1] - value_T[t] for t in range(length)]
        for t in range(length):
            expected[t, n] = sum((gamma * lambda_) ** k * delta_T[t + k] for k in range(length - t))
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9)


def test_a_scaled_batch_has_root_mean_square_1_and_keeps_its_signs():
    advantage_TN = np.array([[3.0, -4.0], [0.0, 12.0], [0.0, np.nan]])
    mask_TN = np.array([[True, True], [False, True], [False, False]])
    scaled_TN = scaled_batch(advantage_TN, mask_TN)
    # √((9 + 16 + 144) / 3)
    np.testing.assert_allclose(scaled_TN, np.array([[3, -4], [0, 12], [0, 0]]) / (169 / 3) ** 0.5)
    assert np.square(scaled_TN).sum() / 3 == pytest.approx(1)


def test_nothing_is_subtracted_and_0_stays_0():
    mask_TN = np.ones((2, 2), bool)
    np.testing.assert_allclose(scaled_batch(np.full((2, 2), 7.0), mask_TN), 1)
    np.testing.assert_array_equal(scaled_batch(np.zeros((2, 2)), mask_TN), np.zeros((2, 2)))
