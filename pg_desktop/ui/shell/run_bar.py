"""Train, Step and Reset, above the panes at the left: in sight whichever of those is in front."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.cards import set_role


class RunBar(QDockWidget):
    """A dock without a title that stays where it is. Lives in the GUI thread."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent.tr("Run"), parent)
        self.setObjectName("runDock")
        self.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.setTitleBarWidget(QWidget(self))
        self._train_action = actions.train_or_pause
        self.train_button = self._button(actions.train_or_pause, "main")
        self.train_button.setIconSize(QSize(18, 18))
        self.step_button = self._button(actions.step, "plain")
        self.reset_button = self._button(actions.reset, "plain")
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.train_button, 2)
        row.addWidget(self.step_button, 1)
        row.addWidget(self.reset_button, 1)
        body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setWidget(body)
        actions.train_or_pause.changed.connect(self._show_train_action)
        self._show_train_action()

    def show_due(self, due: bool) -> None:
        """Let Reset stand out where something waits for it."""
        set_role(self.reset_button, "due" if due else "plain")

    def _button(self, action: QAction, role: str) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", role)
        button.setObjectName(action.objectName().removesuffix("Action") + "Button")
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text().replace("&", ""))
        button.setText(action.iconText())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        button.setEnabled(action.isEnabled())
        return button

    @Slot()
    def _show_train_action(self) -> None:
        action = self._train_action
        self.train_button.setText(action.iconText())
        self.train_button.setIcon(action.icon())
        self.train_button.setToolTip(action.toolTip())
        self.train_button.setAccessibleName(action.iconText())
