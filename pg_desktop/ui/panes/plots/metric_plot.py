"""The cards of the plots: figure, legend, readout and buttons around a canvas; and the return plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from pg_desktop.learning.metrics import EPISODE_RETURN, METRICS, Metric
from pg_desktop.runs.x_axis import XAxis
from pg_desktop.ui.kit.cards import set_on_card
from pg_desktop.ui.kit.fitted import Part, PartsLabel, StillLabel
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.numbers import NOTHING, score, short, whole
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:
    from pg_desktop.runs.history import History, Nearest
    from pg_desktop.ui.panes.plots.canvas import PlotCanvas
    from pg_desktop.ui.panes.plots.marks import Mark
    from pg_desktop.ui.panes.plots.others import RunCurve
    from pg_desktop.ui.panes.plots.strip import StripStyle


_CAPTION: Final = 0.88
"""The size of what is said of the large figure, as a share of the window's font."""


def metric_text(text: str) -> str:
    """A text of the table of metrics, in the user's language."""
    return QCoreApplication.translate("Metrics", text)


class Source(Protocol):
    """Knows what a plot has to show."""

    def attach(self) -> None:
        """Put the canvases in."""

    def draw_one(self, plot: MetricPlot, scene: Scene) -> None:
        """Draw what is new in a plot."""

    def forget(self) -> None:
        """Draw everything again the next time."""


def in_order(texts: Sequence[str]) -> list[Part]:
    """Parts of a legend, the most important one first."""
    return [Part(text, -place) for place, text in enumerate(texts)]


