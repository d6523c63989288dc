"""Normal distributions over actions that are real numbers.

Shape suffixes: N environments, B batch, K distribution parameters (A means, then A log standard deviations), A numbers
of an action, X points of a quadrature.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions.arrays import Float32
from pg_desktop.learning.acting.distributions.base import ActionDistribution
from pg_desktop.learning.acting.distributions.parts import NODES_X, WEIGHTS_X, DensityPart
from pg_desktop.learning.worlds.spaces import BoxSpace

if TYPE_CHECKING:
    from torch import Tensor

LOG_STD_MIN: Final = -5.0
LOG_STD_MAX: Final = 2.0
"""The network's or the free log σ counts as this where it lies beyond: σ stays between 0.0067 and 7.4."""

_LOG_2PI: Final = math.log(2 * math.pi)


@dataclass(frozen=True)
class Gaussian(ActionDistribution):
    """π(a|s) = Π N(aᵢ; μᵢ(s), σᵢ): independent normal variables, in the environment's units.

    What lies beyond the bounds is drawn and judged as it is, and limited for the environment alone: log π stays the
    logarithm of a density, and its gradient unbiased.

    Attributes:
        space: the actions.
        free_std: whether σ is the same in every state, a weight of its own, rather than an output of the network.
    """

    space: BoxSpace
    free_std: bool

    @property
    def parameter_size(self) -> int:
        """μ and log σ of each number."""
        return 2 * self.space.size

    @property
    def free_size(self) -> int:
        """See `ActionDistribution.free_size`."""
        return self.space.size if self.free_std else 0

    @property
    def output_name(self) -> str:
        """See `ActionDistribution.output_name`."""
        return "mean" if self.free_std else "mean_and_log_std"

    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Standard normal, one number a dimension."""
        return rng.standard_normal((*shape, self.space.size), dtype=np.float32)

    def sample(self, parameters_NK: Float32, noise: Float32) -> Float32:
        """Float32 of shape (N, A)."""
        size = self.space.size
        std_NA: Float32 = np.exp(np.clip(parameters_NK[..., size:], LOG_STD_MIN, LOG_STD_MAX))
        sample_NA: Float32 = parameters_NK[..., :size] + std_NA * noise
        return sample_NA

    def mode(self, parameters_NK: Float32) -> Float32:
        """μ: float32 of shape (N, A)."""
        return parameters_NK[..., : self.space.size].copy()

    def environment_action(self, actions: NDArray[Any]) -> NDArray[Any]:
        """The nearest action within the bounds: float32, or float64 where float32 does not know a bound."""
        limited: NDArray[Any] = np.clip(actions, *self._bounds)
        return limited

    def parts(self, parameters_K: Float32, action: Any) -> tuple[DensityPart, ...]:
        """See `ActionDistribution.parts`."""
        return self._parts(parameters_K, action, squashed=False)

    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """See `ActionDistribution.log_prob`."""
        mean_BA, log_std_BA = self._split(parameters_BK)
        standard_BA = (action_B - mean_BA) * (-log_std_BA).exp()
        return (-0.5 * (standard_BA * standard_BA + _LOG_2PI) - log_std_BA).sum(-1)

    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """See `ActionDistribution.entropy`; differential, so it may be negative."""
        return (self._split(parameters_BK)[1] + 0.5 * (_LOG_2PI + 1)).sum(-1)

    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """See `ActionDistribution.kl`."""
        (old_mean, old_log_std), (new_mean, new_log_std) = self._split(old_BK), self._split(new_BK)
        precision = (-2 * new_log_std).exp()
        difference = old_mean - new_mean
        spread = ((2 * old_log_std).exp() + difference * difference) * precision
        return (new_log_std - old_log_std + 0.5 * (spread - 1)).sum(-1)

    @cached_property
    def _bounds(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Lower and upper, as exact as the environment has them: 0.1 is less than what float32 makes of it."""
        exact = np.array(self.space.low), np.array(self.space.high)
        with np.errstate(over="ignore"):
            rounded = exact[0].astype(np.float32), exact[1].astype(np.float32)
        return rounded if all(map(np.array_equal, rounded, exact)) else exact

    def _split(self, parameters_BK: Tensor) -> tuple[Tensor, Tensor]:
        """μ and log σ within its bounds."""
        size = self.space.size
        return parameters_BK[..., :size], _bounded(parameters_BK[..., size:])

    def _parts(self, parameters_K: Float32, action: Any, *, squashed: bool) -> tuple[DensityPart, ...]:
        size = self.space.size
        chosen = [None] * size if action is None else [float(number) for number in action]
        std = np.exp(np.clip(parameters_K[size:], LOG_STD_MIN, LOG_STD_MAX))
        return tuple(
            DensityPart(float(mean), float(sigma), low, high, squashed, number)
            for mean, sigma, low, high, number in zip(
                parameters_K[:size], std, self.space.low, self.space.high, chosen, strict=True
            )
        )


