"""The four side by side, or below each other, as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pg_desktop.learning.adapting.moments import Lane
from pg_desktop.learning.adapting.scores import Who
from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.adaptation.lane import LaneView

_TALL: Final = 78
"""Pixels of height from which on one below another is drawn larger than beside it."""
_WIDE: Final = 900
"""Pixels of width from which on all four have room beside each other."""


class Lanes(QWidget):
    """Draws all four. Lives in the GUI thread.

    Attributes:
        views: of each.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.views = {who: LaneView(who, self) for who in Who}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        # Or what stands below each other would keep the pane from becoming low again.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._columns = 0
        self._arrange(2)

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return self._columns

    def show_lanes(self, lanes: Sequence[Lane], pole_length: float, *, changed: bool) -> None:
        """Draw them; see `LaneView.show_lane`."""
        for lane in lanes:
            self.views[lane.who].show_lane(lane, pole_length, changed=changed)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        for view in self.views.values():
            view.show_theme(theme)

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        one = self.views[Who.RANDOMISED].minimumSizeHint()
        return QSize(2 * one.width() + self._grid.horizontalSpacing(), 2 * one.height() + self._grid.verticalSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.width() >= _WIDE:
            self._arrange(len(self.views))
        else:
            self._arrange(1 if self.height() >= _TALL * len(self.views) else 2)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, view in enumerate(self.views.values()):
            self._grid.addWidget(view, *divmod(number, columns))
        for row in range(len(self.views)):
            self._grid.setRowStretch(row, 1 if row * columns < len(self.views) else 0)
        for column in range(len(self.views)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
