"""The buttons in the heading of the pane, and its keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

_ICON: Final = QSize(14, 14)


def text_button(parent: QWidget, name: str, text: str, tip: str) -> QToolButton:
    """A button with a word on it, or that may be down."""
    button = _button(parent, name, text, tip)
    button.setProperty("role", "toggle")
    button.setText(text)
    return button


def icon_button(parent: QWidget, name: str, text: str, tip: str) -> QToolButton:
    """A button with a picture on it."""
    button = _button(parent, name, text, tip)
    button.setAutoRaise(True)
    return button


def stage_key(parent: QWidget, name: str, text: str, key: str, tip: str) -> QAction:
    """A key that goes to another stage while something in the pane has the focus."""
    action = QAction(text, parent)
    action.setObjectName(f"{name}Action")
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setToolTip(tip)
    action.setStatusTip(tip)
    action.setWhatsThis(tip)
    parent.addAction(action)
    return action


def _button(parent: QWidget, name: str, text: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIconSize(_ICON)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    button.setWhatsThis(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
