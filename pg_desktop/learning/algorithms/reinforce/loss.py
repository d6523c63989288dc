"""REINFORCE (Williams 1992): the loss and its gradient.

Shape suffixes: B steps of all episodes together, O observation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.rollout import Rollout, RolloutStoppedError, never
from pg_desktop.learning.algorithms.reinforce.returns import Float64
from pg_desktop.learning.networks.network import PolicyNetwork

_CHUNK: Final = 4096
"""Steps that go through the network at once: their activations stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Batch:
    """The steps of all episodes together, and how much each weighs.

    Attributes:
        obs_BO: float32 (B, O), as the network sees them.
        action_B: one row an action, as the policy's distribution drew it.
        advantage_B: float32 (B,).
    """

    obs_BO: Float32
    action_B: NDArray[Any]
    advantage_B: Float32


@dataclass(frozen=True)
class LossReport:
    """What one pass over a batch found.

    Attributes:
        policy_loss: −mean(log π(a|s) · A), without the entropy bonus. No measure of progress.
        entropy: mean entropy of π(·|s) over the batch, nats.
    """

    policy_loss: float
    entropy: float


def make_batch(rollout: Rollout, obs_BO: Float32, advantage_TN: Float64) -> Batch:
    """The steps of a rollout, each weighed by its advantage.

    Args:
        rollout: the episodes.
        obs_BO: its observations within the mask, as the network sees them.
        advantage_TN: how much better each action was than expected.
    """
    mask_TN = rollout.mask_TN
    return Batch(obs_BO, rollout.action_TN[mask_TN], advantage_TN[mask_TN].astype(np.float32))


def backward(
    network: PolicyNetwork, batch: Batch, entropy_bonus: float, stop: Callable[[], bool] = never
) -> LossReport:
    """Put the gradient of L = −mean(log π(a|s) · A) − β · mean H(π(·|s)) into the network's `grad`s.

    The batch goes through in chunks whose gradients add up, so that memory stays bounded and caches stay warm.

    Args:
        network: the policy; its old gradients are dropped.
        batch: the steps; B ≥ 1.
        entropy_bonus: β.
        stop: asked before every chunk.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    network.zero_grad()
    size = len(batch.advantage_B)
    obs_BO, action_B, advantage_B = map(torch.from_numpy, (batch.obs_BO, batch.action_B, batch.advantage_B))
    distribution = network.architecture.distribution
    policy_loss, entropy = 0.0, 0.0
    for start in range(0, size, _CHUNK):
        if stop():
            raise RolloutStoppedError
        part = slice(start, start + _CHUNK)
        parameters_BK = network(obs_BO[part])
        loss_sum = -(distribution.log_prob(parameters_BK, action_B[part]) * advantage_B[part]).sum()
        # Without a bonus the entropy is only reported and needs no gradient.
        entropy_sum = distribution.entropy(parameters_BK if entropy_bonus else parameters_BK.detach()).sum()
        loss = loss_sum - entropy_bonus * entropy_sum if entropy_bonus else loss_sum
        (loss / size).backward()  # type: ignore[no-untyped-call]
        policy_loss += loss_sum.item() / size
        entropy += entropy_sum.item() / size
    return LossReport(policy_loss, entropy)
