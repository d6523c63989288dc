"""The card of the loss plot, and of what else is measured once an update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QWhatsThisClickedEvent
from PySide6.QtWidgets import QToolButton, QWhatsThis, QWidget

from pg_desktop.learning.metrics import METRICS, Metric, Per, main_of, metrics_of
from pg_desktop.ui.kit.fitted import Part
from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.glossary.words import explained
from pg_desktop.ui.kit.numbers import NOTHING, fixed, short, whole
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.plots.metric_plot import MetricPlot, Source, in_order, metric_text

if TYPE_CHECKING:
    from pg_desktop.runs.history import Nearest
    from pg_desktop.ui.panes.plots.strip import StripStyle

_SHOW_ME: Final = "show:me"


class LossPlot(MetricPlot):
    """The main metric of every update, such as the policy loss; on demand what else the run's algorithm reports.

    Lives in the GUI thread.

    Attributes:
        toggles: by key, the buttons that show a metric; hidden where the run does not have it.

    Signals:
        show_me_wanted (): why the loss is no score is to be shown with an update.
    """

    show_me_wanted = Signal()

    def __init__(self, source: Source, parent: QWidget) -> None:
        self._offered = tuple(metric for metric in metrics_of("reinforce") if not metric.sometimes)
        super().__init__(main_of(self._offered), "lossPlot", source, parent)
        self._averaged = 1
        self.note.explain(
            self.tr("The curve is the mean of the updates that played the last episodes, as many as Smoothing says.")
        )
        self._below = QWidget(self)
        self._below.setObjectName("lossToggles")
        self._lines = FlowLayout(6, self._below)
        self.column.addWidget(self._below)
        self.toggles = {
            metric.key: self._toggle(metric)
            for metric in METRICS.values()
            if metric.per is Per.UPDATE and not metric.main
        }
        self.why_button = QToolButton(self)
        self.why_button.setObjectName("lossNote")
        self.why_button.setProperty("role", "toggle")
        self.why_button.setText(self.tr("not a &score"))
        self.why_button.clicked.connect(self._explain)
        self.why_button.installEventFilter(self)
        self.beside_figure.addWidget(self.why_button)
        self.caption.setText(self.tr("last update"))
        # Whatever it comes to, what is beside it does not move.
        self.figure.reserve(fixed(-8.888, 3, self.locale()))
        self._show_offered()

    def why(self) -> str:
        """Why the loss is no measure of progress, as rich text."""
        return metric_text(self._main.caution)

    def styles(self) -> tuple[StripStyle, ...]:
        """See `MetricPlot.styles`."""
        from pg_desktop.ui.panes.plots.strip import StripStyle  # noqa: PLC0415 (after the first paint)

        return tuple(StripStyle.of(metric) for metric in (self._main, *(METRICS[key] for key in self.toggles)))

    def attach(self) -> None:
        """See `MetricPlot.attach`."""
        super().attach()
        self._show_strips()

    def offer(self, metrics: tuple[Metric, ...]) -> None:
        """Offer what a run has, or will have.

        Args:
            metrics: its main metric, and those that are drawn on demand.
        """
        if metrics == self._offered:
            return
        self._offered = metrics
        self._main = main_of(metrics)
        self._show_offered()
        if self.canvas is not None:
            self.canvas.show_main(self.styles()[0])
        self._show_strips()

    def show_figures(self, loss: float | None, averaged: int) -> None:
        """Show the main metric of the last update.

        Args:
            loss: its value; None before the first update.
            averaged: updates that the smoothed curve averages over at its end.
        """
        self.figure.setText(NOTHING if loss is None else fixed(loss, 3, self.locale()))
        if averaged != self._averaged:
            self._averaged = averaged
            self.note.show_parts(self._legend())

    def show_theme(self, theme: Theme) -> None:
        """See `MetricPlot.show_theme`."""
        super().show_theme(theme)
        self.note.show_parts(self._legend())

    def _toggle(self, metric: Metric) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(_camel(metric.key) + "Toggle")
        button.setText(metric_text(metric.button))
        button.setAccessibleName(metric_text(metric.name))
        button.setCheckable(True)
        button.setProperty("role", "toggle")
        tip = self._about(metric)
        button.setToolTip(tip)
        button.setWhatsThis(tip)
        button.toggled.connect(self._show_strips)
        if metric.below:
            self._lines.addWidget(button)
        else:
            self.beside_title.append(button)
        return button

    def _about(self, metric: Metric) -> str:
        """What a metric is, as rich text."""
        defined = " = ".join(filter(None, [metric.symbol, metric.formula]))
        parts = [metric_text(metric.help), f"<i>{defined}</i>" if defined else ""]
        if metric.unit:
            parts.append(self.tr("In {unit}.").format(unit=metric_text(metric.unit)))
        return explained(f"<p>{'</p><p>'.join(filter(None, parts))}</p>")

    def _show_offered(self) -> None:
        """Let the card speak of what the run has."""
        main = self._main
        self.titled.emit(metric_text(main.title))
        self.figure.setAccessibleName(metric_text(main.name))
        self.figure.setToolTip(self.tr("{name} of the last update").format(name=metric_text(main.name)))
        self.caption.setToolTip(self.figure.toolTip())
        self.figure.setWhatsThis(self.why())
        self.why_button.setVisible(bool(main.caution))
        self.why_button.setToolTip(self.why())
        self.why_button.setWhatsThis(self.why())
        self.setWhatsThis(self._what_is_drawn() + self._how_to_look())
        keys = {metric.key for metric in self._offered}
        for key, button in self.toggles.items():
            button.setVisible(key in keys)
        self._below.setVisible(any(METRICS[key].below for key in keys))

    @Slot()
    def _explain(self) -> None:
        corner = self.why_button.mapToGlobal(self.why_button.rect().bottomLeft())
        QWhatsThis.showText(corner, self.why() + self._show_me(), self.why_button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWhatsThisClickedEvent) and event.href() == _SHOW_ME:
            QWhatsThis.hideText()
            self.show_me_wanted.emit()
            return True
        return False

    def _show_me(self) -> str:
        """A link to a demonstration, where there is one."""
        if self._main.key != "policy_loss":
            return ""
        text = self.tr("Show me: the same update, the same return, other losses")
        return f'<p><a href="{_SHOW_ME}">{text}</a></p>'

    @Slot()
    def _show_strips(self) -> None:
        if self.canvas is not None:
            self.canvas.show_strips({self._main.key, *(metric.key for metric in self._chosen())})
        self.note.show_parts(self._legend())

    def _chosen(self) -> list[Metric]:
        """What is drawn below the main metric."""
        buttons = ((METRICS[key], button) for key, button in self.toggles.items())
        return [metric for metric, button in buttons if button.isChecked() and not button.isHidden()]

    def _what_is_drawn(self) -> str:
        on_demand = ", ".join(metric_text(metric.name) for metric in self._offered if not metric.main)
        return self.tr(
            "<h3>{name}</h3><p>{help}</p><p>Each dot is an update. The curve is the mean of the updates that played "
            "the last episodes, as many as Smoothing says: with 32 episodes an update, 50 episodes are "
            "2 updates. The buttons add curves of what else is measured: {on_demand}.</p>{why}"
        ).format(
            name=metric_text(self._main.name), help=metric_text(self._main.help), on_demand=on_demand, why=self.why()
        )

    def _readout(self, found: Nearest) -> list[Part]:
        value = self.tr("{label} <b>{value}</b>")
        return [
            Part(self.tr("update {update}").format(update=whole(found.update, self.locale())), 0),
            Part(value.format(label=metric_text(self._main.label), value=self._number(found)), 1),
        ]

    def _values(self, found: Mapping[str, Nearest | None]) -> Mapping[str, str]:
        return {
            metric.key: self.tr("{label} {value}").format(
                label=metric_text(metric.label), value=self._number(found[metric.key])
            )
            for metric in self._chosen()
            if metric.key in found
        }

    def _number(self, found: Nearest | None) -> str:
        return NOTHING if found is None else short(found.y, 4, self.locale())

    def _legend(self) -> list[Part]:
        parts = [
            self.tr("{dot} {label}").format(dot=self._dot(metric.colour, "•"), label=metric_text(metric.label))
            for metric in (self._main, *self._chosen())
        ]
        mean = self.tr("{line} mean of {count} updates") if self._averaged > 1 else self.tr("{line} every update")
        line = self._dot(self._main.colour, "━")
        parts.append(mean.format(line=line, count=whole(self._averaged, self.locale())))
        return in_order([*parts, self._what_x_counts()])


def _camel(key: str) -> str:
    """`gradient_norm` as `gradientNorm`."""
    first, *others = key.split("_")
    return first + "".join(map(str.capitalize, others))
