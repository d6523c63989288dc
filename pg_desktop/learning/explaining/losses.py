"""Why the loss is no score: what it would have been of the same episodes with other baselines.

Shape suffixes: T time, N episodes, B steps of all episodes together, in the order of `Anatomy`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pg_desktop.learning.algorithms.reinforce.returns import ADVANTAGES, DISCOUNTINGS
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.running_statistics import Float64


@dataclass(frozen=True)
class OtherLoss:
    """The loss that a choice of advantage would have reported.

    Attributes:
        advantage: a key of `ADVANTAGES`.
        loss: what it would have been.
    """

    advantage: str
    loss: float


def loss_of(log_prob_B: Float64, advantage_B: Float64) -> float:
    """L = −mean(log π(aₜ|sₜ) · Aₜ), as `reinforce.loss.backward` reports it."""
    return float(-np.mean(log_prob_B * advantage_B))


def other_losses(trace: Trace, log_prob_B: Float64, added: float = 0.0) -> tuple[OtherLoss, ...]:
    """The losses of the same policy and the same episodes, one for each advantage that needs no second network.

    Args:
        trace: the update, of a policy by log-probabilities.
        log_prob_B: log π of each action before the update.
        added: to every reward, which favours no action over another in episodes of the same length.
    """
    mask_TN, settings = trace.rollout.mask_TN, trace.settings
    reward_TN = np.where(mask_TN, trace.judged.reward_TN + added, 0.0)
    return_TN = DISCOUNTINGS[settings.discounting](reward_TN, settings.gamma)
    return tuple(
        OtherLoss(key, loss_of(log_prob_B, advantage(return_TN, mask_TN)[mask_TN]))
        for key, advantage in ADVANTAGES.items()
    )
