"""Cards: the panes of the window, each a dock with a heading, on a quiet ground."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import ElidedLabel
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.screens import frame_of, on_a_screen, screen_room
from pg_desktop.ui.kit.scrolled import Scrolled
from pg_desktop.ui.kit.theme import Theme, may_change_look, theme_in_use

_CORNER = 9.0
_BEHIND_TITLE = 6
LEAST = QSize(360, 230)
"""The least room of a pane, without its heading."""
_OFFSET = 32
"""Pixels by which a pane that is floated lies beside its old place, unless it is dragged."""
_FLOATING_SIZE = QSize(480, 360)
_WINDOW = (
    Qt.WindowType.Tool  # so that the main window's keys work in it
    | Qt.WindowType.CustomizeWindowHint
    | Qt.WindowType.WindowTitleHint
    | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowMaximizeButtonHint
    | Qt.WindowType.WindowCloseButtonHint
)


def paint_card(widget: QWidget) -> None:
    """Fill a widget as a card: rounded, with a hairline border."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.Mid), 1.0))
    painter.setBrush(widget.palette().color(QPalette.ColorRole.Button))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget a role that the style sheet knows."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_on_card(label: QLabel) -> None:
    """Let a label paint the card behind it itself, so that another text does not repaint the card."""
    label.setBackgroundRole(QPalette.ColorRole.Button)
    label.setAutoFillBackground(True)


def heading_font(label: QLabel) -> None:
    """Small spaced capitals."""
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.88)
    font.setWeight(font.Weight.DemiBold)  # in the style sheet, it would take the size back at each change of look
    font.setLetterSpacing(font.SpacingType.PercentageSpacing, 104)
    font.setCapitalization(font.Capitalization.AllUppercase)
    label.setFont(font)


