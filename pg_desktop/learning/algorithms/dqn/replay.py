"""The replay buffer: the latest env steps, to learn from.

Shape suffixes: B env steps, O observation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.algorithms.rows import RowBuffer, RowsState


@dataclass(frozen=True, eq=False)
class Steps:
    """Env steps.

    Attributes:
        obs_BO: float32, what was seen before each, as the environment gave it.
        next_obs_BO: float32, what was seen after it.
        action_B: int64.
        reward_B: float32.
        goes_on_B: float32, 0 where the step ended its episode by itself, else 1: a time limit ends nothing.
    """

    obs_BO: Float32
    next_obs_BO: Float32
    action_B: NDArray[np.int64]
    reward_B: Float32
    goes_on_B: Float32

    def between(self, start: int, end: int) -> Steps:
        """Those from `start` up to `end`, sharing their memory."""
        those = slice(start, end)
        return Steps(
            self.obs_BO[those],
            self.next_obs_BO[those],
            self.action_B[those],
            self.reward_B[those],
            self.goes_on_B[those],
        )


def require_steps(state: RowsState, observations: int, actions: int) -> None:
    """Look whether a column can be a replay buffer's, for as many observed numbers and actions.

    Raises:
        ValueError: if it cannot.
    """
    for rows in state.parts(2 * observations + 3):
        if not ((rows[:, -3] >= 0) & (rows[:, -3] < actions)).all():
            raise ValueError("no env steps of this world")


class ReplayBuffer(RowBuffer):
    """Env steps to learn from. Made, used and dropped in one thread."""

    def __init__(self, observations: int) -> None:
        """Begin empty.

        Args:
            observations: numbers of an observation.
        """
        super().__init__(2 * observations + 3)
        self._observations = observations

    def append(self, steps: Steps) -> None:
        """Add env steps."""
        size = self._observations
        rows = np.empty((len(steps.action_B), 2 * size + 3), np.float32)
        rows[:, :size] = steps.obs_BO
        rows[:, size : 2 * size] = steps.next_obs_BO
        rows[:, -3] = steps.action_B  # exact: far fewer actions than float32 has whole numbers
        rows[:, -2] = steps.reward_B
        rows[:, -1] = steps.goes_on_B
        self.append_rows(rows)

    def sample(self, size: int, capacity: int, rng: np.random.Generator) -> Steps:
        """Draw env steps uniformly from the latest `capacity`, with replacement.

        Args:
            size: how many.
            capacity: how far back they may lie; less where fewer are there.
            rng: draws.

        Raises:
            ValueError: if there are none.
        """
        rows = self.drawn_rows(size, capacity, rng)
        o = self._observations
        return Steps(rows[:, :o], rows[:, o : 2 * o], rows[:, -3].astype(np.int64), rows[:, -2], rows[:, -1])
