"""What a window that trains asks of the whole process."""

from __future__ import annotations

import gc
import sys
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_SWITCH_SECONDS: Final = 0.005
"""How long the training thread may keep Python from the window."""
_COLLECT_MS: Final = 1000


class Housekeeping(QObject):
    """Collects Python's garbage in the GUI thread alone, in small portions, and shares Python out for a window.

    Qt objects that a cycle keeps alive must not be destroyed by whichever thread happens to collect, and a full
    collection would stall the window for a tenth of a second. Where somebody else has taken the collection over
    already, it is left to them. Lives in the GUI thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_COLLECT_MS)
        self._timer.timeout.connect(self._collect)
        self._switch_seconds: float | None = None
        self._collects = False
        self._frozen = False

    @Slot()
    def start(self) -> None:
        """Take over, unless it has."""
        if self._switch_seconds is not None:
            return
        self._switch_seconds = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._collects = gc.isenabled()
        if self._collects:
            gc.disable()
            self._timer.start()

    @Slot()
    def stop(self) -> None:
        """Leave the process as it was found."""
        if self._switch_seconds is None:
            return
        sys.setswitchinterval(self._switch_seconds)
        self._switch_seconds = None
        self._timer.stop()
        if self._collects:
            if self._frozen:
                gc.unfreeze()
                self._frozen = False
            gc.enable()

    @Slot()
    def _collect(self) -> None:
        if not self._frozen and "torch" in sys.modules:
            self._frozen = True
            gc.collect()
            gc.freeze()
        gc.collect(1)
