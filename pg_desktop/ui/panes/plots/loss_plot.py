"""The card of the loss plot, and of what else is measured once an update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QToolButton, QWhatsThis, QWidget

from pg_desktop.runs.series import Series
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.plots.metric_plot import MetricPlot

if TYPE_CHECKING:
    from pg_desktop.runs.history import Nearest
    from pg_desktop.ui.panes.plots.strip import StripStyle


class LossPlot(MetricPlot):
    """The policy loss of every update; entropy, gradient norm and explained variance on demand.

    Lives in the GUI thread.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("&Policy loss"), "lossPlot", parent)
        self._averaged = 1
        self.figure.setWhatsThis(self.why())
        self.note.setToolTip(
            self.tr("The curve is the mean of the updates that played the last episodes, as many as Smoothing says.")
        )
        self.figure.setToolTip(self.tr("Policy loss of the last update"))
        self.entropy_button = self._toggle(
            "entropyToggle",
            self.tr("Entrop&y"),
            self.tr("Show how undecided the policy is: mean entropy of its actions, in nats."),
        )
        self.gradient_button = self._toggle(
            "gradientNormToggle",
            self.tr("&Gradient"),
            self.tr("Show the length of the loss's gradient over all weights."),
        )
        self.value_button = self._toggle(
            "explainedVarianceToggle",
            self.tr("Val&ue"),
            self.tr(
                "<p>Show how well the value network foresees the returns: their explained variance, "
                "<i>1 − Var(G − V) / Var(G)</i>. 1 is perfect, 0 no better than a constant, less than 0 worse.</p>"
            ),
        )
        self.value_button.hide()
        self.why_button = QToolButton(self)
        self.why_button.setObjectName("lossNote")
        self.why_button.setProperty("role", "toggle")
        self.why_button.setText(self.tr("not a &score"))
        self.why_button.setToolTip(self.why())
        self.why_button.setWhatsThis(self.why())
        self.why_button.clicked.connect(self._explain)
        self.beside_figure.addWidget(self.why_button)

    def why(self) -> str:
        """Why a policy-gradient loss is no measure of progress."""
        return self.tr(
            "<p>The policy loss is <i>−mean(log π(a|s) · A)</i>. Its value says little: the advantages A are scaled "
            "anew with every batch, and each update judges actions that the newest policy itself has chosen. A run "
            "that goes well can show a loss that rises, falls or hovers about 0.</p>"
            "<p>Only its gradient is of use: it tells which way to move the weights. "
            "<b>Watch the return to see whether the policy gets better.</b></p>"
        )

    def styles(self) -> tuple[StripStyle, ...]:
        """See `MetricPlot.styles`."""
        from pg_desktop.ui.panes.plots.strip import StripStyle  # noqa: PLC0415 (after the first paint)

        return (
            StripStyle(Series.POLICY_LOSS, self.tr("policy loss"), "second", None),
            StripStyle(Series.ENTROPY, self.tr("entropy"), "good", 0.0),
            StripStyle(Series.GRADIENT_NORM, self.tr("gradient"), "muted", 0.0),
            # What is far below 0 at first would leave no room for what matters later.
            StripStyle(Series.EXPLAINED_VARIANCE, self.tr("explained variance"), "accent", None, fixed=(-1.0, 1.3)),
        )

    def attach(self) -> None:
        """See `MetricPlot.attach`."""
        super().attach()
        self._show_strips()

    def show_figures(self, loss: float | None, averaged: int) -> None:
        """Show the loss of the last update.

        Args:
            loss: None before the first update.
            averaged: updates that the smoothed curve averages over at its end.
        """
        text = "–" if loss is None else self.locale().toString(loss, "f", 3).replace("-", "−")
        self.figure.setText(text)
        if averaged != self._averaged:
            self._averaged = averaged
            self.note.show_entries(self._legend())

    def offer_value(self, offered: bool) -> None:
        """Offer the value network's explained variance, which there is only with such a network."""
        if offered is self.value_button.isHidden():
            self.value_button.setVisible(offered)
            self._show_strips()

    def show_theme(self, theme: Theme) -> None:
        """See `MetricPlot.show_theme`."""
        super().show_theme(theme)
        self.note.show_entries(self._legend())

    def _toggle(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setCheckable(True)
        button.setProperty("role", "toggle")
        button.setToolTip(tip)
        button.setWhatsThis(tip)
        button.toggled.connect(self._show_strips)
        self.header.beside.addWidget(button)
        return button

    @Slot()
    def _explain(self) -> None:
        corner = self.why_button.mapToGlobal(self.why_button.rect().bottomLeft())
        QWhatsThis.showText(corner, self.why(), self.why_button)

    @Slot()
    def _show_strips(self) -> None:
        if self.canvas is not None:
            self.canvas.show_strips({Series.POLICY_LOSS, *(series for series, *_ in self._chosen())})
        self.note.show_entries(self._legend())

    def _chosen(self) -> list[tuple[Series, str, str]]:
        """What is drawn below the loss: series, colour and legend."""
        strips = {
            self.entropy_button: (Series.ENTROPY, "good", self.tr("{dot} entropy")),
            self.gradient_button: (Series.GRADIENT_NORM, "muted", self.tr("{dot} gradient")),
            self.value_button: (Series.EXPLAINED_VARIANCE, "accent", self.tr("{dot} explained variance")),
        }
        return [strip for button, strip in strips.items() if button.isChecked() and not button.isHidden()]

    def _what_is_drawn(self) -> str:
        return self.tr(
            "<h3>Policy loss</h3><p>Each dot is an update. The curve is the mean of the updates that played the last "
            "episodes, as many as Smoothing says (More settings): with 32 episodes an update, 50 episodes are 2 "
            "updates. The buttons add curves of the entropy, the gradient and, with a value network, of the explained "
            "variance.</p>{why}"
        ).format(why=self.why())

    def _readout(self, found: Nearest) -> str:
        return self.tr("update {update} · loss <b>{value}</b>").format(
            update=self.locale().toString(found.update), value=self._number(found)
        )

    def _values(self, found: Mapping[Series, Nearest | None]) -> Mapping[Series, str]:
        texts = {
            Series.ENTROPY: self.tr("entropy {value}"),
            Series.GRADIENT_NORM: self.tr("gradient {value}"),
            Series.EXPLAINED_VARIANCE: self.tr("explained variance {value}"),
        }
        shown = (series for series in texts if series in found)
        return {series: texts[series].format(value=self._number(found[series])) for series in shown}

    def _number(self, found: Nearest | None) -> str:
        return "–" if found is None else self.locale().toString(found.y, "g", 4).replace("-", "−")

    def _legend(self) -> list[str]:
        parts = [self.tr("{dot} loss").format(dot=self._dot("second", "•"))]
        parts += [text.format(dot=self._dot(colour, "•")) for _, colour, text in self._chosen()]
        mean = self.tr("{line} mean of {count} updates") if self._averaged > 1 else self.tr("{line} every update")
        parts.append(mean.format(line=self._dot("second", "━"), count=self.locale().toString(self._averaged)))
        return [*parts, self._what_x_counts()]
