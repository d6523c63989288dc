"""The card of distributions: the policy's own in this state, and others to be tried."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.distribution.lab import DistributionLab
from pg_desktop.ui.panes.distribution.view import DistributionView
from pg_desktop.ui.panes.shown_moment import ShownMoment


class DistributionCard(Pane):
    """π(·|s) of the moment in the render pane, or distributions to be tried. Lives in the GUI thread.

    While it is hidden it remembers the last moment and does nothing else.

    Attributes:
        switch: between the two.
        view: the policy's distribution.
        lab: those to be tried.
    """

    def __init__(self, moments: ShownMoment, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.switch = Segments(
            self.tr("What is shown"),
            (
                Segment(self.tr("This state"), self.tr("What the policy makes of the state that is shown now.")),
                Segment(self.tr("Try it yourself"), self.tr("Set the parameters of a distribution, and draw from it.")),
            ),
            self,
        )
        self.view = DistributionView(self)
        self.lab = DistributionLab(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._scrolled(self.view))
        self._pages.addWidget(self.lab)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 2)
        row.addWidget(self.switch)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self._pages, 1)
        self.switch.chosen.connect(self._pages.setCurrentIndex)
        moments.changed.connect(self.view.show_moment)
        self.view.show_moment(moments.moment, moments.entry)

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
        """See `Pane.show_theme`."""
        self.view.show_theme(theme)
        self.lab.show_theme(theme)
