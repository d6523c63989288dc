"""The page with the measured table: all changes, all four, and where adapting does not help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pg_desktop.learning.adapting.changes import Change
from pg_desktop.learning.adapting.scores import Adapting, Score
from pg_desktop.resources import resource_path
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.adaptation.sentence import Sentences
from pg_desktop.ui.panes.adaptation.table import CHANGES, ScoresModel, ScoresTable
from pg_desktop.ui.panes.adaptation.watch import RANDOMISED
from pg_desktop.ui.panes.adaptation.words import name_of_change, told_of, told_of_all
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.panes.robustness.measurement import Measurement
from pg_desktop.ui.panes.robustness.subject import Progress, Stop

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.record import RunRecord

Measure = Callable[["Policy", Stop, Progress], tuple[Score, ...]]


def measure(policy: Policy, stop: Stop, progress: Progress) -> tuple[Score, ...]:
    """Let every change come, see `learning.adapting.comparing`; it may run in any thread."""
    from pg_desktop.learning.adapting.comparing import compare  # noqa: PLC0415 (NumPy, after the first paint)
    from pg_desktop.storage.policy_file import load_policy  # noqa: PLC0415

    randomised = load_policy(resource_path(RANDOMISED)).policy
    return compare(policy, randomised, CHANGES, seed=0, stop=stop, progress=progress)


class MeasuredPage(QWidget):
    """Measures the policy that is shown, in the background. Lives in the GUI thread.

    Attributes:
        bar: the button to measure, and how far that is.
        table: a row for each change.
        told: what adapting is worth, in the row that is chosen and in all.
        watch_button: shows the chosen change on the other page.

    Signals:
        watch_wanted (Change): the user wants to watch this change.
    """

    watch_wanted = Signal(object)

    def __init__(self, turns: Turns, work: Measure, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._policy: Policy | None = None
        self._update = 0
        self._scores: tuple[Score, ...] = ()
        self._record: RunRecord | None = None
        self._measured: tuple[RunRecord | None, int] = None, 0
        tip = self.tr(
            "Let every change come in the middle of 20 episodes of each of the four, and count for how many of 500 "
            "further steps they stand. Training goes on meanwhile."
        )
        self.bar = MeasureBar("adaptation", tip, Measurement(turns, self), self)
        self.watch_button = QPushButton(self.tr("Watch"), self)
        self.watch_button.setObjectName("adaptationWatch")
        self.watch_button.setAccessibleName(self.tr("Watch the chosen change"))
        self.watch_button.setToolTip(self.tr("Let the chosen change come on the page “Watch”."))
        self.bar.beside.addWidget(self.watch_button)
        self._model = ScoresModel(self)
        self.table = ScoresTable(self._model, self)
        self.told = Sentences("adaptationWorth", 4, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        self.bar.wanted.connect(self.measure)
        self.bar.done.connect(self.show_scores)
        self.table.picked.connect(self._tell)
        self.watch_button.clicked.connect(self._watch)
        self.show_policy(None)

    @property
    def scores(self) -> tuple[Score, ...]:
        """What was measured last."""
        return self._scores

    def show_policy(self, policy: Policy | None, update: int = 0) -> None:
        """Measure this policy from now on, which has had so many updates; None if there is none."""
        self._policy, self._update = policy, update
        self.bar.show_possible(policy is not None)
        self._tell()

    def begin(self, record: RunRecord | None) -> None:
        """Show what was measured of a run, if anything was."""
        self.bar.forget()
        self._record = record
        kept = None if record is None else record.measurements.adapting
        self._show(() if kept is None else kept.scores)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.bar.show_theme(theme)
        self._model.show_theme(theme)

    def stop(self) -> None:
        """End the thread and wait for it; nothing is measured any more."""
        self.bar.stop()

    @Slot()
    def measure(self) -> None:
        """Measure the policy that is shown now."""
        if self._policy is not None and self.bar.start(partial(self._work, self._policy)):
            self._measured = self._record, self._update

    @Slot(object)
    def show_scores(self, scores: tuple[Score, ...]) -> None:
        """Show what was measured, and give it to the run that it was measured of."""
        record, update = self._measured
        if record is not None:
            record.measurements = replace(record.measurements, adapting=Adapting(update, scores))
        self._show(scores)

    def _show(self, scores: tuple[Score, ...]) -> None:
        self._scores = scores
        self._model.show_scores(scores)
        self._tell()

    @Slot()
    def _watch(self) -> None:
        self.watch_wanted.emit(self._chosen)

    @property
    def _chosen(self) -> Change:
        return CHANGES[max(self.table.currentIndex().row(), 0)]

    @Slot()
    def _tell(self) -> None:
        self.watch_button.setEnabled(self._policy is not None and self.table.currentIndex().isValid())
        if not self._scores:
            text = self.tr(
                "Ten changes that nothing was built for, and the three of the other page. “Measure” counts how long "
                "each of the four stands after them."
            )
        else:
            text = told_of_all(self._scores)
            row = self.table.currentIndex().row()
            score = self._model.score_of(row) if row >= 0 else None
            if score is not None:
                said = self.tr("{change}: {sentence}").format(
                    change=name_of_change(CHANGES[row]), sentence=told_of(score)
                )
                text = f"{text} {said}"
        self.told.say(text)
