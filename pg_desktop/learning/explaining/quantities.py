"""What a policy's distribution comes to in a state: probabilities, entropy, what actions are worth, μ and σ.

Shape suffixes: G states, K network outputs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

import numpy as np

from pg_desktop.learning.acting.distributions import (
    ActionDistribution,
    ActionValues,
    Categorical,
    Float32,
    Gaussian,
    MultiBernoulli,
    MultiCategorical,
    SquashedGaussian,
)
from pg_desktop.learning.acting.distributions.gaussian import LOG_STD_MAX, LOG_STD_MIN
from pg_desktop.learning.acting.distributions.parts import NODES_X, WEIGHTS_X

Read = Callable[[Float32], Float32]


class Kind(StrEnum):
    """What is looked at."""

    PROBABILITY = "probability"
    ENTROPY = "entropy"
    ACTION_VALUE = "actionValue"
    LEAD = "lead"
    BEST_VALUE = "bestValue"
    MEAN = "mean"
    STD = "std"
    STATE_VALUE = "stateValue"


@dataclass(frozen=True)
class Quantity:
    """One number of a state.

    Attributes:
        kind: what it is. `LEAD` is by how much Q(s, a) is above that of the best other action; `MEAN` is μ, of a
            squashed number the action that it becomes, the median.
        part: which dimension of the action.
        choice: which of the alternatives.
    """

    kind: Kind
    part: int = 0
    choice: int = 0


def quantities_of(distribution: ActionDistribution, *, state_values: bool = False) -> tuple[Quantity, ...]:
    """All that can be looked at, the one that tells most at first.

    Args:
        distribution: of the policy.
        state_values: whether there is a value network.
    """
    quantities = [*_of_actions(distribution)]
    if state_values:
        quantities.append(Quantity(Kind.STATE_VALUE))
    return tuple(quantities)


def _of_actions(distribution: ActionDistribution) -> list[Quantity]:
    # The last alternative first: that is "right" wherever actions are "left" and "right".
    match distribution:
        case Categorical(n):
            return [*(Quantity(Kind.PROBABILITY, 0, c) for c in reversed(range(n))), Quantity(Kind.ENTROPY)]
        case MultiCategorical(counts):
            choices = [Quantity(Kind.PROBABILITY, d, c) for d, n in enumerate(counts) for c in reversed(range(n))]
            return [*choices, Quantity(Kind.ENTROPY)]
        case MultiBernoulli(n):
            return [*(Quantity(Kind.PROBABILITY, d, 1) for d in range(n)), Quantity(Kind.ENTROPY)]
        case ActionValues(n):
            values = [Quantity(kind, 0, c) for kind in (Kind.LEAD, Kind.ACTION_VALUE) for c in reversed(range(n))]
            return [*(values if n > 1 else values[1:]), Quantity(Kind.BEST_VALUE)]
        case Gaussian():
            size = distribution.space.size
            numbers = [Quantity(kind, d) for kind in (Kind.MEAN, Kind.STD) for d in range(size)]
            return [*numbers, Quantity(Kind.ENTROPY)]
    return []


def highest_entropy(distribution: ActionDistribution) -> float | None:
    """What the entropy can be at the most, in nats; None where there is no bound."""
    match distribution:
        case Categorical(n):
            return math.log(n)
        case MultiCategorical(counts):
            return sum(map(math.log, counts))
        case MultiBernoulli(n):
            return n * math.log(2)
    return None


def reader(distribution: ActionDistribution, free_F: Float32 | None, quantity: Quantity) -> Read:
    """What makes a quantity of a network's outputs, float32 (K, G) → float32 (G,).

    Args:
        distribution: of the policy.
        free_F: its parameters that are the same in every state.
        quantity: one of `quantities_of` it.

    Raises:
        ValueError: if it has no such quantity.
    """
    read: Read | None = None
    match distribution:
        case Categorical() | MultiCategorical() | MultiBernoulli():
            read = _of_choices(distribution, quantity)
        case ActionValues():
            read = _of_values(quantity)
        case Gaussian():
            read = _of_numbers(distribution, free_F, quantity)
    if read is None:
        raise ValueError(f"no {quantity.kind} here")
    return read


def _of_choices(distribution: Categorical | MultiCategorical | MultiBernoulli, quantity: Quantity) -> Read | None:
    parts = _parts(distribution)
    if quantity.kind is Kind.PROBABILITY:
        part, choice, switches = parts[quantity.part], quantity.choice, isinstance(distribution, MultiBernoulli)

        def probability(out_KG: Float32) -> Float32:
            logits_KG = _off_and_on(out_KG[part]) if switches else out_KG[part]
            share_G: Float32 = _softmax(logits_KG)[choice]
            return share_G

        return probability
    if quantity.kind is Kind.ENTROPY:
        of = _off_and_on if isinstance(distribution, MultiBernoulli) else _as_it_is
        return lambda out_KG: sum((_entropy(of(out_KG[part])) for part in parts[1:]), _entropy(of(out_KG[parts[0]])))
    return None


def _of_values(quantity: Quantity) -> Read | None:
    choice = quantity.choice
    if quantity.kind is Kind.ACTION_VALUE:
        return lambda out_KG: out_KG[choice]
    if quantity.kind is Kind.BEST_VALUE:

        def best(out_KG: Float32) -> Float32:
            values: Float32 = out_KG.max(0)
            return values

        return best
    if quantity.kind is Kind.LEAD:

        def lead(out_KG: Float32) -> Float32:
            ahead: Float32 = out_KG[choice] - np.delete(out_KG, choice, 0).max(0)
            return ahead

        return lead
    return None


def _of_numbers(distribution: Gaussian, free_F: Float32 | None, quantity: Quantity) -> Read | None:
    size, part = distribution.space.size, quantity.part

    def log_std(out_KG: Float32, number: int) -> Float32:
        given = np.full(out_KG.shape[1], free_F[number]) if free_F is not None else out_KG[size + number]
        bounded: Float32 = np.clip(given, np.float32(LOG_STD_MIN), np.float32(LOG_STD_MAX))
        return bounded

    if quantity.kind is Kind.MEAN:
        if not isinstance(distribution, SquashedGaussian):
            return lambda out_KG: out_KG[part]
        low, high = distribution.space.low[part], distribution.space.high[part]
        centre, half = np.float32(low / 2 + high / 2), np.float32(high / 2 - low / 2)

        def median(out_KG: Float32) -> Float32:
            actions: Float32 = centre + half * np.tanh(out_KG[part])
            return actions

        return median
    if quantity.kind is Kind.STD:

        def std(out_KG: Float32) -> Float32:
            sigma: Float32 = np.exp(log_std(out_KG, part))
            return sigma

        return std
    if quantity.kind is Kind.ENTROPY:
        constant = np.float32(0.5 * size * math.log(2 * math.pi * math.e))

        def entropy(out_KG: Float32) -> Float32:
            log_std_NG = np.stack([log_std(out_KG, number) for number in range(size)])
            normal_G: Float32 = log_std_NG.sum(0) + constant
            if not isinstance(distribution, SquashedGaussian):
                return normal_G
            return normal_G + _squashing(distribution, out_KG[:size], np.exp(log_std_NG))

        return entropy
    return None


def _squashing(distribution: SquashedGaussian, mean_NG: Float32, std_NG: Float32) -> Float32:
    """What squashing adds to the entropy of normal variables: the mean of log(h (1 − tanh² u)), float32 (G,).

    Shape suffixes: N numbers of an action.
    """
    added_G = np.zeros(mean_NG.shape[1], np.float32)
    for number, (mean_G, std_G) in enumerate(zip(mean_NG, std_NG, strict=True)):
        half = distribution.space.high[number] / 2 - distribution.space.low[number] / 2
        added_G += np.float32(2 * math.log(2) + math.log(half))
        for node, weight in zip(NODES_X.astype(np.float32), WEIGHTS_X.astype(np.float32), strict=True):
            size_G = np.abs(mean_G + std_G * node)
            added_G -= 2 * weight * (size_G + np.log1p(np.exp(-2 * size_G)))
    return added_G


def _parts(distribution: Categorical | MultiCategorical | MultiBernoulli) -> list[slice]:
    match distribution:
        case Categorical(n):
            return [slice(0, n)]
        case MultiCategorical(counts):
            return [slice(first, stop) for first, stop in pairwise(accumulate(counts, initial=0))]
        case MultiBernoulli(n):
            return [slice(switch, switch + 1) for switch in range(n)]


def _as_it_is(out_KG: Float32) -> Float32:
    return out_KG


def _off_and_on(logit_KG: Float32) -> Float32:
    return np.concatenate([np.zeros_like(logit_KG), logit_KG])


def _softmax(logits_KG: Float32) -> Float32:
    shifted = np.exp(logits_KG - logits_KG.max(0))
    result: Float32 = shifted / shifted.sum(0)
    return result


def _entropy(logits_KG: Float32) -> Float32:
    shifted = logits_KG - logits_KG.max(0)
    exponential = np.exp(shifted)
    total = exponential.sum(0)
    # log Σ eˢ − Σ s eˢ / Σ eˢ: nothing is undefined where a probability is 0.
    result: Float32 = np.log(total) - (shifted * exponential).sum(0) / total
    return result
