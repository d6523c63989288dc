"""Both plots together: one x axis, one crosshair, the same marks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.metrics import COMPASS, Metric, Per
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.status import Status
from pg_desktop.runs.x_axis import XAxis
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.presets import load_presets, preset_matching
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.plots.edit_marks import changes, in_short
from pg_desktop.ui.panes.plots.loss_plot import LossPlot
from pg_desktop.ui.panes.plots.metric_plot import MetricPlot, ReturnPlot
from pg_desktop.ui.panes.plots.picture import png, svg
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:
    from pg_desktop.runs.history import History, Nearest
    from pg_desktop.ui.panes.plots.others import Others

_STILL_PIXELS: Final = 3.0
"""By how much the curves must have grown, while training goes on, to be drawn again."""


class Plots(QObject):
    """Keeps the plots at what the shown run's history says, with others beside it. Lives in the GUI thread.

    Signals:
        travelled (int): the user has gone along the x axis to an update of which there is a checkpoint.
        returned_to_now (): the user has gone to the end, or beyond.
        update_chosen (int): the user has clicked at an update, or pressed Return at it.
        choice_taken_back (): that click was the first half of a double click, which has another meaning.
    """

    travelled = Signal(int)
    returned_to_now = Signal()
    update_chosen = Signal(int)
    choice_taken_back = Signal()

    def __init__(self, experiment: Experiment, shown: ShownRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._shown = shown
        self._others: Others | None = None
        self._before_click: int | None = None
        self._x_axis = XAxis.EPISODE
        self._cross: tuple[str, float] | None = None
        self._visited: int | None = None
        self._drawn: dict[MetricPlot, object] = {}
        self._standing: dict[MetricPlot, tuple[object, float]] = {}
        self._readings: tuple[int, object, object] | None = None
        self._attached = False
        self.return_plot = ReturnPlot(self, parent)
        self.loss_plot = LossPlot(self, parent)
        for plot in self.cards:
            plot.fit_asked.connect(self.fit)
            plot.held.connect(self._hold)
            plot.hide()  # until it has its place

    @property
    def cards(self) -> tuple[MetricPlot, MetricPlot]:
        """The plots' cards."""
        return self.return_plot, self.loss_plot

    def attach(self) -> None:
        """Put the canvases in, if they are not there yet. Loads pyqtgraph."""
        if self._attached:
            return
        for plot in self.cards:
            plot.attach()
        from pg_desktop.ui.panes.plots.others import Others  # noqa: PLC0415 (NumPy, after the first paint)

        self._others = Others(self._experiment, self._shown)
        self._attached = True
        returns, losses = self.return_plot.canvas, self.loss_plot.canvas
        if returns is not None and losses is not None:
            losses.strips[0].box.setXLink(returns.strips[0].box)
            for plot, canvas in ((self.return_plot, returns), (self.loss_plot, losses)):
                canvas.scrubbed.connect(self._scrubbed)
                canvas.clicked.connect(partial(self._clicked, plot))
                canvas.double_clicked.connect(self._take_back_click)
                canvas.pointed.connect(self._point)
                canvas.stepped.connect(self._step)
                canvas.left.connect(self._leave)

    def show_by(self, x_axis: XAxis) -> None:
        """Count episodes or env steps on the x axis."""
        self._x_axis = x_axis
        self._leave()
        self.fit()
        self.show_visited(self._visited)

    @Slot()
    def fit(self) -> None:
        """Show everything."""
        for plot in self.cards:
            plot.fit()
        self._ranges_changed()

    def draw_one(self, plot: MetricPlot, scene: Scene) -> None:
        """Draw what is new in one of the plots since the last time.

        Both at once would hold up the pane in the middle for more than a frame while the training thread works.
        """
        world = scene.run.world
        threshold = world.threshold if world is not None else None
        self.refresh_one(plot, scene.run.status, threshold, scene.wanted.smoothing_window)

    def refresh(self, status: Status, threshold: float | None, window: int) -> None:
        """Draw what is new in all of them; see `refresh_one`."""
        for plot in self.cards:
            self.refresh_one(plot, status, threshold, window)

    def refresh_one(self, plot: MetricPlot, status: Status, threshold: float | None, window: int) -> None:
        """Draw what is new in one of the plots.

        Args:
            plot: which one.
            status: where the run is.
            threshold: the return that counts as solved, or None.
            window: episodes that smoothed curves average over.
        """
        if not self._attached or not plot.in_sight:
            return
        present = self._present(plot, status, window)
        if present == self._drawn.get(plot):
            return
        self._drawn[plot] = present
        history = self._shown.history
        self._put_readings()
        if plot is self.return_plot:
            self.return_plot.show_figures(status.mean_return_100, threshold, window)
        else:
            self.loss_plot.offer(_offered(history, status.settings))
            last = history.nearest(self.loss_plot.main.key, XAxis.EPISODE, float("inf"))
            self.loss_plot.show_figures(last.y if last else None, history.updates_of_last(window))
        if not self._stands_still(plot, status, window):
            if plot is self.return_plot:
                self._show_runs(window)
            reach = self._others.reach(self._x_axis) if self._others is not None else 0.0
            plot.draw(history, self._x_axis, window, reach)
            plot.show_marks(*self._marks(status))
        if self._cross is not None:
            plot.show_cross(history, self._x_axis, self._moment())

    def _put_readings(self) -> None:
        """Let the history have what was measured of the run's updates, to be drawn."""
        record = self._shown.record
        if record is None:
            return
        key = record.id, record.measurements, record.history
        if self._readings is None or any(is_ is not was for is_, was in zip(key, self._readings, strict=True)):
            import numpy as np  # noqa: PLC0415 (after the first paint)

            self._readings = key
            before = record.origin.statistics.updates if record.origin else 0
            found = [reading for reading in record.measurements.compass if reading.cosine is not None]
            updates = np.array([reading.update - before for reading in found], np.int64)
            values = np.array([reading.cosine.value for reading in found if reading.cosine is not None], np.float32)
            record.history.put(COMPASS, updates, values)

    def _show_runs(self, window: int) -> None:
        """Give the return plot the colour of its run and the curves of others."""
        record, others, canvas = self._shown.record, self._others, self.return_plot.canvas
        if record is None or others is None or canvas is None:
            return
        first, last = canvas.strips[0].box.viewRange()[0]
        seen = None if canvas.automatic else (first, last)
        live = others.growing
        growing = None if live is None else others.curve_of(live, self._x_axis, window, seen)
        resting = others.resting(self._x_axis, window, seen)
        self.return_plot.show_runs(run_name(record), record.label.colour, resting, growing)

    def show_visited(self, update: int | None) -> None:
        """Mark the update that the time machine shows; None for the newest."""
        self._visited = update
        x = None if update is None else self._shown.history.x_after(update, self._x_axis)
        for plot in self.cards:
            if plot.canvas is not None:
                plot.canvas.show_visited(x)

    def forget(self) -> None:
        """Draw everything again at the next refresh."""
        self._drawn.clear()
        self._standing.clear()

    def save_picture(self, path: Path) -> None:
        """Save the plots that are in sight, side by side, as a PNG or, if the name says so, an SVG picture.

        Raises:
            UserError: for another kind of file, or if it cannot be written.
        """
        cards = [plot for plot in self.cards if plot.in_sight] or [self.return_plot]
        title = self._title()
        x_name = self.tr("env steps") if self._x_axis is XAxis.ENV_STEP else self.tr("episodes")
        match path.suffix.lower():
            case ".png":
                write_atomically(path, png(cards, title, x_name))
            case ".svg":
                write_atomically(path, svg(cards, title, x_name))
            case suffix:
                raise UserError(
                    QT_TRANSLATE_NOOP("Errors", "A plot is saved as .png or .svg, but the name ends in {suffix}."),
                    suffix=suffix or repr(""),
                )

    def _title(self) -> str:
        """What run it is: world, algorithm, seed, and the preset or else the settings that matter most."""
        settings = self._shown.status.settings
        preset = preset_matching(settings, load_presets())
        chosen = [QCoreApplication.translate("Presets", preset.name)] if preset is not None else in_short(settings)
        seed = self.tr("seed {seed}").format(seed=settings.seed)
        world = Recipe(settings.environment, settings.environment_arguments)
        # Where there is little room, the end is cut off.
        return " · ".join([world.name, algorithm_entry(settings.algorithm).name, seed, *chosen])

    def _present(self, plot: MetricPlot, status: Status, window: int) -> tuple[Any, ...]:
        canvas = plot.canvas
        ranges = tuple(
            (str(strip.box.viewRange()[0]), strip.size, strip.automatic)
            for strip in (canvas.shown if canvas is not None else ())
        )
        history, edits = self._shown.history, self._shown.edits.all()
        return status, history.updates, edits, ranges, self._x_axis, window, *self._beside(), self._measured_of()

    def _measured_of(self) -> int:
        """What changes when something was measured of the run."""
        record = self._shown.record
        return 0 if record is None else id(record.measurements)

    def _beside(self) -> tuple[int, int]:
        """What changes when other runs look different: how often runs have changed, and updates of one that grows."""
        if self._others is None:
            return 0, 0
        growing = self._others.growing
        return self._experiment.version, growing.history.updates if growing is not None else 0

    def _stands_still(self, plot: MetricPlot, status: Status, window: int) -> bool:
        """Whether a plot would look as it did when it was last drawn: the curve is hardly longer.

        Drawing it costs the training thread more than the GUI thread, which have Python in turns.
        """
        canvas, history = plot.canvas, self._shown.history
        if canvas is None:
            return True
        strip = canvas.strips[0]
        (first, last), _ = strip.box.viewRange()
        _, _, edits, ranges, x_axis, _, version, growing, measured = self._present(plot, status, window)
        reach = history.x_after(status.update, x_axis)
        live = self._experiment.live
        if growing and live is not None:
            reach += live.history.x_after(growing, x_axis)
        pixels = reach * strip.size[0] / max(last - first, 1e-9)
        look = status.state, status.run, status.solved, edits, ranges, x_axis, window, version, measured
        before = self._standing.get(plot)
        if before is not None and before[0] == look and 0 <= pixels - before[1] < _STILL_PIXELS:
            return True
        self._standing[plot] = look, pixels
        return False

    def _marks(self, status: Status) -> tuple[list, list]:  # type: ignore[type-arg]
        if self.return_plot.canvas is None:
            return [], []
        from pg_desktop.ui.panes.plots.marks import Mark  # noqa: PLC0415 (after the first paint)

        by_episode = self._x_axis is XAxis.EPISODE
        edits = [
            Mark(float(change.first.episode if by_episode else change.first.env_step), change.label, change.tip)
            for change in changes(self._shown.edits.all())
        ]
        solved = []
        if status.solved is not None:
            tip = self.tr("Solved: the mean of 100 episodes reached the target at episode {episode}.").format(
                episode=whole(status.solved.episode)
            )
            x = status.solved.episode if by_episode else status.solved.env_step
            solved.append(Mark(float(x), self.tr("solved"), tip))
        return edits, solved

    def _clicked(self, plot: MetricPlot, x: float) -> None:
        """Choose the update whose dot is nearest, and travel there; of an episode, to the policy that has played it."""
        self._before_click = self._visited
        found = self._shown.history.nearest(plot.main.key, self._x_axis, x)
        if found is None or plot.main.per is Per.EPISODE:
            self._scrubbed(x)
        else:
            self._travel(found.update)
        if found is not None:
            self.update_chosen.emit(found.update)

    @Slot()
    def _take_back_click(self) -> None:
        """The click was the first half of a double click, which has another meaning."""
        if self._before_click is None:
            self.returned_to_now.emit()
        else:
            self.travelled.emit(self._before_click)
        self.choice_taken_back.emit()

    @Slot(float)
    def _scrubbed(self, x: float) -> None:
        self._travel(self._shown.history.updates_by(self._x_axis, x))

    def _travel(self, update: int) -> None:
        """Travel as the time machine's slider does, whose right end, the newest checkpoint, is now."""
        checkpoints = self._shown.checkpoints
        entry = checkpoints.nearest(update)
        if entry is None or entry is checkpoints.entries()[-1]:
            self.returned_to_now.emit()
        else:
            self.travelled.emit(entry.update)

    def _moment(self) -> Nearest | None:
        """What the crosshair points at."""
        if self._cross is None:
            return None
        series, x = self._cross
        return self._shown.history.nearest(series, self._x_axis, x)

    @Slot(str, float)
    def _point(self, series: str, x: float) -> None:
        self._cross = series, x
        self._show_cross()

    @Slot(float)
    def _step(self, distance: float) -> None:
        here = self._moment()
        if self._cross is None or here is None:
            return
        what = self._cross[0], self._x_axis
        there = self._shown.history.nearest(*what, here.x + distance)
        if there is not None and there.index == here.index:
            there = self._shown.history.item(*what, here.index + (1 if distance > 0 else -1))
        if there is not None:
            self._point(self._cross[0], there.x)

    @Slot()
    def _leave(self) -> None:
        self._cross = None
        self._show_cross()

    def _show_cross(self) -> None:
        moment = self._moment()
        for plot in self.cards:
            plot.show_cross(self._shown.history, self._x_axis, moment)

    @Slot()
    def _hold(self) -> None:
        """Where one plot stays, the other one does."""
        for plot in self.cards:
            if plot.canvas is not None and plot.canvas.automatic:
                plot.canvas.hold()
        self._ranges_changed()

    def _ranges_changed(self) -> None:
        for plot in self.cards:
            plot.offer_fit()
        self.forget()


def _offered(history: History, settings: Settings) -> tuple[Metric, ...]:
    """Those of a run's metrics of which there is something to see, or will be."""
    reported = tuple(
        metric
        for metric in history.metrics
        if metric.main or metric.expected(settings) or history.nearest(metric.key, XAxis.EPISODE, 0.0) is not None
    )
    return reported + history.measured


def return_plot(plots: Plots, parent: QWidget) -> MetricPlot:
    """The pane of the returns."""
    del parent  # it has its place once its card has it
    return plots.return_plot


def loss_plot(plots: Plots, parent: QWidget) -> MetricPlot:
    """The pane of what every update measures."""
    del parent
    return plots.loss_plot
