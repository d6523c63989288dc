"""Action distributions: how the network's outputs become a random action, and how they are looked at."""

from pg_desktop.learning.acting.distributions.action_values import ActionValues
from pg_desktop.learning.acting.distributions.arrays import Float32
from pg_desktop.learning.acting.distributions.base import ActionDistribution
from pg_desktop.learning.acting.distributions.choose import DistributionKind, Family, StdSource, distribution_for
from pg_desktop.learning.acting.distributions.discrete import Categorical, MultiBernoulli, MultiCategorical
from pg_desktop.learning.acting.distributions.gaussian import Gaussian, SquashedGaussian
from pg_desktop.learning.acting.distributions.parts import ChoicePart, DensityPart, Part, ValuePart

__all__ = [
    "ActionDistribution",
    "ActionValues",
    "Categorical",
    "ChoicePart",
    "DensityPart",
    "DistributionKind",
    "Family",
    "Float32",
    "Gaussian",
    "MultiBernoulli",
    "MultiCategorical",
    "Part",
    "SquashedGaussian",
    "StdSource",
    "ValuePart",
    "distribution_for",
]
