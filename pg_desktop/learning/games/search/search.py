"""Searching many positions at once, and playing so.

Shape suffixes: N positions, A actions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.games.game import Actions, Game
from pg_desktop.learning.games.players import drawn
from pg_desktop.learning.games.policies import tempered
from pg_desktop.learning.games.positions import Positions
from pg_desktop.learning.games.search.evaluators import Evaluator, PolicyEvaluator
from pg_desktop.learning.games.search.forest import Forest
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.stopping import RolloutStoppedError, never


@dataclass(frozen=True, eq=False)
class Found:
    """What a search has found out about positions.

    Attributes:
        visit_NA: float32, how many simulations began with each move; a row sums to the number of simulations.
        prior_NA: float32, how likely each move was thought to be before, without noise.
        q_NA: float32, what simulations that began with each move came to on average, for the mover; NaN for moves that
            were not tried.
        value_N: float32, what all simulations came to on average, for the mover; without any, what was expected.
    """

    visit_NA: Float32
    prior_NA: Float32
    q_NA: Float32
    value_N: Float32

    def probabilities(self, temperature: float) -> Float32:
        """How likely to make each move, float32 (N, A): in proportion to visits to the power of 1 / temperature.

        Of moves that were tried as often, a temperature of 0 takes the one that has come to more. Without simulations,
        the prior takes the place of visits.
        """
        if not self.visit_NA.any():
            return tempered(self.prior_NA, temperature)
        if temperature > 0:
            return tempered(self.visit_NA, temperature)
        # Values lie within ± 1, so that a quarter of them never outweighs a visit.
        better_NA = self.visit_NA + np.nan_to_num(self.q_NA) * np.float32(0.25)
        return tempered(better_NA, 0)


class Search:
    """Looks ahead from many positions at once. See `forest`. To be used in one thread."""

    def __init__(self, game: Game, evaluator: Evaluator, settings: SearchSettings) -> None:
        self._game, self._evaluator, self._settings = game, evaluator, settings

    def run(
        self, positions: Positions, rng: np.random.Generator | None = None, stop: Callable[[], bool] = never
    ) -> Found:
        """Search.

        Args:
            positions: of games that are not over, at least one.
            rng: the source of noise at the roots; without it there is none.
            stop: asked before every simulation.

        Raises:
            RolloutStoppedError: when `stop` said so.
        """
        settings = self._settings
        forest = Forest(self._game, self._evaluator, settings, positions, settings.simulations)
        prior_NA = forest.nodes.prior_MA[: forest.trees].copy()
        if rng is not None and settings.root_noise:
            forest.disturb(settings.root_noise, settings.dirichlet_alpha, rng)
        for _ in range(settings.simulations):
            if stop():
                raise RolloutStoppedError
            forest.simulate()
        return found_in(forest, prior_NA)


def found_in(forest: Forest, prior_NA: Float32) -> Found:
    """What the trees of a forest say about their roots, whose priors were such before there was noise."""
    visit_NA, total_NA = (
        column_MA[: forest.trees].copy() for column_MA in (forest.nodes.visit_MA, forest.nodes.total_MA)
    )
    count_N = visit_NA.sum(1)
    q_NA = np.where(visit_NA > 0, total_NA / np.maximum(visit_NA, 1), np.float32(np.nan))
    value_N = np.where(count_N > 0, total_NA.sum(1) / np.maximum(count_N, 1), forest.nodes.value_M[: forest.trees])
    return Found(visit_NA, prior_NA, q_NA, value_N)


class SearchPlayer:
    """Looks ahead with a policy and plays what it visited most. See `Player`."""

    def __init__(self, game: Game, policy: Policy, settings: SearchSettings, temperature: float = 0.0) -> None:
        """Let a policy look ahead.

        Args:
            game: what is played.
            policy: what the search knows, its weights as they are at each move; see `PolicyEvaluator`.
            settings: how far it looks.
            temperature: see `Found.probabilities`.

        Raises:
            UserError: if the policy does not fit the game.
        """
        self._search = Search(game, PolicyEvaluator(game, policy), settings)
        self._temperature = temperature

    def choose(self, positions: Positions, rng: np.random.Generator) -> Actions:
        """See `Player.choose`."""
        return drawn(self._search.run(positions, rng).probabilities(self._temperature), rng)
