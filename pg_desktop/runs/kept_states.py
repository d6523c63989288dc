"""Which states of a run are kept to go back to: where that is worth it, and around every edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pg_desktop.runs.edits import CLOSE_UPDATES
from pg_desktop.runs.record import CompleteState, RunRecord
from pg_desktop.runs.verdict import SOLVED_WINDOW

Pins = tuple[bool, int | None]
"""What an update changes in `KeptStates`."""
NO_PINS: Final[Pins] = (False, None)


class KeptStates:
    """Writes the checkpoints of a record while its run is trained. Belongs to the run's thread."""

    def __init__(self, record: RunRecord, state: Callable[[], CompleteState]) -> None:
        """Take the record, and what makes a state of the run as it is now."""
        self._record, self._state = record, state
        self._last_edits: dict[str, int] = {}
        self.pins: Pins = NO_PINS
        """Whether the state after the next update is to be pinned, and the update whose state was pinned so last. To
        be put back where an update is undone."""

    def remember(self) -> None:
        """Keep the state as it is now."""
        self.record(self._state())

    def record(self, state: CompleteState) -> None:
        """Keep a state, which is that of now."""
        self._record.checkpoints.record(self._update, self._mean(), state.nbytes, state)

    def updated(self) -> None:
        """Keep the state after an update where that is worth it, or an edit came before."""
        pin, checkpoints = self.pins[0], self._record.checkpoints
        if pin or checkpoints.wanted(self._update, self._mean()):
            self.remember()
        if pin:
            checkpoints.keep(self._update)
            self.pins = False, self._update

    def edited(self, keys: tuple[str, ...]) -> None:
        """Keep the state just before an edit, and see to it that the one after the next update is kept.

        Of a setting that is being dragged, what was before the first edit and what came after the last are kept.
        """
        if not keys:
            return
        now, checkpoints = self._update, self._record.checkpoints
        dragged = all(key in self._last_edits and now - self._last_edits[key] <= CLOSE_UPDATES for key in keys)
        if not dragged:
            if not checkpoints.keep(now):
                self.remember()
                checkpoints.keep(now)
        elif self.pins[1] is not None:
            checkpoints.release(self.pins[1])
        self.pins = True, None
        self._last_edits.update(dict.fromkeys(keys, now))

    @property
    def _update(self) -> int:
        return self._record.history.updates

    def _mean(self) -> float | None:
        history = self._record.history
        return history.mean_return(SOLVED_WINDOW) if history.episodes >= SOLVED_WINDOW else None