class MetricPlot(Pane):
    """A plot of one metric, or of several below each other. Lives in the GUI thread.

    The canvas comes with `attach`, after the window's first paint, because it loads pyqtgraph.

    Signals:
        fit_asked (): the user wants the ranges to follow the data.
        held (): the ranges stay where the user has put them.
    """

    fit_asked = Signal()
    held = Signal()
    shared = True

    def __init__(self, main: Metric, name: str, source: Source, parent: QWidget) -> None:
        """Make the card.

        Args:
            main: what is always drawn; it gives the card its title.
            name: of the object.
            source: draws it.
            parent: the window.
        """
        super().__init__(parent)
        self._main = main
        self._source = source
        self.setObjectName(name)
        self.canvas: PlotCanvas | None = None
        self._theme: Theme | None = None
        self._x_axis = XAxis.EPISODE
        self.figure = StillLabel(self, NOTHING)
        self.figure.setProperty("role", "figure")
        self.figure.setAccessibleName(metric_text(main.name))
        set_on_card(self.figure)
        font = self.figure.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(font.Weight.DemiBold)
        self.figure.setFont(font)
        self.caption = QLabel(self)
        self.caption.setObjectName(f"{name}Caption")
        self.caption.setProperty("role", "muted")
        set_on_card(self.caption)
        small = self.caption.font()
        small.setPointSizeF(small.pointSizeF() * _CAPTION)
        self.caption.setFont(small)
        self.note = PartsLabel(self, Qt.AlignmentFlag.AlignRight)
        self.note.setProperty("role", "muted")
        self.fit_button = QToolButton(self)
        self.fit_button.setObjectName(f"{name}Fit")
        self.fit_button.setIconSize(QSize(16, 16))
        self.fit_button.clicked.connect(self.fit_asked)
        self.fit_button.setAccessibleName(self.tr("Show everything again"))
        self.fit_button.setToolTip(self.tr("Show everything again (F, or double-click the plot)"))
        self.offer_fit()
        self.beside_figure = QHBoxLayout()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.figure)
        row.addLayout(self.beside_figure)
        row.addStretch(1)
        row.addWidget(self.fit_button)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.caption)
        below.addWidget(self.note, 1)
        figure = QVBoxLayout()
        figure.setSpacing(0)
        figure.addLayout(row)
        figure.addLayout(below)
        self.column.addLayout(figure)
        self.setWhatsThis(self._what_is_drawn() + self._how_to_look())

    @property
    def main(self) -> Metric:
        """What is always drawn."""
        return self._main

    def styles(self) -> tuple[StripStyle, ...]:
        """What is drawn, the first always and the others on demand."""
        raise NotImplementedError(type(self))

    def load(self) -> None:
        """See `Pane.load`."""
        self._source.attach()

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._source.draw_one(self, scene)

    def attach(self) -> None:
        """Put the canvas in, if it is not there yet. Loads pyqtgraph."""
        if self.canvas is not None:
            return
        from pg_desktop.ui.panes.plots.canvas import PlotCanvas  # noqa: PLC0415 (after the first paint)

        self.canvas = PlotCanvas(self.styles(), self)
        self.canvas.setAccessibleName(metric_text(self._main.name))
        self.canvas.fit_asked.connect(self.fit_asked)
        self.canvas.held.connect(self.held)
        self.column.addWidget(self.canvas, 1)
        if self._theme is not None:
            self.canvas.show_theme(self._theme)

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self._theme = theme
        self.fit_button.setIcon(icon("zoom_fit", theme.muted))
        if self.canvas is not None:
            self.canvas.show_theme(theme)
        self._source.forget()

    def fit(self) -> None:
        """Let the ranges follow the data again."""
        if self.canvas is not None:
            self.canvas.fit()

    def offer_fit(self) -> None:
        """Offer to show everything, if that is not what is shown."""
        self.fit_button.setVisible(self.canvas is not None and not self.canvas.automatic)

    def draw(self, history: History, x_axis: XAxis, window: int, reach: float = 0.0) -> None:
        """Draw the history as it is now; `reach` is how far along x other runs go."""
        if self.canvas is not None and self.in_sight:
            self.offer_fit()
            self.canvas.refresh(history, x_axis, window, reach)

    def show_marks(self, edits: list[Mark], solved: list[Mark]) -> None:
        """Show where settings changed and where the run was solved."""
        if self.canvas is not None and self.in_sight:
            self.canvas.show_marks(edits, solved, self.tr("{count} changes"))

    def show_cross(self, history: History, x_axis: XAxis, moment: Nearest | None) -> None:
        """Move the crosshair to a moment and tell the values then; None takes it away."""
        if self.canvas is None:
            return
        self._x_axis = x_axis
        found = self.canvas.show_cross(history, x_axis, moment) or {}
        main = found.get(self.canvas.strips[0].style.series)
        readout = [] if main is None else self._readout(main)
        values = {} if main is None else self._values(found)
        if readout:
            self.note.show_parts(readout, " · ")
        else:
            self.note.show_parts(self._legend())
        self.canvas.show_values(values)
        plain = (QTextDocumentFragment.fromHtml(part.text).toPlainText() for part in readout)
        self.canvas.setAccessibleDescription(" · ".join([*plain, *values.values()]))

    def _readout(self, found: Nearest) -> list[Part]:
        """The moment and the value that is always drawn."""
        raise NotImplementedError(type(self))

    def _values(self, found: Mapping[str, Nearest | None]) -> Mapping[str, str]:
        """What is written beside the curves that are drawn on demand."""
        del found
        return {}

    def _what_is_drawn(self) -> str:
        """For What's This, as rich text."""
        raise NotImplementedError(type(self))

    def _how_to_look(self) -> str:
        return self.tr(
            "<p>Dotted lines mark changed settings and branches, a green line where the run was solved.</p>"
            "<p><b>Look closer:</b> turn the wheel to zoom, drag to move, double-click or press F to see everything "
            "again. The mouse shows a crosshair in both plots. "
            "Click, or drag along the x axis, to travel in time: the pane in the middle shows the policy of that "
            "moment. A click also opens that update in panes that look at one, such as its anatomy. Every step has a "
            "key, too: see Help, Keyboard shortcuts.</p>"
        )

    def _legend(self) -> list[Part]:
        """What is drawn, the most important first."""
        raise NotImplementedError(type(self))

    def _what_x_counts(self) -> str:
        over = self.tr("over env steps") if self._x_axis is XAxis.ENV_STEP else self.tr("over episodes")
        return f"<i>{over}</i>"

    def _dot(self, colour: str, sign: str) -> str:
        if self._theme is None:
            return sign
        return f'<span style="color:{getattr(self._theme, colour).name()}">{sign}</span>'


