"""Whom the user wants to play against, chosen elsewhere than at the board, which may not be there yet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pg_desktop.learning.measuring.match_reading import Seat


class GameWishes(QObject):
    """Carries wishes to the board. Lives in the GUI thread.

    Attributes:
        opponent: who is wanted, and the id of the game; None before somebody was, and once the board has taken them.

    Signals:
        opponent_wanted (): `opponent` is to be played against.
    """

    opponent_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.opponent: tuple[str, Seat] | None = None

    def want_opponent(self, game: str, seat: Seat) -> None:
        """Wish to play against the policy of a run.

        Args:
            game: the id of the game.
            seat: which policy, and with how many simulations.
        """
        self.opponent = game, seat
        self.opponent_wanted.emit()

    def take_opponent(self) -> tuple[str, Seat] | None:
        """What `opponent` is; it is none from now on."""
        wanted, self.opponent = self.opponent, None
        return wanted
