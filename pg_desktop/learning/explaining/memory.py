"""What an update remembers of one episode, step by step: what was seen, done and earned, and what became of it.

Shape suffixes: T time, N episodes, L steps of one episode, O observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import acting_may_overflow
from pg_desktop.learning.algorithms.trace import Trace
from pg_desktop.learning.networks.running_statistics import Float64

_FROM_START: Final = "from start"
_VALUE: Final = "value"
_NONE: Final = "none"
_TIME: Final = "time"
_BATCH: Final = "batch"


class Measure(Enum):
    """What tells how much an action was to be expected."""

    PROBABILITY = auto()
    """π(a|s)."""
    DENSITY = auto()
    """The density of π(·|s) at a, of an action of real numbers."""
    VALUE = auto()
    """Q(s, a)."""


class Baseline(Enum):
    """What an advantage was compared with."""

    NONE = auto()
    """Nothing."""
    TIME = auto()
    """The mean return of the batch's episodes at the same step."""
    BATCH = auto()
    """The mean return of all steps of the batch."""
    EPISODE = auto()
    """The mean return of the episode."""
    VALUE_NETWORK = auto()
    """What a learned network expected."""
    ACTION_VALUE = auto()
    """What the action was taken to be worth."""


@dataclass(frozen=True, eq=False)
class Memory:
    """The memory of one episode.

    Attributes:
        trace: the update that it belongs to.
        episode: which of its episodes, from 0.
        measure: what tells how much an action was to be expected.
        baseline: what an advantage was compared with.
        obs_LO: float32, what was seen.
        action_L: what was done.
        expected_L: float64, the measure of each action before the update.
        reward_L: float64, what was earned, in the world's own unit.
        return_L: float64, what followed; see `Judged`.
        baseline_L: float64, what was expected to follow.
        advantage_L: float64, what weighed the step.
        scale: what the differences between the two were divided by; None where they were not scaled, or all are 0.
        reward_scale: what rewards were divided by for learning; 1 where they were not.
        extents: see `Extents`.
    """

    trace: Trace
    episode: int
    measure: Measure
    baseline: Baseline
    obs_LO: Float32
    action_L: NDArray[Any]
    expected_L: Float64
    reward_L: Float64
    return_L: Float64
    baseline_L: Float64
    advantage_L: Float64
    scale: float | None
    reward_scale: float
    extents: Extents

    def __len__(self) -> int:
        """The episode's steps."""
        return len(self.reward_L)

    @property
    def estimated(self) -> bool:
        """Whether what followed is an estimate that ends in a learned value, and no plain sum."""
        return self.baseline in (Baseline.VALUE_NETWORK, Baseline.ACTION_VALUE)

    @property
    def from_start(self) -> bool:
        """Whether the discount counts from the episode's start."""
        return not self.trace.before.architecture.kind.values and self.trace.settings.discounting == _FROM_START


@dataclass(frozen=True, eq=False)
class Extents:
    """The largest sizes in all episodes of an update, so that bars of different episodes can be compared.

    Attributes:
        obs_O: of each number of the observation.
        reward: of rewards.
        returned: of returns and baselines.
        advantage: of advantages.
    """

    obs_O: Float64
    reward: float
    returned: float
    advantage: float


def extents_of(trace: Trace) -> Extents:
    """The largest sizes in all episodes of an update."""
    mask_TN, judged = trace.rollout.mask_TN, trace.judged
    return Extents(
        np.abs(trace.rollout.obs_TNO[mask_TN]).max(0).astype(np.float64),
        _largest(trace.rollout.reward_TN[mask_TN]),
        max(_largest(judged.return_TN[mask_TN]), _largest(judged.baseline_TN[mask_TN])),
        _largest(judged.advantage_TN[mask_TN]),
    )


