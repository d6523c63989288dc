"""The pane "Challenges": a choice of experiments, what each is about, and buttons that set it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QWidget

from pg_desktop.challenges.table import CHALLENGES, Challenge
from pg_desktop.resources import resource_path
from pg_desktop.storage.presets import Preset, load_presets
from pg_desktop.ui.cart_pole.physics.playback import Playback, PlaybackPhysics
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.wheel import ComboBox


class ChallengesPane(Pane):
    """Which challenge is looked at, half a page on it, and its presets. Lives in the GUI thread.

    Attributes:
        box: the choice of challenges.
        text: what the chosen one is about.
        setups: the buttons that set it up.
    """

    def __init__(self, set_up: Callable[[Preset], None], playback: Playback, parent: QWidget | None) -> None:
        """Show the first one.

        Args:
            set_up: begins another run with a preset.
            playback: what the shown episode is played in.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("challengesPane")
        self._begin, self._playback = set_up, playback
        self._presets: Mapping[str, Preset] = {preset.id: preset for preset in load_presets()}
        self.box = ComboBox(self)
        self.box.setObjectName("challengeBox")
        self.box.setAccessibleName(self.tr("Challenge"))
        self.box.setToolTip(self.tr("Which challenge the text below is about."))
        for each in CHALLENGES:
            self.box.addItem(_translated(each.title), each.id)
        self.question = QLabel(self)
        self.question.setObjectName("challengeQuestion")
        self.question.setWordWrap(True)
        self.text = QTextBrowser(self)
        self.text.setObjectName("challengeText")
        self.text.setAccessibleName(self.tr("About this challenge"))
        self.text.setOpenLinks(False)
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self.setups: list[QPushButton] = []
        self.column.addWidget(self.box)
        self.column.addWidget(self.question)
        self.column.addLayout(self._row)
        self.column.addWidget(self.text, 1)
        self.box.currentIndexChanged.connect(self._show)
        self._show()

    @property
    def challenge(self) -> Challenge:
        """The one that is looked at."""
        return CHALLENGES[max(self.box.currentIndex(), 0)]

    @Slot()
    def _show(self) -> None:
        chosen = self.challenge
        self.question.setText(_translated(chosen.question))
        self.text.setMarkdown(resource_path(f"challenges/{chosen.id}.md").read_text(encoding="utf-8"))
        for button in self.setups:
            self._row.removeWidget(button)
            button.hide()  # it is in the tab order until it is gone
            button.deleteLater()
        self.setups = [self._button(self._presets[preset]) for preset in chosen.presets]
        for before, after in pairwise([self.box, *self.setups, self.text]):
            QWidget.setTabOrder(before, after)

    def _button(self, preset: Preset) -> QPushButton:
        name = QCoreApplication.translate("Presets", preset.name)
        button = QPushButton(name.rpartition(": ")[2], self)
        button.setAccessibleName(self.tr("Set up {preset}").format(preset=name))
        summary = QCoreApplication.translate("Presets", preset.summary)
        button.setToolTip(plain_tip(self.tr("{summary} Begins another run.").format(summary=summary)))
        button.clicked.connect(partial(self._set_up, preset))
        self._row.addWidget(button)
        return button

    @Slot()
    def _set_up(self, preset: Preset) -> None:
        """Choose the preset and begin a run with it; the run before stays in the list.

        The text has the keyboard then: arrows scroll it, and Space, which a button would have for itself, trains.

        The shown episode is played in what the new run learns in: what the last challenge has shown it in is no part
        of this one.
        """
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._playback.show(PlaybackPhysics(self._playback.physics, linked=True))
        self._begin(preset)
        self.pane_wanted.emit(self.challenge.pane)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Challenges", text)
