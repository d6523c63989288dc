"""What belongs together of all that a user does to a control."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

REST_MS: Final = 300
"""Milliseconds without a change after which what comes next is something else."""

_PRESSED: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress})
_RELEASED: Final = frozenset({QEvent.Type.KeyRelease, QEvent.Type.MouseButtonRelease})


class Gesture(QObject):
    """A drag, a key that is held, or keys and turns of the wheel in quick succession. Lives in the GUI thread.

    It begins with a change, does not end while a key or a button is down, and then ends after a rest or when the focus
    goes elsewhere.

    Signals:
        ended (): it is over.
    """

    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._going_on = False
        self._held = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.end)

    @property
    def number(self) -> int:
        """How many there have been, this one included."""
        return self._number

    @property
    def going_on(self) -> bool:
        """Whether it is not over yet."""
        return self._going_on

    def watch(self, widget: QWidget) -> None:
        """Take keys and buttons that are down in a widget into account."""
        widget.installEventFilter(self)

    def go_on(self) -> None:
        """There is a change: it begins, or goes on."""
        if not self._going_on:
            self._going_on = True
            self._number += 1
        if not self._held:
            self._rest.start()

    @Slot()
    def end(self) -> None:
        """What comes next is something else."""
        self._rest.stop()
        if self._going_on:
            self._going_on = False
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.FocusOut:
            self._held = False
            self.end()
        elif not (isinstance(event, QKeyEvent) and event.isAutoRepeat()):
            if kind in _PRESSED:
                self._held = True
                self._rest.stop()
            elif kind in _RELEASED:
                self._held = False
                if self._going_on:
                    self._rest.start()
        return False
