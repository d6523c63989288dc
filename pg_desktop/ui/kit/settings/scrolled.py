"""Controls of settings below each other, in a place that scrolls where they have no room."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from pg_desktop.ui.kit.settings.setting_control import SettingControl


def scrolled(controls: Iterable[SettingControl], spacing: int, parent: QWidget) -> QScrollArea:
    """A place with controls, of which none says when it acts: that is said once for all of them.

    Args:
        controls: from the top; they move into it.
        spacing: between them, pixels.
        parent: whose it is.
    """
    inner = QWidget(parent)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 6, 0)
    column.setSpacing(spacing)
    for control in controls:
        control.name_label.setMinimumWidth(1)  # what waits may need the room
        control.leave_unsaid(control.row.takes_effect)
        column.addWidget(control)
        control.show()
    column.addStretch(1)
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
