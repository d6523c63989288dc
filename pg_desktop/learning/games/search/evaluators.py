"""What a search asks about positions: which moves are likely, and what the position is worth.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from pg_desktop.learning.acting.distributions import ActionValues, Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.policies import move_probabilities, require_plays
from pg_desktop.learning.games.positions import Positions


class Evaluated(NamedTuple):
    """What is thought of positions.

    Attributes:
        prior_NA: float32, how likely each move is; 0 for moves that are not legal, and each row sums to 1.
        value_N: float32, what the mover can expect, within [−1, 1].
    """

    prior_NA: Float32
    value_N: Float32


class Evaluator(Protocol):
    """The only door between a search and what it knows. To be used in one thread."""

    def evaluate(self, positions: Positions) -> Evaluated:
        """Evaluate positions of games that are not over."""
        ...


class PolicyEvaluator:
    """A policy's probabilities and its value network, with weights as they are at each call. See `Evaluator`.

    What a policy of action values expects is the value of its best move. Of a policy without values every position is
    worth 0: then the search knows only what games that ended were worth. With policies that beat chance but not much
    else, that has won more than playing each game to its end would, in a third of the time.
    """

    def __init__(self, game: Game, policy: Policy) -> None:
        """Ask a policy.

        Raises:
            UserError: if it does not fit the game.
        """
        require_plays(policy, game)
        self._game, self._policy = game, policy

    def evaluate(self, positions: Positions) -> Evaluated:
        """See `Evaluator.evaluate`."""
        obs_NO = self._game.planes(positions)
        return Evaluated(move_probabilities(self._policy, obs_NO), self._values(obs_NO))

    def _values(self, obs_NO: Float32) -> Float32:
        architecture = self._policy.architecture
        if architecture.valued:
            return self._policy.values(obs_NO)
        if isinstance(architecture.distribution, ActionValues):
            best_N: Float32 = self._policy.outputs(obs_NO)[:, :-1].max(1)
            return best_N.clip(-1, 1)
        return np.zeros(len(obs_NO), np.float32)
