"""All matches that are missing, one after the other, in the program's pool of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.learning.measuring.match_reading import MatchReading, Seat
from pg_desktop.runs.processes import Processes
from pg_desktop.ui.panes.compass.measuring import ElsewhereMeasurement
from pg_desktop.ui.panes.robustness.measurement import Measuring

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy

GAMES: Final = 400
SEARCH_GAMES: Final = 100
"""Games of a match, and of one in which somebody searches, which takes far longer."""


@dataclass(frozen=True)
class Fixture:
    """A match to be played.

    Attributes:
        one: the first player.
        other: the second.
        seed: of everything random.
    """

    one: Seat
    other: Seat
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Fixtures:
    """What is to be played.

    Attributes:
        game: id of the game.
        matches: one after the other.
        policy_of: finds the policy of a seat; None if it is not kept any more.
    """

    game: str
    matches: Sequence[Fixture]
    policy_of: Callable[[Seat], Policy | None]


class Tournament(Measuring):
    """Plays matches. See `Measuring`; `done` tells nothing, `played` tells of each match. Lives in the GUI thread.

    What has been played stays when it is cancelled.

    Signals:
        played (MatchReading): a match is over.
    """

    played = Signal(object)

    def __init__(self, processes: Processes, parent: QObject) -> None:
        super().__init__(parent)
        self._elsewhere = ElsewhereMeasurement(processes, self)
        self._fixtures: Fixtures | None = None
        self._at = 0
        self._played = False
        """Whether the match that has come to its end was played to its end."""
        self._elsewhere.progressed.connect(self._came_further)
        self._elsewhere.done.connect(self._over)
        self._elsewhere.failed.connect(self.failed)
        self._elsewhere.ended.connect(self._next)

    @property
    def busy(self) -> bool:
        """See `Measuring.busy`."""
        return self._fixtures is not None

    @property
    def cancelled(self) -> bool:
        """See `Measuring.cancelled`."""
        return self._elsewhere.cancelled

    def start(self, work: Any) -> bool:
        """Begin, unless something is in progress or `stop` was called.

        Args:
            work: the `Fixtures`.

        Returns:
            Whether it begins.
        """
        if self.busy or not work.matches:
            return False
        self._fixtures, self._at = work, 0
        self._play()
        return self.busy

    def cancel(self) -> None:
        """See `Measuring.cancel`."""
        self._elsewhere.cancel()

    def stop(self) -> None:
        """See `Measuring.stop`."""
        self._fixtures = None
        self._elsewhere.stop()

    def _play(self) -> None:
        """Begin the next match whose players are still known, or come to the end."""
        from pg_desktop.learning.measuring.matching import Contestant, Match, play  # noqa: PLC0415 (NumPy)

        fixtures = self._fixtures
        while fixtures is not None and self._at < len(fixtures.matches):
            fixture = fixtures.matches[self._at]
            seats = fixture.one, fixture.other
            one, other = (Contestant.of(seat, fixtures.policy_of(seat)) for seat in seats)
            if all(each.policy is not None or not each.seat.run for each in (one, other)):
                games = SEARCH_GAMES if any(seat.simulations for seat in seats) else GAMES
                match = Match(fixtures.game, one, other, games, fixture.seed)
                if not self._elsewhere.start((play, match)):
                    self._finish()
                return
            self._at += 1
        self._finish()

    @Slot(float)
    def _came_further(self, share: float) -> None:
        if self._fixtures is not None:
            self.progressed.emit((self._at + share) / len(self._fixtures.matches))

    @Slot(object)
    def _over(self, reading: MatchReading) -> None:
        self._at += 1
        self._played = True
        self.played.emit(reading)

    @Slot()
    def _next(self) -> None:
        """A match is over: played, cancelled or failed."""
        played, self._played = self._played, False
        if self._fixtures is not None and played:
            self._play()
        elif self._fixtures is not None:
            self._finish()

    def _finish(self) -> None:
        self._fixtures = None
        self.ended.emit()
