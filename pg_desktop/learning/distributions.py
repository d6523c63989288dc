"""Action distributions: how the network's outputs become a random action.

Acting and learning need the same distribution in two worlds. Acting (`noise`, `sample`, `mode`, `shown`) works on
NumPy arrays, a few microseconds a call. Learning (`log_prob`, `entropy`, `kl`) works on torch tensors and is written
with their methods alone, so that this module imports no torch and a policy can act in a process that never loads it.

Shape suffixes: N environments, B batch, K distribution parameters, A actions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.spaces import DiscreteSpace

if TYPE_CHECKING:
    from torch import Tensor

Float32 = NDArray[np.float32]


@dataclass(frozen=True)
class ActionDistribution(ABC):
    """A family of distributions over actions, π(a|s), with `parameter_size` parameters for each state."""

    @property
    @abstractmethod
    def parameter_size(self) -> int:
        """K, how many numbers the network puts out for a state."""

    @property
    @abstractmethod
    def output_name(self) -> str:
        """What the network's last layer is called in policy files."""

    @property
    @abstractmethod
    def action_dtype(self) -> np.dtype[Any]:
        """The dtype of an action in a batch."""

    @abstractmethod
    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Random numbers, float32 of shape (*shape, K), of which `sample` makes actions."""

    @abstractmethod
    def sample(self, parameters_NK: Float32, noise_NK: Float32) -> NDArray[Any]:
        """Actions, one a row, distributed as π when the noise is fresh."""

    @abstractmethod
    def mode(self, parameters_NK: Float32) -> NDArray[Any]:
        """The most probable action of each row."""

    @abstractmethod
    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """The logarithm of π(a|s) in nats, shape (B,), differentiable in the parameters."""

    @abstractmethod
    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """H(π(·|s)) in nats, shape (B,), differentiable in the parameters."""

    @abstractmethod
    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """KL(old ‖ new) in nats, shape (B,)."""


@dataclass(frozen=True)
class Categorical(ActionDistribution):
    """π(a|s) = softmax(logits(s))ₐ over `n` actions.

    Samples with the Gumbel-max trick (Gumbel 1954; Maddison, Tarlow, Minka 2014): argmaxₐ (logitₐ + gₐ) with
    standard Gumbel noise g is distributed as softmax(logits). The noise does not depend on the policy, so that it can
    be drawn for many steps at once.
    """

    n: int

    @property
    def parameter_size(self) -> int:
        """One logit an action."""
        return self.n

    @property
    def output_name(self) -> str:
        """See `ActionDistribution.output_name`."""
        return "logits"

    @property
    def action_dtype(self) -> np.dtype[Any]:
        """Whole numbers from 0 to n − 1."""
        return np.dtype(np.int64)

    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Standard Gumbel noise: −log E with E standard exponential."""
        exponential = rng.standard_exponential((*shape, self.n), dtype=np.float32)
        # The float32 generator can return an exact 0, whose logarithm would be an infinite preference; the smallest
        # other value is 1.5e-8.
        np.maximum(exponential, np.float32(1e-8), out=exponential)
        np.log(exponential, out=exponential)
        return np.negative(exponential, out=exponential)

    def sample(self, parameters_NK: Float32, noise_NK: Float32) -> NDArray[np.int64]:
        """Int64 of shape (N,)."""
        actions: NDArray[np.int64] = (parameters_NK + noise_NK).argmax(-1)
        return actions

    def mode(self, parameters_NK: Float32) -> NDArray[np.int64]:
        """Int64 of shape (N,)."""
        actions: NDArray[np.int64] = parameters_NK.argmax(-1)
        return actions

    def probabilities(self, logits_NK: Float32) -> Float32:
        """softmax(logits), float32 of shape (N, n)."""
        shifted = np.exp(logits_NK - logits_NK.max(-1, keepdims=True))
        result: Float32 = shifted / shifted.sum(-1, keepdims=True)
        return result

    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """See `ActionDistribution.log_prob`."""
        return parameters_BK.log_softmax(-1).gather(-1, action_B.unsqueeze(-1)).squeeze(-1)

    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """See `ActionDistribution.entropy`."""
        log_probs = parameters_BK.log_softmax(-1)
        return -(log_probs.exp() * log_probs).sum(-1)

    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """See `ActionDistribution.kl`."""
        old, new = old_BK.log_softmax(-1), new_BK.log_softmax(-1)
        return (old.exp() * (old - new)).sum(-1)


def distribution_for(space: DiscreteSpace) -> Categorical:
    """The family of distributions that fits an action space."""
    return Categorical(space.n)
