"""What makes simulations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from pg_desktop.ui.kit.fitted import StillLabel
from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.theme import LIGHT, Theme

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.search.exploring import Exploration

_ICON: Final = 15
_GAP: Final = 4
_LINE: Final = 24
"""Pixels that buttons are high."""


class SearchBar(QWidget):
    """Buttons, each with a key that acts wherever the focus is in the pane. Lives in the GUI thread.

    Attributes:
        stage: the next stage.
        simulation: a whole simulation.
        run: one simulation after the other, while it is down.
        start_over: begins another tree.
        count: how many simulations there have been.
        menu: what can be saved.
        keys: what has a key.
    """

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self._theme = LIGHT
        self._icons: dict[QToolButton, str] = {}
        self.keys: list[QAction] = []
        self.stage = self._button(
            "searchStage", "", self.tr("Stage"), "G", self.tr("Show the next stage of a simulation.")
        )
        self.simulation = self._button(
            "searchSimulation", "", self.tr("Simulation"), "H", self.tr("Show a simulation to its end.")
        )
        self.run = self._button(
            "searchRun", "train", self.tr("Run the search"), "R", self.tr("Make one simulation after the other.")
        )
        self.run.setCheckable(True)
        self.start_over = self._button(
            "searchStartOver",
            "reset",
            self.tr("Start the search over"),
            "Shift+Home",
            self.tr("Begin another tree, with the policy as it is now."),
        )
        self.count = StillLabel(self)
        self.count.setObjectName("searchCount")
        self.count.setProperty("role", "muted")
        self.count.setMinimumHeight(_LINE)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        more = self._make_more()
        row = FlowLayout(_GAP, self)
        for widget in (self.stage, self.simulation, self.run, self.start_over, more, self.count):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def add_entry(self, text: str, tip: str, do: Callable[[], None]) -> None:
        """Put something into the menu."""
        action = self.menu.addAction(text)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(do)

    def show_running(self, running: bool) -> None:
        """Let the button say what it does now."""
        self.run.setChecked(running)
        self._icons[self.run] = "pause" if running else "train"
        self.show_theme(self._theme)

    def show_progress(self, exploration: Exploration | None) -> None:
        """Say how far the search is."""
        going = exploration is not None and not exploration.full
        for button in (self.stage, self.simulation, self.run):
            button.setEnabled(going)
        self.start_over.setEnabled(exploration is not None)
        if exploration is None:
            self.count.setText("")
        else:
            self.count.setText(self.tr("simulation {count}").format(count=whole(exploration.simulations)))

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        self._theme = theme
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme.muted))

    def _button(self, name: str, drawing: str, text: str, key: str, tip: str) -> QToolButton:
        """A button whose key, an action of the pane, clicks it."""
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
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setStatusTip(tip)
        action.setWhatsThis(tip)
        action.triggered.connect(button.click)
        self._pane.addAction(action)
        self.keys.append(action)
        native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(self.tr("{tip} ({key})").format(tip=tip, key=native))
        return button

    def _make_more(self) -> QToolButton:
        more = QToolButton(self)
        more.setObjectName("searchMore")
        more.setProperty("role", "toggle")
        more.setProperty("room", "key")
        more.setIconSize(QSize(_ICON, _ICON))
        more.setAccessibleName(self.tr("Save the search"))
        more.setToolTip(self.tr("Save the tree as a picture, or the moves as a table."))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self.menu)
        self._icons[more] = "export"
        return more