class CardHeader(QWidget):
    """The heading of a card: its name, room for what belongs beside it, and buttons to float and close it.

    Lives in the GUI thread. It is the title bar of its dock: dragging it moves the card.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self.title = ElidedLabel(self)
        self.title.setProperty("role", "heading")
        heading_font(self.title)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(4)
        self.float_button = self._button(self.tr("Float or dock this pane"))
        self.close_button = self._button(self.tr("Hide this pane; the View menu brings it back"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 2)
        row.setSpacing(3)
        row.addWidget(self.title)
        row.addSpacing(_BEHIND_TITLE)
        row.addStretch(1)
        row.addLayout(self.beside)
        row.addWidget(self.float_button)
        row.addWidget(self.close_button)
        self.float_button.clicked.connect(self._toggle_floating)
        self.close_button.clicked.connect(dock.close)
        self._show_theme(theme_in_use())

    def let_tab_stop(self, stops: bool) -> None:
        """Let Tab stop at its buttons, or not where nobody sees them."""
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if stops else Qt.FocusPolicy.NoFocus)

    def show_title(self, title: str) -> None:
        """Show the name of the card."""
        self.title.setText(title)
        self.float_button.setAccessibleName(self.tr("Float or dock the pane {title}").format(title=title))
        self.close_button.setAccessibleName(self.tr("Hide the pane {title}").format(title=title))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if may_change_look(event):
            self._show_theme(theme_in_use())

    def _show_theme(self, theme: Theme) -> None:
        quiet = QColor(theme.muted)
        quiet.setAlphaF(0.7)
        self.float_button.setIcon(icon("float", quiet))
        self.close_button.setIcon(icon("close", quiet))

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIconSize(QSize(14, 14))
        button.setToolTip(tip)
        button.setProperty("room", "icon")
        return button

    @Slot()
    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
        if not self._dock.isFloating():
            self._dock.raise_()  # or it would vanish behind its neighbour


class CardDock(QDockWidget):
    """A place for a pane of the window, with a heading. Lives in the GUI thread.

    Its title is as in a menu, with "&" before the letter that chooses it there.

    Attributes:
        in_front: whether it is to be seen, and not behind another pane's tab.

    Signals:
        focus_left (): it goes behind another pane's tab or away, and had the focus, which somebody else is to have.
        dismissed (): the user has closed it.
    """

    focus_left = Signal()
    dismissed = Signal()

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Dock")
        self.header = CardHeader(self)
        self.set_title(title)
        self.setTitleBarWidget(self.header)
        self._body = QWidget(self)
        # Struts, because a least size of its own would overrule what the pane needs.
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStrut(LEAST.height())
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStrut(LEAST.width())
        row.addLayout(self._column)
        self.setWidget(self._body)
        self._pane: Pane | None = None
        self._scrolled: Scrolled | None = None
        self.in_front = True
        self.visibilityChanged.connect(self._come_or_go)
        self.topLevelChanged.connect(self._floated)

    def put(self, pane: Pane) -> None:
        """Fill it with a pane, which it keeps."""
        self._pane = pane
        self._column.addWidget(pane)
        for widget in pane.beside_title:
            self.header.beside.addWidget(widget)
        pane.titled.connect(self.set_title)
        pane.in_front = self.in_front
        pane.show()

    def take(self, pane: Pane) -> None:
        """Give up its pane, which somebody else is to show."""
        self._scroll(False)
        self._pane = None
        self._column.removeWidget(pane)
        pane.titled.disconnect(self.set_title)

    def set_title(self, title: str) -> None:
        """Give it another title, with "&" before the letter that chooses it in a menu."""
        plain = title.replace("&", "")
        self.setWindowTitle(plain)
        self.toggleViewAction().setText(title)
        self.header.show_title(plain)

    def measure(self) -> None:
        """Be as small as its contents can be by now: while it is out of sight, Qt does not ask them again."""
        self._body.updateGeometry()
        self.header.updateGeometry()
        layout = self.layout()
        if layout is not None:
            layout.activate()

    @Slot(bool)
    def _come_or_go(self, in_front: bool) -> None:
        # Behind another pane's tab a dock counts as visible; what is in it shall neither work nor take the focus.
        self.in_front = in_front
        if self._pane is not None:
            self._pane.in_front = in_front
        focus = QApplication.focusWidget()
        if not in_front and focus is not None and self.isAncestorOf(focus):
            # Qt would hand it to whatever comes next, where keys would do what nobody has asked for.
            self.focus_left.emit()
        self._body.setEnabled(in_front)
        self.header.let_tab_stop(in_front)

    @Slot(bool)
    def _floated(self, floating: bool) -> None:
        if floating:  # also from behind another pane's tab, of which Qt says nothing
            self._come_or_go(True)
            dragged = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
            if self.isVisible() and not dragged:
                corner = self.frameGeometry().topLeft() + QPoint(_OFFSET, _OFFSET)
                self.setGeometry(QRect(corner, self.size().expandedTo(_FLOATING_SIZE)))
            QTimer.singleShot(0, self, self.get_frame)
        else:
            self._scroll(False)

    @Slot()
    def get_frame(self) -> None:
        """If it floats, be a window like any other, with a frame and a title, on a screen that exists.

        Qt takes the frame away whenever it puts panes where they were.
        """
        if self.isFloating() and self.windowFlags() & _WINDOW != _WINDOW:
            geometry, shown = self.geometry(), self.isVisible()
            room = screen_room(geometry).marginsRemoved(frame_of(self))
            needed = self.minimumSizeHint()
            self._scroll(needed.width() > room.width() or needed.height() > room.height())
            self.setWindowFlags(_WINDOW)
            self.setGeometry(on_a_screen(geometry, frame_of(self)))
            self.setVisible(shown)

    def _scroll(self, wanted: bool) -> None:
        """Let its pane be scrolled, where no screen has room for it, or not."""
        if self._pane is None or wanted == (self._scrolled is not None):
            return
        if wanted:
            self._column.removeWidget(self._pane)
            self._scrolled = Scrolled(self._body)
            self._scrolled.put(self._pane)
            self._column.addWidget(self._scrolled)
            self._scrolled.show()
        elif self._scrolled is not None:
            self._scrolled.take()
            self._column.removeWidget(self._scrolled)
            self._column.addWidget(self._pane)
            self._scrolled.deleteLater()
            self._scrolled = None
        self.measure()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.dismissed.emit()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_card(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()


class Card(QWidget):
    """A pane that stays where it is: the one in the middle. Lives in the GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_card(self)
