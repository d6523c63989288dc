"""Work that takes a while, beside the window and the training thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QThread, Signal

from pg_desktop.journal import logger
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.mishaps import mishap_of
from pg_desktop.runs.live.failures import failure_of

_UNEXPECTED: Final = QT_TRANSLATE_NOOP("Errors", "Something unexpected happened: {error}.")


class Background(QThread):
    """Calls a function once, in a thread of its own; the object lives in the GUI thread.

    Signals:
        done (object): what the function returned.
        failed (Failure): why it did not; a function that stopped because it was asked to says nothing.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[Callable[[], bool]], Any], parent: QObject | None = None) -> None:
        """Prepare; `start` begins.

        Args:
            work: what to do. It is given a function that says whether it is to stop, and may raise
                `RolloutStoppedError` then.
            parent: who owns this object.
        """
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()

    def run(self) -> None:
        """The thread."""
        try:
            self.done.emit(self._work(self._stop.is_set))
        except RolloutStoppedError:
            pass
        except BaseException as error:  # noqa: BLE001 (the one place from which nothing may escape into Qt)
            logger.info("in the background: %s", mishap_of(error).details)
            self.failed.emit(failure_of(error, _UNEXPECTED))

    def cancel(self) -> None:
        """Ask the function to stop; it does so at its own pace."""
        self._stop.set()

    def end(self) -> None:
        """Ask the function to stop, and wait until it has."""
        self.cancel()
        self.wait()
