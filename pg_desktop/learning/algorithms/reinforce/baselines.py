"""How much better an action was than expected: the advantage that the settings ask for.

Shape suffixes: T time, N episodes, O observation, B steps of all episodes together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce.returns import (
    ADVANTAGES,
    BASELINES,
    DISCOUNTINGS,
    generalised_advantage,
    reward_to_go,
    scaled_batch,
)
from pg_desktop.learning.algorithms.trace import Judged
from pg_desktop.learning.networks.running_statistics import Float64, RunningStatistics
from pg_desktop.learning.networks.value_network import ValueNetwork, explained_variance
from pg_desktop.learning.settings.table import Settings

VALUE: Final = "value"
"""The setting `advantage` that asks for the learned baseline."""

_FROM_START: Final = "from start"


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a learned baseline says of a rollout.

    Attributes:
        advantage_TN: float64.
        target_B: what the baseline should have said of each step, float64; see `ValueNetwork.learn`.
        value_B: what it said, float64.
        explained_variance: how much of the returns' variance it foresaw; None where there was none.
    """

    advantage_TN: Float64
    target_B: Float64
    value_B: Float64
    explained_variance: float | None


def advantages(rollout: Rollout, reward_TN: Float64, settings: Settings) -> Float64:
    """Advantages without a learned baseline: float64 (T, N)."""
    return_TN = DISCOUNTINGS[settings.discounting](reward_TN, settings.gamma)
    return ADVANTAGES[settings.advantage](return_TN, rollout.mask_TN)


def judge(
    value_network: ValueNetwork,
    rollout: Rollout,
    obs_BO: Float32,
    final_obs_NO: Float32,
    reward_TN: Float64,
    settings: Settings,
) -> Judgement:
    """Advantages against V(s): GAE(λ), scaled over the batch.

    V is that of before this rollout, so that it does not depend on the actions that it judges, and the gradient's
    expectation stays what it is. What a time limit cut off is worth V of where it was cut; what ended by itself, 0.

    How much V explains is measured by the returns, whatever λ is: with λ < 1 the targets are partly V itself, and a V
    that foresees nothing would seem to explain them.

    Args:
        value_network: the learned baseline.
        rollout: the episodes.
        obs_BO: their observations as the networks see them.
        final_obs_NO: the observations after their last steps, likewise.
        reward_TN: their rewards, float64, scaled as learning takes them.
        settings: γ, λ and the discounting.
    """
    mask_TN, gamma = rollout.mask_TN, settings.gamma
    value_network.meet(reward_to_go(reward_TN, gamma)[mask_TN])
    value_B = value_network.values(obs_BO)
    value_TN = np.zeros(mask_TN.shape)
    value_TN[mask_TN] = value_B
    final_value_N = np.where(rollout.terminated_N, 0.0, value_network.values(final_obs_NO))
    advantage_of = partial(generalised_advantage, reward_TN, value_TN, final_value_N, mask_TN, gamma=gamma)
    advantage_TN = advantage_of(lambda_=settings.gae_lambda)
    target_B = advantage_TN[mask_TN] + value_B
    return_B = target_B if settings.gae_lambda == 1 else advantage_of(lambda_=1.0)[mask_TN] + value_B
    if settings.discounting == _FROM_START:
        advantage_TN = advantage_TN * np.power(gamma, np.arange(len(mask_TN), dtype=np.float64))[:, None]
    explained = explained_variance(value_B, return_B)
    return Judgement(scaled_batch(advantage_TN, mask_TN), target_B, value_B, explained)


def laid_open(
    rollout: Rollout, reward_TN: Float64, advantage_TN: Float64, judgement: Judgement | None, settings: Settings
) -> Judged:
    """Where the advantages of an update come from, to be looked at.

    Args:
        rollout: the episodes.
        reward_TN: their rewards as learning took them.
        advantage_TN: what weighed each step.
        judgement: what a learned baseline said; None where there was none.
        settings: in force.
    """
    mask_TN = rollout.mask_TN
    if judgement is None:
        return_TN = DISCOUNTINGS[settings.discounting](reward_TN, settings.gamma)
        return Judged(reward_TN, return_TN, BASELINES[settings.advantage](return_TN, mask_TN), advantage_TN)
    return_TN, baseline_TN = np.zeros(mask_TN.shape), np.zeros(mask_TN.shape)
    return_TN[mask_TN], baseline_TN[mask_TN] = judgement.target_B, judgement.value_B
    return Judged(reward_TN, return_TN, baseline_TN, advantage_TN)


def with_returns(statistics: RunningStatistics, rollout: Rollout, gamma: float) -> RunningStatistics:
    """Statistics of the discounted returns from every step on, after a rollout more: the unit of normalised rewards."""
    return_TN = reward_to_go(rollout.reward_TN, gamma)
    return statistics.with_batch(return_TN[rollout.mask_TN][:, None])
