"""Who plays board games: at random, as a policy does, without a mistake.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import Actions, Game, Player, Truth
from pg_desktop.learning.games.policies import move_probabilities, require_plays
from pg_desktop.learning.games.positions import Bool, Positions

_SAME_VALUE = 1e-6
"""Values that differ by less are the same."""


def drawn(weight_NA: Float32 | Bool, rng: np.random.Generator) -> Actions:
    """An action for each row, each as often as it weighs; int64 (N,). Each row has a weight above 0.

    Each row takes one random number, whatever it weighs.
    """
    sum_NA = np.cumsum(weight_NA, 1, np.float64)
    # Below the last sum, as it can round up to it otherwise, where nothing is left to be found.
    at_N1 = np.minimum(rng.random((len(sum_NA), 1)) * sum_NA[:, -1:], np.nextafter(sum_NA[:, -1:], 0))
    action_N: Actions = (sum_NA > at_N1).argmax(1)
    return action_N


class RandomPlayer:
    """Makes any legal move, each as likely. See `Player`."""

    def __init__(self, game: Game) -> None:
        self._game = game

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """See `Player.choose`."""
        return drawn(self._game.legal(positions), rng)


class PolicyPlayer:
    """Plays as a policy does, its weights as they are at each move. See `Player`."""

    def __init__(self, game: Game, policy: Policy, temperature: float = 1.0) -> None:
        """Let a policy play.

        Args:
            game: what is played.
            policy: who plays.
            temperature: see `move_probabilities`; 1 is as it has learned to, 0 is always the best move.

        Raises:
            UserError: if the policy does not fit the game.
        """
        require_plays(policy, game)
        self._game, self._policy, self._temperature = game, policy, temperature

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """See `Player.choose`."""
        return drawn(move_probabilities(self._policy, self._game.planes(positions), self._temperature), rng)


class TruthPlayer:
    """Makes no mistake: one of the best moves, each as likely. See `Player`.

    Where the truth is not known within reasonable time, any legal move.
    """

    def __init__(self, game: Game, truth: Truth) -> None:
        self._game, self._truth = game, truth

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """See `Player.choose`."""
        best_NA = best_moves(self._truth.action_values(positions))
        return drawn(np.where(best_NA.any(1, keepdims=True), best_NA, self._game.legal(positions)), rng)


class WatchedPlayer:
    """Plays as another does, while it is counted how many of its moves are best. See `Player`.

    Attributes:
        moves: how many it has made of which the truth is known.
        best: how many of those were best.
    """

    def __init__(self, player: Player, truth: Truth) -> None:
        self._player, self._truth = player, truth
        self.moves = self.best = 0

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """See `Player.choose`."""
        action_N = self._player.choose(positions, rng)
        best_NA = best_moves(self._truth.action_values(positions))
        self.moves += int(best_NA.any(1).sum())
        self.best += int(best_NA[np.arange(len(action_N)), action_N].sum())
        return action_N

    @property
    def share(self) -> float | None:
        """The part of its moves that were best; None if it has made none of which that is known."""
        return self.best / self.moves if self.moves else None


def best_moves(value_NA: Float32) -> Bool:
    """Which moves are best, from what each is worth as `Truth` has it: bool (N, A), none where it is not known."""
    known_NA = np.where(np.isnan(value_NA), -np.inf, value_NA)
    best_N1 = known_NA.max(1, keepdims=True)
    best_NA: Bool = np.isfinite(known_NA) & (known_NA >= best_N1 - _SAME_VALUE)
    return best_NA
