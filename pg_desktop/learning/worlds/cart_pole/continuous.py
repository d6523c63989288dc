"""One cart and pole with a continuous force, as a Gymnasium environment."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.envs.classic_control import CartPoleEnv
from numpy.typing import NDArray


class ContinuousCartPoleEnv(CartPoleEnv):
    """Gymnasium's `CartPoleEnv`, pushed with any force between −10 and 10 N instead of the one or the other.

    The action is one number in [−1, 1], in parts of `force_mag`; what lies beyond counts as the bound. Everything else,
    the rendering too, is Gymnasium's.
    """

    def __init__(self, render_mode: str | None = None) -> None:
        super().__init__(render_mode=render_mode)
        self.action_space = spaces.Box(-1.0, 1.0, (1,), np.float32)

    def step(  # type: ignore[override]
        self, action: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Push for 0.02 s; see Gymnasium's `Env.step`."""
        share = float(np.clip(np.float64(action[0]), -1.0, 1.0))
        greatest, space = self.force_mag, self.action_space
        # As Gymnasium's own push to the right, of another strength: the equations are there once.
        self.force_mag, self.action_space = greatest * share, _DISCRETE  # type: ignore[assignment]
        try:
            obs, reward, terminated, truncated, info = super().step(1)  # type: ignore[no-untyped-call]
        finally:
            self.force_mag, self.action_space = greatest, space
        return obs, float(reward), bool(terminated), bool(truncated), info


_DISCRETE = spaces.Discrete(2)
