"""An update laid open: everything that went into it and came of it, to be looked at.

Shape suffixes: T time, N episodes, P weights.
"""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.settings.table import Settings


@dataclass(frozen=True, eq=False)
class Judged:
    """What an algorithm made of each step that was played. All are float64 (T, N) and mean nothing outside the mask.

    Attributes:
        reward_TN: the rewards as learning took them, scaled where the settings ask for that.
        return_TN: what followed: the discounted sum Gₜ of these, or an estimate of it that ends in a learned value:
            the λ-return of a value network, the target y = r + γ max Q′(s′, ·) of DQN.
        baseline_TN: what was expected: the mean of others, V(sₜ), Q(sₜ, aₜ); 0 without a baseline.
        advantage_TN: what weighed the step: their difference, scaled where the settings ask for that.
    """

    reward_TN: Float64
    return_TN: Float64
    baseline_TN: Float64
    advantage_TN: Float64


@dataclass(frozen=True, eq=False)
class Trace:
    """One update. Nobody writes to its arrays.

    Attributes:
        update: its number in the run, from 1.
        settings: in force.
        rollout: the episodes that were played.
        before: the policy that began to play.
        after: the same with the weights that the update left; both scale observations as `before` did.
        judged: what was made of each step.
        gradient_P: of the loss in all learned weights, float32, see `Architecture.arrays_of`; None where the update
            took many steps, each along another gradient.
    """

    update: int
    settings: Settings
    rollout: Rollout
    before: Policy
    after: Policy
    judged: Judged
    gradient_P: Float32 | None
