"""The two kinds of distribution that can be tried: their parameters, and the histograms of their samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pg_desktop.ui.kit.numbers import fixed, percent
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.distribution.controls import NumberControl
from pg_desktop.ui.panes.distribution.histogram import NumberHistogram, ShareBar
from pg_desktop.ui.panes.distribution.words import entropy_text

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.distribution.trial import ChoiceTrial, NumberTrial, Sampler

ACTIONS_MAX: Final = 6
NUMBERS_MAX: Final = 2
_LOGIT_MAX: Final = 5.0
_LOGITS_AT_FIRST: Final = (0.0, 1.0, -0.5, 0.0, 0.0, 0.0)
_MEAN_MAX: Final = 2.0
_MEANS_AT_FIRST: Final = (0.0, 0.5)
_LOG_STD_MIN: Final = -3.0
_LOG_STD_MAX: Final = 1.0
_LOG_STDS_AT_FIRST: Final = (0.0, -1.0)
_SUBSCRIPTS: Final = "₀₁₂₃₄₅"


class ChoicePage(QWidget):
    """A logit for each action, and how often it comes. Lives in the GUI thread.

    Attributes:
        logits: the controls, for the most actions that there can be.
        bars: beside them.
        trial: what was drawn last.

    Signals:
        changed (): the distribution is another.
    """

    FORMULA = "π(<i>a</i>) = e<sup><i>z</i>ₐ</sup> / Σ e<sup><i>z</i></sup>"
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.trial: ChoiceTrial | None = None
        self._count = 0
        self.logits: list[NumberControl] = []
        self.bars: list[ShareBar] = []
        self._labels: list[QLabel] = []
        grid = _grid(self)
        tip = self.tr("The logit of an action. Only differences count: one more makes it e = {e} times as probable.")
        tip = tip.format(e=fixed(math.e, 2))
        for action in range(ACTIONS_MAX):
            name = self.tr("Logit of action {action}").format(action=action)
            control = NumberControl(self, -_LOGIT_MAX, _LOGIT_MAX, _LOGITS_AT_FIRST[action], name=name, tip=tip)
            control.changed.connect(self.changed)
            label = QLabel(f"z{_SUBSCRIPTS[action]}", self)
            label.setToolTip(tip)
            label.setBuddy(control.slider)
            bar = ShareBar(self)
            bar.setAccessibleName(self.tr("Share of action {action}").format(action=action))
            for column, widget in enumerate((label, control, bar)):
                grid.addWidget(widget, action, column)
            self.logits.append(control)
            self.bars.append(bar)
            self._labels.append(label)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)

    @Slot(int)
    def show_count(self, count: int) -> None:
        """Choose among so many actions."""
        self._count = count
        for widgets in (self._labels, self.logits, self.bars):
            for index, widget in enumerate(widgets):
                widget.setVisible(index < count)
        self.changed.emit()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        for bar in self.bars:
            bar.show_theme(theme)

    def draw(self, sampler: Sampler) -> str:
        """Draw samples and show them. Returns the figures that sum it up."""
        trial = self.trial = sampler.choices(tuple(control.value for control in self.logits[: self._count]))
        shares = zip(self.bars, trial.part.probabilities_C.tolist(), trial.share_C.tolist(), strict=False)
        for bar, probability, share in shares:
            bar.show_share(probability, share)
        return self.tr("Entropy {entropy} · deviation of the sampled frequencies\u00a0≤\u00a0{deviation}").format(
            entropy=entropy_text((trial.part,)), deviation=percent(trial.largest_deviation, 2)
        )


class NumbersPage(QWidget):
    """μ and log σ of each number of an action, and the histogram of each. Lives in the GUI thread.

    Attributes:
        means: the controls of μ, for the most numbers that there can be.
        log_stds: those of log σ.
        histograms: above them.
        trials: what was drawn last.

    Signals:
        changed (): the distribution is another.
    """

    FORMULA = "<i>a</i> = μ + σ·ε,&nbsp; ε ~ N(0, 1)"
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.trials: tuple[NumberTrial, ...] = ()
        self._count = 0
        mean_tip = self.tr("The mean: where the policy aims.")
        log_std_tip = self.tr("The logarithm of the standard deviation: how far it strays from where it aims.")
        ranges = (-_MEAN_MAX, _MEAN_MAX), (_LOG_STD_MIN, _LOG_STD_MAX)
        self.histograms = [NumberHistogram(self) for _ in range(NUMBERS_MAX)]
        self.means = [
            NumberControl(self, *ranges[0], value, name=self.tr("Mean μ of a{index}").format(index=index), tip=mean_tip)
            for index, value in enumerate(_MEANS_AT_FIRST, 1)
        ]
        self.log_stds = [
            NumberControl(
                self, *ranges[1], value, name=self.tr("log σ of a{index}").format(index=index), tip=log_std_tip
            )
            for index, value in enumerate(_LOG_STDS_AT_FIRST, 1)
        ]
        grid = self._grid = _grid(self)
        grid.setHorizontalSpacing(12)
        for row, (text, tip, controls) in enumerate(
            (("μ", mean_tip, self.means), ("log σ", log_std_tip, self.log_stds)), 1
        ):
            label = QLabel(text, self)
            label.setToolTip(tip)
            label.setBuddy(controls[0].slider)
            grid.addWidget(label, row, 0)
            for column, control in enumerate(controls, 1):
                control.changed.connect(self.changed)
                grid.addWidget(control, row, column)
        for column, histogram in enumerate(self.histograms, 1):
            histogram.setAccessibleName(self.tr("Samples of a{index}").format(index=column))
            grid.addWidget(histogram, 0, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(0, 1)

    @Slot(int)
    def show_count(self, count: int) -> None:
        """Draw actions of so many numbers."""
        self._count = count
        for widgets in (self.histograms, self.means, self.log_stds):
            for index, widget in enumerate(widgets):
                widget.setVisible(index < count)
        for column in range(1, NUMBERS_MAX + 1):
            self._grid.setColumnStretch(column, int(column <= count))
        self.changed.emit()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        for histogram in self.histograms:
            histogram.show_theme(theme)

    def draw(self, sampler: Sampler) -> str:
        """Draw samples and show them. Returns the figures that sum it up."""
        count = self._count
        self.trials = sampler.numbers(
            tuple(control.value for control in self.means[:count]),
            tuple(control.value for control in self.log_stds[:count]),
        )
        names = ("a₁", "a₂") if count > 1 else ("",)
        for histogram, trial, name in zip(self.histograms, self.trials, names, strict=False):
            histogram.show_trial(trial, name)
        together = self.tr(" and ").join
        text = self.tr(
            "Entropy {entropy} · mean\u00a0{mean} · std\u00a0{std} · "
            "deviation of the sampled frequencies\u00a0≤\u00a0{deviation}"
        )
        return text.format(
            entropy=entropy_text(tuple(trial.part for trial in self.trials)),
            mean=together(fixed(trial.mean, 3) for trial in self.trials),
            std=together(fixed(trial.std, 3) for trial in self.trials),
            deviation=percent(max(trial.largest_deviation for trial in self.trials), 2),
        )


def _grid(page: QWidget) -> QGridLayout:
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(6)
    grid.setVerticalSpacing(2)
    page.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
    return grid
