"""Policies that play board games: which ones fit a game, and how likely they make each move.

Shape suffixes: N positions, A actions, O observation.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.acting.distributions import ActionValues, Float32
from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import Game
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


def spaces_of_game(game: Game) -> Spaces:
    """What a policy sees and does that plays a game: its planes, the last of which say which moves are legal."""
    return Spaces(VectorSpace(game.observed), DiscreteSpace(game.actions, masked=True))


def require_plays(policy: Policy, game: Game) -> None:
    """Make sure that a policy sees and does what there is to see and do in a game.

    Raises:
        UserError: if it was made for other spaces.
    """
    if policy.architecture.spaces != spaces_of_game(game):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "This policy cannot play {game}: it was made for {spaces}, and the game has {needed}; take one that "
                "was trained in it.",
            ),
            game=game.id,
            spaces=str(policy.architecture.spaces),
            needed=str(spaces_of_game(game)),
        )


def move_probabilities(policy: Policy, obs_NO: Float32, temperature: float = 1.0) -> Float32:
    """How likely a policy makes each move; 0 for those that are not legal.

    Args:
        policy: one that plays the game that was observed.
        obs_NO: planes of positions.
        temperature: above 1 more at random than it learned, below 1 less; at 0 all is on the best move.

    Returns:
        float32 (N, A); each row sums to 1.
    """
    distribution = policy.architecture.distribution
    outputs_NK = policy.outputs(obs_NO)
    if temperature == 0:
        probability_NA = np.zeros((len(obs_NO), policy.architecture.distribution.output_size), np.float32)
        probability_NA[np.arange(len(obs_NO)), distribution.mode(outputs_NK)] = 1
        return probability_NA
    if isinstance(distribution, ActionValues):
        return tempered(distribution.probabilities(outputs_NK), temperature)
    return softmax(outputs_NK / np.float32(temperature))


def tempered(weight_NA: Float32, temperature: float) -> Float32:
    """Probabilities from weights, such as visits: in proportion to their powers of 1 / temperature; 0 is greedy.

    Where several weigh most, a temperature of 0 shares between them.
    """
    share_NA = weight_NA / weight_NA.max(-1, keepdims=True)
    share_NA = (share_NA == 1).astype(np.float32) if temperature == 0 else share_NA ** np.float32(1 / temperature)
    probability_NA: Float32 = (share_NA / share_NA.sum(-1, keepdims=True)).astype(np.float32)
    return probability_NA
