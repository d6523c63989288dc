"""Windows on screens: where there is room for one with all of its frame."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStyle, QWidget

_EDGE: Final = 4
"""Pixels of a window's frame at its sides where the system has not told them."""


def screen_room(rect: QRect) -> QRect:
    """What windows may have of the screen nearest to a rectangle."""
    screen = QGuiApplication.screenAt(rect.center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def on_a_screen(rect: QRect, frame: QMargins | None = None) -> QRect:
    """A window's rectangle moved, and made smaller if need be, until the nearest screen has all of it.

    Args:
        rect: without its frame.
        frame: what is around it; None for nothing.
    """
    room = screen_room(rect).marginsRemoved(frame or QMargins())
    inside = QRect(rect.topLeft(), rect.size().boundedTo(room.size()))
    inside.moveLeft(min(max(inside.left(), room.left()), room.right() + 1 - inside.width()))
    inside.moveTop(min(max(inside.top(), room.top()), room.bottom() + 1 - inside.height()))
    return inside


def frame_of(window: QWidget) -> QMargins:
    """What the system draws around a window, or about that as long as it has not told."""
    inside, outside = window.geometry(), window.frameGeometry()
    if inside == outside:
        return QMargins(_EDGE, window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight), _EDGE, _EDGE)
    return QMargins(
        inside.left() - outside.left(),
        inside.top() - outside.top(),
        outside.right() - inside.right(),
        outside.bottom() - inside.bottom(),
    )
