"""Evaluators as simple as can be."""

import numpy as np

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
    """Finds every legal move as likely, and knows what positions are worth."""

    def __init__(self, game, truth):
        super().__init__(game)
        self.truth = truth

    def evaluate(self, positions):
        return super().evaluate(positions)._replace(value_N=np.nanmax(self.truth.action_values(positions), 1))
