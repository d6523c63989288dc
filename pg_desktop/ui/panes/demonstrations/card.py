"""The pane "Demonstrations": drive, look at what was shown, imitate it, and let REINFORCE go on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QSpinBox, QWidget

from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.kit.wheel import ComboBox
from pg_desktop.ui.panes.demonstrations.demonstrating import Demonstrating
from pg_desktop.ui.panes.demonstrations.driver import SPEEDS
from pg_desktop.ui.panes.demonstrations.model import DemonstrationsModel
from pg_desktop.ui.panes.demonstrations.view import DemonstrationsView
from pg_desktop.ui.panes.demonstrations.words import clone_told, shown_told, since_told
from pg_desktop.ui.panes.robustness.bar import ProgressLine
from pg_desktop.ui.scene import Scene

_ROUNDS: Final = 3
_MOST_EPISODES: Final = 100
_GAP: Final = 6
_SPIN: Final = 64


class DemonstrationsPane(Pane):
    """What was shown in the chosen environment, and what can be made of it. Lives in the GUI thread."""

    def __init__(self, demonstrating: Demonstrating, folder: Callable[[], Path], parent: QWidget | None) -> None:
        """Lay out the pane.

        Args:
            demonstrating: does what is asked for.
            folder: where files are looked for at first.
            parent: the window.
        """
        super().__init__(parent)
        self._folder = folder
        self.setObjectName("demonstrationsPane")
        self._demonstrating = demonstrating
        self._told: tuple[object, ...] = ()
        self._make_buttons()
        self.model = DemonstrationsModel(self)
        self.view = DemonstrationsView(self.model, self)
        self.line = ProgressLine(self)
        self.text = QLabel(self)
        self.text.setObjectName("demonstrationsText")
        self.text.setWordWrap(True)
        self._lay_out()
        self.view.replay_wanted.connect(self._replay)
        self.view.delete_wanted.connect(self._delete)
        demonstrating.changed.connect(self._show_state)
        demonstrating.driver.changed.connect(self._show_state)
        demonstrating.work.progressed.connect(self.line.show_share)
        self._show_state()

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        del scene
        self._show_state()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.line.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`; what is at work goes on for whoever opens the pane again, and ends with the window."""

    def _make_buttons(self) -> None:
        doing = self._demonstrating
        self.drive = self._button("driveButton", self.tr("&Drive"), self.tr("Drive the shown episode with the keys."))
        self.take_over = self._button(
            "takeOverButton",
            self.tr("Ta&ke over"),
            self.tr(
                "Let the policy drive, and take over with the keys where it goes wrong: these moments become labels."
            ),
        )
        self.drive.setCheckable(True)
        self.take_over.setCheckable(True)
        self.episodes = QSpinBox(self)
        self.episodes.setObjectName("scriptedEpisodes")
        self.episodes.setRange(1, _MOST_EPISODES)
        self.episodes.setFixedWidth(_SPIN)
        self._explain(self.episodes, self.tr("Episodes"), self.tr("How many episodes the scripted player shows."))
        self.speed = ComboBox(self)
        self.speed.setObjectName("scriptedSpeed")
        self.speed.addItems(["⅛×", "¼×", "½×", "1×"])
        self.speed.setCurrentIndex(SPEEDS.index(0.5))
        self._explain(
            self.speed,
            self.tr("Speed of the scripted player"),
            self.tr("How fast the game goes for it: the slower, the fewer steps pass in its reaction time of 200 ms."),
        )
        self.record = self._button(
            "scriptedButton",
            self.tr("Scr&ipted player"),
            self.tr("Let a scripted player record that sees late and slips, as a human does. Synthetic."),
        )
        self.clone = self._button(
            "cloneButton", self.tr("Cl&one"), self.tr("Begin a run with a policy that imitates all these episodes.")
        )
        self.dagger = self._button(
            "daggerButton",
            self.tr("D&Agger"),
            self.tr(
                "Clone, let the clone drive, let the scripted player say what to do there, and clone again: 3 rounds."
            ),
        )
        self.go_on = self._button(
            "goOnButton",
            self.tr("&Go on with REINFORCE"),
            self.tr("Train the clone further, from its own episodes."),
        )
        self.cancel = self._button("cancelButton", self.tr("Cancel"), self.tr("Give up what is at work."))
        self.files = self._button(
            "filesButton", self.tr("&Minari"), self.tr("Import or export episodes as data sets in Minari’s format.")
        )
        menu = QMenu(self.files)
        self.import_action = menu.addAction(self.tr("&Import data…"), self._import)
        self.export_action = menu.addAction(self.tr("&Export these episodes…"), self._export)
        self.files.setMenu(menu)
        self.drive.clicked.connect(lambda: doing.drive(takes_over=False))
        self.take_over.clicked.connect(lambda: doing.drive(takes_over=True))
        self.record.clicked.connect(self._record)
        self.clone.clicked.connect(doing.clone)
        self.dagger.clicked.connect(lambda: doing.dagger(_ROUNDS))
        self.go_on.clicked.connect(doing.go_on)
        self.cancel.clicked.connect(doing.work.cancel)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        self._explain(button, text.replace("&", ""), tip)
        return button

    @staticmethod
    def _explain(control: QWidget, name: str, tip: str) -> None:
        control.setAccessibleName(name)
        control.setToolTip(f"<p>{tip}</p>")
        control.setWhatsThis(tip)

    def _lay_out(self) -> None:
        first, second = FlowLayout(_GAP), FlowLayout(_GAP)
        scripted = QWidget(self)
        beside = QHBoxLayout(scripted)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(_GAP)
        for control in (self.record, self.episodes, self.speed):
            beside.addWidget(control)
        for part in (self.drive, self.take_over, scripted):
            first.addWidget(part)
        doings = self.clone, self.dagger, self.go_on, self.cancel
        for button in doings:
            second.addWidget(button)
        self.beside_title = [self.files]
        self.column.setSpacing(_GAP)
        self.column.addLayout(first)
        self.column.addWidget(self.view, 1)
        self.column.addLayout(second)
        self.column.addWidget(self.line)
        self.column.addWidget(self.text)
        stops = [self.drive, self.take_over, self.record, self.episodes, self.speed, self.view, *doings]
        for before, after in pairwise(stops):  # as they stand, whichever was made first
            QWidget.setTabOrder(before, after)

    @Slot()
    def _record(self) -> None:
        self._demonstrating.record(self.episodes.value(), SPEEDS[self.speed.currentIndex()])

    @Slot()
    def _import(self) -> None:
        """Ask for a data set and take its episodes in."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import Minari data"),
            str(self._folder()),
            self.tr("Minari data ({files})").format(files="metadata.json main_data.hdf5"),
        )
        if name:
            self._demonstrating.read_from(Path(name))

    @Slot()
    def _export(self) -> None:
        """Ask for a folder and write these episodes into it."""
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Export as Minari data: choose an empty folder"), str(self._folder())
        )
        if name:
            self._demonstrating.write_to(Path(name))

    @Slot(int)
    def _replay(self, row: int) -> None:
        self._demonstrating.replay(self.model.shown[row])

    @Slot(int)
    def _delete(self, row: int) -> None:
        self._demonstrating.delete([self.model.shown[row].id])

    @Slot()
    def _show_state(self) -> None:
        doing, driver = self._demonstrating, self._demonstrating.driver
        here, busy = doing.here, doing.work.busy
        if here != self.model.shown:
            self.model.show_all(here)
        self.drive.setChecked(driver.driving and not driver.takes_over)
        self.take_over.setChecked(driver.driving and driver.takes_over)
        mean, facts = doing.mean_return, doing.facts
        told = busy, len(here), doing.said, facts, mean, doing.settings.environment, doing.demonstrations.version
        if told == self._told:
            return
        self._told = told
        self.files.setEnabled(not busy)
        self.export_action.setEnabled(bool(here))
        for button in (self.record, self.clone, self.dagger):
            button.setEnabled(not busy)
        scripted = doing.has_scripted_player
        self.record.setEnabled(not busy and scripted)
        self.clone.setEnabled(not busy and bool(here))
        self.dagger.setEnabled(not busy and bool(here) and scripted)
        self.go_on.setEnabled(not busy and facts is not None)
        self.cancel.setVisible(busy)
        self.go_on.setVisible(not busy)
        if not busy:
            self.line.show_share(None)
        self.text.setText(self._sentence())

    def _sentence(self) -> str:
        doing, locale = self._demonstrating, self.locale()
        if doing.work.busy:
            return self.tr("At work…")
        facts, mean, here = doing.facts, doing.mean_return, doing.here
        elsewhere = len(doing.demonstrations.shown) - len(here)
        parts = [doing.said or shown_told(here, elsewhere, doing.settings.environment, locale)]
        if facts is not None:
            parts.append(clone_told(facts, locale))
            if mean is not None:
                parts.append(since_told(facts, mean, locale))
        return " ".join(parts)
