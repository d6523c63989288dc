"""Where the keys go in a part of the window, and how a pane that is drawn by hand shows that it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.theme import LIGHT, Theme


def first_stop(part: QWidget) -> QWidget | None:
    """What Tab reaches first in a part of a window; None if it would pass it by."""
    widget = part.nextInFocusChain()
    while widget is not None and widget is not part:
        # As Qt does, it passes by who hands the focus on: the inner part of a picture, even of one that wants no focus.
        stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if stops and part.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
    return None


def paint_focus(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Draw that the keys act here."""
    painter.setPen(QPen(theme.accent, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)


class FocusRing(QWidget):
    """Lies over a widget whose children cover it, and draws that it has the focus. Lives in the GUI thread."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = LIGHT
        self.hide()

    def show_focus(self, focus: bool) -> None:
        """Draw the ring, or not."""
        self.setVisible(focus)
        if focus:
            self.raise_()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_focus(painter, self._theme, QRectF(self.rect()))