class ReturnPlot(MetricPlot):
    """The return of every episode, and curves of other runs beside it. Lives in the GUI thread."""

    def __init__(self, source: Source, parent: QWidget) -> None:
        super().__init__(METRICS[EPISODE_RETURN], "returnPlot", source, parent)
        self._threshold: float | None = None
        self._window = 1
        self._run_colour: int | None = None
        self._others = 0
        self.note.explain(self.tr("The curve is the mean of the last episodes, as many as Smoothing says."))
        self.caption.setText(self.tr("mean of last 100"))
        self.figure.setToolTip(self.tr("Mean return of the last 100 episodes"))
        self.caption.setToolTip(self.figure.toolTip())
        self.figure.setWhatsThis(
            self.tr(
                "<h3>Mean return of the last 100 episodes</h3><p>The undiscounted sums of rewards, as the environment "
                "gives them. Once this reaches the environment's target, the run counts as solved.</p>"
            )
        )

    def styles(self) -> tuple[StripStyle, ...]:
        """See `MetricPlot.styles`."""
        from pg_desktop.ui.panes.plots.strip import StripStyle  # noqa: PLC0415 (after the first paint)

        return (StripStyle.of(self._main),)

    def show_runs(self, name: str, colour: int, resting: tuple[RunCurve, ...], growing: RunCurve | None) -> None:
        """Draw the run in its colour, and others beside it; see `PlotCanvas.show_runs`."""
        if self.canvas is not None:
            self.canvas.show_runs(name, colour, resting, growing)
        others = len(resting) + (growing is not None)
        if (colour, others) != (self._run_colour, self._others):
            self._run_colour, self._others = colour, others
            self.note.show_parts(self._legend())

    def show_figures(self, mean_return: float | None, threshold: float | None, window: int) -> None:
        """Show the mean return of the last 100 episodes.

        Args:
            mean_return: None before the first episode.
            threshold: the return that counts as solved, or None.
            window: episodes that the smoothed curve averages over.
        """
        self.figure.setText(NOTHING if mean_return is None else score(mean_return, self.locale()))
        if self.canvas is not None and (threshold, window) != (self._threshold, self._window):
            self._threshold, self._window = threshold, window
            self.canvas.strips[0].set_target(threshold)
            self.note.show_parts(self._legend())

    def show_theme(self, theme: Theme) -> None:
        """See `MetricPlot.show_theme`."""
        super().show_theme(theme)
        self.note.show_parts(self._legend())

    def _dot(self, colour: str, sign: str) -> str:
        if colour != "accent" or self._theme is None or self._run_colour is None:
            return super()._dot(colour, sign)
        return f'<span style="color:{self._theme.run_colour(self._run_colour).name()}">{sign}</span>'

    def _what_is_drawn(self) -> str:
        return self.tr(
            "<h3>Return</h3><p>Each dot is a training episode: its return is the sum of its rewards, <i>Σₜ rₜ</i>, "
            "without a discount. The curve is the mean of the last episodes, as many as Smoothing says (More "
            "settings); where there are fewer, of those. The dashed line is the target from which on the environment "
            "counts as solved.</p><p>Thin curves are other runs in the same world, a branch from where it left its "
            "parent on; the pane Runs tells which, and hides them. Runs in other worlds are left out: their returns "
            "are on another scale.</p>"
        )

    def _readout(self, found: Nearest) -> list[Part]:
        locale = self.locale()
        return [
            Part(self.tr("episode {episode}").format(episode=whole(found.episode, locale)), 1),
            Part(self.tr("update {update}").format(update=whole(found.update, locale)), 0),
            Part(self.tr("return <b>{value}</b>").format(value=short(found.y, 6, locale)), 2),
        ]

    def _legend(self) -> list[Part]:
        parts = [
            self.tr("{dot} episode").format(dot=self._dot("accent", "•")),
            self.tr("{line} mean of {window}").format(
                line=self._dot("accent", "━"), window=whole(self._window, self.locale())
            ),
        ]
        if self._others:
            other = self.tr("{line} {count} other runs") if self._others > 1 else self.tr("{line} another run")
            parts.append(other.format(line=self._dot("muted", "─"), count=whole(self._others, self.locale())))
        if self._threshold is not None:
            target = short(float(self._threshold), 6, self.locale())
            parts.append(self.tr("{line} target {target}").format(line=self._dot("good", "╌"), target=target))
        return in_order([*parts, self._what_x_counts()])
