"""One plot of one metric: dots, a smoothed curve, marks and a crosshair. Loads pyqtgraph."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion

from pg_desktop.learning.metrics import Metric
from pg_desktop.runs.history import History, XAxis
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.plots.area import PlotArea
from pg_desktop.ui.panes.plots.crosshair import Crosshair
from pg_desktop.ui.panes.plots.frame import Frame
from pg_desktop.ui.panes.plots.items import Curve, DotCloud
from pg_desktop.ui.panes.plots.marks import Mark, MarkLines
from pg_desktop.ui.panes.plots.others import RunCurve
from pg_desktop.ui.panes.plots.ranges import range_around, range_up_to

_CURVE_POINTS = 400
_DOTS_A_PIXEL = 2
_LEAST_EPISODES = 100.0
_LEAST_STEPS = 2000.0
_OTHERS_OPACITY = 0.8
_CROWD = 250
"""Items in sight from which on small dots are drawn."""
_LEFT_AXIS: Final = 3.9
_BOTTOM_AXIS: Final = 1.56
"""Room for the numbers of an axis, in heights of a line of text."""
_LINE: Final = 2.0
"""Pixels across the curve."""
_LINE_A_LINE: Final = 0.16
"""The same in heights of a line of text, where that is more."""


@dataclass(frozen=True)
class StripStyle:
    """How a metric is drawn.

    Attributes:
        series: the key of the metric.
        name: what a picture for a file calls it.
        colour: the name of the theme's colour.
        floor: the lower end of the y axis, or None to follow the data.
        fixed: both ends of the y axis, whatever the data are; None to follow them.
    """

    series: str
    name: str
    colour: str
    floor: float | None
    fixed: tuple[float, float] | None = None

    @staticmethod
    def of(metric: Metric) -> StripStyle:
        """How the table of metrics says."""
        name = QCoreApplication.translate("Metrics", metric.name)
        return StripStyle(metric.key, name, metric.colour, metric.floor, metric.fixed)


class PlotStrip:
    """One plot in a canvas. Lives in the GUI thread.

    What changes seldom, axes, target and marks, are items of pyqtgraph's scene, of which the canvas keeps a picture,
    with the curves of other runs in it; what grows while training goes on, and the crosshair, are painted over it.

    Attributes:
        area: what is laid out in the canvas.
        box: in which it is plotted.
        axes: beside and below that.
        style: how it is drawn.
        automatic: whether the ranges follow the data; not after the user has zoomed or panned.
        dots: the items.
        curve: their smoothed curve.
        resting: curves of other runs, which do not grow.
        growing: that of another run which does, or None.
        size: width and height of the plot without its axes, in pixels.
        crosshair: what points at a moment.
    """

    def __init__(self, layout: pg.GraphicsLayout, row: int, style: StripStyle, font: QFont) -> None:
        self.style = style
        self.automatic = True
        self.size = (0.0, 0.0)
        self._em = 0.0
        self.area = PlotArea()
        layout.addItem(self.area, row=row, col=0)
        self.box, self.axes = self.area.box, self.area.axes
        self.box.sigRangeChangedManually.connect(self._moved_by_hand)
        self.box.sigResized.connect(self._resized)
        self.dots = DotCloud()
        self.curve = Curve()
        self.resting: tuple[RunCurve, ...] = ()
        self.growing: RunCurve | None = None
        self._run: tuple[str, int] | None = None
        self._theme: Theme | None = None
        self.crosshair = Crosshair(font)
        self.target = pg.InfiniteLine(angle=0)
        self.target.hide()
        self.box.addItem(self.target, ignoreBounds=True)
        self.box.disableAutoRange()
        self.edits = MarkLines(self.box, Qt.PenStyle.DotLine, 0.8, font)
        self.solved = MarkLines(self.box, Qt.PenStyle.SolidLine, 0.15, font)
        self._y_range = (0.0, 1.0)
        for axis in self.axes.values():
            axis.enableAutoSIPrefix(False)
        self.show_font(font)

    @property
    def has_points(self) -> bool:
        """Whether something is drawn."""
        return len(self.curve.x) > 0

    @property
    def frame(self) -> Frame:
        """What the plot shows now, and where in the canvas."""
        (first, last), (low, high) = self.box.viewRange()
        return Frame(self.box.sceneBoundingRect(), (first, last), (low, high))

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        colour: QColor = theme.run_colour(self._run[1]) if self._run is not None else getattr(theme, self.style.colour)
        self.dots.set_colour(colour, 0.36 if theme.dark else 0.3)
        self.curve.pen = QPen(colour, self._line)
        self.crosshair.show_theme(theme, colour)
        self.target.setPen(pg.mkPen(theme.good, width=1, style=Qt.PenStyle.DashLine))
        self.edits.set_colours(theme.muted, theme.card)
        self.solved.set_colours(theme.good, theme.card)
        for axis in self.axes.values():
            axis.setPen(pg.mkPen(theme.groove, width=1))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.axes["left"].setPen(pg.mkPen(None))
        self.axes["left"].setGrid(False)

    def show_font(self, font: QFont) -> None:
        """Write in another font, with lines and axes that suit it."""
        self._em = float(QFontMetricsF(font).height())
        for axis in self.axes.values():
            axis.setStyle(tickFont=font, tickLength=0, autoExpandTextSpace=False, tickTextOffset=5)
        self.axes["left"].setWidth(round(_LEFT_AXIS * self._em))
        self.axes["bottom"].setHeight(self.room_below)
        for part in (self.crosshair, self.edits, self.solved):
            part.show_font(font)
        if self._theme is not None:
            self.show_theme(self._theme)

    @property
    def room_below(self) -> int:
        """Pixels of height that the numbers of the x axis need."""
        return round(_BOTTOM_AXIS * self._em)

    @property
    def _line(self) -> float:
        """How wide the curve is, in pixels."""
        return max(_LINE, self._em * _LINE_A_LINE)

    def show_run(self, name: str, colour: int) -> None:
        """Draw the run's items in its own colour, instead of the metric's.

        Args:
            name: of the run.
            colour: the index of its colour.
        """
        if (name, colour) != self._run:
            self._run = name, colour
            if self._theme is not None:
                self.show_theme(self._theme)

    def set_target(self, target: float | None) -> None:
        """Show a line at the return that counts as solved."""
        self.target.setVisible(target is not None)
        if target is not None:
            self.target.setValue(target)

    def refresh(self, history: History, x_axis: XAxis, window: int, reach: float = 0.0) -> None:
        """Take over the history as it is now; `reach` is how far along x other runs go."""
        if self.automatic:
            self._follow(max(history.last_x(x_axis), reach), x_axis)
        (first, last), _ = self.box.viewRange()
        pixels = max(50, int(self.size[0]))
        series = self.style.series
        x, y = history.points(series, x_axis, first, last, _DOTS_A_PIXEL * pixels)
        # Of many equal ones a few stand for the rest.
        crowded = len(x) > _CROWD or history.count(series, x_axis, first, last) > _CROWD
        self.dots.set_points(x, y, crowded=crowded)
        self.curve.set_points(*history.smoothed(series, x_axis, window, first, last, min(pixels, _CURVE_POINTS)))
        if self.automatic:
            self._fit_y(np.concatenate([y, *(run.curve.y for run in self.others)]))

    def paint_resting(self, painter: QPainter, frame: Frame, labels: list[QRectF]) -> None:
        """Draw the other runs that do not grow, into the kept picture; see `paint`."""
        if self.resting:
            with self._in_plot(painter, frame, labels):
                for other in self.resting:
                    self._paint_other(painter, frame, other)

    def paint(self, painter: QPainter, frame: Frame, labels: list[QRectF]) -> None:
        """Draw what the canvas's kept picture of the scene leaves out.

        Args:
            painter: in the canvas's pixels.
            frame: what the plot shows, and where.
            labels: where curves would hide the labels of marks.
        """
        with self._in_plot(painter, frame, labels):
            self.dots.paint(painter, frame)
            if self.growing is not None:
                self._paint_other(painter, frame, self.growing)
            self.curve.paint(painter, frame)
            painter.setClipRect(frame.rect)
            self.crosshair.paint(painter, frame)

    @contextmanager
    def _in_plot(self, painter: QPainter, frame: Frame, labels: list[QRectF]) -> Iterator[None]:
        """Within this, nothing is drawn outside of the plot, or over labels."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = QRegion(frame.rect.toRect())
        for label in labels:
            shown -= QRegion(label.toRect())
        painter.setClipRegion(shown)
        yield
        painter.restore()

    def _paint_other(self, painter: QPainter, frame: Frame, other: RunCurve) -> None:
        if self._theme is not None:
            colour = QColor(self._theme.run_colour(other.colour))
            colour.setAlphaF(_OTHERS_OPACITY)
            other.curve.pen = QPen(colour, self._line / 2)
            other.curve.paint(painter, frame)

    @property
    def others(self) -> tuple[RunCurve, ...]:
        """The curves of all other runs."""
        return self.resting if self.growing is None else (*self.resting, self.growing)

    def runs_at(self, x: float) -> list[tuple[str, int, float]]:
        """Name, colour and smoothed value of each run at an x, the shown one first; of none if there is but one."""
        if self._run is None or not self.others:
            return []
        shown = RunCurve(*self._run, self.curve)
        beside = ((run, run.at(x)) for run in self.others)
        found = sorted(((run, y) for run, y in beside if y is not None), key=lambda pair: -pair[1])
        at_shown = shown.at(x)
        first = [(shown, at_shown)] if at_shown is not None else []
        return [(run.name, run.colour, y) for run, y in (*first, *found)]

    @property
    def cross_x(self) -> float | None:
        """Where the crosshair is, or None."""
        return None if self.crosshair.point is None else self.crosshair.point[0]

    def zoom(self, x_factor: float, y_factor: float) -> None:
        """Let what is seen be larger by factors, about the crosshair where it is in view, or else the middle."""
        seen = self.box.viewRect()
        centre = seen.center()
        if self.crosshair.point is not None and seen.contains(QPointF(*self.crosshair.point)):
            centre = QPointF(*self.crosshair.point)
        self.box.scaleBy((x_factor, y_factor), centre)

    def pan(self, right: float, up: float) -> None:
        """Move what is seen, by shares of its width and height."""
        seen = self.box.viewRect()
        self.box.translateBy((right * seen.width(), up * seen.height()))

    def show_marks(self, edits: list[Mark], solved: list[Mark], several: str) -> None:
        """Show where settings changed and where the run was solved; see `MarkLines.show`."""
        self.edits.show(edits, several)
        self.solved.show(solved, several)

    @property
    def label_places(self) -> list[QRectF]:
        """Where the labels of marks are, in the canvas's pixels."""
        return [*self.edits.label_places, *self.solved.label_places]

    def x_at(self, scene_point: QPointF) -> float | None:
        """The x under a point of the scene, or None outside of the plot."""
        if not self.box.sceneBoundingRect().contains(scene_point):
            return None
        return float(self.box.mapSceneToView(scene_point).x())

    def _resized(self, *_: object) -> None:
        self.size = self.box.width(), self.box.height()

    def _moved_by_hand(self, *_: object) -> None:
        self.automatic = False

    def _follow(self, last: float, x_axis: XAxis) -> None:
        least = _LEAST_EPISODES if x_axis is XAxis.EPISODE else _LEAST_STEPS
        x_range = range_up_to(last, least)
        if not _alike(self.box.viewRange()[0], x_range):
            self.box.setXRange(*x_range, padding=0.0)

    def _fit_y(self, y: np.ndarray[Any, np.dtype[np.float32]]) -> None:
        wanted = self.style.fixed or self._y_range_for(y)
        if wanted != self._y_range or not _alike(self.box.viewRange()[1], wanted):
            self._y_range = wanted
            self.box.setYRange(*wanted, padding=0.0)

    def _y_range_for(self, y: np.ndarray[Any, np.dtype[np.float32]]) -> tuple[float, float]:
        if len(y):
            low, high = float(y.min()), float(y.max())
        else:
            low, high = (-0.05, 0.05) if self.style.floor is None else (self.style.floor, self.style.floor + 1.0)
            if self.target.isVisible() and self.target.value() < low:
                low, high = self.target.value(), low
        if self.target.isVisible():
            high = max(high, self.target.value())
        if self.style.floor is not None and low >= self.style.floor:
            top = self._y_range[1]
            if not (self._y_range[0] == self.style.floor and top / 2.2 < high <= top / 1.03):
                top = _ceiling(high * 1.06)
            return self.style.floor, top
        return range_around(low, high, self._y_range)


def _ceiling(number: float) -> float:
    """Two digits, rounded up."""
    if number <= 0:
        return 1.0
    grain = 10.0 ** (math.floor(math.log10(number)) - 1)
    return math.ceil(number / grain) * grain


def _alike(shown: Sequence[float], wanted: Sequence[float]) -> bool:
    """Whether two ranges are the same but for rounding."""
    least = 1e-6 * (wanted[1] - wanted[0])
    return all(abs(is_ - should) <= least for is_, should in zip(shown, wanted, strict=True))
