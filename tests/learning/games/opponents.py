"""Players as simple as can be."""

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
