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


def _standardised(value_TN: Float64, mask_TN: Mask, axis: int | None) -> Float64:
    value_TN = np.where(mask_TN, value_TN, 0.0)
    count = mask_TN.sum(axis, keepdims=True)
    mean = value_TN.sum(axis, keepdims=True) / np.maximum(count, 1)
    difference_TN = np.where(mask_TN, value_TN - mean, 0.0)
    std = np.sqrt(np.square(difference_TN).sum(axis, keepdims=True) / np.maximum(count - 1, 1))
    equal = std <= _EQUAL * np.abs(value_TN).max(axis, keepdims=True)
    return np.where(equal, 0.0, difference_TN / np.where(equal, 1.0, std))
