"""What positions are truly worth: exact tables, a solver, exams of positions, and the best reply to a player."""

from pg_desktop.learning.games.truth.knowing import truth_of

__all__ = ["truth_of"]
