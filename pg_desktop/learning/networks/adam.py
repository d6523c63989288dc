"""Adam (Kingma and Ba 2015, algorithm 1) on one vector of weights.

Ours and not torch's because `torch.optim` loads the compiler with 800 modules, which would double the time until the
first update, and because the optimiser's state is then two plain vectors that can be kept, restored and reshaped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32

BETA_1: Final = 0.9
BETA_2: Final = 0.999
EPSILON: Final = 1e-8

_NOTHING: Final = 1e-30
"""An average that has faded to less than this counts as 0.

Of a unit that is dead, averages fade until float32 holds them as denormal numbers, with which processors compute some
ten times as slowly. No weight could tell the difference: a step of 1e-22 learning rates changes none.
"""
_FLUSH_EVERY: Final = 64
"""Steps; to fade from there to the first denormal number takes 175."""


@dataclass(frozen=True, eq=False)
class AdamState:
    """What Adam remembers.

    Attributes:
        steps: steps taken.
        mean_P: moving average of the gradient, float32, one number a weight.
        square_P: moving average of its square, float32.
    """

    steps: int
    mean_P: Float32
    square_P: Float32

    def check(self, size: int | None = None) -> None:
        """Look whether Adam can remember this, of `size` weights if that is given.

        Raises:
            ValueError: if it cannot.
        """
        size = len(self.mean_P) if size is None else size
        if not self.mean_P.shape == self.square_P.shape == (size,) or self.steps < 0:
            raise ValueError("nothing that Adam remembers")
        if np.isnan(self.mean_P).any() or np.isnan(self.square_P).any() or (self.square_P < 0).any():
            raise ValueError("nothing that Adam remembers")


class Adam:
    """Moves weights along their gradient, each at a scale of its own."""

    def __init__(self, size: int) -> None:
        self._steps = 0
        self._mean_P = np.zeros(size, np.float32)
        self._square_P = np.zeros(size, np.float32)
        self._work_P = np.empty(size, np.float32)  # fresh memory for every step costs as much as computing in it

    def step(self, weights_P: Float32, gradient_P: Float32, learning_rate: float) -> None:
        """Change the weights, in place: θ ← θ − α · m̂ / (√v̂ + ε).

        Args:
            weights_P: float32, as many as the optimiser was made for.
            gradient_P: the loss's gradient in them.
            learning_rate: α.
        """
        self._steps += 1
        if not self._steps % _FLUSH_EVERY:
            self._flush()
        work_P = self._work_P
        np.subtract(gradient_P, self._mean_P, out=work_P)
        work_P *= 1 - BETA_1
        self._mean_P += work_P
        np.square(gradient_P, out=work_P)
        work_P *= 1 - BETA_2
        self._square_P *= BETA_2
        self._square_P += work_P
        np.sqrt(self._square_P, out=work_P)
        work_P /= math.sqrt(1 - BETA_2**self._steps)
        work_P += EPSILON
        np.divide(self._mean_P, work_P, out=work_P)
        work_P *= learning_rate / (1 - BETA_1**self._steps)
        weights_P -= work_P

    def _flush(self) -> None:
        for average_P in (self._mean_P, self._square_P):
            np.abs(average_P, out=self._work_P)
            average_P[self._work_P < _NOTHING] = 0.0

    def state(self) -> AdamState:
        """A copy of what Adam remembers."""
        return AdamState(self._steps, self._mean_P.copy(), self._square_P.copy())

    def restore(self, state: AdamState) -> None:
        """Remember what was remembered then."""
        self._steps = state.steps
        self._mean_P = state.mean_P.copy()
        self._square_P = state.square_P.copy()
