"""The drawing area of a metric plot: strips of plots that share their x axis. Loads pyqtgraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from pg_desktop.runs.history import History, Nearest, XAxis
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.plots.frame import Frame
from pg_desktop.ui.panes.plots.keys import PlotMove, plot_move
from pg_desktop.ui.panes.plots.marks import Mark
from pg_desktop.ui.panes.plots.others import RunCurve
from pg_desktop.ui.panes.plots.strip import PlotStrip, StripStyle

_WRITING: Final = 0.88
"""How large axes are written, in relation to the card."""
_KEY_ZOOM: Final = 0.8
_KEY_PAN: Final = 0.1
"""What one press of a key moves, as a share of what is seen."""
_KEY_STEP: Final = 4
"""Pixels that one press of a key moves the crosshair, at least to the next value."""
_PANS: Final = {
    PlotMove.LEFT: (-_KEY_PAN, 0.0),
    PlotMove.RIGHT: (_KEY_PAN, 0.0),
    PlotMove.UP: (0.0, _KEY_PAN),
    PlotMove.DOWN: (0.0, -_KEY_PAN),
}


@dataclass(frozen=True)
class _Place:
    """Where a strip is: what it shows, and what the labels of its marks cover."""

    strip: PlotStrip
    frame: Frame
    labels: list[QRectF]

    @staticmethod
    def of(strip: PlotStrip) -> _Place:
        return _Place(strip, strip.frame, strip.label_places)

    def paint(self, painter: QPainter) -> None:
        self.strip.paint(painter, self.frame, self.labels)

    def paint_resting(self, painter: QPainter) -> None:
        self.strip.paint_resting(painter, self.frame, self.labels)


@dataclass(frozen=True)
class _Scene:
    """The scene as it was drawn last, and where the strips were."""

    picture: QPixmap
    places: list[_Place]


class PlotCanvas(pg.GraphicsLayoutWidget):
    """Plots below each other over one x axis. Lives in the GUI thread.

    Of pyqtgraph's scene it keeps a picture, drawn again when the scene changes, and paints what grows over it: to draw
    the scene, Qt calls back into Python for every item, and each time waits for the training thread to let it in.

    Signals:
        pointed (str, float): the crosshair is to be at an x, seen from the values of a series.
        stepped (float): the crosshair is to move by a distance along x, at least to the next value.
        left (): the crosshair is to go.
        fit_asked (): the user wants the ranges to follow the data.
        held (): the ranges stay where the user has put them.
        scrubbed (float): the x to which the user has dragged along the x axis.
        clicked (float): the x at which the user has clicked into a plot, or pressed Return.
        double_clicked (): the user has clicked into a plot twice; once has been told already.
    """

    pointed = Signal(str, float)
    stepped = Signal(float)
    left = Signal()
    fit_asked = Signal()
    held = Signal()
    scrubbed = Signal(float)
    clicked = Signal(float)
    double_clicked = Signal()

    def __init__(self, styles: tuple[StripStyle, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackground(None)
        # Files are dropped on the window, of which this is a part.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.ci.layout.setContentsMargins(0, 0, 6, 0)
        self.ci.layout.setVerticalSpacing(2)
        self._theme = LIGHT
        self._focus_shown = False
        self._scene: _Scene | None = None
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        first, *others = styles
        self._row_of = {style.series: row for row, style in enumerate(others, start=1)}
        self._not_made = {style.series: style for style in others}
        self.strips = [self._made(0, first)]
        self.show_strips({first.series})
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        self.scene().changed.connect(self._outdate)

    def _made(self, row: int, style: StripStyle) -> PlotStrip:
        strip = PlotStrip(self.ci, row, style, self._writing())
        strip.box.sigRangeChanged.connect(self._outdate)
        strip.box.sigRangeChangedManually.connect(self._zoomed_by_hand)
        strip.box.clicked.connect(self.clicked)
        strip.box.double_clicked.connect(self.double_clicked)
        strip.box.double_clicked.connect(self.fit_asked)
        strip.axes["bottom"].scrubbed.connect(self.scrubbed)
        return strip

    def _make_missing(self, series: set[str]) -> None:
        """Make the plots of these series that have not been shown yet: each takes as long as a pane."""
        main = self.strips[0]
        for key in self._not_made.keys() & series:
            strip = self._made(self._row_of[key], self._not_made.pop(key))
            strip.show_theme(self._theme)
            strip.automatic = main.automatic
            strip.crosshair.visited = main.crosshair.visited
            strip.box.setXLink(main.box)
            self.strips.append(strip)
        self.strips[1:] = sorted(self.strips[1:], key=lambda strip: self._row_of[strip.style.series])

    def _writing(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _WRITING)
        return font

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            for strip in self.strips:
                strip.show_font(self._writing())

    @property
    def automatic(self) -> bool:
        """Whether the ranges follow the data."""
        return all(strip.automatic for strip in self.strips)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.strips[0].has_points

    def show_main(self, style: StripStyle) -> None:
        """Draw another metric in the first plot."""
        self.strips[0].style = style
        self.strips[0].show_theme(self._theme)
        self._outdate()

    def show_strips(self, series: set[str]) -> None:
        """Show the plots of these series; only the lowest one writes its x axis."""
        self._make_missing(series)
        shown = [strip for strip in self.strips if strip.style.series in series]
        for strip in self.strips:
            if strip in shown and strip.area not in self.ci.items:
                self.ci.addItem(strip.area, row=self._row_of.get(strip.style.series, 0), col=0)
            elif strip not in shown and strip.area in self.ci.items:
                self.ci.removeItem(strip.area)
        for strip in shown:
            strip.axes["bottom"].setStyle(showValues=strip is shown[-1])
            strip.axes["bottom"].setHeight(strip.room_below if strip is shown[-1] else 4)
        self.ci.layout.activate()  # plots whose x axes are linked are lined up by where they lie
        self.shown = shown
        self._outdate()

    def fit(self) -> None:
        """Let the ranges follow the data again."""
        for strip in self.strips:
            strip.automatic = True

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        for strip in self.strips:
            strip.show_theme(theme)
        self.setBackground(QColor(theme.card))
        self._outdate()

    def refresh(self, history: History, x_axis: XAxis, window: int, reach: float = 0.0) -> None:
        """Draw the history as it is now; `reach` is how far along x other runs go."""
        for strip in self.shown:
            strip.refresh(history, x_axis, window, reach)
        self.viewport().update()

    def show_runs(self, name: str, colour: int, resting: tuple[RunCurve, ...], growing: RunCurve | None) -> None:
        """Draw the first plot's run in its colour, and others beside it.

        Args:
            name: of the run.
            colour: the index of its colour.
            resting: curves that do not grow; the same tuple as before costs nothing.
            growing: one that does, or None.
        """
        strip = self.strips[0]
        strip.show_run(name, colour)
        strip.growing = growing
        if resting is not strip.resting:
            strip.resting = resting
            self._outdate()

    def show_marks(self, edits: list[Mark], solved: list[Mark], several: str) -> None:
        """Show where settings changed and where the run was solved; only the first plot has labels.

        Args:
            edits: by ascending x.
            solved: by ascending x.
            several: the label of marks that have to share one, with the placeholder `{count}`.
        """
        bare_edits, bare_solved = ([replace(mark, label="") for mark in marks] for marks in (edits, solved))
        for index, strip in enumerate(self.shown):
            strip.show_marks(bare_edits if index else edits, bare_solved if index else solved, several)

    def show_cross(
        self, history: History, x_axis: XAxis, moment: Nearest | None
    ) -> Mapping[str, Nearest | None] | None:
        """Move the crosshair to a moment, or take it away.

        Returns:
            What belongs to the moment, for each series that is shown; None if there is nothing to show.
        """
        found = {
            strip.style.series: history.at(strip.style.series, x_axis, moment) if moment is not None else None
            for strip in self.shown
        }
        for strip in self.strips:
            at = found.get(strip.style.series)
            strip.crosshair.point = (at.x, at.y) if at is not None else None
            strip.crosshair.runs = strip.runs_at(at.x) if at is not None else []
        self.viewport().update()
        return found if any(at is not None for at in found.values()) else None

    def show_values(self, texts: Mapping[str, str]) -> None:
        """Write the values at the crosshair into the strips of some series, and into no others."""
        for strip in self.strips:
            strip.crosshair.value = texts.get(strip.style.series, "")
        self.viewport().update()

    def show_visited(self, x: float | None) -> None:
        """Mark the moment that the time machine shows; None for now."""
        for strip in self.strips:
            strip.crosshair.visited = x
        self.viewport().update()

    def hold(self) -> None:
        """Let the ranges stay where they are."""
        for strip in self.strips:
            strip.automatic = False
        self.held.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = plot_move(event)
        if move is None:
            event.ignore()
            return
        event.accept()
        match move:
            case PlotMove.ZOOM_IN:
                self._zoom(_KEY_ZOOM)
            case PlotMove.ZOOM_OUT:
                self._zoom(1 / _KEY_ZOOM)
            case PlotMove.CROSS_LEFT:
                self._step(-1)
            case PlotMove.CROSS_RIGHT:
                self._step(1)
            case PlotMove.TRAVEL:
                self._travel()
            case PlotMove.HIDE_CROSS:
                self.left.emit()
            case PlotMove.FIT:
                self.fit_asked.emit()
            case _:
                self._pan(*_PANS[move])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus(event.reason() is not Qt.FocusReason.MouseFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._outdate()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        ratio = self.viewport().devicePixelRatioF()
        if self._scene is None or self._scene.picture.devicePixelRatio() != ratio:
            self._scene = self._drawn_scene(ratio)
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._scene.picture)
        for place in self._scene.places:
            place.paint(painter)
        if self._focus_shown:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, self._theme, QRectF(self.viewport().rect()))
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draw all of it for a file, as fine as the painter can."""
        area = self.viewport().rect()
        self.render(painter, QRectF(area), area)
        for strip in self.shown:
            place = _Place.of(strip)
            place.paint_resting(painter)
            place.paint(painter)

    def _drawn_scene(self, ratio: float) -> _Scene:
        area = self.viewport().rect()
        picture = QPixmap(area.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        painter.setRenderHints(self.renderHints())
        self.render(painter, QRectF(area), area)
        places = [_Place.of(strip) for strip in self.shown]
        for place in places:
            place.paint_resting(painter)
        painter.end()
        return _Scene(picture, places)

    @Slot()
    def _outdate(self, *_: object) -> None:
        self._scene = None
        self.viewport().update()

    def _show_focus(self, shown: bool) -> None:
        self._focus_shown = shown
        self.viewport().update()

    @property
    def _main(self) -> PlotStrip:
        return self.shown[0]

    def _zoom(self, factor: float) -> None:
        """Let what is seen be larger by a factor, about the crosshair or else the middle."""
        self.hold()
        for strip in self.shown:
            # Along x the others follow the first one.
            strip.zoom(factor if strip is self._main else 1.0, factor)

    def _pan(self, right: float, up: float) -> None:
        """Move what is seen by a share of it."""
        self.hold()
        for strip in self.shown:
            strip.pan(right if strip is self._main else 0.0, up)

    def _step(self, direction: int) -> None:
        cross = self._main.cross_x
        (first, last), _ = self._main.box.viewRange()
        if cross is None:
            self.pointed.emit(self._main.style.series, (first + last) / 2)
        else:
            self.stepped.emit(direction * (last - first) * _KEY_STEP / max(self._main.size[0], 1.0))
            self._follow_cross(first, last)

    def _follow_cross(self, first: float, last: float) -> None:
        cross = self._main.cross_x
        if cross is not None and not first <= cross <= last:
            self._pan((cross - (last if cross > last else first)) / (last - first), 0.0)

    def _travel(self) -> None:
        cross = self._main.cross_x
        if cross is not None:
            self.clicked.emit(cross)

    @Slot(object)
    def _mouse_moved(self, point: QPointF) -> None:
        for strip in self.shown:
            x = strip.x_at(point)
            if x is not None:
                self.pointed.emit(self._main.style.series, x)
                return
        self.left.emit()

    @Slot(object)
    def _zoomed_by_hand(self, *_: object) -> None:
        self.hold()
