"""Steps as plain bytes: what crosses between two processes a thousand times a second, without pickle.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import Space
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

Stepped = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
"""obs_NO, reward_N, terminated_N, truncated_N."""


@dataclass(frozen=True)
class StepLayout:
    """How actions and what comes of them lie in bytes; the same on both sides.

    Attributes:
        count: how many environments.
        obs: shape and type of all their observations.
        action: shape and type of all their actions.
    """

    count: int
    obs: tuple[tuple[int, ...], np.dtype[Any]]
    action: tuple[tuple[int, ...], np.dtype[Any]]

    @classmethod
    def of(cls, count: int, obs: Space[Any], action: Space[Any]) -> StepLayout:
        """The layout of some environments with these spaces, which are those of one."""
        return cls(count, *(_form(batch_space(space, count)) for space in (obs, action)))

    def packed_actions(self, actions: NDArray[Any]) -> bytes | None:
        """Actions as bytes; None where they are not what the space says."""
        return actions.tobytes() if (actions.shape, actions.dtype) == self.action else None

    def actions(self, packed: bytes) -> NDArray[Any]:
        """What `packed_actions` was made of."""
        shape, dtype = self.action
        return np.frombuffer(packed, dtype).reshape(shape).copy()

    def packed(self, stepped: Stepped) -> bytes | None:
        """What a step has come to as bytes; None where observations are not what the space says."""
        obs_NO, reward_N, terminated_N, truncated_N = stepped
        if (obs_NO.shape, obs_NO.dtype) != self.obs or reward_N.dtype != np.float64:
            return None
        flags = np.stack([terminated_N, truncated_N]).astype(np.uint8)
        return b"".join((reward_N.tobytes(), flags.tobytes(), obs_NO.tobytes()))

    def stepped(self, packed: bytes) -> Stepped:
        """What `packed` was made of.

        Raises:
            ValueError: if it is not as long as that.
        """
        shape, dtype = self.obs
        rewards, flags = 8 * self.count, 2 * self.count
        obs_NO = np.frombuffer(packed, dtype, offset=rewards + flags).reshape(shape)
        reward_N = np.frombuffer(packed, np.float64, self.count)
        flags_2N = np.frombuffer(packed, np.uint8, flags, rewards).reshape(2, self.count) != 0
        return obs_NO.copy(), reward_N.copy(), flags_2N[0], flags_2N[1]


def _form(space: Space[Any]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    return space.shape or (), np.dtype(space.dtype)
