"""The card "Gradient compass": how well the gradient of the update that is looked at points the right way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.messages import UserError
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.processes import Processes
from pg_desktop.ui.kit.exporting import export, picture_kind, picture_of, table_kind
from pg_desktop.ui.kit.glossary.words import explained
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.compass.export import table_of, updates_before
from pg_desktop.ui.panes.compass.measuring import ElsewhereMeasurement
from pg_desktop.ui.panes.compass.view import CompassView
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from pg_desktop.learning.measuring.compass_reading import CompassReading
    from pg_desktop.runs.live.tracing import Traced
    from pg_desktop.runs.record import RunRecord


class CompassCard(Pane):
    """Measures the update that is looked at, by hand or by itself. Lives in the GUI thread.

    Readings belong to the run's record. `stop` has to be called before it goes.

    Attributes:
        bar: the button to measure, and how far that is.
        by_itself: whether every update is measured that is looked at while the run does not train.
        view: the reading.
    """

    def __init__(
        self, opened: OpenedUpdate, processes: Processes, folder: Callable[[], Path], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compassPane")
        self._folder = folder
        self._opened = opened
        self._record: RunRecord | None = None
        self._measured: tuple[RunRecord, int] | None = None
        """What is being measured, or was at last: its run and update."""
        self._shown: object = None
        tip = self.tr(
            "Play thousands of episodes with the policy before this update, and see how well its gradient points the "
            "way that they point together. Another process does it; training goes on meanwhile (M)."
        )
        self.bar = MeasureBar("compass", tip, ElsewhereMeasurement(processes, self), self)
        self.by_itself = self._by_itself_button()
        self.view = CompassView(self)
        self.csv_button = self._export_button("compassCsv", self.tr("Export the readings of this run as CSV"))
        self.picture_button = self._export_button("compassPicture", self.tr("Save a picture of the compass"))
        self._keys = self._make_keys()
        self.bar.beside.addWidget(self.by_itself)
        self.column.setSpacing(6)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.view, 1)
        self.setWhatsThis(self._explanation())
        self.bar.wanted.connect(self.measure)
        self.bar.done.connect(self._keep)
        self.bar.busy_changed.connect(self._busy_changed)
        self.csv_button.clicked.connect(self._export_csv)
        self.picture_button.clicked.connect(self._export_picture)
        self._show()

    @property
    def keys(self) -> tuple[QAction, ...]:
        """See `Pane.keys`."""
        return self._keys

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._opened.look()
        self._record = scene.record
        self._show()
        at_rest = scene.live.status.state is not RunState.TRAINING
        if self.by_itself.isChecked() and at_rest and not self.bar.busy and self._wants_measuring():
            self.measure()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.bar.show_theme(theme)
        self.view.show_theme(theme)
        self.csv_button.setIcon(icon("csv", theme.muted))
        self.picture_button.setIcon(icon("image", theme.muted))

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.bar.stop()

    @Slot()
    def measure(self) -> None:
        """Measure the update that is looked at."""
        traced, record = self._opened.traced, self._of_run()
        if traced is None or record is None or self.bar.busy or self._obstacle(traced):
            return
        from pg_desktop.learning.explaining.compass import Subject, read_compass  # noqa: PLC0415 (torch)

        before = updates_before(record)
        if self.bar.start((read_compass, Subject.of_update(traced.trace, traced.world, before))):
            self._measured = record, before + traced.trace.update

    @Slot(object)
    def _keep(self, reading: CompassReading) -> None:
        """Give a reading to the run that it was made of."""
        if self._measured is not None:
            record, _ = self._measured
            record.measurements = record.measurements.with_compass(reading)
        self._show()

    def _of_run(self) -> RunRecord | None:
        """The record of the update that is looked at."""
        traced, record = self._opened.traced, self._record
        return record if traced is not None and record is not None and traced.run == record.id else None

    def _wants_measuring(self) -> bool:
        traced, record = self._opened.traced, self._of_run()
        if traced is None or record is None or self._obstacle(traced):
            return False
        update = updates_before(record) + traced.trace.update
        known = any(reading.update == update for reading in record.measurements.compass)
        return not known and self._measured != (record, update)

    def _obstacle(self, traced: Traced) -> str:
        """Why an update has no gradient to be measured, or ""."""
        from pg_desktop.learning.explaining.compass import require_gradient  # noqa: PLC0415 (torch)

        try:
            require_gradient(traced.trace.settings, algorithm_entry(traced.trace.settings.algorithm).name)
        except UserError as error:
            return sentence(error)
        return ""

    def _show(self) -> None:
        """Show what is known of the update that is looked at, if that is another than before."""
        opened, record = self._opened, self._of_run()
        measurements = record.measurements if record is not None else None
        present = opened.traced, opened.failure, opened.opening is not None, measurements
        if present == self._shown:
            return
        self._shown = present
        traced = opened.traced
        obstacle = self._why_nothing() if traced is None or record is None else self._obstacle(traced)
        self.bar.show_possible(not obstacle)
        readings = () if record is None else record.measurements.compass
        for button in (self.csv_button, self.picture_button):
            button.setEnabled(bool(readings))
        if obstacle or traced is None or record is None:
            self.view.show_hint(obstacle)
        elif not readings:
            self.view.show_hint(
                self.tr("“Measure” shows how well the gradient of update {update} points the right way.").format(
                    update=whole(traced.trace.update, self.locale())
                )
            )
        else:
            self._show_reading(readings, updates_before(record), traced.trace.update)

    def _show_reading(self, readings: tuple[CompassReading, ...], before: int, update: int) -> None:
        """Show that of an update, or else the nearest before it, or the first."""
        not_later = [reading for reading in readings if reading.update <= before + update]
        reading = not_later[-1] if not_later else readings[0]
        fresh = reading.update == before + update
        self.view.show_reading(reading, reading.update - before, None if fresh else update)

    def _why_nothing(self) -> str:
        if self._opened.failure is not None:
            return sentence(self._opened.failure)
        if self._opened.opening is not None:
            return self.tr("The update is being played again; then its gradient can be measured here.")
        return self.tr("As soon as there is an update, its gradient can be measured here: Step makes one.")

    def _by_itself_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("compassByItself")
        button.setProperty("role", "toggle")
        button.setText(self.tr("After each Step"))
        button.setAccessibleName(self.tr("Measure after each Step"))
        button.setToolTip(
            self.tr(
                "<b>Measure by itself.</b> Whenever the run pauses, or after a Step, measure the update that is looked "
                "at, if it has not been."
            )
        )
        button.setCheckable(True)
        return button

    def _export_button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        self.beside_title.append(button)
        return button

    def _make_keys(self) -> tuple[QAction, ...]:
        measure = QAction(self.tr("Measure the compass"), self)
        measure.setShortcut(QKeySequence(Qt.Key.Key_M))
        measure.triggered.connect(self.measure)
        cancel = QAction(self.tr("Give the compass's measurement up"), self)
        cancel.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        cancel.setEnabled(False)
        cancel.triggered.connect(self.bar.cancel)
        measure.setStatusTip(self.tr("In the gradient compass: measure the update that is looked at."))
        cancel.setStatusTip(self.tr("In the gradient compass: give the measurement up."))
        for action in (measure, cancel):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        return measure, cancel

    @Slot(bool)
    def _busy_changed(self, busy: bool) -> None:
        self._keys[1].setEnabled(busy)

    @Slot()
    def _export_csv(self) -> None:
        record = self._of_run()
        if record is not None:
            kinds = (table_kind(lambda: table_of(record)),)
            export(self, self.tr("Export the compass as CSV"), self._folder() / "compass.csv", kinds)

    @Slot()
    def _export_picture(self) -> None:
        if self._of_run() is not None:
            kinds = (picture_kind(lambda: picture_of(self.view)),)
            export(self, self.tr("Save the compass as a picture"), self._folder() / "compass.png", kinds)

    def _explanation(self) -> str:
        return explained(
            self.tr(
                "<h3>Gradient compass</h3><p>An update moves the weights along the gradient g of its own few episodes. "
                "Up on the dial is ĝ, the gradient of thousands of episodes of the same policy; the needle is as far "
                "from it as g is, and the figure is the cosine of that angle: <i>cos = g · ĝ / (‖g‖ ‖ĝ‖)</i>. 1 is the "
                "right way; 0 says nothing of it. The wedge, and the lines in the bars, are intervals in which the "
                "cosine lies in 95 of 100 measurements.</p><p>ĝ weighs each action by what followed it, against the "
                "mean of all episodes that were still going then: a baseline that leaves the expected gradient as it "
                "is. It serves also where the run has a learned baseline, which other batches are not judged by here. "
                "A cart-pole's policy plays 8,192 episodes for it; elsewhere it plays until 200,000 env steps are "
                "reached.</p><p>The bars are the same for other batches of that policy: of fewer or more episodes, "
                "without a baseline, and with the return of the whole episode instead of what followed.</p><p>Williams "
                "1992; Greensmith, Bartlett and Baxter 2004 on baselines.</p>"
            )
        )
