"""A measurement in another process."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Slot

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.runs.live.failures import failure_of
from pg_desktop.runs.processes import Job, Processes
from pg_desktop.ui.panes.robustness.measurement import Measuring

_LOOK_MS: Final = 50
_UNEXPECTED: Final = QT_TRANSLATE_NOOP("Errors", "Something unexpected happened: {error}.")


class ElsewhereMeasurement(Measuring):
    """Has a task done by the program's pool of processes. See `Measuring`."""

    def __init__(self, processes: Processes, parent: QObject) -> None:
        super().__init__(parent)
        self._processes = processes
        self._job: Job | None = None
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """See `Measuring.busy`."""
        return self._job is not None

    @property
    def cancelled(self) -> bool:
        """See `Measuring.cancelled`."""
        return self._job is not None and self._job.cancelled

    def start(self, work: Any) -> bool:
        """Begin, unless something is in progress or `stop` was called.

        Args:
            work: the task and what it is given, see `processes`.

        Returns:
            Whether it begins.
        """
        if self.busy or self._closed:
            return False
        self._job = self._processes.submit(*work)
        self._timer.start()
        return True

    def cancel(self) -> None:
        """See `Measuring.cancel`."""
        if self._job is not None:
            self._job.cancel()

    def stop(self) -> None:
        """See `Measuring.stop`; it waits for nothing, as the process lives on."""
        self._closed = True
        self.cancel()
        self._timer.stop()
        self._job = None

    @Slot()
    def _look(self) -> None:
        job = self._job
        if job is None:
            return
        if not job.done:
            if not job.cancelled:
                self.progressed.emit(job.share)
            return
        self._job = None
        self._timer.stop()
        try:
            self.done.emit(job.result())
        except RolloutStoppedError:
            pass
        except Exception as error:  # noqa: BLE001 (told in the pane)
            self.failed.emit(failure_of(error, _UNEXPECTED))
        self.ended.emit()
