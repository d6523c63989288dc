"""Returns and advantages: pure functions on whole episodes.

Everything is computed in float64. Rewards after an episode's end must be 0.

Shape suffixes: T time, N episodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

_EQUAL: Final = 1e-9
"""Relative spread below which values count as all equal: rounding, not signal."""


def reward_to_go(reward_TN: Float64, gamma: float) -> Float64:
    """Gₜ = Σₖ γᵏ rₜ₊ₖ (Williams 1992; Sutton and Barto 2018, eq. 3.8).

    Args:
        reward_TN: float64 (T, N), 0 after each episode's end.
        gamma: discount in [0, 1].

    Returns:
        float64 (T, N).
    """
    return_TN = reward_TN.copy()
    for t in range(len(return_TN) - 2, -1, -1):
        return_TN[t] += gamma * return_TN[t + 1]
    return return_TN


def discounted_from_start(reward_TN: Float64, gamma: float) -> Float64:
    """Gₜ = Σₖ γᵏ rₖ over k ≥ t: the discount counts from the episode's start, as in the course chapter.

    Args:
        reward_TN: float64 (T, N), 0 after each episode's end.
        gamma: discount in [0, 1].

    Returns:
        float64 (T, N).
    """
    discount_T1 = np.power(gamma, np.arange(len(reward_TN), dtype=np.float64))[:, None]
    result: Float64 = (discount_T1 * reward_TN)[::-1].cumsum(0)[::-1]
    return result


DISCOUNTINGS: Final[Mapping[str, Callable[[Float64, float], Float64]]] = {
    "reward-to-go": reward_to_go,
    "from start": discounted_from_start,
}
"""What the setting `discounting` stands for."""


def unnormalised(return_TN: Float64, mask_TN: Mask) -> Float64:
    """Aₜ = Gₜ: plain REINFORCE."""
    return np.where(mask_TN, return_TN, 0.0)


def normalised_per_episode(return_TN: Float64, mask_TN: Mask) -> Float64:
    """Aₜ = (Gₜ − mean) / std over each episode, with the unbiased std, as in the course chapter.

    An episode of one step, or one whose returns are all equal, has no spread: its advantages are 0.
    """
    return _standardised(return_TN, mask_TN, axis=0)


def normalised_batch(return_TN: Float64, mask_TN: Mask) -> Float64:
    """Aₜ = (Gₜ − mean) / std over all steps of the batch; 0 where they are all equal."""
    return _standardised(return_TN, mask_TN, axis=None)


def time_baseline(return_TN: Float64, mask_TN: Mask) -> Float64:
    """Aₜ = (Gₜ − mean over the episodes that are still going at t) / std of the differences over the batch.

    A single episode has nothing to be compared with; it is compared with its own mean (`normalised_batch`).
    """
    if return_TN.shape[1] == 1:
        return normalised_batch(return_TN, mask_TN)
    return_TN = np.where(mask_TN, return_TN, 0.0)
    going_T1 = mask_TN.sum(1, keepdims=True)
    difference_TN = np.where(mask_TN, return_TN - return_TN.sum(1, keepdims=True) / np.maximum(going_T1, 1), 0.0)
    spread = np.sqrt(np.square(difference_TN).sum() / max(int(going_T1.sum()) - 1, 1))
    if spread <= _EQUAL * np.abs(return_TN).max():
        return np.zeros_like(return_TN)
    scaled: Float64 = difference_TN / spread
    return scaled


ADVANTAGES: Final[Mapping[str, Callable[[Float64, Mask], Float64]]] = {
    "time": time_baseline,
    "batch": normalised_batch,
    "normalised": normalised_per_episode,
    "none": unnormalised,
}
"""What the setting `advantage` stands for: (returns, mask of steps played) → advantages, 0 outside the mask."""


def mean_per_episode(return_TN: Float64, mask_TN: Mask) -> Float64:
    """What `normalised_per_episode` subtracts."""
    return _mean(return_TN, mask_TN, axis=0)


def mean_of_batch(return_TN: Float64, mask_TN: Mask) -> Float64:
    """What `normalised_batch` subtracts."""
    return _mean(return_TN, mask_TN, axis=None)


def mean_at_time(return_TN: Float64, mask_TN: Mask) -> Float64:
    """What `time_baseline` subtracts."""
    return _mean(return_TN, mask_TN, axis=1 if return_TN.shape[1] > 1 else None)


BASELINES: Final[Mapping[str, Callable[[Float64, Mask], Float64]]] = {
    "time": mean_at_time,
    "batch": mean_of_batch,
    "normalised": mean_per_episode,
    "none": lambda return_TN, _: np.zeros_like(return_TN),
}
"""What each of `ADVANTAGES` subtracts, before it scales: (returns, mask of steps played) → float64 (T, N)."""


def generalised_advantage(
    reward_TN: Float64, value_TN: Float64, final_value_N: Float64, mask_TN: Mask, *, gamma: float, lambda_: float
) -> Float64:
    """GAE: Aₜ = Σₖ (γλ)ᵏ δₜ₊ₖ with δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ) (Schulman et al. 2016, eq. 16).

    With λ = 1 it is the return minus V(sₜ), with λ = 0 the one-step difference δₜ.

    Args:
        reward_TN: float64, 0 after each episode's end.
        value_TN: V of the observation before each step.
        final_value_N: what still was to come after the last step of each episode: V there where a time limit cut it
            off, 0 where it ended by itself.
        mask_TN: the steps played.
        gamma: discount in [0, 1].
        lambda_: λ in [0, 1].

    Returns:
        float64 (T, N), 0 outside the mask.
    """
    advantage_TN = np.zeros_like(reward_TN)
    next_value_N, next_advantage_N = final_value_N, np.zeros(len(final_value_N))
    for t in range(len(reward_TN) - 1, -1, -1):
        going_N = mask_TN[t]
        difference_N = reward_TN[t] + gamma * next_value_N - value_TN[t]
        advantage_TN[t] = np.where(going_N, difference_N + gamma * lambda_ * next_advantage_N, 0.0)
        next_value_N = np.where(going_N, value_TN[t], next_value_N)
        next_advantage_N = advantage_TN[t]
    return advantage_TN


def scaled_batch(advantage_TN: Float64, mask_TN: Mask) -> Float64:
    """Divided by the root mean square over all steps of the batch; 0 stays 0.

    Nothing is subtracted: a baseline has been already.
    """
    square = np.square(np.where(mask_TN, advantage_TN, 0.0)).sum() / max(int(mask_TN.sum()), 1)
    if square == 0.0:
        return np.zeros_like(advantage_TN)
    scaled: Float64 = np.where(mask_TN, advantage_TN, 0.0) / np.sqrt(square)
    return scaled


def _mean(value_TN: Float64, mask_TN: Mask, axis: int | None) -> Float64:
    value_TN = np.where(mask_TN, value_TN, 0.0)
    mean = value_TN.sum(axis, keepdims=True) / np.maximum(mask_TN.sum(axis, keepdims=True), 1)
    return np.where(mask_TN, mean, 0.0)


def _standardised(value_TN: Float64, mask_TN: Mask, axis: int | None) -> Float64:
    value_TN = np.where(mask_TN, value_TN, 0.0)
    count = mask_TN.sum(axis, keepdims=True)
    mean = value_TN.sum(axis, keepdims=True) / np.maximum(count, 1)
    difference_TN = np.where(mask_TN, value_TN - mean, 0.0)
    std = np.sqrt(np.square(difference_TN).sum(axis, keepdims=True) / np.maximum(count - 1, 1))
    equal = std <= _EQUAL * np.abs(value_TN).max(axis, keepdims=True)
    return np.where(equal, 0.0, difference_TN / np.where(equal, 1.0, std))
