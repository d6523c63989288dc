"""An update in progress: how far it is, and the commands that are obeyed in the middle of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pg_desktop.runs.live.board import Board
from pg_desktop.runs.live.control import Control, Pause, Step, Train
from pg_desktop.runs.live.status import RunState, UpdateProgress
from pg_desktop.runs.live.turns import Turns

if TYPE_CHECKING:
    from pg_desktop.runs.run import Run

LONG_SECONDS: Final = 0.5
"""Of an update that takes longer, it is told how far it is."""
TELL_SECONDS: Final = 0.1
"""How often."""
GRACE_SECONDS: Final = 0.05
"""How long a pause waits for the end of an update before it begins in the middle of it: so those of short updates lie
between them, where all that is shown is of one moment."""


class UpdateInProgress:
    """One update, for the thread that does it.

    Attributes:
        steps_left: updates that are to be done, this one among them, before it pauses; None without end.
    """

    def __init__(
        self,
        run: Run,
        control: Control,
        turns: Turns,
        board: Board,
        set_state: Callable[[RunState], None],
        *,
        steps_left: int | None,
        seconds_before: float,
    ) -> None:
        """Begin one.

        Args:
            run: whose.
            control: the commands and wanted settings.
            turns: where this thread is said to train.
            board: where to tell of it.
            set_state: tells that the state is another.
            steps_left: see the class.
            seconds_before: what the update before took; one that will take as long is told of from its beginning.
        """
        self._run, self._control, self._turns, self._board, self._set_state = run, control, turns, board, set_state
        self.steps_left = steps_left
        self._tell_at = time.monotonic() + (0.0 if seconds_before > LONG_SECONDS else LONG_SECONDS)
        self._pause_at: float | None = None

    def must_stop(self) -> bool:
        """Asked before every env step: whether to abandon the update for what comes next. A pause waits in here."""
        self._turns.give_way()
        if time.monotonic() >= self._tell_at:
            self._tell()
        return self._control.waiting() and self._obey()

    def _tell(self) -> None:
        self._tell_at = time.monotonic() + TELL_SECONDS
        run, meter = self._run, self._run.meter
        of_episodes = run.settings.episodes_per_update
        played = meter.env_steps / (of_episodes * run.world.max_episode_steps)
        self._board.change(
            progress=UpdateProgress(
                update=run.updates + 1,
                episodes=meter.episodes,
                of_episodes=of_episodes,
                env_steps=meter.env_steps,
                share=min(1.0, max(meter.episodes / of_episodes, played)),
                learning=meter.learning,
            )
        )

    def _obey(self) -> bool:
        """Obey the commands that leave the update as it is, and stand still while one lets it pause.

        Returns:
            Whether the update is to be abandoned.
        """
        control, board = self._control, self._board
        while not control.urgent():
            if not board.is_training and not self._apply_wanted():
                return True
            match control.first():
                case None if board.is_training:
                    return False
                case None:
                    self._stand_still()
                case Pause() if board.is_training and not self._is_pause_due():
                    return False
                case Pause() | Train() | Step():
                    self._obey_first()
                case _:  # it has come since it was asked whether one is urgent
                    return True
        return True

    def _is_pause_due(self) -> bool:
        now = time.monotonic()
        if self._pause_at is None:
            self._pause_at = now + GRACE_SECONDS
        return now >= self._pause_at

    def _obey_first(self) -> None:
        match self._control.take(self._board.status.settings_version, 0):
            case Pause():
                self._pause_at = None
                self._tell()
                self._set_state(RunState.PAUSED)
            case Train():
                self.steps_left = None
                self._set_state(RunState.TRAINING)
            case Step(updates):
                before = self.steps_left if self._board.is_training else None
                self.steps_left = updates + (before or 0)
                self._set_state(RunState.TRAINING)
        self._control.obeyed()

    def _apply_wanted(self) -> bool:
        """Let wanted settings act while the update stands still; False if it has to be abandoned for them."""
        wanted = self._control.wanted_here
        if wanted is None:
            return False
        if wanted.version == self._board.status.settings_version:
            return True
        if not self._run.apply_within_update(wanted.settings):
            return False
        self._board.change(settings=self._run.settings, settings_version=wanted.version)
        return True

    def _stand_still(self) -> None:
        began = time.perf_counter()
        with self._turns.standing_still():
            self._control.wait(self._board.status.settings_version)
        self._run.meter.waited += time.perf_counter() - began
