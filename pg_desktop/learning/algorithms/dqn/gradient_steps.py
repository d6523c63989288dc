"""DQN's gradient steps: what remembered steps were worth, and a step towards it.

Shape suffixes: B env steps in a batch, N the same and those that came after them, O observation, C actions, P weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.perceptron import Perceptron
from pg_desktop.learning.algorithms.dqn.replay import Steps
from pg_desktop.learning.algorithms.dqn.targets import best_values
from pg_desktop.learning.networks.backpropagation import Backpropagation
from pg_desktop.learning.networks.trained_policy import TrainedPolicy
from pg_desktop.learning.settings.table import Settings

_GRADIENT_MAX: Final = 10.0
"""A longer gradient is shortened to this, as it is usual for DQN."""


@dataclass
class Found:
    """What gradient steps have measured, summed up."""

    steps: int = 0
    loss: float = 0.0
    value: float = 0.0
    gradient_norm: float = 0.0

    def means(self) -> dict[str, float]:
        """By the keys of the table of metrics; none before the first gradient step."""
        if not self.steps:
            return {}
        return {
            "td_loss": self.loss / self.steps,
            "mean_q": self.value / self.steps,
            "gradient_norm": self.gradient_norm / self.steps,
        }


class GradientSteps:
    """Steps down on mean Huber(Q(s, a) − y), with y = r + γ Q′(s′, a′) where the episode goes on.

    The target network says what an action is worth in the states that came after. Which of their actions is best says
    it too or, with double DQN (van Hasselt et al. 2016), the network that learns.
    """

    def __init__(self, trained: TrainedPolicy, target: Perceptron, settings: Settings) -> None:
        """Prepare for some steps, over which none of these is replaced.

        Args:
            trained: what learns.
            target: the target network.
            settings: in force.
        """
        size = settings.batch_size
        self._trained, self._settings = trained, settings
        online = trained.network.perceptron()
        self._gradient = online.like(trained.network.gradient_P)
        self._online = Backpropagation(online, 2 * size if settings.double_dqn else size)
        self._target = Backpropagation(target, size)
        self._row_B = np.arange(size)

    def step(self, steps: Steps, found: Found) -> None:
        """Take one.

        Args:
            steps: to learn from, their observations as the network sees them.
            found: what is measured is added to it.
        """
        network, action_B = self._trained.network, steps.action_B
        value_NC, next_value_B = self._values(steps)
        taken_B = value_NC[self._row_B, action_B]
        error_B = taken_B - (steps.reward_B + np.float32(self._settings.gamma) * steps.goes_on_B * next_value_B)
        clipped_B = np.clip(error_B, -1, 1)
        gradient_BC = np.zeros((len(action_B), value_NC.shape[1]), np.float32)
        gradient_BC[self._row_B, action_B] = clipped_B / len(action_B)
        self._online.backward(gradient_BC, self._gradient)
        norm = float(np.linalg.norm(network.gradient_P))
        if norm > _GRADIENT_MAX:
            network.gradient_P *= np.float32(_GRADIENT_MAX / norm)
        self._trained.step(self._settings.learning_rate)
        found.steps += 1
        found.loss += float(np.mean(clipped_B * (error_B - clipped_B / 2)))  # Huber's loss, on either side of 1
        found.value += float(taken_B.mean())
        found.gradient_norm += norm

    def _values(self, steps: Steps) -> tuple[Float32, Float32]:
        """Q(s, ·) in the first B rows of an array, and Q′(s′, a′)."""
        architecture = self._trained.architecture
        target_BC = self._target.forward(steps.next_obs_BO)
        if not self._settings.double_dqn:
            return self._online.forward(steps.obs_BO), best_values(architecture, target_BC, steps.next_obs_BO)
        # In one pass, which takes less than two.
        value_NC = self._online.forward(np.concatenate([steps.obs_BO, steps.next_obs_BO]))
        return value_NC, best_values(architecture, target_BC, steps.next_obs_BO, value_NC[len(self._row_B) :])
