"""What a plot is laid out in: a view box with an axis at its left and one below. Loads pyqtgraph."""

from __future__ import annotations

from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy

from pg_desktop.ui.panes.plots.axis import CountAxis, TimeAxis

_AXES_Z: Final = 0.5
"""Above what is plotted; what lies over the axes is higher."""


class CalmViewBox(pg.ViewBox):
    """A view box that tells where it is clicked, and when twice. Lives in the GUI thread.

    Signals:
        clicked (float): at this x.
        double_clicked: anywhere.
    """

    clicked = Signal(float)
    double_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)

    def linkedViewChanged(self, view: pg.ViewBox | None, axis: int) -> None:
        # pyqtgraph would line up pixel by pixel what lies above each other on the screen: of two plots that differ in
        # width, the wider one, or one that was resized first, would show another range.
        if self.linksBlocked or view is None or axis != pg.ViewBox.XAxis:
            return
        view.blockLink(True)
        try:
            self.setXRange(*view.viewRange()[0], padding=0.0)
        finally:
            view.blockLink(False)

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            event.accept()
            self.clicked.emit(float(self.mapSceneToView(event.scenePos()).x()))

    def mouseDoubleClickEvent(self, event: Any) -> None:
        event.accept()
        self.double_clicked.emit()


class PlotArea(pg.GraphicsWidget):
    """A view box and its axes, and nothing else. Lives in the GUI thread.

    pyqtgraph's own `PlotItem` has a menu besides, of forty-five widgets that nobody sees here, and that are all made
    before the window is painted first, and dressed anew with every other look.

    Attributes:
        box: what is plotted in.
        axes: at its left and below it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.box = CalmViewBox()
        self.axes = {"left": CountAxis("left"), "bottom": TimeAxis("bottom")}
        grid = QGraphicsGridLayout()
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.setColumnStretchFactor(1, 1)
        grid.setRowStretchFactor(0, 1)
        grid.addItem(self.box, 0, 1)
        for axis, place in ((self.axes["left"], (0, 0)), (self.axes["bottom"], (1, 1))):
            axis.linkToView(self.box)
            grid.addItem(axis, *place)
            axis.setZValue(_AXES_Z)
            axis.setFlag(QGraphicsItem.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
        self.setLayout(grid)
