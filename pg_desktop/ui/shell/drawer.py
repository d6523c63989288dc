"""A pane over the others, where the window is too narrow to have it beside them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QToolButton, QVBoxLayout, QWidget

from pg_desktop.ui.kit.cards import heading_font, paint_card
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import first_stop
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.scrolled import Scrolled
from pg_desktop.ui.kit.theme import theme_in_use
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.pane_docks import PaneDocks, PaneFailedError
from pg_desktop.ui.shell.perspectives import Perspectives

_WIDTH: Final = 330
_ALONE: Final = 400
"""Pixels of width where no pane has another place."""
_BELOW: Final = 60
"""Pixels that the time machine has."""


class Drawer(QFrame):
    """Shows one pane over the left of the window's middle. Lives in the GUI thread.

    Signals:
        opened (str): the pane of this id is open; "" for none.
    """

    opened = Signal(str)

    def __init__(self, docks: PaneDocks, middle: QWidget, perspectives: Perspectives, window: QMainWindow) -> None:
        """Prepare, closed.

        Args:
            docks: the cards whose panes it may show.
            middle: the window's, over which it lies.
            perspectives: know how large everything is drawn, and whether any pane has a place.
            window: whose it is.
        """
        super().__init__(window)
        self.setObjectName("drawer")
        self._docks, self._middle, self._perspectives, self._window = docks, middle, perspectives, window
        self._dock: PaneDock | None = None
        self._pane: Pane | None = None
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        heading_font(self._title)
        self.close_button = QToolButton(self)
        self.close_button.setAutoRaise(True)
        self.close_button.setObjectName("drawerClose")
        self.close_button.setToolTip(self.tr("Close this pane (Escape)"))
        self.close_button.setWhatsThis(self.close_button.toolTip())
        self.close_button.setAccessibleName(self.tr("Close this pane"))
        self.close_button.clicked.connect(self.shut)
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 8, 2)
        row.addWidget(self._title, 1)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(4)
        row.addLayout(self._beside)
        row.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(row)
        self._room = Scrolled(self)
        self._column.addWidget(self._room, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.shut)
        self.hide()
        docks.failed.connect(self._pane_failed)

    @Slot(object)
    def toggle(self, dock: PaneDock) -> None:
        """Open a pane, or close it if it is open."""
        before = self._dock
        self.shut()
        if before is not dock:
            self._open(dock)

    @Slot(object)
    def show_over(self, dock: PaneDock) -> None:
        """Open a pane, if it is not open."""
        if self._dock is not dock:
            self.toggle(dock)

    @Slot()
    def shut(self) -> None:
        """Close, and give the pane back to its card."""
        if self._dock is None or self._pane is None:
            return
        had_focus = self.isAncestorOf(self._window.focusWidget() or self)
        self._room.take()
        self._pane.titled.disconnect(self._show_title)
        self._dock.put(self._pane)  # which takes what stands beside its title, too
        self._dock = self._pane = None
        self._middle.removeEventFilter(self)
        self.hide()
        if had_focus:
            self._middle.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit("")

    @Slot(object)
    def _pane_failed(self, dock: PaneDock) -> None:
        if dock is self._dock:
            self.shut()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lie_over()
        return False

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_card(self)

    def _open(self, dock: PaneDock) -> None:
        try:
            pane = self._docks.pane(dock.entry.id)
        except PaneFailedError:  # which has been told
            return
        pane.failed = False
        dock.take(pane)
        self._dock, self._pane = dock, pane
        self._middle.installEventFilter(self)
        self._title.setText(dock.windowTitle())
        pane.titled.connect(self._show_title)
        for widget in pane.beside_title:
            self._beside.addWidget(widget)
        self.close_button.setIcon(icon("close", theme_in_use().muted))
        self._room.put(pane)
        pane.in_front = True
        pane.setEnabled(True)
        self._lie_over()
        self.show()
        self.raise_()
        self._focus_first(pane)
        self.opened.emit(dock.entry.id)

    @staticmethod
    def _focus_first(pane: Pane) -> None:
        """Let keys go to the first control of a pane."""
        first = first_stop(pane)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _show_title(self, title: str) -> None:
        self._title.setText(title.replace("&", ""))

    def _lie_over(self) -> None:
        if self._dock is None:
            return
        middle = self._middle
        top = middle.mapTo(self._window, middle.rect().topLeft())
        bar = self._window.statusBar().geometry().top()
        needed = self._room.needed + QSize(0, self.minimumSizeHint().height())
        height = middle.height() if middle.isVisible() else bar - top.y() - round(_BELOW * self._perspectives.scale)
        height = min(max(height, needed.height()), bar - top.y())
        bars = 0 if needed.height() <= height else self._room.verticalScrollBar().sizeHint().width()
        usual = round((_ALONE if self._perspectives.tight else _WIDTH) * self._perspectives.scale)
        width = max(usual, needed.width() + bars, self.minimumSizeHint().width())
        self.setGeometry(top.x(), top.y(), min(width, self._window.contentsRect().right() + 1 - top.x()), height)
