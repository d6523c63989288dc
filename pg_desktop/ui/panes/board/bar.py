"""Below the board: what can be done with the game, and what is shown of its moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from pg_desktop.ui.board.picture import Overlay
from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.adaptation.sentence import Sentences

_GAP: Final = 4
_ICON: Final = 15


class BoardBar(QWidget):
    """Buttons, each with a key that acts wherever the focus is in the pane. Lives in the GUI thread.

    Attributes:
        status: whose move it is, or how the game has ended.
        toggles: what is shown of every move.
        perfect: says what perfect play would do.
        pass_move: makes the move that is on no cell, where there is one.
        begin: begins another game.
        undo: takes moves back.
        redo: makes them again.
        swap: goes on with the other side.
        more: opens the menu.
        menu: what can be saved.

    Signals:
        changed (): something else is shown of moves.
    """

    changed = Signal()

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self._icons: dict[QToolButton, str] = {}
        self.keys: list[QAction] = []
        self.status = Sentences("boardStatus", 1, self)
        self.status.setProperty("role", "figure")
        self.toggles = {
            Overlay.POLICY: self._toggle(
                "boardPolicy",
                self.tr("Policy"),
                "Shift+P",
                self.tr("Show how likely the policy makes each move: the larger the disc, the likelier."),
            ),
            Overlay.VISITS: self._toggle(
                "boardVisits",
                self.tr("Visits"),
                "Shift+V",
                self.tr("Show how many simulations of the search went to each move: the larger the ring, the more."),
            ),
            Overlay.VALUE: self._toggle(
                "boardValue",
                self.tr("Value"),
                "Shift+Q",
                self.tr("Show what the search expects after each move, for whoever makes it: 1 is won, −1 lost."),
            ),
            Overlay.TRUTH: self._toggle(
                "boardTruth",
                self.tr("Truth"),
                "Shift+T",
                self.tr("Show what each move leads to without mistakes: a tick wins, two lines draw, a cross loses."),
            ),
        }
        self.perfect = self._text_button(
            "boardPerfect",
            self.tr("Perfect?"),
            "P",
            self.tr("What would perfect play do here? Its answer stays until the next move."),
        )
        self.pass_move = self._text_button("boardPass", self.tr("Pass"), "Shift+Space", self.tr("Make no move."))
        self.begin = self._icon_button(
            "boardNew", "new", self.tr("New game"), "Ctrl+Shift+N", self.tr("Begin another game.")
        )
        self.undo = self._icon_button(
            "boardUndo",
            "undo",
            self.tr("Take the move back"),
            "Backspace",
            self.tr("Go back to where you were to move before."),
        )
        self.redo = self._icon_button(
            "boardRedo",
            "redo",
            self.tr("Make the move again"),
            "Shift+Backspace",
            self.tr("Go forward to where you were to move next."),
        )
        self.swap = self._icon_button(
            "boardSwap", "swap", self.tr("Swap sides"), "X", self.tr("Go on with the opponent's side.")
        )
        self.more = self._make_menu()
        self._lay_out()

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """What is shown of moves."""
        return tuple(overlay for overlay, button in self.toggles.items() if button.isChecked())

    def add_entry(self, text: str, tip: str, do: Callable[[], None]) -> QAction:
        """Put something into the menu."""
        action = self.menu.addAction(text)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(do)
        return action

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme.muted))

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(_GAP)
        above.addWidget(self.status, 1)
        for button in (self.pass_move, self.begin, self.undo, self.redo, self.swap, self.more):
            above.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        below = FlowLayout(_GAP)
        for button in (*self.toggles.values(), self.perfect):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(above)
        column.addLayout(below)

    def _toggle(self, name: str, text: str, key: str, tip: str) -> QToolButton:
        button = self._button(name, text, key, tip)
        button.setText(text)
        button.setCheckable(True)
        button.toggled.connect(self.changed)
        return button

    def _text_button(self, name: str, text: str, key: str, tip: str) -> QToolButton:
        button = self._button(name, text, key, tip)
        button.setText(text)
        return button

    def _icon_button(self, name: str, drawing: str, text: str, key: str, tip: str) -> QToolButton:
        button = self._button(name, text, key, tip)
        self._icons[button] = drawing
        return button

    def _button(self, name: str, text: str, key: str, tip: str) -> QToolButton:
        """A button whose key, an action of the pane, clicks it."""
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("role", "toggle")
        button.setStyleSheet("padding: 2px 5px;")
        button.setIconSize(QSize(_ICON, _ICON))
        button.setAccessibleName(text)
        action = QAction(text, self._pane)
        action.setObjectName(f"{name}Action")
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setStatusTip(tip)
        action.setWhatsThis(tip)
        action.setAutoRepeat(False)
        action.triggered.connect(button.click)
        self._pane.addAction(action)
        self.keys.append(action)
        native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(self.tr("{tip} ({key})").format(tip=tip, key=native))
        return button

    def _make_menu(self) -> QToolButton:
        more = QToolButton(self)
        more.setObjectName("boardMore")
        more.setProperty("role", "toggle")
        more.setStyleSheet("padding: 2px 5px;")
        more.setIconSize(QSize(_ICON, _ICON))
        more.setAccessibleName(self.tr("Save the board or games"))
        more.setToolTip(
            self.tr("Save the board as a picture, this game as a table, or all games that you have played.")
        )
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(more)
        self.menu.setToolTipsVisible(True)
        more.setMenu(self.menu)
        self._icons[more] = "export"
        return more
