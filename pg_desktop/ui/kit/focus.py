"""Where the keys go in a part of the window, and how a pane that is drawn by hand shows that it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.theme import LIGHT, Theme


def first_stop(part: QWidget) -> QWidget | None:
    """What Tab can stop at in a part of a window, and comes first as one reads; None if Tab would pass the part by.

    Qt's chain is not walked along: for PySide, each widget in it would belong to the one before from then on, and be
    gone with that one.
    """
    stops = [widget for widget in part.findChildren(QWidget) if _takes_tab(widget)]
    places = [QRect(stop.mapTo(part, QPoint()), stop.size()) for stop in stops]
    if not stops:
        return None
    highest = min(places, key=QRect.top)
    first = min((place for place in places if place.top() <= highest.center().y()), key=QRect.left)
    return stops[places.index(first)]


def _takes_tab(widget: QWidget) -> bool:
    # As Qt does, it passes by who hands the focus on: the inner part of a picture, even of one that wants no focus.
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return wants and widget.isVisible() and widget.isEnabled() and not widget.isWindow()


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


class FollowingRing(FocusRing):
    """A ring that sees for itself when its widget has got the focus by a key. Lives in the GUI thread."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.resize(widget.size())
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self.show_focus(event.gotFocus() and event.reason() is not Qt.FocusReason.MouseFocusReason)
        elif isinstance(event, QResizeEvent):
            self.resize(event.size())
        return False
