"""Cards: the panes of the window, each a dock with a heading, on a quiet ground."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QDockWidget, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme

_CORNER = 9.0
_BEHIND_TITLE = 6


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
        self.title = QLabel(self)
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

    def show_title(self, title: str) -> None:
        """Show the name of the card."""
        self.title.setText(title)
        self.float_button.setAccessibleName(self.tr("Float or dock the pane {title}").format(title=title))
        self.close_button.setAccessibleName(self.tr("Hide the pane {title}").format(title=title))

    def show_theme(self, theme: Theme) -> None:
        """Draw the buttons for a look."""
        quiet = QColor(theme.muted)
        quiet.setAlphaF(0.7)
        self.float_button.setIcon(icon("float", quiet))
        self.close_button.setIcon(icon("close", quiet))

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIconSize(QSize(14, 14))
        button.setToolTip(tip)
        button.setStyleSheet("padding: 2px;")
        return button

    @Slot()
    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
        if not self._dock.isFloating():
            self._dock.raise_()  # or it would vanish behind its neighbour


class CardDock(QDockWidget):
    """A pane of the window. Lives in the GUI thread.

    Its title is as in a menu, with "&" before the letter that chooses it there.

    Attributes:
        in_front: whether it is to be seen, and not behind another pane's tab.

    Signals:
        focus_left (): it goes behind another pane's tab or away, and had the focus, which somebody else is to have.
    """

    focus_left = Signal()

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Dock")
        self.header = CardHeader(self)
        self.set_title(title)
        self.setTitleBarWidget(self.header)
        self.body = QWidget(self)
        self.layout_ = QVBoxLayout(self.body)
        self.layout_.setContentsMargins(14, 0, 14, 12)
        self.layout_.setSpacing(4)
        self.setWidget(self.body)
        self.in_front = True
        self.visibilityChanged.connect(self._come_or_go)
        self.topLevelChanged.connect(self._floated)

    def set_title(self, title: str) -> None:
        """Give it another title, with "&" before the letter that chooses it in a menu."""
        plain = title.replace("&", "")
        self.setWindowTitle(plain)
        self.toggleViewAction().setText(title)
        self.header.show_title(plain)

    @Slot(bool)
    def _come_or_go(self, in_front: bool) -> None:
        # Behind another pane's tab a dock counts as visible; what is in it shall neither work nor take the focus.
        self.in_front = in_front
        focus = QApplication.focusWidget()
        if not in_front and focus is not None and self.isAncestorOf(focus):
            # Qt would hand it to whatever comes next, where keys would do what nobody has asked for.
            self.focus_left.emit()
        self.body.setEnabled(in_front)

    @Slot(bool)
    def _floated(self, floating: bool) -> None:
        if floating:  # also from behind another pane's tab, of which Qt says nothing
            self._come_or_go(True)

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

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_card(self)
