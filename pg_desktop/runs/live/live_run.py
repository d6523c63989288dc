"""The run that is trained, as the training thread has it: where it is kept, and what the others are told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.runs.live.board import Board
from pg_desktop.runs.live.control import Control, WithSettings
from pg_desktop.runs.live.failures import failure_of
from pg_desktop.runs.live.status import Failure, ReplayEnded, RunState, Status, View
from pg_desktop.runs.live.tracing import Tracing

if TYPE_CHECKING:
    from pg_desktop.runs.live.document import Document
    from pg_desktop.runs.run import Run

_UNKEPT: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "The experiment is in memory alone for now, because it could not be written: {error}. It is tried again and again.",
)
_UNEXPECTED: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "Training paused because something unexpected happened: {error}. The run stands as it was before.",
)


@dataclass(frozen=True)
class News:
    """Whom the training thread tells what; see the signals of `TrainingWorker`, which these emit."""

    run_began: Callable[[View], object]
    state_changed: Callable[[Status], object]
    failed: Callable[[Failure], object]
    refused: Callable[[WithSettings], object]
    replayed: Callable[[], object]
    replay_ended: Callable[[ReplayEnded], object]
    exchanged: Callable[[Document], object]


class LiveRun:
    """What there is of the run that is trained besides itself. Belongs to the training thread; any reads `board`.

    Attributes:
        run: itself; None before there is one.
        document: where the experiment is kept; None if it is not.
        within_update: whether an update is being done, so that the run is between two states.
        board: what the others may know.
        news: whom to tell what.
        tracing: whether updates are laid open, and the newest that was.
    """

    def __init__(self, control: Control, news: News) -> None:
        """Begin without a run.

        Args:
            control: where settings are wanted.
            news: whom to tell what.
        """
        self.run: Run | None = None
        self.document: Document | None = None
        self.within_update = False
        self.board = Board(control.wanted)
        self.news = news
        self.tracing = Tracing()
        self._control = control

    def set_state(self, state: RunState) -> None:
        """Let the state be another, and say so."""
        changed = state is not self.board.status.state
        if changed:
            self.keep(now=True, state=state)  # before anybody can see it, and save
        self.board.change(state=state)
        if changed:
            self.news.state_changed(self.board.status)

    def pause(self) -> None:
        """Stand still, if there is training."""
        if self.board.is_training:
            self.set_state(RunState.PAUSED)

    def keep(self, *, now: bool = False, state: RunState | None = None) -> None:
        """Let the keeper know where the run is, if it wants to.

        Args:
            now: whether it has to, even if it does not want to.
            state: what the state is about to be; what it is, if None.
        """
        keeper = None if self.document is None else self.document.keeper
        run = None if self.within_update else self.run
        if keeper is not None and run is not None and (now or keeper.wants):
            from pg_desktop.runs.archive.writer import Moment  # noqa: PLC0415 (NumPy)

            training = (state or self.board.status.state) is RunState.TRAINING
            keeper.give(Moment(run.record, run.state(), training), now=now)

    def refuse(self, command: WithSettings) -> None:
        """Say that a command could not be obeyed; what was wanted before is wanted again."""
        self._control.take_back(command)
        self.news.refused(command)

    def report(self, error: BaseException) -> None:
        """Say what went wrong."""
        self.news.failed(failure_of(error, _UNEXPECTED))

    def report_unkept(self, error: BaseException) -> None:
        """Say, from the keeper's thread, that the experiment is in memory alone for now."""
        self.news.failed(failure_of(error, _UNKEPT))
