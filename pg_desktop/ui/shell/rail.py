"""The slim bar at the left: a button for each perspective, and one for each pane, or all, that have no room."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QColor
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from pg_desktop.ui.kit.cards import set_role
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import may_change_look, theme_in_use
from pg_desktop.ui.shell.pane_dock import PaneDock
from pg_desktop.ui.shell.perspectives import Perspectives

_ICON = 20
_SLIM = 900
"""Pixels of the window's width below which there is room for icons alone."""


class Rail(QToolBar):
    """Chooses the perspective. Lives in the GUI thread.

    Attributes:
        buttons: by perspective.
        fold_buttons: by pane, of those that have been folded to an icon.
        panes_button: opens a menu of all panes where none has a place; None before it has been needed.

    Signals:
        pane_wanted (PaneDock): a pane that is folded to an icon is to open, or to close again.
    """

    pane_wanted = Signal(object)
    panes_button: QToolButton | None = None

    def __init__(self, perspectives: Perspectives, parent: QWidget) -> None:
        super().__init__(parent.tr("Perspectives"), parent)
        self.setObjectName("rail")
        self.setMovable(False)
        self.setFloatable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._perspectives = perspectives
        self.buttons: dict[str, QToolButton] = {}
        self.fold_buttons: dict[str, QToolButton] = {}
        self._icons: dict[QToolButton, str] = {}
        self._open = ""
        group = QActionGroup(self)
        for number, perspective in enumerate(perspectives.offered, start=1):
            title = QCoreApplication.translate("Perspectives", perspective.title)
            action = self.addAction(title)
            action.setIconText(title.replace("&", ""))
            action.setObjectName(f"{perspective.id}PerspectiveAction")
            action.setCheckable(True)
            action.setShortcut(f"Ctrl+Alt+{number}")
            tip = QCoreApplication.translate("Perspectives", perspective.tip)
            action.setToolTip(f"{tip} ({action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)})")
            action.setStatusTip(tip)
            action.setWhatsThis(tip)
            action.triggered.connect(partial(perspectives.switch, perspective))
            group.addAction(action)
            self.buttons[perspective.id] = self._button(
                action, f"{perspective.id}Perspective", self.tr("Perspective {title}"), perspective.icon
            )
        room = QWidget(self)
        room.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.addWidget(room)
        perspectives.changed.connect(self._show)
        perspectives.resized.connect(self._be_slim)
        self._show()

    @property
    def perspective_actions(self) -> list[QAction]:
        """What chooses each perspective, in their order."""
        return [button.defaultAction() for button in self.buttons.values()]

    def show_open(self, pane: str) -> None:
        """Tell which folded pane is open; "" for none."""
        for name, button in self.fold_buttons.items():
            button.setChecked(name == pane)
        self._open = pane
        if self.panes_button is not None:
            self.panes_button.defaultAction().setChecked(bool(pane))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if may_change_look(event):
            self._colour()

    @Slot()
    def _be_slim(self) -> None:
        """Leave the texts out where they would take too much of the window."""
        slim = self.window().width() < _SLIM * self._perspectives.scale
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonIconOnly if slim else style.ToolButtonTextUnderIcon)
        for button in self._icons:
            set_role(button, "slimRail" if slim else "rail")

    def _button(self, action: QAction, name: str, called: str, picture: str) -> QToolButton:
        button = cast("QToolButton", self.widgetForAction(action))
        button.setObjectName(f"{name}Button")
        button.setAccessibleName(called.format(title=action.iconText()))
        button.setProperty("role", "rail")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icons[button] = picture
        return button

    @Slot()
    def _show(self) -> None:
        self.buttons[self._perspectives.current.id].defaultAction().setChecked(True)
        tight = self._perspectives.tight
        folded = {} if tight else {dock.entry.id: dock for dock in self._perspectives.folded}
        if tight and self.panes_button is None:
            self.panes_button = self._make_panes_button()
        if self.panes_button is not None:
            self.panes_button.defaultAction().setVisible(tight)
        for name, dock in folded.items():
            if name not in self.fold_buttons:
                self.fold_buttons[name] = self._fold_button(dock)
        for name, button in self.fold_buttons.items():
            shown = name in folded and folded[name].toggleViewAction().isVisible()
            button.defaultAction().setVisible(shown)
        self._be_slim()
        self._colour()

    def _fill_menu(self, menu: QMenu) -> None:
        """Offer the panes that have no place, for what world there is by now."""
        menu.clear()
        for dock in self._perspectives.folded:
            if not dock.toggleViewAction().isVisible():
                continue
            action = menu.addAction(icon(dock.entry.icon, theme_in_use().muted), dock.toggleViewAction().text())
            action.setCheckable(True)
            action.setChecked(dock.entry.id == self._open)
            action.setToolTip(QCoreApplication.translate("Panes", dock.entry.tip))
            action.setStatusTip(action.toolTip())
            action.triggered.connect(partial(self.pane_wanted.emit, dock))

    def _make_panes_button(self) -> QToolButton:
        action = self.addAction(self.tr("Panes"))
        action.setCheckable(True)
        tip = self.tr("Open one of the panes over what is in the middle; a wider window has room for them beside it.")
        action.setToolTip(tip)
        action.setWhatsThis(tip)
        button = self._button(action, "panes", self.tr("{title} of this perspective"), "layout")
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(self._fill_menu, menu))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _fold_button(self, dock: PaneDock) -> QToolButton:
        action = self.addAction(dock.windowTitle())
        action.setCheckable(True)
        tip = QCoreApplication.translate("Panes", dock.entry.tip)
        action.setToolTip(tip)
        action.setWhatsThis(tip)
        action.triggered.connect(partial(self.pane_wanted.emit, dock))
        dock.toggleViewAction().visibleChanged.connect(self._show)
        return self._button(action, f"{dock.entry.id}Fold", self.tr("Open the pane {title}"), dock.entry.icon)

    def _colour(self) -> None:
        theme = theme_in_use()
        for button, picture in self._icons.items():
            colour: QColor = theme.accent if button.defaultAction().isChecked() else theme.muted
            button.defaultAction().setIcon(icon(picture, colour))
