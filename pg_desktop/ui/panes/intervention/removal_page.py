"""The test without the helper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.runs.live.status import View
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.intervention.rates import Rates
from pg_desktop.ui.panes.intervention.words import helper_name
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.panes.robustness.measurement import Measurement

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.removed import Removal
    from pg_desktop.runs.record import RunRecord

EPISODES: Final = 200


class RemovalPage(QWidget):
    """Lets the shown policy play 200 episodes alone. Lives in the GUI thread; `stop` has to be called before it goes.

    Attributes:
        bar: the button to measure, and how far that is.
        rates: what was found.
    """

    def __init__(self, turns: Turns, parent: QWidget) -> None:
        super().__init__(parent)
        self._view: View | None = None
        self._variation: Variation | None = None
        self._record: RunRecord | None = None
        self._measured: RunRecord | None = None
        self._shown: tuple[Removal, ...] = ()
        tip = self.tr(
            "Take the helper away and let the policy that is shown play {episodes} episodes: how often does the cart "
            "leave the track? In the background; training goes on."
        ).format(episodes=EPISODES)
        self.bar = MeasureBar("removal", tip, Measurement(turns, self), self)
        caption = QLabel(self.tr("Remove the helper and test {episodes} episodes").format(episodes=EPISODES), self)
        caption.setProperty("role", "muted")
        self.bar.beside.addWidget(caption)
        self.rates = Rates(self)
        self._hint = QLabel(
            self.tr(
                "A policy that was helped for nothing may have learned to need it: “Measure” tells, with the 95 % "
                "interval."
            ),
            self,
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.bar)
        column.addWidget(self._hint)
        column.addWidget(self._area(), 1)
        self.bar.wanted.connect(self.measure)
        self.bar.done.connect(self._keep)

    @property
    def results(self) -> tuple[Removal, ...]:
        """What was found of the run that is shown, the newest first."""
        return () if self._record is None else self._record.measurements.removals

    def show_subject(self, view: View, variation: Variation, record: RunRecord | None) -> None:
        """Measure this policy from now on."""
        changed = record is not self._record
        self._view, self._variation, self._record = view, variation, record
        self.bar.show_possible(view.policy is not None and view.world is not None and record is not None)
        if changed or self.results is not self._shown:
            self._show()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.bar.show_theme(theme)
        self.rates.show_theme(theme)

    def stop(self) -> None:
        """End what is measured and wait for it."""
        self.bar.stop()

    @Slot()
    def measure(self) -> None:
        """Test the policy that is shown now."""
        if self._view is not None and self.bar.start(partial(_work, self._view, self._variation)):
            self._measured = self._record

    @Slot(object)
    def _keep(self, removal: Removal) -> None:
        if self._measured is not None:
            self._measured.measurements = self._measured.measurements.with_removal(removal)
        self._show()

    def _show(self) -> None:
        self._shown = self.results
        self.rates.show_results(self._shown)
        self._hint.setVisible(not self.results)

    def _area(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.rates)
        area.viewport().setAutoFillBackground(False)
        self.rates.setAutoFillBackground(False)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area


def _work(view: View, variation: Variation | None, stop: Any, progress: Any) -> Removal:
    """In another thread."""
    from pg_desktop.learning.overseeing.removal import without_helper  # noqa: PLC0415 (NumPy, after the first paint)

    if view.policy is None or view.world is None:
        raise ValueError("a moment without a policy")
    return without_helper(
        view.policy,
        view.world,
        variation=variation,
        update=view.status.updates_before + view.status.update,
        helped=helper_name(view.status.settings),
        stop=stop,
        progress=progress,
    )
