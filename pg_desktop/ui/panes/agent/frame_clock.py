"""When frames of the shown episode are due, and how late they come."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot

FRAMES_PER_SECOND: Final = 50
"""Env steps a second at normal speed: Gymnasium's own frame rate for cart and pole."""
_INTERVAL_MS: Final = 1000 // FRAMES_PER_SECOND
_REMEMBERED: Final = 5000


class FrameClock(QObject):
    """Asks for one frame after the other. Lives in the GUI thread.

    Attributes:
        lateness: seconds that each of the last frames came after it was due, newest last.
    """

    def __init__(self, show_frame: Callable[[], None], parent: QObject) -> None:
        """Prepare; `start` begins.

        Args:
            show_frame: called for each frame, in the GUI thread. No signal: 50 times a second, a call is cheaper.
            parent: who owns this object.
        """
        super().__init__(parent)
        self.lateness: list[float] = []
        self._show_frame = show_frame
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin, unless it has."""
        if not self._timer.isActive():
            self._due = time.perf_counter() + _INTERVAL_MS / 1000
            self._timer.start()

    def stop(self) -> None:
        """Ask for no more frames."""
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        self.lateness.append(max(0.0, now - self._due))
        del self.lateness[:-_REMEMBERED]
        self._due += _INTERVAL_MS / 1000
        if self._due < now:  # frames were left out; lateness must not add up
            self._due = now + _INTERVAL_MS / 1000
        self._show_frame()
