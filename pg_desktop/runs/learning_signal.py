"""Noticing that there is nothing to learn from: no action looks better than another, or none is tried any more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.runs.columns import UpdateBlock
from pg_desktop.runs.history import History

UPDATES: Final = 10
"""Updates on end in which there is nothing to learn from."""
EPISODES: Final = 200
"""Episodes that these play at least, or else there must be more updates: a few may come out alike by chance."""
LOSS: Final = 1e-6
"""A policy loss up to which it counts as 0."""
ENTROPY: Final = 1e-3
"""Entropy in nats up to which a policy that chooses among a few actions has no doubt left."""


class Cause(StrEnum):
    """Why there is nothing to learn from."""

    SAME_RETURN = "same return"
    NO_ADVANTAGE = "no advantage"
    NO_ENTROPY = "no entropy"


@dataclass(frozen=True)
class MissingSignal:
    """There has been nothing to learn from.

    Attributes:
        cause: why.
        updates: on end, up to now.
        episodes: played in them.
        mean_return: of these.
    """

    cause: Cause
    updates: int
    episodes: int
    mean_return: float


def missing_signal(
    history: History, *, since: int = 0, target: float | None = None, choice: bool = True
) -> MissingSignal | None:
    """Look whether there is nothing to learn from, at the end of a run.

    There is not if all episodes of the last updates had the same return though exploration has come to its end, if
    advantages and so the policy loss were 0 in all of them, or if the policy had no entropy left in any. Where returns
    have reached the target, none of this matters.

    Args:
        history: of the run.
        since: updates that it has in common with the one it branched from, which count for nothing here.
        target: the mean return at which it counts as solved, or None.
        choice: whether actions are a choice among a few; the entropy of others has no lower end.

    Returns:
        The first of the causes that holds, or None.
    """
    updates = max(UPDATES, history.updates_of_last(EPISODES))
    if history.updates - since < updates or history.episodes < EPISODES:
        return None
    block = history.since(history.updates - updates)
    mean_return = float(block.returns_E.mean(dtype=np.float64))
    if target is not None and mean_return >= target:
        return None
    cause = _cause(block, choice=choice, target=target)
    return None if cause is None else MissingSignal(cause, updates, len(block.returns_E), mean_return)


def _cause(block: UpdateBlock, *, choice: bool, target: float | None) -> Cause | None:
    same = bool((block.returns_E == block.returns_E[0]).all())
    if same and not _explores_ever_less(block) and not _learns_from_other_rewards(block):
        return Cause.SAME_RETURN
    if _is_all_within(block, "policy_loss", LOSS):
        return Cause.NO_ADVANTAGE
    if choice and target is not None and _is_all_within(block, "entropy", ENTROPY):
        return Cause.NO_ENTROPY
    return None


def _explores_ever_less(block: UpdateBlock) -> bool:
    """Whether more is tried at random now than will be: what has not been found yet may still be."""
    epsilon_U: NDArray[np.float32] | None = block.metrics_U.get("epsilon")
    return epsilon_U is not None and bool((epsilon_U != epsilon_U[0]).any())


def _learns_from_other_rewards(block: UpdateBlock) -> bool:
    """Whether rewards were designed: the world's own returns say nothing of what there is to learn from then."""
    designed_U: NDArray[np.float32] | None = block.metrics_U.get("designed_return")
    return designed_U is not None and not bool(np.isnan(designed_U).all())


def _is_all_within(block: UpdateBlock, metric: str, limit: float) -> bool:
    values_U: NDArray[np.float32] | None = block.metrics_U.get(metric)
    return values_U is not None and bool((np.abs(values_U) <= limit).all())
