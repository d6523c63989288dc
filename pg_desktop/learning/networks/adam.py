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


class Adam:
    """Moves weights along their gradient, each at a scale of its own."""

    def __init__(self, size: int) -> None:
        self._steps = 0
        self._mean_P = np.zeros(size, np.float32)
        self._square_P = np.zeros(size, np.float32)

    def step(self, weights_P: Float32, gradient_P: Float32, learning_rate: float) -> None:
        """Change the weights, in place: θ ← θ − α · m̂ / (√v̂ + ε).

        Args:
            weights_P: float32, as many as the optimiser was made for.
            gradient_P: the loss's gradient in them.
            learning_rate: α.
        """
        self._steps += 1
        self._mean_P += (1 - BETA_1) * (gradient_P - self._mean_P)
        self._square_P *= BETA_2
        self._square_P += (1 - BETA_2) * np.square(gradient_P)
        scale_P = np.sqrt(self._square_P)
        scale_P /= math.sqrt(1 - BETA_2**self._steps)
        scale_P += EPSILON
        weights_P -= learning_rate / (1 - BETA_1**self._steps) * (self._mean_P / scale_P)

    def state(self) -> AdamState:
        """A copy of what Adam remembers."""
        return AdamState(self._steps, self._mean_P.copy(), self._square_P.copy())

    def restore(self, state: AdamState) -> None:
        """Remember what was remembered then."""
        self._steps = state.steps
        self._mean_P = state.mean_P.copy()
        self._square_P = state.square_P.copy()
