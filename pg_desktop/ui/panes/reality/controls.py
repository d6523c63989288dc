"""The controls of the pane "Reality": which sealed physics, and what can be done about the gap."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from pg_desktop.learning.worlds.variation import Variations
from pg_desktop.ui.kit.wheel import ComboBox, SpinBox
from pg_desktop.ui.panes.reality.words import reality_name

_DRAWN: Final = 0
"""Stands in the list of choices for all that a seed draws."""
_UPDATES_MAX: Final = 100
_UPDATES_AT_FIRST: Final = 4


class RealityChooser(QWidget):
    """Which sealed physics: one with a name, or one that is drawn from a seed. Lives in the GUI thread.

    Signals:
        changed (): it is another.
    """

    changed = Signal()

    def __init__(self, variations: Variations, highest: int, parent: QWidget) -> None:
        """Choose the first.

        Args:
            variations: of the worlds whose physics can be varied.
            highest: the greatest number of a sealed physics.
            parent: the pane.
        """
        super().__init__(parent)
        self._named = len(variations.realities)
        self.box = ComboBox(self)
        self.box.setObjectName("realityBox")
        self.box.setAccessibleName(self.tr("Reality"))
        self.box.setToolTip(
            self.tr("A world of which the policy was told nothing. What is different in it is sealed until you look.")
        )
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.setMinimumWidth(self.box.fontMetrics().averageCharWidth() * 16)
        for number in range(1, self._named + 1):
            self.box.addItem(reality_name(variations, number), number)
        self.box.addItem(self.tr("Drawn from a number"), _DRAWN)
        self.seed = SpinBox(self)
        self.seed.setObjectName("realitySeed")
        self.seed.setAccessibleName(self.tr("Number of the drawn reality"))
        self.seed.setToolTip(self.tr("Another number draws another reality; the same one always the same."))
        self.seed.setRange(self._named + 1, highest)
        self.seed.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.seed.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.box, 1)
        row.addWidget(self.seed)
        self.box.currentIndexChanged.connect(self._chosen)
        self.seed.valueChanged.connect(self._chosen)

    @property
    def number(self) -> int:
        """The number of the chosen one."""
        return int(self.box.currentData()) or self.seed.value()

    def show_number(self, number: int) -> None:
        """Choose one, without `changed`."""
        with QSignalBlocker(self):
            if number > self._named:
                self.seed.setValue(number)
            self.box.setCurrentIndex(self.box.findData(number if number <= self._named else _DRAWN))

    @Slot()
    def _chosen(self) -> None:
        self.seed.setVisible(self.box.currentData() == _DRAWN)
        self.changed.emit()


class Remedies(QWidget):
    """What can be done about the gap. Lives in the GUI thread.

    Attributes:
        randomise: lets training episodes differ, so that the policy is prepared.
        train_on: trains in the simulator, or pauses.
        fine_tune: trains in reality, or stops doing so.
        episodes: for how many episodes; whole updates.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.randomise = self._button(
            "realityRandomise",
            self.tr("Randomise"),
            self.tr(
                "Let every training episode draw a delay of its own from 0 to 4 steps, so that the policy learns to "
                "cope with any. The page “Randomise” of the physics has this and more."
            ),
        )
        self.train_on = self._button("realityTrain", self.tr("Train on"), "")
        self.fine_tune = self._button("realityFineTune", self.tr("Fine-tune"), "")
        self.episodes = SpinBox(self)
        self.episodes.setObjectName("realityEpisodes")
        self.episodes.setAccessibleName(self.tr("Episodes in reality"))
        self.episodes.setToolTip(self.tr("For how many episodes to train in reality: whole updates."))
        self.episodes.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # Its digits and arrows need no more, and a pane may be narrow.
        self.episodes.setMinimumWidth(self.episodes.fontMetrics().horizontalAdvance("0000") + 34)
        self._batch = 0
        self.show_batch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for control in (self.randomise, self.train_on, self.fine_tune, self.episodes):
            row.addWidget(control)
        row.addStretch(1)

    @property
    def updates(self) -> int:
        """For how many updates to train in reality."""
        return max(self.episodes.value() // self._batch, 1)

    def show_batch(self, episodes: int) -> None:
        """Count in whole updates of so many episodes."""
        if episodes == self._batch:
            return
        updates = self.updates if self._batch > 1 else _UPDATES_AT_FIRST
        self._batch = episodes
        self.episodes.setRange(episodes, _UPDATES_MAX * episodes)
        self.episodes.setSingleStep(episodes)
        self.episodes.setValue(updates * episodes)
        self.episodes.editingFinished.connect(self._round, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def _round(self) -> None:
        self.episodes.setValue(self.updates * self._batch)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setProperty("role", "plain")
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(f"<p>{tip}</p>" if tip else "")
        return button
