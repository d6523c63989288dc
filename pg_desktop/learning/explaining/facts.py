"""Figures of an update's stages that are not in its trace as they are.

Shape suffixes: P weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.running_statistics import Float64

_FROM_START: Final = "from start"
_LEARNED: Final = "value"


@dataclass(frozen=True)
class DiscountedSum:
    """How a Gₜ comes about.

    Attributes:
        terms: the first ones, each the weight of a reward, and the reward.
        more: whether others follow.
        total: Gₜ.
        from_start: whether rewards are discounted from the start of the episode on, and not from step t.
    """

    terms: tuple[tuple[float, float], ...]
    more: bool
    total: float
    from_start: bool = False


def discounted_sum(trace: Trace, episode: int, step: int, terms: int = 3) -> DiscountedSum | None:
    """The sum that Gₜ is; None where it is an estimate that ends in a learned value.

    Args:
        trace: the update.
        episode: which of its episodes, from 0.
        step: t.
        terms: how many are told at the most.
    """
    settings = trace.settings
    if trace.before.architecture.kind.values or settings.advantage == _LEARNED:
        return None
    last = int(trace.rollout.length_N[episode])
    from_start = settings.discounting == _FROM_START
    begin = step if from_start else 0
    told = range(step, min(step + terms, last))
    rewards = trace.judged.reward_TN[:, episode]
    return DiscountedSum(
        tuple((settings.gamma ** (begin + t - step), float(rewards[t])) for t in told),
        last - step > terms,
        float(trace.judged.return_TN[step, episode]),
        from_start,
    )


@dataclass(frozen=True)
class WholeStep:
    """The step that all weights together took, beside the gradient.

    Attributes:
        length: ‖Δθ‖.
        gradient: ‖∇L‖.
        plain: α · ‖∇L‖, as far as plain gradient descent would have gone.
        cosine: between Δθ and −∇L; None where either is 0.
    """

    length: float
    gradient: float
    plain: float
    cosine: float | None


def whole_step(trace: Trace) -> WholeStep | None:
    """Compare Adam's step with the gradient; None where the update followed many gradients."""
    if trace.gradient_P is None:
        return None
    gradient_P = trace.gradient_P.astype(np.float64)
    step_P = change_of(trace)
    length, gradient = float(np.linalg.norm(step_P)), float(np.linalg.norm(gradient_P))
    cosine = float(-(step_P @ gradient_P) / (length * gradient)) if length and gradient else None
    return WholeStep(length, gradient, trace.settings.learning_rate * gradient, cosine)


def change_of(trace: Trace) -> Float64:
    """Δθ: by how much the update changed each weight, in the order of `Architecture.learned_shapes`."""
    before, after = trace.before.parameters, trace.after.parameters
    names = trace.before.architecture.learned_shapes()
    return np.concatenate([(after[name].astype(np.float64) - before[name]).ravel() for name in names])
