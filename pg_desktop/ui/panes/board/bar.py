"""Below the board: what can be done with the game, and what is shown of its moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from pg_desktop.ui.board.picture import Overlay
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.still_sentences import StillSentences
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.board.keys import Button
from pg_desktop.ui.panes.board.playing import Playing
from pg_desktop.ui.panes.shown_game import ShownGame

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.board.sight import Sight

_GAP: Final = 4
_ICON: Final = 15
_LINES: Final = 2
"""That the sentence below the board has: as many as the longest needs where the board is narrow."""


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
        self.status = StillSentences("boardStatus", _LINES, self)
        self.status.setProperty("role", "figure")
        font = self.status.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.status.setFont(font)
        self.toggles = {
            Overlay.POLICY: self._toggle(Button.Policy),
            Overlay.VISITS: self._toggle(Button.Visits),
            Overlay.VALUE: self._toggle(Button.Value),
            Overlay.TRUTH: self._toggle(Button.Truth),
        }
        self.perfect, self.pass_move = self._button(Button.Perfect), self._button(Button.Pass)
        self.begin = self._button(Button.New, "new")
        self.undo = self._button(Button.Undo, "undo")
        self.redo = self._button(Button.Redo, "redo")
        self.swap = self._button(Button.Swap, "swap")
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

    def offer(self, game: ShownGame, playing: Playing, sight: Sight) -> None:
        """Let be pressed what means something in the position that is shown."""
        line, ply = game.line, game.ply
        self.undo.setEnabled(ply > 0)
        self.redo.setEnabled(ply < len(line.actions))
        self.swap.setEnabled(playing.strength.kind is not Kind.SELF)
        self.perfect.setEnabled(sight.knows_truth and not line.over_at(ply))
        self.toggles[Overlay.TRUTH].setEnabled(sight.knows_truth)
        self.pass_move.setVisible(sight.pass_action is not None)
        self.pass_move.setEnabled(playing.may_move and sight.pass_action in line.legal(ply))

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme.muted))

    def _lay_out(self) -> None:
        below = FlowLayout(_GAP)
        buttons = self.begin, self.undo, self.redo, self.swap, self.more
        for button in (*buttons, *self.toggles.values(), self.perfect, self.pass_move):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.status)
        column.addLayout(below)

    def _toggle(self, which: Button) -> QToolButton:
        button = self._button(which)
        button.setCheckable(True)
        button.toggled.connect(self.changed)
        return button

    def _button(self, which: Button, drawing: str = "") -> QToolButton:
        """A button whose key, an action of the pane, clicks it; with an icon, or else with its name."""
        translate = QCoreApplication.translate
        name, row = f"board{which.name}", which.value
        text, tip = translate("BoardKeys", row.text), translate("BoardKeys", row.help)
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("role", "toggle")
        button.setProperty("room", "key")
        button.setIconSize(QSize(_ICON, _ICON))
        button.setAccessibleName(text)
        if drawing:
            self._icons[button] = drawing
        else:
            button.setText(text)
        action = QAction(text, self._pane)
        action.setObjectName(f"{name}Action")
        action.setShortcut(QKeySequence(row.key))
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
        more.setProperty("room", "key")
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
