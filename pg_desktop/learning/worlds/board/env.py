"""A board game for one, as a Gymnasium environment."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Float32
from pg_desktop.learning.worlds.board.picture import picture_of_board
from pg_desktop.learning.worlds.board.vector_env import BoardVectorEnv


class BoardEnv(gymnasium.Env[Float32, np.int64]):
    """One game against an opponent who answers within a step; see `BoardVectorEnv`, of which it is one.

    Attributes:
        render_mode: "rgb_array" for pictures, or None.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 1}  # noqa: RUF012

    def __init__(self, game: str, render_mode: str | None = None) -> None:
        """Set up the board.

        Args:
            game: its id.
            render_mode: see the class.

        Raises:
            UserError: if there is no such game.
        """
        self.render_mode = render_mode
        rules = BoardVectorEnv(1, 1, game).game
        self._games = BoardVectorEnv(1, rules.plies_max, game)
        self.observation_space = self._games.single_observation_space
        self.action_space = self._games.single_action_space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Float32, dict[str, Any]]:
        """Begin a game; see Gymnasium's `Env.reset`."""
        super().reset(seed=seed)
        obs_1O, info = self._games.reset(seed=seed, options=options)
        return obs_1O[0], info

    def step(self, action: np.int64) -> tuple[Float32, float, bool, bool, dict[str, Any]]:
        """Move, and let the opponent answer; see Gymnasium's `Env.step`."""
        obs_1O, reward_1, terminated_1, truncated_1, info = self._games.step(np.array([action]))
        return obs_1O[0], float(reward_1[0]), bool(terminated_1[0]), bool(truncated_1[0]), info

    def render(self) -> NDArray[np.uint8]:
        """The board: uint8 (height, width, 3). Stones of whoever began are dark."""
        game = self._games.game
        stones_RC = game.stones(self._games.positions)[0].reshape(game.rows, game.columns)
        return picture_of_board(stones_RC)
