"""The card "Robustness": how much the policy that is shown stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.runs.live.status import View
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.panes.robustness.push import PushPane
from pg_desktop.ui.panes.robustness.subject import (
    PushMeasure,
    Subject,
    TransferMeasure,
    measure_pushes,
    measure_transfer,
)
from pg_desktop.ui.panes.robustness.transfer import TransferPane
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord


class RobustnessCard(Pane):
    """Push test and transfer map, of which one is shown. Lives in the GUI thread.

    `stop` has to be called before it goes.
    """

    def __init__(
        self,
        turns: Turns,
        parent: QWidget | None,
        push_measure: PushMeasure = measure_pushes,
        transfer_measure: TransferMeasure = measure_transfer,
    ) -> None:
        """Make the card.

        Args:
            turns: shared with training.
            parent: the window.
            push_measure: makes a push test, in another thread.
            transfer_measure: makes a transfer map, in another thread.
        """
        super().__init__(parent)
        self.setObjectName("robustness")
        self._view: View | None = None
        self._variation: Variation | None = None
        self._record: RunRecord | None = None
        self.push = PushPane(push_measure, turns, self)
        self.transfer = TransferPane(transfer_measure, turns, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.push)
        self.stack.addWidget(self.transfer)
        self.switch = Segments(
            self.tr("What is measured"),
            (
                Segment(
                    self.tr("Push test"), self.tr("How often the policy catches a pole that was pushed."), "pushTest"
                ),
                Segment(
                    self.tr("Transfer map"),
                    self.tr("How the policy does in other physics than its own."),
                    "transferMap",
                ),
            ),
            self,
        )
        self._lay_out()
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self._cancel)
        self.switch.chosen.connect(self.stack.setCurrentIndex)
        for bar in self._bars:
            bar.busy_changed.connect(self._busy_changed)
        for pane in (self.push, self.transfer):
            pane.measured.connect(self._keep)
        self._show_subject()

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        if scene.record is not self._record:
            self._record = scene.record
            self.begin(scene.record.measurements if scene.record is not None else Measurements())
        self.show_variation(scene.variation)
        self.show_policy(scene.shown)

    def show_policy(self, view: View) -> None:
        """Measure the policy of this moment from now on."""
        if view is not self._view:
            self._view = view
            self._show_subject()

    def show_variation(self, variation: Variation) -> None:
        """Measure in this physics from now on, where the world can have it."""
        if variation != self._variation:
            self._variation = variation
            self._show_subject()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.push.show_theme(theme)
        self.transfer.show_theme(theme)

    def measurements(self) -> Measurements:
        """The last push test and the last transfer map of this run."""
        return Measurements(self.push.result, self.transfer.result)

    def begin(self, measurements: Measurements) -> None:
        """Start over, as another run has, with what is known of its policy. What is kept for comparison stays."""
        self.push.begin(measurements.push_test)
        self.transfer.begin(measurements.transfer_map)

    def stop(self) -> None:
        """End what is being measured and wait for it; nothing is measured any more."""
        self.push.bar.stop()
        self.transfer.stop()

    @property
    def _bars(self) -> tuple[MeasureBar, MeasureBar]:
        return self.push.bar, self.transfer.bar

    def _lay_out(self) -> None:
        self.column.setSpacing(6)
        self.column.addWidget(self.switch)
        self.column.addWidget(self.stack, 1)

    def _show_subject(self) -> None:
        subject, obstacle = self._subject()
        self.push.show_subject(subject, obstacle)
        self.transfer.show_subject(subject, obstacle)

    def _subject(self) -> tuple[Subject | None, str]:
        """What can be measured, or why nothing can."""
        view = self._view
        if view is None or view.policy is None or view.world is None:
            return None, self.tr("As soon as there is a policy, it can be measured here.")
        entry = view.world.entry
        variations = view.world.variations
        if variations is None:
            sentence = self.tr(
                "The physics of {environment} cannot be changed. That of a cart-pole can: choose one, and see here "
                "what its policy stands."
            )
            return None, sentence.format(environment=entry.id)
        status = view.status
        before = status.updates_before
        variation = self._variation or variations.nominal
        return Subject(view.policy, view.world, variation, before + status.update, before), ""

    @Slot()
    def _keep(self) -> None:
        """Give what has been measured to the run that it was measured of."""
        if self._record is not None:
            found = self.measurements()
            self._record.measurements = replace(
                self._record.measurements, push_test=found.push_test, transfer_map=found.transfer_map
            )

    @Slot(bool)
    def _busy_changed(self, _busy: bool) -> None:
        self._escape.setEnabled(any(bar.busy for bar in self._bars))

    @Slot()
    def _cancel(self) -> None:
        for bar in self._bars:
            bar.cancel()
