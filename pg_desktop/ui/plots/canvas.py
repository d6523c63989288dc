"""The drawing area of a metric plot: strips of plots that share their x axis. Loads pyqtgraph."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QWidget

from pg_desktop.session.history import History, Nearest, XAxis
from pg_desktop.ui.plots.items import Mark, grouped
from pg_desktop.ui.plots.strip import PlotStrip, StripStyle
from pg_desktop.ui.theme import Theme

_LABEL_PIXELS = 90
"""Room that a mark's label needs before the next one."""


class PlotCanvas(pg.GraphicsLayoutWidget):
    """Plots below each other over one x axis. Lives in the GUI thread.

    Signals:
        hovered (object): the x under the mouse, or None when it has left.
        zoomed (bool): whether the ranges follow the data.
        scrubbed (float): the x to which the user has dragged along the x axis.
    """

    hovered = Signal(object)
    zoomed = Signal(bool)
    scrubbed = Signal(float)

    def __init__(self, styles: tuple[StripStyle, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackground(None)
        # Files are dropped on the window, of which this is a part.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.ci.layout.setContentsMargins(0, 0, 6, 0)
        self.ci.layout.setVerticalSpacing(2)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        self.strips = [PlotStrip(self.ci, row, style, font) for row, style in enumerate(styles)]
        for strip in self.strips[1:]:
            strip.plot.setXLink(self.strips[0].plot)
        self.show_strips({style.series for style in styles[:1]})
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        for strip in self.strips:
            strip.plot.vb.sigRangeChangedManually.connect(self._zoomed_by_hand)
            strip.plot.vb.double_clicked.connect(self.fit)
            strip.axes["bottom"].scrubbed.connect(self.scrubbed)

    @property
    def automatic(self) -> bool:
        """Whether the ranges follow the data."""
        return all(strip.automatic for strip in self.strips)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.strips[0].has_points

    def show_strips(self, series: set[object]) -> None:
        """Show the plots of these series; only the lowest one writes its x axis."""
        shown = [strip for strip in self.strips if strip.style.series in series]
        for strip in self.strips:
            if strip in shown and strip.plot not in self.ci.items:
                self.ci.addItem(strip.plot, row=self.strips.index(strip), col=0)
            elif strip not in shown and strip.plot in self.ci.items:
                self.ci.removeItem(strip.plot)
        for strip in shown:
            strip.axes["bottom"].setStyle(showValues=strip is shown[-1])
            strip.axes["bottom"].setHeight(20 if strip is shown[-1] else 4)
        self.shown = shown

    @Slot()
    def fit(self) -> None:
        """Let the ranges follow the data again."""
        for strip in self.strips:
            strip.fit()
        self.zoomed.emit(True)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        for strip in self.strips:
            strip.show_theme(theme)
        self.setBackground(QColor(theme.card))

    def refresh(self, history: History, x_axis: XAxis, window: int) -> None:
        """Draw the history as it is now."""
        for strip in self.shown:
            strip.refresh(history, x_axis, window)

    def show_marks(self, edits: list[Mark], solved: list[Mark], several: str) -> None:
        """Show where settings changed and where the run was solved."""
        (first, last), _ = self.strips[0].plot.viewRange()
        distance = (last - first) * _LABEL_PIXELS / max(self.width(), 1)
        marks = grouped(edits, distance, several)
        bare = [Mark(mark.x, "", mark.tip) for mark in marks]
        for index, strip in enumerate(self.shown):
            strip.show_marks(bare if index else marks, [Mark(m.x, "", m.tip) for m in solved] if index else solved)

    def show_cross(self, history: History, x_axis: XAxis, x: float | None) -> Nearest | None:
        """Move the crosshair to an x; returns what is nearest to it in the first plot."""
        found = None
        for strip in reversed(self.shown):
            found = history.nearest(strip.style.series, x_axis, x) if x is not None else None
            strip.show_cross((found.x, found.y) if found else None)
        return found

    def show_visited(self, x: float | None) -> None:
        """Mark the moment that the time machine shows; None for now."""
        for strip in self.strips:
            strip.show_visited(x)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    @Slot(object)
    def _mouse_moved(self, point: QPointF) -> None:
        for strip in self.shown:
            x = strip.x_at(point)
            if x is not None:
                self.hovered.emit(x)
                return
        self.hovered.emit(None)

    def hold(self) -> None:
        """Let the ranges stay where they are."""
        for strip in self.strips:
            strip.automatic = False
        self.zoomed.emit(False)

    @Slot(object)
    def _zoomed_by_hand(self, *_: object) -> None:
        self.hold()
