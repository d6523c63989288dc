"""Who looks after the policy and how, and what that has come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pg_desktop.ui.kit.settings.scrolled import scrolled
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.intervention.figures import Figures

KEYS: Final = ("overseer", "oversight", "danger", "price", "temptation")
"""The settings whose controls it lays out."""
_CONTROLS: Final = 204
"""Pixels that a slider and its number need."""


class HelperPage(QWidget):
    """Controls at the left, figures at the right. Lives in the GUI thread.

    Attributes:
        figures: what the overseer has done.
    """

    def __init__(self, controls: Mapping[str, SettingControl], parent: QWidget) -> None:
        super().__init__(parent)
        self.figures = Figures(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(10)
        area = scrolled([controls[key] for key in KEYS], 7, self)
        area.setMinimumWidth(_CONTROLS)
        row.addWidget(area, 1)
        row.addWidget(self.figures, 1)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.figures.show_theme(theme)
