"""A picture of the window after some training, for documentation and checks."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QObject, QTimer, Slot

from pg_desktop.learning.hyperparameters import PACE_MAX
from pg_desktop.session.status import RunState, Status
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.ui.main_window import MainWindow

_SETTLE_MS: Final = 1500
"""Long enough for the plots to have drawn everything and the shown episode to be under way."""


class Photographer(QObject):
    """Trains, takes a picture of the window and ends the program. Lives in the GUI thread."""

    def __init__(self, window: MainWindow, path: Path, updates: int) -> None:
        super().__init__(window)
        self._window = window
        self._path = path
        self._updates = updates

    @Slot()
    def start(self) -> None:
        """Begin training; the picture is taken when it has paused."""
        session = self._window.session
        session.worker.state_changed.connect(self._state_changed)
        session.want(session.wanted.changed({"pace": PACE_MAX}))
        if self._updates:
            session.step(self._updates)

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        done = RunState.PAUSED if self._updates else RunState.READY
        if status.state in (done, RunState.FINISHED):
            QTimer.singleShot(_SETTLE_MS, self, self._take)

    @Slot()
    def _take(self) -> None:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._window.grab().save(buffer, "PNG")
        write_atomically(self._path, bytes(data.data()))
        self._window.session.close()
        QCoreApplication.exit(0)
