"""An update of DQN laid open, to be looked at.

Shape suffixes: T time, N episodes, O observation, B steps of all episodes together.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.episodes import Episodes, Step
from pg_desktop.learning.acting.perceptron import Forward, Perceptron
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import Recorder, Rollout
from pg_desktop.learning.algorithms.dqn.targets import best_values
from pg_desktop.learning.algorithms.trace import Judged, Trace
from pg_desktop.learning.networks.running_statistics import Float64
from pg_desktop.learning.settings.table import Settings


class LaidOpen:
    """Takes down the steps of an update, and judges them by the networks with which it began."""

    def __init__(self, before: Policy, target: Perceptron, episodes: Episodes, seed: int) -> None:
        """Prepare.

        Args:
            before: the policy that begins to play.
            target: the target network of then; nobody writes to its weights.
            episodes: which have just begun.
            seed: of their environment.
        """
        self._before, self._target = before, target
        self._recorder = Recorder(episodes, seed)

    def add(self, step: Step) -> None:
        """Take the step that was played last, as learning saw it."""
        self._recorder.add(step)

    def trace(self, number: int, settings: Settings, after: Policy) -> Trace:
        """The update.

        Args:
            number: of the update, from 1.
            settings: in force.
            after: the policy with the weights that it left.
        """
        rollout = self._recorder.rollout()
        judged = self._judged(rollout, settings)
        return Trace(number, settings, rollout, self._before, after, judged, None)

    def _judged(self, rollout: Rollout, settings: Settings) -> Judged:
        """Q(s, a), y and their difference, the TD error, of each step."""
        mask_TN = rollout.mask_TN
        next_TNO, goes_on_TN = _what_came_after(rollout)
        obs_BO, next_BO = (self._before.normalised(array[mask_TN]) for array in (rollout.obs_TNO, next_TNO))
        value_BC = Forward(self._before.perceptron, len(obs_BO))(obs_BO).astype(np.float64)
        target_BC = Forward(self._target, len(next_BO))(next_BO)
        online_BC = Forward(self._before.perceptron, len(next_BO))(next_BO) if settings.double_dqn else None
        next_value_B = best_values(self._before.architecture, target_BC, next_BO, online_BC).astype(np.float64)
        value_TN, target_TN = np.zeros(mask_TN.shape), np.zeros(mask_TN.shape)
        value_TN[mask_TN] = value_BC[np.arange(len(obs_BO)), rollout.action_TN[mask_TN]]
        target_TN[mask_TN] = rollout.reward_TN[mask_TN] + settings.gamma * goes_on_TN[mask_TN] * next_value_B
        return Judged(rollout.reward_TN, target_TN, value_TN, target_TN - value_TN)


def _what_came_after(rollout: Rollout) -> tuple[Float32, Float64]:
    """The observation after each step, and 0 where the step ended its episode by itself, else 1."""
    next_TNO = np.concatenate([rollout.obs_TNO[1:], rollout.final_obs_NO[None]])
    last_N, slot_N = rollout.length_N - 1, np.arange(len(rollout.length_N))
    next_TNO[last_N, slot_N] = rollout.final_obs_NO
    goes_on_TN = np.ones(rollout.mask_TN.shape)
    goes_on_TN[last_N, slot_N] = 1.0 - rollout.terminated_N
    return next_TNO, goes_on_TN
