"""One measurement at a time, beside the window and the training thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pg_desktop.process import stand_back
from pg_desktop.runs.live.background import Background, Work
from pg_desktop.runs.live.status import Failure
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.panes.robustness.subject import Progress, Stop

_LOOK_MS: Final = 100


class Measuring(QObject):
    """Has work done elsewhere and tells how far it is. Lives in the GUI thread.

    There is never more than one; what is asked for meanwhile is refused, not queued.

    Signals:
        progressed (float): which part is done, in [0, 1].
        done (object): what the work returned, unless it was cancelled.
        failed (Failure): why it did not return, unless it was cancelled.
        ended (): it is through, in whatever way.
    """

    progressed = Signal(float)
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()

    @property
    def busy(self) -> bool:
        """Whether there is work in progress, also while it is giving up."""
        raise NotImplementedError(type(self))

    @property
    def cancelled(self) -> bool:
        """Whether the work in progress has been asked to give up."""
        raise NotImplementedError(type(self))

    def start(self, work: Any) -> bool:
        """Begin, unless something is in progress or `stop` was called; whether it begins."""
        raise NotImplementedError(type(self))

    def cancel(self) -> None:
        """Ask the work to give up; whatever it still brings is dropped."""
        raise NotImplementedError(type(self))

    def stop(self) -> None:
        """Let the work give up, and refuse any other."""
        raise NotImplementedError(type(self))


class Measurement(Measuring):
    """Runs work in a thread of its own. See `Measuring`."""

    def __init__(self, turns: Turns, parent: QObject) -> None:
        """Prepare.

        Args:
            turns: shared by all that measure and by training.
            parent: who owns this object.
        """
        super().__init__(parent)
        self._turns = turns
        self._background = Background(self)
        self._job: Work | None = None
        self._share = _Share()
        self._wanted = False
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether there is work in progress, also while it is giving up."""
        return self._job is not None

    @property
    def cancelled(self) -> bool:
        """Whether the work in progress has been asked to give up."""
        return self.busy and not self._wanted

    def start(self, work: Callable[[Stop, Progress], Any]) -> bool:
        """Begin, unless something is in progress or `stop` was called.

        Args:
            work: called once, in the other thread. It is given a function that says whether it is to stop, and one to
                tell which part is done; it may raise `RolloutStoppedError`.

        Returns:
            Whether it begins.
        """
        if self.busy or self._closed:
            return False
        # A plain object of its own: the thread holds nothing of Qt's that lives here.
        self._share = _Share()
        run = partial(_run, work, self._share.tell, self._turns)
        self._job = self._background.begin(run, self._done, self._failed, self._finished)
        self._wanted = True
        self._timer.start()
        return True

    @Slot()
    def cancel(self) -> None:
        """Ask the work to give up; whatever it still brings is dropped."""
        self._wanted = False
        if self._job is not None:
            self._job.cancel()

    def stop(self) -> None:
        """Let the work give up, wait until it has, and refuse any other."""
        self._closed = True
        self.cancel()
        if self._job is not None:
            self._job.end()

    @Slot()
    def _look(self) -> None:
        if self._wanted:
            self.progressed.emit(self._share.value)

    def _done(self, result: object) -> None:
        if self._wanted:
            self.done.emit(result)

    def _failed(self, failure: Failure) -> None:
        if self._wanted:
            self.failed.emit(failure)

    def _finished(self) -> None:
        self._job = None
        self._timer.stop()
        self.ended.emit()


class _Share:
    """Which part is done: written by one thread, read by another."""

    def __init__(self) -> None:
        self.value = 0.0

    def tell(self, share: float) -> None:
        """Note which part is done."""
        self.value = share


def _run(work: Callable[[Stop, Progress], Any], progress: Progress, turns: Turns, stop: Stop) -> Any:
    stand_back()
    with turns.measuring_until(stop) as asked_to_stop:
        return work(asked_to_stop, progress)
