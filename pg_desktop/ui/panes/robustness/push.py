"""The push test: how often the policy catches a pole that was pushed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pg_desktop.learning.measuring.measurements import PushTest
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.heat_map.data import HeatMapAxis, HeatMapData
from pg_desktop.ui.kit.numbers import percent, whole
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.panes.robustness.map import MeasuredMap, figure
from pg_desktop.ui.panes.robustness.measurement import Measurement
from pg_desktop.ui.panes.robustness.subject import (
    PushMeasure,
    Subject,
    measured_title,
    moment_name,
    physics_name,
    with_physics,
)


class PushPane(QWidget):
    """Measures one policy and shows its survival rates. Lives in the GUI thread.

    Signals:
        measured (): there is another result.
    """

    measured = Signal()

    def __init__(self, measure: PushMeasure, turns: Turns, parent: QWidget) -> None:
        super().__init__(parent)
        self._measure = measure
        self._subject: Subject | None = None
        self._obstacle = ""
        self._result: PushTest | None = None
        tip = self.tr(
            "Let the policy that is shown balance poles that lean and are pushed at their tips, and see how often they "
            "stay up for the next four seconds. Training goes on meanwhile."
        )
        self.bar = MeasureBar("push", tip, Measurement(turns, self), self)
        self.shown = MeasuredMap("push", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.shown, 1)
        self.bar.wanted.connect(self.measure)
        self.bar.done.connect(self._show_result)
        self._refresh()

    @property
    def result(self) -> PushTest | None:
        """The last test of this run."""
        return self._result

    def show_subject(self, subject: Subject | None, obstacle: str) -> None:
        """Measure this from now on, or say why nothing can be measured."""
        before, self._subject = self._subject, subject
        changed = (subject and subject.opened_at) != (before and before.opened_at) or obstacle != self._obstacle
        self._obstacle = obstacle
        if changed:
            self._refresh()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.bar.show_theme(theme)
        self.shown.show_theme(theme)

    def begin(self, result: PushTest | None) -> None:
        """Start over, as another run has, with what is known of its policy."""
        self.bar.forget()
        self._result = result
        self._refresh()

    @Slot()
    def measure(self) -> None:
        """Test the policy that is shown now."""
        if self._subject is not None:
            self.bar.start(partial(self._measure, self._subject))

    @Slot(object)
    def _show_result(self, result: PushTest) -> None:
        self._result = result
        self._refresh()
        self.measured.emit()

    def _refresh(self) -> None:
        self.bar.show_possible(self._subject is not None)
        result = self._result
        if self._subject is None:
            self.shown.show_placeholder(self._obstacle)
        elif result is None:
            self.shown.show_placeholder(
                self.tr("“Measure” shows how often the policy catches a pole that leans and is pushed.")
            )
        else:
            physics = physics_name(result.variation)
            name = measured_title(moment_name(result.update, self._subject.opened_at), physics)
            self.shown.show_result(
                self._map(result, name),
                self.tr("{name}: survival after a push").format(name=name),
                [figure(self.tr("Overall survival"), percent(result.overall, 1))],
                with_physics(self._tip(result), physics),
            )

    def _tip(self, result: PushTest) -> str:
        tip = self.tr(
            "Mean over all cells. In each, {episodes} poles were pushed at their tips and had to stay up, and their "
            "carts on the track, for four seconds."
        )
        return tip.format(episodes=whole(result.episodes))

    def _map(self, result: PushTest, title: str) -> HeatMapData:
        percents = ((100 * share for share in row) for row in result.survival)
        return HeatMapData(
            title=title,
            value_name=self.tr("Survival"),
            x=HeatMapAxis(self.tr("Push"), result.strengths, self.tr("N s"), 2),
            y=HeatMapAxis(self.tr("Angle"), result.angles, "°"),
            values=percents,
            low=0.0,
            high=100.0,
            decimals=0,
            unit="%",
        )
