"""What lies over a part of the window and moves nothing there: notices, and the greeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid

from pg_desktop.ui.kit.contained import contained, nothing

GUARD_MS: Final = 300
"""A click within this time was aimed at what had been there before."""
SHADOW: Final = 5
"""Pixels around the card in which its shadow fades."""
_CORNER: Final = 9.0
_SHADOW_ALPHA: Final = 6
_MOVES: Final = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest})


class Overlay(QFrame):
    """A card over a part of its parent. Lives in the GUI thread.

    It stands in no layout, so nothing moves when it comes, changes or goes. For a moment after that, clicks go to what
    is beneath it, at which they were aimed. Escape, wherever nothing else has a use for it, dismisses it; a focus
    within it then goes back to where it came from.
    """

    def __init__(self, parent: QWidget, *, shadow: bool = True) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._room: Callable[[], QRect] = parent.rect
        self._watched: tuple[QWidget, ...] = (parent,)
        self._filtered: set[QWidget] = set()
        self._spreads = range(SHADOW if shadow else 0)
        self._edge: QColor | None = None
        self._focus_before: QWidget | None = None
        self._guard = QTimer(self)
        self._guard.setSingleShot(True)
        self._guard.setInterval(GUARD_MS)
        self._guard.timeout.connect(self._end_guard)
        self.hide()

    @property
    def guarded(self) -> bool:
        """Whether clicks still go to what is beneath it."""
        return self._guard.isActive()

    def lie_in(self, parent: QWidget, room: Callable[[], QRect], *watched: QWidget) -> None:
        """Lie over another place from now on; to be called while it is hidden.

        Args:
            parent: its new parent.
            room: tells the rectangle in which it may lie, in the parent's coordinates.
            watched: when one of these moves or is resized, the room may be another.
        """
        self.setParent(parent)
        self._room, self._watched = room, (parent, *watched)

    def place(self) -> None:
        """Take the place within the room that is due; cheap."""
        place = self.place_in(self._room())
        if place != self.geometry():
            self.setGeometry(place)

    def place_in(self, room: QRect) -> QRect:
        """Where it lies in a room."""
        return room

    def dismiss(self) -> None:
        """Go, as the user does not want to see it any more."""
        self.hide()

    def guard(self) -> None:
        """Something else is to be seen from now on: for a moment, let clicks go to what is beneath."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._guard.start()

    def show_edge(self, colour: QColor | None) -> None:
        """Draw the edge in a colour; in that of all cards if None."""
        if colour != self._edge:
            self._edge = colour
            self.update()

    def setVisible(self, visible: bool) -> None:
        if not visible:
            self._give_focus_back()
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._filtered = {*self._watched, self.window()}
        for widget in self._filtered:
            widget.installEventFilter(self)
        self._application().focusChanged.connect(self.focus_moved)
        self.place()
        self.raise_()
        self.guard()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._filtered:  # it has never been shown
            return
        for widget in filter(isValid, self._filtered):
            widget.removeEventFilter(self)
        self._filtered = set()
        self._application().focusChanged.disconnect(self.focus_moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and watched in self._watched:
            self.place()
            self.raise_()  # what has moved may have come before it
        elif watched is self.window() and _is_escape(event):
            self.dismiss()  # nobody between the focus and the window has had a use for the key
            return True
        return False

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, _SHADOW_ALPHA))
        for spread in self._spreads:
            shade = QRectF(self.rect()).adjusted(spread, spread, -spread, -spread)
            painter.drawRoundedRect(shade, _CORNER + SHADOW - spread, _CORNER + SHADOW - spread)
        palette = self.palette()
        painter.setPen(QPen(self._edge or palette.color(QPalette.ColorRole.Mid), 1.0))
        painter.setBrush(palette.color(QPalette.ColorRole.Button))
        inset = SHADOW + 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _CORNER, _CORNER)

    @Slot(QWidget, QWidget)
    def focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """The focus has gone from one widget to another."""
        if old is not None and new is not None and self.isAncestorOf(new) and not self.isAncestorOf(old):
            self._focus_before = old

    @Slot()
    def _end_guard(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def _give_focus_back(self) -> None:
        focus, before = QApplication.focusWidget(), self._focus_before
        if focus is None or not self.isAncestorOf(focus):
            return
        # Qt would hand it to whatever comes next, where keys would do what nobody has asked for.
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            focus.clearFocus()

    @staticmethod
    def _application() -> QApplication:
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 (there is no widget without one)
        return application


def _is_escape(event: QEvent) -> bool:
    if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    return event.key() == Qt.Key.Key_Escape and not event.modifiers()
