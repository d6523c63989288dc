"""Distributions over discrete actions: one choice, several choices, several switches.

Shape suffixes: N environments, B batch, K logits, D choices or switches made at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions.arrays import Float32
from pg_desktop.learning.acting.distributions.base import ActionDistribution
from pg_desktop.learning.acting.distributions.parts import ChoicePart

if TYPE_CHECKING:
    from torch import Tensor


def gumbel_noise(rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
    """Standard Gumbel noise, float32: −log E with E standard exponential."""
    exponential = rng.standard_exponential(shape, dtype=np.float32)
    # The float32 generator can return an exact 0, whose logarithm would be an infinite preference; the smallest
    # other value is 1.5e-8.
    np.maximum(exponential, np.float32(1e-8), out=exponential)
    np.log(exponential, out=exponential)
    return np.negative(exponential, out=exponential)


def softmax(logits_NK: Float32) -> Float32:
    """Float32 of the same shape; each row sums to 1."""
    shifted = np.exp(logits_NK - logits_NK.max(-1, keepdims=True))
    result: Float32 = shifted / shifted.sum(-1, keepdims=True)
    return result


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

    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Standard Gumbel noise, one number a logit."""
        return gumbel_noise(rng, (*shape, self.n))

    def sample(self, parameters_NK: Float32, noise: Float32) -> NDArray[np.int64]:
        """Int64 of shape (N,)."""
        actions: NDArray[np.int64] = (parameters_NK + noise).argmax(-1)
        return actions

    def mode(self, parameters_NK: Float32) -> NDArray[np.int64]:
        """The most probable action: int64 of shape (N,)."""
        actions: NDArray[np.int64] = parameters_NK.argmax(-1)
        return actions

    def parts(self, parameters_K: Float32, action: Any) -> tuple[ChoicePart, ...]:
        """See `ActionDistribution.parts`."""
        return (ChoicePart(softmax(parameters_K), None if action is None else int(action)),)

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


@dataclass(frozen=True)
class MultiCategorical(ActionDistribution):
    """Independent choices made at once: a product of `Categorical`s, the i-th over `counts[i]` alternatives."""

    counts: tuple[int, ...]

    @property
    def parameter_size(self) -> int:
        """One logit an alternative, choice after choice."""
        return sum(self.counts)

    @property
    def output_name(self) -> str:
        """See `ActionDistribution.output_name`."""
        return "logits"

    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Standard Gumbel noise, one number a logit."""
        return gumbel_noise(rng, (*shape, self.parameter_size))

    def sample(self, parameters_NK: Float32, noise: Float32) -> NDArray[np.int64]:
        """Int64 of shape (N, D)."""
        return self.mode(parameters_NK + noise)

    def mode(self, parameters_NK: Float32) -> NDArray[np.int64]:
        """The most probable alternatives: int64 of shape (N, D)."""
        return np.stack([parameters_NK[..., part].argmax(-1) for part in self._slices()], -1)

    def parts(self, parameters_K: Float32, action: Any) -> tuple[ChoicePart, ...]:
        """See `ActionDistribution.parts`."""
        chosen = [None] * len(self.counts) if action is None else [int(choice) for choice in action]
        return tuple(
            ChoicePart(softmax(parameters_K[part]), choice) for part, choice in zip(self._slices(), chosen, strict=True)
        )

    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """See `ActionDistribution.log_prob`."""
        return sum(one.log_prob(parameters_BK[:, part], action_B[:, i]) for i, (one, part) in enumerate(self._ones()))  # type: ignore[return-value]

    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """See `ActionDistribution.entropy`."""
        return sum(one.entropy(parameters_BK[:, part]) for one, part in self._ones())  # type: ignore[return-value]

    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """See `ActionDistribution.kl`."""
        return sum(one.kl(old_BK[:, part], new_BK[:, part]) for one, part in self._ones())  # type: ignore[return-value]

    def _slices(self) -> list[slice]:
        return [slice(first, stop) for first, stop in pairwise(accumulate(self.counts, initial=0))]

    def _ones(self) -> list[tuple[Categorical, slice]]:
        return [(Categorical(count), part) for count, part in zip(self.counts, self._slices(), strict=True)]


@dataclass(frozen=True)
class MultiBernoulli(ActionDistribution):
    """`n` independent switches, each on with probability sigmoid(logit).

    Samples as `Categorical` does: the difference of two Gumbel variables is logistic, so a switch is on where its
    logit outweighs logistic noise.
    """

    n: int

    @property
    def parameter_size(self) -> int:
        """One logit a switch."""
        return self.n

    @property
    def output_name(self) -> str:
        """See `ActionDistribution.output_name`."""
        return "logits"

    def noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Float32:
        """Standard logistic noise, one number a switch."""
        return gumbel_noise(rng, (*shape, self.n)) - gumbel_noise(rng, (*shape, self.n))

    def sample(self, parameters_NK: Float32, noise: Float32) -> NDArray[np.int8]:
        """Int8 of shape (N, D)."""
        return (parameters_NK + noise > 0).astype(np.int8)

    def mode(self, parameters_NK: Float32) -> NDArray[np.int8]:
        """Int8 of shape (N, D): on where that is more probable."""
        return (parameters_NK > 0).astype(np.int8)

    def parts(self, parameters_K: Float32, action: Any) -> tuple[ChoicePart, ...]:
        """See `ActionDistribution.parts`."""
        chosen = [None] * self.n if action is None else [int(switch) for switch in action]
        off_and_on = softmax(np.stack([np.zeros_like(parameters_K), parameters_K], -1))
        return tuple(ChoicePart(*part) for part in zip(off_and_on, chosen, strict=True))

    def log_prob(self, parameters_BK: Tensor, action_B: Tensor) -> Tensor:
        """See `ActionDistribution.log_prob`."""
        signs = 2 * action_B.to(parameters_BK.dtype) - 1
        return -_softplus(-signs * parameters_BK).sum(-1)

    def entropy(self, parameters_BK: Tensor) -> Tensor:
        """See `ActionDistribution.entropy`."""
        on = parameters_BK.sigmoid()
        return (on * _softplus(-parameters_BK) + (1 - on) * _softplus(parameters_BK)).sum(-1)

    def kl(self, old_BK: Tensor, new_BK: Tensor) -> Tensor:
        """See `ActionDistribution.kl`."""
        on = old_BK.sigmoid()
        when_on = _softplus(-new_BK) - _softplus(-old_BK)
        when_off = _softplus(new_BK) - _softplus(old_BK)
        return (on * when_on + (1 - on) * when_off).sum(-1)


def _softplus(x: Tensor) -> Tensor:
    """log(1 + eˣ) without overflow."""
    return x.logaddexp(x.new_zeros(()))
