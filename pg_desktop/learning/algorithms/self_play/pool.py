"""Earlier selves to play against, as rows of an append-only column: a state of the pool copies nothing.

Shape suffixes: P weights.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.algorithms.rows import RowBuffer, RowsState

WIDTH: Final = 256
"""Weights in a row."""


class Pool:
    """Policies as they were at some moments. Made, used and dropped in one thread."""

    def __init__(self, architecture: Architecture) -> None:
        """Begin empty.

        Args:
            architecture: of all of them.
        """
        self._architecture = architecture
        self._size = weights_in(architecture)
        self._rows_each = -(-self._size // WIDTH)
        self._rows = RowBuffer(WIDTH)

    def __len__(self) -> int:
        """How many there have been."""
        return len(self._rows) // self._rows_each

    def add(self, weights_P: Float32) -> None:
        """Keep a policy's weights."""
        rows = np.zeros((self._rows_each, WIDTH), np.float32)
        rows.reshape(-1)[: self._size] = weights_P
        self._rows.append_rows(rows)

    def forget(self, size: int) -> None:
        """Let go of what the latest `size` do not need."""
        self._rows.forget(size * self._rows_each)

    def policy(self, number: int) -> Policy:
        """The one with this number, from 0; it is among those that have not been forgotten."""
        start = number * self._rows_each
        weights_P = self._rows.rows(start, start + self._rows_each).reshape(-1)[: self._size]
        return Policy(self._architecture, self._architecture.arrays_of(weights_P))

    def state(self) -> RowsState:
        """What there is now; nothing is copied."""
        return self._rows.state()

    def restore(self, state: RowsState) -> None:
        """Go back to a state of this pool, or of another with this architecture."""
        self._rows.restore(state)


def require_pool(state: RowsState, architecture: Architecture) -> None:
    """Look whether rows can be a pool of policies built like this.

    Raises:
        ValueError: if they cannot.
    """
    if state.length % -(-weights_in(architecture) // WIDTH):
        raise ValueError("a part of a policy")
    if not all(np.isfinite(rows).all() for rows in state.parts(WIDTH)):
        raise ValueError("no weights of earlier selves")


def weights_in(architecture: Architecture) -> int:
    """How many weights a policy has, without its value network."""
    return sum(int(np.prod(shape)) for shape in architecture.learned_shapes().values())
