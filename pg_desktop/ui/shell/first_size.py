"""How large the window is at first: as large as it likes to be, but no larger than the screen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

_USUAL: Final = QSize(1280, 800)
_LEAST: Final = QSize(800, 600)
_FRAME: Final = QSize(16, 40)
"""Logical pixels that the system's frame and title bar may take; they are not known before the window is shown."""


def size_at_first(window: QWidget) -> None:
    """Give a window that has not been shown its size, and the least that it can be made to be."""
    room = room_on(window.screen())
    window.setMinimumSize(_LEAST.boundedTo(room))
    window.resize(_USUAL.boundedTo(room))


def room_on(screen: QScreen) -> QSize:
    """What a window can have of a screen, besides its frame."""
    if not screen.name():
        return _USUAL  # there is none: Qt's platform without screens makes one up
    return screen.availableSize() - _FRAME
