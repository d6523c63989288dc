"""What algorithms for board games take gradient steps down on.

Shape suffixes: B positions, F observed numbers, A actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from pg_desktop.learning.games.game import Actions, Float32
from pg_desktop.learning.networks.valued_policy import ValuedPolicy
from pg_desktop.learning.stopping import RolloutStoppedError

_CHUNK: Final = 2048
"""Positions that go through the networks at once: their activations stay in the processor's cache."""
_NEVER: Final = 1e-12
"""A probability that is as good as 0."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves that were made, to be made likelier or less likely, and what positions turned out to be worth.

    Attributes:
        obs_BF: float32, what was seen.
        action_B: the move.
        log_prob_B: float32, the logarithm of its probability when it was made.
        advantage_B: float32, how much better it was than expected.
        target_B: float32, what the value network should say.
    """

    obs_BF: Float32
    action_B: Actions
    log_prob_B: Float32
    advantage_B: Float32
    target_B: Float32

    def __len__(self) -> int:
        return len(self.action_B)


@dataclass(frozen=True, eq=False)
class Shares:
    """How often each move should be made, and what positions are worth.

    Attributes:
        obs_BF: float32, what was seen.
        share_BA: float32, the probabilities wanted; each row sums to 1.
        target_B: float32, what the value network should say.
    """

    obs_BF: Float32
    share_BA: Float32
    target_B: Float32

    def __len__(self) -> int:
        return len(self.target_B)


class Sums:
    """Means over all positions that were learned from, however many steps that were."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = {}
        self._counts: dict[str, int] = {}

    def add(self, count: int, **values: float) -> None:
        """Take in means over `count` positions."""
        for key, value in values.items():
            self._sums[key] = self._sums.get(key, 0.0) + value * count
            self._counts[key] = self._counts.get(key, 0) + count

    def means(self) -> dict[str, float]:
        """By what they are of."""
        return {key: total / self._counts[key] for key, total in self._sums.items()}


def minibatches(count: int, size: int, rng: np.random.Generator, stop: Callable[[], bool]) -> Iterator[Actions]:
    """All positions once, in random order, in parts of nearly the same size.

    Args:
        count: how many positions there are; at least one.
        size: of a part, about.
        rng: draws the order.
        stop: asked before every part.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    for part in np.array_split(rng.permutation(count), max(1, round(count / size))):
        if stop():
            raise RolloutStoppedError
        yield part


def put_policy_gradient(
    nets: ValuedPolicy, moves: Moves, part: Actions, *, entropy_bonus: float, clip: float | None, sums: Sums
) -> None:
    """Put the gradient of a policy gradient's loss, and of the value network's, where the optimisers take it from.

    The loss is −mean(log π(a|s) · A) − β · mean H; or with a clip ε, −mean min(r A, clip(r, 1 − ε, 1 + ε) A) instead of
    the former, where r is the move's probability over the one it was made with (Schulman et al. 2017). V's is the mean
    of its squared error.

    Args:
        nets: what learns.
        moves: from what.
        part: which of them.
        entropy_bonus: β.
        clip: ε; None for the plain policy gradient.
        sums: takes in what was found.
    """
    nets.zero_grad()
    distribution = nets.architecture.distribution
    for rows in _chunks(part):
        obs, action, old, advantage, target = (
            torch.from_numpy(array[rows])
            for array in (moves.obs_BF, moves.action_B, moves.log_prob_B, moves.advantage_B, moves.target_B)
        )
        outputs = nets.trained.network(obs)
        log_prob = distribution.log_prob(outputs, action)
        entropy = distribution.entropy(outputs)
        gain = log_prob * advantage if clip is None else clipped_gain(log_prob, old, advantage, clip)
        error = nets.values(obs) - target
        loss = (error * error - gain - entropy_bonus * entropy).sum() / len(part)
        loss.backward()  # type: ignore[no-untyped-call]
        change = (old - log_prob).detach()
        sums.add(
            len(rows),
            value_loss=float((error * error).mean().detach()),
            entropy=float(entropy.mean().detach()),
            # Of the means of old − new it is the one without bias whose terms are never negative (Schulman 2020).
            policy_shift=float((torch.exp(-change) - 1 + change).mean()),
        )


def clipped_gain(log_prob: Tensor, old_log_prob: Tensor, advantage: Tensor, clip: float) -> Tensor:
    """PPO's objective of each move: min(r A, clip(r, 1 − ε, 1 + ε) A)."""
    ratio = torch.exp(log_prob - old_log_prob)
    return torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)


def put_imitation_gradient(
    nets: ValuedPolicy, shares: Shares, part: Actions, *, sums: Sums, distance: str = ""
) -> None:
    """Put the gradient of −mean Σₐ p(a) log π(a|s), and of the value network's loss, where the optimisers take it from.

    Args:
        nets: what learns.
        shares: from what.
        part: which of them.
        sums: takes in what was found.
        distance: what the mean KL(p ‖ π) is called there; "" for nothing.
    """
    nets.zero_grad()
    for rows in _chunks(part):
        obs, share, target = (
            torch.from_numpy(array[rows]) for array in (shares.obs_BF, shares.share_BA, shares.target_B)
        )
        log_probs = nets.trained.network(obs).log_softmax(-1)
        cross_entropy = -(share * log_probs).sum(-1)
        error = nets.values(obs) - target
        ((cross_entropy + error * error).sum() / len(part)).backward()
        with torch.no_grad():
            found = {
                "value_loss": float((error * error).mean()),
                "entropy": float(-(log_probs.exp() * log_probs).sum(-1).mean()),
            }
            if distance:
                own = -(share * share.clamp_min(_NEVER).log()).sum(-1)
                found[distance] = float((cross_entropy - own).mean())
        sums.add(len(rows), **found)


def _chunks(part: Actions) -> Iterator[Actions]:
    for start in range(0, len(part), _CHUNK):
        yield part[start : start + _CHUNK]
