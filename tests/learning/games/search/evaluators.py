"""Evaluators as simple as can be."""

import numpy as np

from pg_desktop.learning.games.players import best_moves
from pg_desktop.learning.games.search.evaluators import Evaluated


class Even:
    """Finds every legal move as likely and every position worth the same; counts what it is asked."""

    def __init__(self, game, value=0.0):
        self.game, self.value, self.asked = game, value, []

    def evaluate(self, positions):
        self.asked.append(len(positions))
        legal_NA = self.game.legal(positions).astype(np.float32)
        return Evaluated(legal_NA / legal_NA.sum(1, keepdims=True), np.full(len(positions), self.value, np.float32))


class Knowing(Even):
    """Knows what positions are worth, and finds their best moves more likely than others by half."""

    def __init__(self, game, truth):
        super().__init__(game)
        self.truth = truth

    def evaluate(self, positions):
        value_NA = self.truth.action_values(positions)
        likely_NA = super().evaluate(positions).prior_NA * (1 + best_moves(value_NA))
        prior_NA = likely_NA / likely_NA.sum(1, keepdims=True)
        return Evaluated(prior_NA.astype(np.float32), np.nanmax(value_NA, 1))
