"""Work that takes a while, beside the window and the training thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pg_desktop.journal import logger
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.mishaps import mishap_of
from pg_desktop.runs.live.failures import failure_of
from pg_desktop.runs.live.status import Failure

_UNEXPECTED: Final = QT_TRANSLATE_NOOP("Errors", "Something unexpected happened: {error}.")

Stop = Callable[[], bool]


class Work:
    """A function that is called in a thread of its own. To be used by the GUI thread."""

    def __init__(self, call: Callable[[Stop], None]) -> None:
        """Begin.

        Args:
            call: is given a function that says whether it is to stop.
        """
        self._stop = threading.Event()
        self._thread = threading.Thread(target=call, args=(self._stop.is_set,), name="background", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it has not come to its end."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Ask the function to stop; it does so at its own pace."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until it has come to its end."""
        self._thread.join()

    def end(self) -> None:
        """Ask the function to stop, and wait until it has."""
        self.cancel()
        self.wait()


class Background(QObject):
    """Has any number of works done, and tells of their ends in the GUI thread, where it lives. `end` has to be called.

    No work has an object of Qt's: with ten threads of Qt's a second that begin, end and are deleted, PySide6 6.11
    crashes within minutes, in the destructor of one whose wrapper in Python is gone already.
    """

    _told = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._works: list[Work] = []
        self._ended = False
        self._told.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def begin(
        self,
        work: Callable[[Stop], Any],
        done: Callable[[Any], object],
        failed: Callable[[Failure], object],
        over: Callable[[], object] | None = None,
    ) -> Work | None:
        """Have something done.

        Args:
            work: what to do, in another thread. It is given a function that says whether it is to stop, and may raise
                `RolloutStoppedError` then.
            done: is called with what it returned.
            failed: is called with why it did not; of a work that stopped because it was asked to, neither is.
            over: is called at last, when the thread is no more.

        Returns:
            The work; None after `end`, when nothing begins.
        """
        if self._ended:
            return None
        begun = Work(partial(self._do, work, done, failed, over))
        self._works.append(begun)
        return begun

    def cancel(self) -> None:
        """Ask all of them to stop."""
        for work in self._works:
            work.cancel()

    def end(self) -> None:
        """Stop all of them and wait for it, for good; nothing is told any more."""
        self._ended = True
        for work in self._works:
            work.end()
        self._works.clear()

    def _do(
        self,
        work: Callable[[Stop], Any],
        done: Callable[[Any], object],
        failed: Callable[[Failure], object],
        over: Callable[[], object] | None,
        stop: Stop,
    ) -> None:
        """In another thread."""
        try:
            self._tell(partial(done, work(stop)))
        except RolloutStoppedError:
            pass
        except BaseException as error:  # noqa: BLE001 (the one place from which nothing may escape)
            logger.info("in the background: %s", mishap_of(error).details)
            self._tell(partial(failed, failure_of(error, _UNEXPECTED)))
        self._tell(partial(self._over, threading.current_thread(), over))

    def _tell(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # whoever wanted to know is gone
            self._told.emit(call)

    @Slot(object)
    def _call(self, call: Callable[[], object]) -> None:
        if not self._ended:
            call()

    def _over(self, thread: threading.Thread, over: Callable[[], object] | None) -> None:
        thread.join()  # for its last instructions
        self._works = [work for work in self._works if work.running]
        if over is not None:
            over()
