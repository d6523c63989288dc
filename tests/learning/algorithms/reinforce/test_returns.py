"""Returns and advantages: exact values by hand, degenerate batches, properties."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pg_desktop.learning.algorithms.reinforce.returns import (
    ADVANTAGES,
    DISCOUNTINGS,
    discounted_from_start,
    normalised_batch,
    normalised_per_episode,
    reward_to_go,
    time_baseline,
    unnormalised,
)

# Two episodes, three and two steps long.
REWARD_TN = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])

# Returns of the same two episodes; what stands after the second one's end must not matter.
RETURN_TN = np.array([[1.0, 2.0], [3.0, 6.0], [5.0, np.nan]])
MASK_TN = np.array([[True, True], [True, True], [True, False]])


@pytest.mark.parametrize(
    ("gamma", "expected"),
    [
        (0.0, [[1, 2], [3, 4], [5, 0]]),
        (0.5, [[3.75, 4], [5.5, 4], [5, 0]]),
        (0.9, [[1 + 0.9 * 7.5, 5.6], [7.5, 4], [5, 0]]),
        (1.0, [[9, 6], [8, 4], [5, 0]]),
    ],
)
def test_reward_to_go_by_hand(gamma, expected):
    np.testing.assert_allclose(reward_to_go(REWARD_TN, gamma), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("gamma", "expected"),
    [
        (0.0, [[1, 2], [0, 0], [0, 0]]),
        (0.5, [[3.75, 4], [2.75, 2], [1.25, 0]]),
        (0.9, [[1 + 2.7 + 4.05, 5.6], [2.7 + 4.05, 3.6], [4.05, 0]]),
        (1.0, [[9, 6], [8, 4], [5, 0]]),
    ],
)
def test_discounted_from_start_by_hand(gamma, expected):
    np.testing.assert_allclose(discounted_from_start(REWARD_TN, gamma), expected, rtol=1e-15)


@pytest.mark.parametrize("discounting", DISCOUNTINGS.values(), ids=DISCOUNTINGS)
def test_discounting_leaves_the_rewards_alone(discounting):
    reward_TN = REWARD_TN.copy()
    discounting(reward_TN, 0.5)
    np.testing.assert_array_equal(reward_TN, REWARD_TN)


def test_settings_names_stand_for_these_functions():
    assert dict(DISCOUNTINGS) == {"reward-to-go": reward_to_go, "from start": discounted_from_start}
    assert dict(ADVANTAGES) == {
        "time": time_baseline,
        "batch": normalised_batch,
        "normalised": normalised_per_episode,
        "none": unnormalised,
    }


def test_no_baseline_by_hand():
    np.testing.assert_array_equal(unnormalised(RETURN_TN, MASK_TN), [[1, 2], [3, 6], [5, 0]])


def test_per_episode_by_hand():
    # Means 3 and 4; unbiased standard deviations 2 and √8.
    half = 2 / np.sqrt(8)
    np.testing.assert_allclose(normalised_per_episode(RETURN_TN, MASK_TN), [[-1, -half], [0, half], [1, 0]], atol=1e-15)


def test_batch_by_hand():
    # Mean 17/5; squared differences add up to 17.2.
    expected = np.array([[-2.4, -1.4], [-0.4, 2.6], [1.6, 0]]) / np.sqrt(17.2 / 4)
    np.testing.assert_allclose(normalised_batch(RETURN_TN, MASK_TN), expected, atol=1e-15)


def test_time_baseline_by_hand():
    # Means 1.5 and 4.5; at the last step one episode is alone with its mean. Squared differences add up to 5.
    expected = np.array([[-0.5, 0.5], [-1.5, 1.5], [0, 0]]) / np.sqrt(5 / 4)
    np.testing.assert_allclose(time_baseline(RETURN_TN, MASK_TN), expected, atol=1e-15)


def test_time_baseline_compares_a_single_episode_with_its_own_mean():
    return_T1 = np.array([[1.0], [3.0], [5.0]])
    np.testing.assert_allclose(time_baseline(return_T1, np.ones((3, 1), bool)), [[-1], [0], [1]], atol=1e-15)


@pytest.mark.parametrize("name", ["time", "batch", "normalised"])
@pytest.mark.parametrize(
    "return_TN",
    [
        np.full((1, 1), 7.0),
        np.full((1, 5), 7.0),
        np.full((5, 1), 7.0),
        np.full((4, 3), 0.1),
        np.full((4, 3), -1e12 / 3),
        np.zeros((4, 3)),
    ],
    ids=["one step", "one step each", "one episode", "rounding", "rounding of large numbers", "all zero"],
)
def test_all_equal_returns_give_zero_advantages(name, return_TN):
    # 0.1 + 0.1 + 0.1 is not 3 · 0.1: a difference that is nothing but rounding must not be blown up to size 1.
    advantage_TN = ADVANTAGES[name](return_TN, np.ones(return_TN.shape, bool))
    np.testing.assert_array_equal(advantage_TN, np.zeros(return_TN.shape))


def test_equal_episodes_have_no_advantage_over_each_other():
    return_TN = np.repeat(np.array([[0.3], [0.2], [0.1]]), 3, axis=1)
    np.testing.assert_array_equal(time_baseline(return_TN, np.ones((3, 3), bool)), np.zeros((3, 3)))


def test_one_step_episodes_are_compared_with_each_other():
    return_TN, mask_TN = np.array([[1.0, 2.0, 3.0]]), np.ones((1, 3), bool)
    for name in ("time", "batch"):
        np.testing.assert_allclose(ADVANTAGES[name](return_TN, mask_TN), [[-1, 0, 1]], atol=1e-15)
    np.testing.assert_array_equal(normalised_per_episode(return_TN, mask_TN), np.zeros((1, 3)))


def test_one_equal_episode_does_not_silence_the_others():
    return_TN = np.array([[1.0, 4.0], [2.0, 4.0], [3.0, 4.0]])
    advantage_TN = normalised_per_episode(return_TN, np.ones((3, 2), bool))
    np.testing.assert_allclose(advantage_TN, [[-1, 0], [0, 0], [1, 0]], atol=1e-15)


def test_every_episode_is_measured_by_its_own_scale():
    return_TN = np.array([[1.0, 1e12], [2.0, 2e12], [3.0, 3e12]])
    advantage_TN = normalised_per_episode(return_TN, np.ones((3, 2), bool))
    np.testing.assert_allclose(advantage_TN, [[-1, -1], [0, 0], [1, 1]], atol=1e-12)


@st.composite
def masked_values(draw, max_episodes=6):
    """Values (T, N) and the mask of episodes of unequal lengths; garbage outside the mask."""
    lengths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=max_episodes))
    seed = draw(st.integers(0, 2**32 - 1))
    scale = draw(st.sampled_from([1e-3, 1.0, 500.0]))
    mask_TN = np.arange(max(lengths))[:, None] < np.array(lengths)
    value_TN = np.random.default_rng(seed).normal(scale, scale, mask_TN.shape)
    return np.where(mask_TN, value_TN, np.inf), mask_TN


@given(masked_values(), st.floats(0, 1))
def test_reward_to_go_obeys_its_recursion(values, gamma):
    value_TN, mask_TN = values
    reward_TN = np.where(mask_TN, value_TN, 0.0)
    return_TN = reward_to_go(reward_TN, gamma)
    np.testing.assert_array_equal(return_TN[-1], reward_TN[-1])
    np.testing.assert_allclose(return_TN[:-1], reward_TN[:-1] + gamma * return_TN[1:], rtol=1e-12)
    assert not return_TN[~mask_TN].any()


@given(masked_values(), st.floats(0.01, 1))
def test_the_two_discountings_differ_by_the_discount_until_then(values, gamma):
    value_TN, mask_TN = values
    reward_TN = np.where(mask_TN, value_TN, 0.0)
    discount_T1 = gamma ** np.arange(len(reward_TN))[:, None]
    np.testing.assert_allclose(
        discounted_from_start(reward_TN, gamma),
        discount_T1 * reward_to_go(reward_TN, gamma),
        rtol=1e-9,
        atol=1e-12 * np.abs(reward_TN).max(),
    )


@given(masked_values(), st.sampled_from(sorted(ADVANTAGES)))
def test_advantages_are_finite_and_zero_outside_the_mask(values, name):
    value_TN, mask_TN = values
    before = value_TN.copy()
    advantage_TN = ADVANTAGES[name](value_TN, mask_TN)
    assert advantage_TN.shape == mask_TN.shape
    assert advantage_TN.dtype == np.float64
    assert np.isfinite(advantage_TN).all()
    assert not advantage_TN[~mask_TN].any()
    np.testing.assert_array_equal(value_TN, before)


@given(masked_values())
def test_per_episode_has_mean_0_and_std_1_in_each_episode(values):
    value_TN, mask_TN = values
    advantage_TN = normalised_per_episode(value_TN, mask_TN)
    for advantage_T, mask_T in zip(advantage_TN.T, mask_TN.T, strict=True):
        played = advantage_T[mask_T]
        assert played.mean() == pytest.approx(0, abs=1e-9)
        assert len(played) == 1 or played.std(ddof=1) == pytest.approx(1)


@given(masked_values())
def test_batch_has_mean_0_and_std_1_over_all_steps(values):
    value_TN, mask_TN = values
    assume(mask_TN.sum() > 1)
    played = normalised_batch(value_TN, mask_TN)[mask_TN]
    assert played.mean() == pytest.approx(0, abs=1e-9)
    assert played.std(ddof=1) == pytest.approx(1)


@given(masked_values())
def test_time_baseline_sums_to_0_at_every_step_and_has_std_1(values):
    value_TN, mask_TN = values
    assume(mask_TN.shape[1] > 1)
    advantage_TN = time_baseline(value_TN, mask_TN)
    np.testing.assert_allclose(advantage_TN.sum(1), 0, atol=1e-9)
    # Sampling ends at the batch's mean, which is 0, so this is the standard deviation.
    assert np.square(advantage_TN).sum() / (mask_TN.sum() - 1) == pytest.approx(1)


@given(masked_values(), st.floats(0.1, 10), st.sampled_from(["time", "batch", "normalised"]))
def test_normalised_advantages_do_not_depend_on_the_unit_of_reward(values, factor, name):
    value_TN, mask_TN = values
    value_TN = np.where(mask_TN, value_TN, 0.0)
    np.testing.assert_allclose(
        ADVANTAGES[name](factor * value_TN, mask_TN), ADVANTAGES[name](value_TN, mask_TN), atol=1e-8
    )
