"""The gallery: rewards that were cheated, to be tried, and the cure."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from pg_desktop.challenges.gallery import GALLERY, Entry
from pg_desktop.storage.presets import Preset, load_presets
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.wheel import ComboBox


class GalleryPage(QWidget):
    """One entry of the gallery at a time. Lives in the GUI thread.

    Attributes:
        box: the choice among them.
        try_button: sets the chosen one up.
        text: what was wanted, what happens and why.

    Signals:
        wanted (Preset): a run is to begin with this.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Show the first."""
        super().__init__(parent)
        by_id = {preset.id: preset for preset in load_presets()}
        self._presets: tuple[Preset, ...] = tuple(by_id[entry.preset] for entry in GALLERY)
        self._followed = ""
        self.box = ComboBox(self)
        self.box.setObjectName("rewardGallery")
        self.box.setAccessibleName(self.tr("A reward of the gallery"))
        self.box.setToolTip(self.tr("Rewards that read well and were cheated; the last one is the cure."))
        for entry in GALLERY:
            self.box.addItem(_tr(entry.title))
        self.try_button = QPushButton(self.tr("T&ry it"), self)
        self.try_button.setObjectName("rewardTry")
        self.try_button.setToolTip(
            plain_tip(self.tr("Begin another run with this reward, in its world; the run before stays in the list."))
        )
        self.text = QTextBrowser(self)
        self.text.setObjectName("rewardGalleryText")
        self.text.setAccessibleName(self.tr("About this reward"))
        self.text.setOpenLinks(False)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.box, 1)
        row.addWidget(self.try_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        self.box.currentIndexChanged.connect(self._show)
        self.try_button.clicked.connect(self._try)
        self._show()

    @property
    def entry(self) -> Entry:
        """The one that is shown."""
        return GALLERY[max(self.box.currentIndex(), 0)]

    @property
    def preset(self) -> Preset:
        """What sets it up."""
        return self._presets[max(self.box.currentIndex(), 0)]

    def follow(self, reward: str) -> None:
        """Show the entry of a reward that is in force, once it has come to be."""
        if reward == self._followed:
            return
        self._followed = reward
        for index, preset in enumerate(self._presets):
            if preset.settings.get("reward") == reward:
                self.box.setCurrentIndex(index)

    @Slot()
    def _show(self) -> None:
        entry, reward = self.entry, str(self.preset.settings["reward"])
        world = str(self.preset.settings.get("environment", "CartPole-v1"))
        parts = (
            (self.tr("Wanted"), _tr(entry.wanted)),
            (self.tr("What happens"), _tr(entry.happens)),
            (self.tr("Why"), _tr(entry.why)),
            (self.tr("More"), entry.source),
        )
        told = "".join(f"<p><b>{escape(name)}:</b> {escape(text)}</p>" for name, text in parts if text)
        self.text.setHtml(f"<p>{escape(world)}: <code>{escape(reward)}</code></p>{told}")

    @Slot()
    def _try(self) -> None:
        """Ask for the run; the text has the keyboard then, where Space trains instead of pressing the button again."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.wanted.emit(self.preset)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Challenges", text)
