"""The replay buffer: an append-only column of env steps, of which the latest are learned from.

Steps lie in chunks. What has been written never moves, so a state of the buffer is a length and the chunks that it
reaches into: to keep one copies nothing, and neither does going back to the newest one, as when an update is undone.
Chunks that neither the buffer nor a kept state reaches into are gone.

Shape suffixes: B env steps, O observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.distributions import Float32

CHUNK: Final = 16_384
"""Env steps in a chunk."""


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


@dataclass(frozen=True, eq=False)
class ReplayState:
    """A replay buffer at some moment.

    Attributes:
        length: env steps that had been appended.
        first: those among them that come before `chunks`.
        chunks: where the others are; beyond `length` they mean nothing.
    """

    length: int
    first: int
    chunks: tuple[Float32, ...]

    def check(self, observations: int, actions: int) -> None:
        """Look whether its parts belong together, for as many observed numbers and actions.

        Raises:
            ValueError: if they do not.
        """
        shape = (CHUNK, 2 * observations + 3)
        held = self.length - self.first
        if not 0 <= self.first <= self.length or len(self.chunks) < -(-held // CHUNK):
            raise ValueError("chunks are missing")
        for number, chunk in enumerate(self.chunks):
            rows = chunk[: max(held - number * CHUNK, 0)]
            if chunk.shape != shape or not ((rows[:, -3] >= 0) & (rows[:, -3] < actions)).all():
                raise ValueError("no env steps of this world")


class ReplayBuffer:
    """Env steps to learn from. Made, used and dropped in one thread."""

    def __init__(self, observations: int) -> None:
        """Begin empty.

        Args:
            observations: numbers of an observation.
        """
        self._observations = observations
        self._length = self._first = 0
        self._chunks: list[Float32] = []
        self._kept = 0
        """The length of the newest state that was handed out: what lies before it must not change."""

    def __len__(self) -> int:
        """Env steps that have been appended so far."""
        return self._length

    def append(self, steps: Steps) -> None:
        """Add env steps."""
        size = self._observations
        rows = np.empty((len(steps.action_B), 2 * size + 3), np.float32)
        rows[:, :size] = steps.obs_BO
        rows[:, size : 2 * size] = steps.next_obs_BO
        rows[:, -3] = steps.action_B  # exact: far fewer actions than float32 has whole numbers
        rows[:, -2] = steps.reward_B
        rows[:, -1] = steps.goes_on_B
        while len(rows):
            offset = (self._length - self._first) % CHUNK
            if not offset and self._length - self._first == len(self._chunks) * CHUNK:
                self._chunks.append(np.empty((CHUNK, rows.shape[1]), np.float32))
            fitting = rows[: CHUNK - offset]
            self._chunks[-1][offset : offset + len(fitting)] = fitting
            self._length += len(fitting)
            rows = rows[len(fitting) :]

    def forget(self, capacity: int) -> None:
        """Let go of what the latest `capacity` env steps do not reach into."""
        while self._length - capacity >= self._first + CHUNK:
            del self._chunks[0]
            self._first += CHUNK

    def sample(self, size: int, capacity: int, rng: np.random.Generator) -> Steps:
        """Draw env steps uniformly from the latest `capacity`, with replacement.

        Args:
            size: how many.
            capacity: how far back they may lie; less where fewer are there.
            rng: draws.

        Raises:
            ValueError: if there are none.
        """
        oldest = max(self._length - capacity, self._first)
        position_B = rng.integers(oldest, self._length, size) - self._first
        chunk_B, offset_B = np.divmod(position_B, CHUNK)
        rows = np.empty((size, 2 * self._observations + 3), np.float32)
        for number, chunk in enumerate(self._chunks):
            within = chunk_B == number
            rows[within] = chunk[offset_B[within]]
        o = self._observations
        return Steps(rows[:, :o], rows[:, o : 2 * o], rows[:, -3].astype(np.int64), rows[:, -2], rows[:, -1])

    def state(self) -> ReplayState:
        """What there is now; nothing is copied."""
        self._kept = self._length
        return ReplayState(self._length, self._first, tuple(self._chunks))

    def restore(self, state: ReplayState) -> None:
        """Go back to a state of this buffer or of another one of its kind.

        Nothing is copied where no later state was handed out; else the chunk that is written on, for later states
        reach into it too.
        """
        reached = -(-(state.length - state.first) // CHUNK)
        chunks = list(state.chunks[:reached])
        own = self._first == state.first and [*map(id, chunks)] == [*map(id, self._chunks[:reached])]
        if chunks and not (own and state.length >= self._kept):
            chunks[-1] = chunks[-1].copy()
        self._length, self._first, self._chunks = state.length, state.first, chunks
        self._kept = state.length
