"""Players and the truth of small games, as simple as can be."""

import numpy as np

from pg_desktop.learning.games.positions import Positions


def together(*positions):
    """Positions of one game as one batch."""
    return Positions.joined(positions)


class FirstMove:
    """Makes the legal move with the smallest number, or the largest."""

    def __init__(self, game, last=False):
        self.game, self.last = game, last

    def choose(self, positions, rng):
        legal_NA = self.game.legal(positions)
        if self.last:
            return legal_NA.shape[1] - 1 - legal_NA[:, ::-1].argmax(1)
        return legal_NA.argmax(1)


class Minimax:
    """The truth of a small game, position by position."""

    def __init__(self, game):
        self.game, self.known = game, {}

    def action_values(self, positions):
        legal_NA = self.game.legal(positions)
        value_NA = np.full(legal_NA.shape, np.nan, np.float32)
        for row, action in zip(*np.nonzero(legal_NA), strict=True):
            stepped = self.game.step(positions[[row]], np.array([action]))
            over = stepped.done_N[0]
            value_NA[row, action] = stepped.outcome_N[0] if over else -self.value(stepped.positions)
        return value_NA

    def value(self, position):
        key = position.key()
        if key not in self.known:
            self.known[key] = float(np.nanmax(self.action_values(position)))
        return self.known[key]
