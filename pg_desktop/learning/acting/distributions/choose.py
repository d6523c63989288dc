"""The one place that chooses a distribution for an action space."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pg_desktop.learning.acting.distributions.action_values import ActionValues
from pg_desktop.learning.acting.distributions.base import ActionDistribution
from pg_desktop.learning.acting.distributions.discrete import Categorical, MultiBernoulli, MultiCategorical
from pg_desktop.learning.acting.distributions.gaussian import Gaussian, SquashedGaussian
from pg_desktop.learning.worlds.spaces import ActionSpace, BoxSpace, DiscreteSpace, MultiBinarySpace, MultiDiscreteSpace
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


class Family(StrEnum):
    """The distributions that an action of real numbers can have."""

    GAUSSIAN = "gaussian"
    SQUASHED = "squashed"


class StdSource(StrEnum):
    """Where a Gaussian policy has its σ from."""

    FREE = "free"
    STATE = "state"


@dataclass(frozen=True)
class DistributionKind:
    """What can be chosen about the distribution of actions.

    Attributes:
        family: of continuous actions.
        std_source: of continuous actions.
        values: whether a single choice is made by what each action is worth, and not by its probability.
    """

    family: Family = Family.GAUSSIAN
    std_source: StdSource = StdSource.FREE
    values: bool = False


def distribution_for(space: ActionSpace, kind: DistributionKind) -> ActionDistribution:
    """The distribution over the actions of a space.

    Raises:
        UserError: if a squashed distribution is asked for where actions have no bounds.
    """
    match space:
        case DiscreteSpace(n, masked):
            return ActionValues(n, masked) if kind.values else Categorical(n)
        case MultiDiscreteSpace(counts):
            return MultiCategorical(counts)
        case MultiBinarySpace(n):
            return MultiBernoulli(n)
        case BoxSpace():
            free = kind.std_source is StdSource.FREE
            if kind.family is Family.GAUSSIAN:
                return Gaussian(space, free)
            if space.bounded:
                return SquashedGaussian(space, free)
    raise UserError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "A squashed Gaussian needs actions with bounds, but these have none; set action_distribution to gaussian.",
        )
    )