def memory_of(trace: Trace, episode: int, extents: Extents) -> Memory:
    """The memory of one episode.

    Args:
        trace: the update.
        episode: which of its episodes, from 0.
        extents: of the update.
    """
    rollout, judged = trace.rollout, trace.judged
    steps = slice(int(rollout.length_N[episode]))
    obs_LO, action_L = rollout.obs_TNO[steps, episode], rollout.action_TN[steps, episode]
    return Memory(
        trace=trace,
        episode=episode,
        measure=_measure(trace),
        baseline=_baseline(trace),
        obs_LO=obs_LO,
        action_L=action_L,
        expected_L=_expected(trace, obs_LO, action_L),
        reward_L=rollout.reward_TN[steps, episode],
        return_L=judged.return_TN[steps, episode],
        baseline_L=judged.baseline_TN[steps, episode],
        advantage_L=judged.advantage_TN[steps, episode],
        scale=scale_of(trace, episode),
        reward_scale=_reward_scale(trace),
        extents=extents,
    )


def _measure(trace: Trace) -> Measure:
    if trace.before.architecture.kind.values:
        return Measure.VALUE
    return Measure.DENSITY if trace.before.architecture.continuous else Measure.PROBABILITY


def _baseline(trace: Trace) -> Baseline:
    if trace.before.architecture.kind.values:
        return Baseline.ACTION_VALUE
    several = trace.rollout.mask_TN.shape[1] > 1
    known = {_NONE: Baseline.NONE, _VALUE: Baseline.VALUE_NETWORK, _BATCH: Baseline.BATCH}
    if trace.settings.advantage == _TIME:  # a single episode has nothing to be compared with but its own mean
        return Baseline.TIME if several else Baseline.BATCH
    return known.get(trace.settings.advantage, Baseline.EPISODE)


def _expected(trace: Trace, obs_LO: Float32, action_L: NDArray[Any]) -> Float64:
    architecture = trace.before.architecture
    with acting_may_overflow():
        parameters_LK = torch.from_numpy(trace.before.outputs(obs_LO).astype(np.float64))
    if architecture.kind.values:
        chosen_L = torch.from_numpy(action_L.astype(np.int64)).unsqueeze(-1)
        values: Float64 = parameters_LK.gather(-1, chosen_L).squeeze(-1).numpy()
        return values
    floating = np.issubdtype(action_L.dtype, np.floating)
    actions = torch.from_numpy(action_L.astype(np.float64 if floating else np.int64))
    expected: Float64 = architecture.distribution.log_prob(parameters_LK, actions).exp().numpy()
    return expected


def scale_of(trace: Trace, episode: int) -> float | None:
    """What Gₜ − b was divided by, read off where that can be told best: at the largest advantage.

    Args:
        trace: the update.
        episode: which of its episodes, from 0, as each may have a scale of its own.

    Returns:
        The scale; None where nothing was scaled, or all differences are 0.
    """
    if trace.before.architecture.kind.values or trace.settings.advantage == _NONE:
        return None
    judged, mask_TN = trace.judged, trace.rollout.mask_TN
    difference_TN = judged.return_TN - judged.baseline_TN
    if trace.settings.advantage == _VALUE and trace.settings.discounting == _FROM_START:
        difference_TN = difference_TN * np.power(trace.settings.gamma, np.arange(len(mask_TN)))[:, None]
    if _baseline(trace) is Baseline.EPISODE:  # each episode has its own
        mask_TN = mask_TN & (np.arange(mask_TN.shape[1]) == episode)
    difference_B, advantage_B = difference_TN[mask_TN], judged.advantage_TN[mask_TN]
    at = int(np.abs(advantage_B).argmax())
    return float(difference_B[at] / advantage_B[at]) if advantage_B[at] else None


def _reward_scale(trace: Trace) -> float:
    mask_TN = trace.rollout.mask_TN
    earned_B, learned_B = trace.rollout.reward_TN[mask_TN], trace.judged.reward_TN[mask_TN]
    at = int(np.abs(learned_B).argmax())
    return float(earned_B[at] / learned_B[at]) if learned_B[at] else 1.0


def _largest(values: NDArray[Any]) -> float:
    return float(np.abs(values).max())
