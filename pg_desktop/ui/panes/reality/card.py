"""The card "Reality": what a policy of the simulator loses in a world that it was never told about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from pg_desktop.learning.measuring.reality_reading import RealityGap
from pg_desktop.learning.worlds.cart_pole.reality import RANDOMISED, REALITY_MAX
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.runs.in_reality import episodes_in_reality
from pg_desktop.runs.live.status import RunState, View
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.cart_pole.physics.playback import Playback
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.reality.chart import GapChart
from pg_desktop.ui.panes.reality.controls import RealityChooser, Remedies
from pg_desktop.ui.panes.reality.fine_tuning import FineTuning
from pg_desktop.ui.panes.reality.subject import Subject, measure_gap
from pg_desktop.ui.panes.reality.words import contents
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.panes.robustness.measurement import Measurement
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord

_RANGES = {f"{name}_range": value for name, value in RANDOMISED.items()}


class RealityCard(Pane):
    """Measures gaps and offers remedies. Lives in the GUI thread; `stop` has to be called before it goes.

    What was measured, and what has been unsealed, belongs to the run's record.

    Attributes:
        chooser: which sealed physics.
        bar: the button to measure, and how far that is.
        unseal: shows what is different.
        remedies: what can be done about the gap.
        line: what is known of the sealed physics, and how many episodes have been spent in it.
        chart: the gaps.
    """

    shared = True

    def __init__(
        self,
        turns: Turns,
        panel: ControlPanel,
        actions: Actions,
        playback: Playback,
        fine_tuning: FineTuning,
        parent: QWidget | None,
    ) -> None:
        """Make the card.

        Args:
            turns: shared with training.
            panel: chooses settings as the user does.
            actions: of which Train trains on.
            playback: what the shown episode is played in.
            fine_tuning: trains in reality.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("realityPane")
        self._panel, self._actions, self._playback, self._tuning = panel, actions, playback, fine_tuning
        self._scene: Scene | None = None
        self._record: RunRecord | None = None
        self._measured: Subject | None = None
        self._to_measure = False
        tip = self.tr(
            "Let the policy that is shown play a hundred episodes in the simulator and a hundred in reality. Training "
            "goes on meanwhile."
        )
        self.bar = MeasureBar("reality", tip, Measurement(turns, self), self)
        self.chooser = RealityChooser(VARIATIONS, REALITY_MAX, self)
        self.remedies = Remedies(self)
        self.unseal = self._unseal_button()
        self.line = QLabel(self)
        self.line.setObjectName("realityLine")
        self.line.setProperty("role", "muted")
        self.line.setWordWrap(True)
        self.chart = GapChart(self)
        self._lay_out()
        self._connect()

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        if scene.record is not self._record:
            self._begin(scene.record)
        self.bar.show_possible(self._subject() is not None)
        if self._to_measure and not self.bar.busy and scene.live.status.state is not RunState.TRAINING:
            self._to_measure = False
            self.measure()
        self._show()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.bar.show_theme(theme)
        self.chart.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.bar.stop()

    @Slot()
    def measure(self) -> None:
        """Measure the policy that is shown now."""
        subject = self._subject()
        if subject is not None and self.bar.start(partial(measure_gap, subject)):
            self._measured = subject

    def _unseal_button(self) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName("realityUnseal")
        button.setProperty("role", "plain")
        # As wide as the wider of its two names, so that nothing moves when they change.
        names = self.tr("Unseal"), self.tr("Show in it")
        button.setMinimumWidth(max(map(button.fontMetrics().horizontalAdvance, names)) + 28)
        return button

    def _lay_out(self) -> None:
        self.bar.beside.addWidget(self.chooser, 10)
        seal = QHBoxLayout()
        seal.setSpacing(8)
        seal.addWidget(self.line, 1)
        seal.addWidget(self.unseal)
        self.column.setSpacing(6)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.remedies)
        self.column.addLayout(seal)
        self.column.addWidget(self.chart, 1)

    def _connect(self) -> None:
        self.bar.wanted.connect(self.measure)
        self.bar.done.connect(self._keep)
        self.chooser.changed.connect(self._choose)
        self.unseal.clicked.connect(self._unseal)
        self.remedies.randomise.clicked.connect(lambda: self._panel.choose(_RANGES))
        self.remedies.train_on.clicked.connect(self._actions.train_or_pause.trigger)
        self.remedies.fine_tune.clicked.connect(self._fine_tune)
        self._tuning.ended.connect(self._fine_tuned)

    def _begin(self, record: RunRecord | None) -> None:
        """Another run is shown: with the physics in which it was measured at last."""
        self._record = record
        self.bar.forget()
        if record is not None and record.measurements.gaps:
            self.chooser.show_number(record.measurements.gaps[-1].reality)

    def _subject(self) -> Subject | None:
        """What can be measured; None where nothing can."""
        scene = self._scene
        view = None if scene is None else scene.shown
        if view is None or view.policy is None or view.world is None or view.record is None:
            return None
        if view.world.variations is not VARIATIONS:
            return None
        status, number = view.status, self.chooser.number
        update = status.updates_before + status.update
        return Subject(view.policy, view.world, status.settings, number, update, self._spent(view), view.record)

    def _spent(self, view: View) -> int:
        """Training episodes in the chosen reality until a moment."""
        if view.record is None:
            return 0
        counted = episodes_in_reality(view.record.settings, view.edits, view.status.episodes)
        return counted.get(self.chooser.number, 0)

    @Slot()
    def _choose(self) -> None:
        """Show another sealed physics, and measure the policy in there, unless that is known."""
        subject = self._subject()
        self._to_measure = subject is not None and not any(
            (gap.update, gap.reality) == (subject.update, subject.reality) for gap in subject.record.measurements.gaps
        )
        self._show()

    @Slot(object)
    def _keep(self, gap: RealityGap) -> None:
        """Give what has been measured to the run that it was measured of."""
        if self._measured is not None:
            record = self._measured.record
            record.measurements = record.measurements.with_gap(gap)
        self._show()

    @Slot()
    def _unseal(self) -> None:
        """Look into the sealed physics; once that is done, have the shown episode played in it."""
        record, number = self._record, self.chooser.number
        if record is None:
            return
        if number in record.measurements.unsealed:
            self._playback.choose(VARIATIONS.reality(number), linked=False)
        else:
            record.measurements = record.measurements.with_unsealed(number)
        self._show()

    @Slot()
    def _fine_tune(self) -> None:
        if self._tuning.going is None:
            self._tuning.begin(self.chooser.number, self.remedies.updates)
        else:
            self._tuning.cancel()
        self._show()

    @Slot()
    def _fine_tuned(self) -> None:
        self._to_measure = True

    def _show(self) -> None:
        """Show what is so now; cheap if nothing is new."""
        scene = self._scene
        if scene is None:
            return
        self._show_remedies(scene)
        self._show_seal(scene)
        number = self.chooser.number
        gaps = () if self._record is None else self._record.measurements.gaps
        self.chart.show_gaps(
            tuple(gap for gap in reversed(gaps) if gap.reality == number), scene.shown.status.updates_before
        )

    def _show_remedies(self, scene: Scene) -> None:
        remedies, status = self.remedies, scene.live.status
        live = scene.record is not None and scene.record is scene.live.record
        training = status.state is RunState.TRAINING
        remedies.show_batch(scene.wanted.episodes_per_update)
        remedies.randomise.setEnabled(any(scene.wanted.value(key) != value for key, value in _RANGES.items()))
        going = self._tuning.going is not None
        remedies.train_on.setEnabled(not going)
        _name(remedies.train_on, self.tr("Pause") if training and not going else self.tr("Train on"))
        remedies.train_on.setToolTip(self.tr("Go on training in the simulator, or pause (Space)."))
        _name(remedies.fine_tune, self.tr("Stop") if going else self.tr("Fine-tune"))
        remedies.fine_tune.setEnabled(going or (live and scene.live.policy is not None and status.replay is None))
        remedies.fine_tune.setToolTip(
            self.tr("<p>Train the live run in reality for so many episodes, which are counted. Its seal stays.</p>")
        )
        remedies.episodes.setEnabled(not going)
        self.chooser.setEnabled(not going)

    def _show_seal(self, scene: Scene) -> None:
        number, locale = self.chooser.number, self.locale()
        unsealed = self._record is not None and number in self._record.measurements.unsealed
        self.unseal.setEnabled(self._record is not None)
        _name(self.unseal, self.tr("Show in it") if unsealed else self.tr("Unseal"))
        self.unseal.setToolTip(
            self.tr("Play the shown episode in this reality.")
            if unsealed
            else self.tr("See what is different in this reality. That cannot be taken back in this run.")
        )
        self.line.setText(self._sentence(scene, number, whole(self._spent(scene.shown), locale), unsealed=unsealed))

    def _sentence(self, scene: Scene, number: int, spent: str, *, unsealed: bool) -> str:
        going = self._tuning.going
        if going is not None:
            done = going.episodes - max(going.until - scene.live.status.update, 0) * scene.wanted.episodes_per_update
            text = self.tr("Training in reality: {done} of {all} episodes.")
            locale = self.locale()
            return text.format(done=whole(max(done, 0), locale), all=whole(going.episodes, locale))
        if unsealed:
            text = self.tr("Unsealed: {contents}. Episodes spent in it: {spent}.")
            return text.format(contents=contents(VARIATIONS.reality(number), self.locale()), spent=spent)
        return self.tr("Sealed. Episodes spent in it: {spent}.").format(spent=spent)


def _name(button: QPushButton, text: str) -> None:
    if button.text() != text:
        button.setText(text)
        button.setAccessibleName(text)
