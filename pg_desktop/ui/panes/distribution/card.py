"""The card of distributions: the policy's own in this state, and others to be tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from pg_desktop.ui.kit.cards import CardDock
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.distribution.lab import DistributionLab
from pg_desktop.ui.panes.distribution.view import DistributionView

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry


class DistributionCard(CardDock):
    """π(·|s) of the moment in the render pane, or distributions to be tried. Lives in the GUI thread.

    While it is hidden it remembers the last moment and does nothing else.

    Attributes:
        switch: between the two.
        view: the policy's distribution.
        lab: those to be tried.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QCoreApplication.translate("DistributionCard", "Distri&bution"), "distribution", parent)
        self.switch = Segments(
            self.tr("What is shown"),
            (
                Segment(self.tr("This state"), self.tr("What the policy makes of the state that is shown now.")),
                Segment(self.tr("Try it yourself"), self.tr("Set the parameters of a distribution, and draw from it.")),
            ),
            self.body,
        )
        self.view = DistributionView(self.body)
        self.lab = DistributionLab(self.body)
        self._pages = QStackedWidget(self.body)
        self._pages.addWidget(self._scrolled(self.view))
        self._pages.addWidget(self.lab)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 2)
        row.addWidget(self.switch)
        row.addStretch(1)
        self.layout_.addLayout(row)
        self.layout_.addWidget(self._pages, 1)
        self.switch.chosen.connect(self._pages.setCurrentIndex)

    def show_moment(self, moment: Moment | None, entry: EnvironmentEntry | None) -> None:
        """Show a moment of the render pane, or that there is none; it may be told of every one."""
        self.view.show_moment(moment, entry)

    def _scrolled(self, view: DistributionView) -> QScrollArea:
        """Room for more dimensions than fit into the card; the wheel and the keys of a view go there."""
        area = QScrollArea(self._pages)
        area.setObjectName("distributionArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumSize(view.minimumSize())
        area.setWidget(view)
        return area

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.header.show_theme(theme)
        self.view.show_theme(theme)
        self.lab.show_theme(theme)
