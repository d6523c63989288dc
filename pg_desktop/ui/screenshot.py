"""A picture of the window before or after some training, for documentation and checks."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QObject, QTimer, Slot

from pg_desktop.learning.hyperparameters import PACE_MAX
from pg_desktop.messages import UserError
from pg_desktop.session.status import RunState, Status
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.ui.main_window import MainWindow

_SETTLE_MS: Final = 1500
"""Without anything new for this long, the plots have drawn everything and the shown episode is under way."""


class Photographer(QObject):
    """Trains, takes a picture of the window and ends the program. Lives in the GUI thread.

    Attributes:
        problem: why there is no picture, None if there is one.
    """

    def __init__(self, window: MainWindow, path: Path, updates: int) -> None:
        super().__init__(window)
        self.problem: UserError | None = None
        self._window = window
        self._path = path
        self._updates = updates
        self._shutter = QTimer(self)
        self._shutter.setSingleShot(True)
        self._shutter.setInterval(_SETTLE_MS)
        self._shutter.timeout.connect(self._take)

    @Slot()
    def start(self) -> None:
        """Train, if that is wanted; the picture is taken when nothing happens any more."""
        session = self._window.session
        session.worker.state_changed.connect(self._state_changed)
        if self._updates:
            session.want(session.wanted.changed({"pace": PACE_MAX}))
            session.step(self._updates)

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        before_training = status.state is RunState.READY and not self._updates
        if before_training or status.state in (RunState.PAUSED, RunState.FINISHED):
            self._shutter.start()
        else:
            self._shutter.stop()

    @Slot()
    def _take(self) -> None:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._window.grab().save(buffer, "PNG")
        try:
            write_atomically(self._path, bytes(data.data()))
        except UserError as error:
            self.problem = error
        self._window.session.close()
        QCoreApplication.exit(0)