@dataclass(frozen=True)
class SquashedGaussian(Gaussian):
    """a = c + h · tanh(u) with u normal: always within the bounds c ± h (Haarnoja et al. 2018, appendix C).

    What is drawn and judged is u, of which a is a function one to one; the density is that of a, with the Jacobian's
    correction: log π(a|s) = log N(u; μ, σ) − Σ log h (1 − tanh² u). A greedy policy takes u = μ, the median.
    """

    def environment_action(self, actions: NDArray[Any]) -> NDArray[Any]:
        """Within the bounds: c + h · tanh(u); of the types that `Gaussian.environment_action` has."""
        centre, half = self._centre_and_half
        # Rounding could lead beyond a bound where tanh is ±1.
        return super().environment_action(centre + half * np.tanh(actions))

    def parts(self, parameters_K: Float32, action: Any) -> tuple[DensityPart, ...]:
        """See `ActionDistribution.parts`."""
        taken = None if action is None else self.environment_action(np.asarray(action))
        return self._parts(parameters_K, taken, squashed=True)

    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """See `ActionDistribution.log_prob`."""
        return super().log_prob(parameters_BK, action_B) - self._log_slope(action_B).sum(-1)

    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """H(u) + E[Σ log h (1 − tanh² u)], the expectation summed up over `NODES_X`."""
        mean_BA, log_std_BA = self._split(parameters_BK)
        node_X, weight_X = parameters_BK.new_tensor(NODES_X), parameters_BK.new_tensor(WEIGHTS_X)
        u_BAX = mean_BA.unsqueeze(-1) + log_std_BA.exp().unsqueeze(-1) * node_X
        slope_BA = ((_log_cosh_slope(u_BAX)) * weight_X).sum(-1)
        half = parameters_BK.new_tensor(self._centre_and_half[1])
        return super().entropy(parameters_BK) + (slope_BA + half.log()).sum(-1)

    def _log_slope(self, u_BA: Tensor) -> Tensor:
        half = u_BA.new_tensor(self._centre_and_half[1])
        return _log_cosh_slope(u_BA) + half.log()

    @cached_property
    def _centre_and_half(self) -> tuple[NDArray[Any], NDArray[Any]]:
        low, high = (bound / 2 for bound in self._bounds)  # halved first: the sum might be too large a number
        return low + high, high - low


def _bounded(log_std: Tensor) -> Tensor:
    """Log σ within its bounds to the last bit; a gradient that leads back to them passes, one further out does not.

    That is "zeroing gradients" (Hausknecht and Stone 2016), where a plain clamp would zero them all: a state in which
    the network's log σ has left the bounds, or has begun beyond them, could never bring it back. A smooth bound, such
    as that of Chua et al. 2018, would make another σ of the weights that files hold.
    """
    bounded = log_std.clamp(LOG_STD_MIN, LOG_STD_MAX)
    if not log_std.requires_grad:
        return bounded
    given = log_std.detach()
    passing = bounded.detach() + (log_std - given)

    def inward(gradient: Tensor) -> Tensor:
        # What is learned is moved against its gradient.
        outward = ((given > LOG_STD_MAX) & (gradient < 0)) | ((given < LOG_STD_MIN) & (gradient > 0))
        return gradient.masked_fill(outward, 0.0)

    passing.register_hook(inward)  # type: ignore[no-untyped-call]
    return passing


def _log_cosh_slope(u: Tensor) -> Tensor:
    """log(1 − tanh² u), exact also where tanh rounds to 1."""
    size = u.abs()
    return 2 * (math.log(2) - size - (-2 * size).exp().log1p())
