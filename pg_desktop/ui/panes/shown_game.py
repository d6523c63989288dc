"""The game at the board: which one it is, its moves, and the position that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pg_desktop.learning.games.entry import GameEntry
from pg_desktop.learning.games.table import GAMES
from pg_desktop.learning.measuring.match_reading import Seat

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.ui.board.line import Line


@dataclass(frozen=True)
class PlayedGame:
    """A game that somebody has played to its end at the board.

    Attributes:
        game: its id.
        actions: the moves.
        winner: 1 if whoever began has won, −1 if the other has, 0 for a draw.
        first: who began, in words.
        second: who the other was, in words.
        yours: which side was the user's: 1 that which began, −1 the other, 0 both.
    """

    game: str
    actions: tuple[int, ...]
    winner: int
    first: str
    second: str
    yours: int = 0


class ShownGame(QObject):
    """What is played at the board, for all panes that look at it. It outlives them. Lives in the GUI thread.

    Each game keeps its moves while another one is at the board.

    Attributes:
        entry: the game.
        played: the games that were played to their ends, the oldest first.
        adviser: the policy whose advice is shown at the board; None for none.
        adviser_name: what that is called, with how far it has been trained.
        wanted: whom the user wants to play against, chosen elsewhere; None once the board has them.

    Signals:
        changed (): it is another position, or another game.
        opponent_wanted (): there is somebody who is `wanted`.
    """

    changed = Signal()
    opponent_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entry: GameEntry = GAMES[0]
        self.played: list[PlayedGame] = []
        self.adviser: Policy | None = None
        self.adviser_name = ""
        self.wanted: Seat | None = None
        self._lines: dict[str, tuple[Line, int]] = {}

    @property
    def line(self) -> Line:
        """The moves, also those after the shown position. Loads NumPy."""
        return self._state[0]

    @property
    def ply(self) -> int:
        """How many moves were made before the shown position."""
        return self._state[1]

    @property
    def newest(self) -> bool:
        """Whether no move comes after the shown position."""
        return self.ply == len(self.line.actions)

    @property
    def under_way(self) -> bool:
        """Whether moves have been made, and the game may be over. Loads nothing."""
        state = self._lines.get(self.entry.id)
        return state is not None and bool(state[0].actions)

    def choose(self, entry: GameEntry) -> None:
        """Have another game at the board, as it was left."""
        if entry is not self.entry:
            self.entry = entry
            self.changed.emit()

    def want_opponent(self, entry: GameEntry, seat: Seat) -> None:
        """Wish to play a game against the policy of a run, with so many simulations."""
        self.choose(entry)
        self.wanted = seat
        self.opponent_wanted.emit()

    def begin(self) -> None:
        """Begin the game anew."""
        self._lines.pop(self.entry.id, None)
        self.changed.emit()

    def play(self, action: int) -> None:
        """Make a legal move in the shown position, in place of what came after it.

        Raises:
            ValueError: it is not legal.
        """
        line, ply = self._state
        if action not in line.legal(ply):
            raise ValueError(f"{action} is no legal move")
        self._lines[self.entry.id] = line.after(ply, action), ply + 1
        self.changed.emit()

    def cut(self) -> None:
        """Forget what came after the shown position."""
        line, ply = self._state
        if ply != len(line.actions):
            self._lines[self.entry.id] = line.until(ply), ply
            self.changed.emit()

    def go_to(self, ply: int) -> None:
        """Look at the position after so many moves; at the ends it stays."""
        line, before = self._state
        ply = min(max(ply, 0), len(line.actions))
        if ply != before:
            self._lines[self.entry.id] = line, ply
            self.changed.emit()

    def keep(self, first: str, second: str, yours: int) -> None:
        """Note a game that has just come to its end.

        Args:
            first: who began.
            second: who the other was.
            yours: see `PlayedGame`.
        """
        line = self.line
        self.played.append(PlayedGame(self.entry.id, line.actions, line.winner, first, second, yours))

    @property
    def _state(self) -> tuple[Line, int]:
        if self.entry.id not in self._lines:
            from pg_desktop.ui.board.line import Line  # noqa: PLC0415 (NumPy, after the first paint)

            self._lines[self.entry.id] = Line.begin(self.entry.rules()), 0
        return self._lines[self.entry.id]
