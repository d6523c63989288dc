"""What stands in for an update that is on its way, or that could not be opened."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.numbers import duration, whole
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.opened_update import OpenedUpdate, Opening
from pg_desktop.ui.panes.robustness.bar import ProgressLine
from pg_desktop.ui.panes.shown_run import ShownRun


class OpeningStrip(QWidget):
    """How far an update has come that is played again, why there is none, or that another one is the newest.

    Lives in the GUI thread.
    """

    def __init__(self, opened: OpenedUpdate, shown: ShownRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._opened, self._shown = opened, shown
        self.words = QLabel(self)
        self.words.setObjectName("anatomyOpening")
        self.words.setWordWrap(True)
        self.button = QPushButton(self.tr("Cancel"), self)
        self.button.setObjectName("anatomyCancel")
        self.button.setProperty("role", "plain")
        self.button.setToolTip(self.tr("Do not open this update."))
        self.line = ProgressLine(self)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.line)
        self.button.clicked.connect(self._cancel)
        opened.opening_changed.connect(self.refresh)
        opened.changed.connect(self.refresh)
        self.refresh()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.line.show_theme(theme)

    @Slot()
    def refresh(self) -> None:
        """Say what is to be said now, or be gone."""
        opening, failure = self._opened.opening, self._opened.failure
        self.button.setVisible(opening is not None)
        self.line.setVisible(opening is not None)
        if opening is not None:
            text = self._on_its_way(opening)
            done = opening.reached - opening.way.entry.update
            self.line.show_share(done / opening.way.updates)
        elif failure is not None:
            text = readable(sentence(failure))
        elif self._opened.traced is None:
            text = self._nothing()
        else:
            text = ""
        if text != self.words.text():
            self.words.setText(text)
        self.setVisible(bool(text))

    def _on_its_way(self, opening: Opening) -> str:
        way = opening.way
        text = self.tr("Update {update} is being played again from update {start}: about {seconds}.")
        if way.entry.update == 0:
            text = self.tr("Update {update} is being played again from the run's beginning: about {seconds}.")
        return text.format(update=whole(way.update), start=whole(way.entry.update), seconds=duration(way.seconds))

    def _nothing(self) -> str:
        status = self._shown.status
        algorithm = algorithm_entry(status.settings.algorithm)
        if not algorithm.traced:
            return self.tr(
                "Updates of {algorithm} cannot be opened: they are thousands of moves in games against others and many "
                "gradient steps."
            ).format(algorithm=algorithm.name)
        if self._shown.is_live and status.state is RunState.TRAINING:
            return self.tr("The next update is opened as soon as it is done.")
        if status.update == 0:
            return self.tr("Press Step: one update is done, and its stages are shown here one after the other.")
        return self.tr("No update is open. Press Step, or click a point of the loss plot.")

    @Slot()
    def _cancel(self) -> None:
        self._opened.cancel_opening()
