"""A board game for one: many games side by side, with an opponent who answers within a step.

Shape suffixes: N games, O observation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from pg_desktop.learning.games.game import Actions, Float32, Game
from pg_desktop.learning.games.positions import Bool, Positions
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.worlds.board.opponents import OPPONENT, Opponent
from pg_desktop.learning.worlds.masked_discrete import MaskedDiscrete


class BoardVectorEnv(VectorEnv[Float32, Actions, NDArray[Any]]):
    """`num_envs` games against an opponent, who begins in about half of them, drawn at `reset`.

    What is seen before one's own move are the game's planes, see `Game.planes`. A game won is worth 1, one lost −1, a
    draw 0, and all moves before the end 0. A move that is not legal loses the game at once.

    `reset` takes the option `OPPONENT`, who answers in all games until another reset says otherwise; at first it is
    chance.

    Games do not restart by themselves (`AutoresetMode.DISABLED`): one that has ended shows its last position and earns
    nothing, until `reset` is called, for all or with `options={"reset_mask": mask}` for some.

    Attributes:
        game: the rules.
        positions: of each game, seen from whoever is to move.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}  # noqa: RUF012

    def __init__(self, num_envs: int, max_episode_steps: int, game: str) -> None:
        """Set up the boards.

        Args:
            num_envs: how many games.
            max_episode_steps: own moves after which a game is truncated.
            game: its id.

        Raises:
            UserError: if there is no such game.
        """
        self.num_envs = num_envs
        self.max_episode_steps = max_episode_steps
        self.game: Game = game_entry(game).rules()
        self.single_observation_space = spaces.Box(0.0, 1.0, (self.game.observed,), np.float32)
        self.single_action_space = MaskedDiscrete(self.game.actions)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.positions: Positions = self.game.start(num_envs)
        self._game_id = game
        self._opponent = Opponent()
        self._player = self._opponent.player(game)
        self._first_N: Bool = np.ones(num_envs, np.bool_)
        self._over_N: Bool = np.zeros(num_envs, np.bool_)
        self._steps_N = np.zeros(num_envs, np.int64)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Float32, dict[str, Any]]:
        """Begin new games; see Gymnasium's `VectorEnv.reset`."""
        super().reset(seed=seed)
        options = options or {}
        self._face(options.get(OPPONENT, self._opponent))
        anew_N = np.zeros(self.num_envs, np.bool_)
        anew_N[options.get("reset_mask", slice(None))] = True
        self.positions = self.positions.replaced(anew_N, self.game.start(int(anew_N.sum())))
        self._first_N = np.where(anew_N, self.np_random.random(self.num_envs) < 0.5, self._first_N)
        self._over_N = self._over_N & ~anew_N
        self._steps_N[anew_N] = 0
        self._answer(anew_N & ~self._first_N)
        return self.observe(), {}

    def step(self, actions: Actions) -> tuple[Float32, Float32, Bool, Bool, dict[str, Any]]:
        """Move in every game that goes on, and let the opponent answer; see Gymnasium's `VectorEnv.step`."""
        going_N = ~self._over_N
        legal_N = self.game.legal(self.positions)[np.arange(self.num_envs), actions]
        reward_N = np.where(going_N & ~legal_N, np.float32(-1), np.float32(0))
        self._over_N = self._over_N | ~legal_N
        reward_N += self._move(going_N & legal_N, actions)
        reward_N -= self._answer(~self._over_N)
        self._steps_N += going_N
        terminated_N = going_N & self._over_N
        truncated_N = going_N & (self._steps_N >= self.max_episode_steps)
        self._over_N = self._over_N | truncated_N
        return self.observe(), reward_N, terminated_N, truncated_N, {}

    def observe(self) -> Float32:
        """What is seen now, (N, O): one's own view, also where one has just ended the game."""
        here = self.positions
        mine_N = here.first_N == self._first_N
        turned = Positions(here.theirs_N, here.mine_N, ~here.first_N, here.extra_NX)
        return self.game.planes(turned.replaced(mine_N, here[mine_N]))

    def _face(self, opponent: Opponent) -> None:
        if opponent != self._opponent:
            self._opponent, self._player = opponent, opponent.player(self._game_id)

    def _answer(self, where_N: Bool) -> Float32:
        """The opponent moves in some games; returns what that earns it."""
        action_N = np.zeros(self.num_envs, np.int64)
        if where_N.any():
            action_N[where_N] = self._player.choose(self.positions[where_N], self.np_random)
        return self._move(where_N, action_N)

    def _move(self, where_N: Bool, action_N: Actions) -> Float32:
        """Make legal moves in some games; returns what they earn whoever makes them, 0 in the others."""
        earned_N = np.zeros(self.num_envs, np.float32)
        if where_N.any():
            stepped = self.game.step(self.positions[where_N], action_N[where_N])
            self.positions = self.positions.replaced(where_N, stepped.positions)
            self._over_N = self._over_N.copy()
            self._over_N[where_N] = stepped.done_N
            earned_N[where_N] = stepped.outcome_N
        return earned_N
