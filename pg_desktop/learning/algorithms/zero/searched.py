"""Games that a policy plays against itself with a search, and what the search found on the way.

Shape suffixes: N games, K those that go on, B positions, A actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.algorithms.algorithm import Play
from pg_desktop.learning.algorithms.board.lessons import Shares
from pg_desktop.learning.games.game import Float32, Game
from pg_desktop.learning.games.matches import random_openings
from pg_desktop.learning.games.players import drawn
from pg_desktop.learning.games.search.evaluators import PolicyEvaluator
from pg_desktop.learning.games.search.search import Search
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.settings.table import Settings

_CONCENTRATION: Final = 10.0
"""Of the noise at the roots, over the number of moves: about as much noise whatever the game (Silver et al. 2018)."""


@dataclass(frozen=True, eq=False)
class Searched:
    """Games that have been played.

    Attributes:
        shares: of each position, what the search did and what it is worth.
        outcome_N: float32, of each game for the side that is counted; every second game, that is who begins.
        length_N: int64, plies of each, with those of the opening.
    """

    shares: Shares
    outcome_N: Float32
    length_N: NDArray[np.int64]


def searched_games(game: Game, policy: Policy, play: Play, settings: Settings) -> Searched:
    """Play as many games as there are environments, all at once.

    Args:
        game: the rules.
        policy: guides the search, with its value network.
        play: where.
        settings: how.

    Raises:
        RolloutStoppedError: when `play.stop` said so.
    """
    count, rng = play.env.num_envs, play.rng
    search = Search(game, PolicyEvaluator(game, policy), search_settings(game, settings))
    length_N = rng.integers(0, settings.opening_plies + 1, count)
    positions = random_openings(game, length_N, rng)
    first_outcome_N, game_K = np.zeros(count, np.float32), np.arange(count)
    plies = []
    while len(game_K):
        found = search.run(positions, rng, play.stop)
        share_KA = found.visit_NA / found.visit_NA.sum(1, keepdims=True)
        plies.append((game.planes(positions), share_KA, found.value_N, positions.first_N, game_K))
        drawn_K1 = (length_N[game_K] < settings.drawn_plies)[:, None]
        action_K = drawn(np.where(drawn_K1, share_KA, found.probabilities(0)), rng)
        stepped = game.step(positions, action_K)
        length_N[game_K] += 1
        done_K = stepped.done_N
        first_outcome_N[game_K] = np.where(positions.first_N, stepped.outcome_N, -stepped.outcome_N)
        play.meter.env_steps += len(game_K)
        play.meter.episodes += int(done_K.sum())
        positions, game_K = stepped.positions[~done_K], game_K[~done_K]
    obs, share, value, first, game_B = (np.concatenate(each) for each in zip(*plies, strict=True))
    outcome_B = np.where(first, first_outcome_N[game_B], -first_outcome_N[game_B])
    target_B = settings.search_value_share * value + (1 - settings.search_value_share) * outcome_B
    counted_N = np.where(np.arange(count) % 2 == 0, first_outcome_N, -first_outcome_N)
    return Searched(Shares(obs, share, target_B.astype(np.float32)), counted_N, length_N)


def search_settings(game: Game, settings: Settings) -> SearchSettings:
    """How training looks ahead."""
    return SearchSettings(
        settings.simulations,
        c=settings.search_exploration,
        root_noise=settings.root_noise,
        dirichlet_alpha=_CONCENTRATION / game.actions,
    )
