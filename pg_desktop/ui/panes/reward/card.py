"""The pane "Reward": a field for a reward, what it says now, both its curves, and the gallery."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QWidget

from pg_desktop.learning.metrics import EPISODE_RETURN
from pg_desktop.learning.rewards.reward import quantities_of
from pg_desktop.learning.rewards.tree import LENGTH_MAX
from pg_desktop.learning.worlds.quantities import Quantity
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.storage.presets import Preset
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.still_sentences import StillSentences
from pg_desktop.ui.kit.theme import Theme, theme_in_use
from pg_desktop.ui.panes.reward.checking import Checked, checked
from pg_desktop.ui.panes.reward.curves import DESIGNED, CurvesView, curve_of
from pg_desktop.ui.panes.reward.gallery import GalleryPage
from pg_desktop.ui.panes.reward.terms import TermsView, bars_of
from pg_desktop.ui.panes.reward.words import WordsPage
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.panes.shown_moment import ShownMoment
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry

_LONGEST_TYPED = 2 * LENGTH_MAX
_BESIDE: Final = 64
"""Letters of ordinary width as which the pane is wide from which on the buttons stand beside the note."""


class RewardPane(Pane):
    """Where a reward is written and watched. Lives in the GUI thread.

    Attributes:
        field: the reward; Enter lets it be learned from.
        use_button: the same.
        own_button: goes back to the world's own.
        note: what is wrong with it, or whether it is learned from yet.
        switch: between the pages.
        terms: of the shown step.
        curves: the designed return and the true score.
        words: what can be written.
        gallery: rewards that were cheated.
    """

    def __init__(
        self, panel: ControlPanel, moments: ShownMoment, set_up: Callable[[Preset], None], parent: QWidget | None
    ) -> None:
        """Show the reward that is wanted.

        Args:
            panel: the settings.
            moments: the moment that the agent's pane shows.
            set_up: begins another run with a preset.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("rewardPane")
        self._panel, self._begin, self._moments = panel, set_up, moments
        self._quantities: tuple[Quantity, ...] = environment_entry(panel.settings.environment).quantities
        self._wanted = panel.settings.reward
        self._scene: Scene | None = None
        self._checked = Checked("")
        self._make_field()
        self._make_pages()
        self.field.setText(self._wanted)
        self._check()

    def _make_field(self) -> None:
        self.field = QLineEdit(self)
        self.field.setObjectName("rewardField")
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setMaxLength(_LONGEST_TYPED)
        self.field.setPlaceholderText(self.tr("the world's own reward"))
        self.field.setAccessibleName(self.tr("Reward"))
        self.field.setClearButtonEnabled(True)
        self.field.setToolTip(
            self.tr(
                "What the policy learns from, in terms of the world's quantities: 1 - theta^2, or with a stroke for "
                "after the step: abs(x'). Enter lets it act from the next update."
            )
        )
        self.use_button = QPushButton(self.tr("U&se it"), self)
        self.use_button.setObjectName("rewardUse")
        self.use_button.setToolTip(self.tr("Learn from this reward from the next update on (Enter in the field)."))
        self.own_button = QPushButton(self.tr("&World's own"), self)
        self.own_button.setObjectName("rewardOwn")
        self.own_button.setToolTip(self.tr("Learn from the world's own reward again, from the next update on."))
        self.note = StillSentences("rewardNote", 2, self)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.use_button, self.own_button):
            buttons.addWidget(button, 1)
        self._below_field = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below_field.setSpacing(6)
        self._below_field.addWidget(self.note, 1)
        self._below_field.addLayout(buttons)
        self.column.addWidget(self.field)
        self.column.addLayout(self._below_field)
        self.field.textChanged.connect(self._check)
        self.field.returnPressed.connect(self.use)
        self.use_button.clicked.connect(self.use)
        self.own_button.clicked.connect(self._use_own)

    def _make_pages(self) -> None:
        self.switch = Segments(
            self.tr("What is shown"),
            (
                Segment(self.tr("Gallery"), self.tr("Rewards that were cheated, to be tried, and the cure.")),
                Segment(self.tr("At work"), self.tr("What the reward says of the shown step, and both its curves.")),
                Segment(self.tr("Quantities"), self.tr("What a reward can be written with, to be clicked.")),
            ),
            self,
        )
        self.gallery = GalleryPage(self)
        self.words = WordsPage(self)
        work = QWidget(self)
        self.terms, self.curves = TermsView(work), CurvesView(work)
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.terms, 1)
        row.addWidget(self.curves, 1)
        self.pages = QStackedWidget(self)
        for page in (self.gallery, work, self.words):
            self.pages.addWidget(page)
        self.column.addWidget(self.switch)
        self.column.addWidget(self.pages, 1)
        self.switch.chosen.connect(self.pages.setCurrentIndex)
        self.words.wanted.connect(self._write)
        self.gallery.wanted.connect(self._set_up)
        self._moments.changed.connect(self._show_moment)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _BESIDE * self.fontMetrics().averageCharWidth()
        direction = QBoxLayout.Direction
        self._below_field.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        self._take_world(scene)
        if scene.wanted.reward != self._wanted:
            self._wanted = scene.wanted.reward
            self.field.setText(self._wanted)
        self.gallery.follow(scene.live.status.settings.reward)
        self._show_note()
        history = None if scene.record is None else scene.record.history
        window = scene.wanted.smoothing_window
        self.curves.show_curves(
            (
                curve_of(history, DESIGNED, self.tr("Designed return"), window),
                curve_of(history, EPISODE_RETURN, self.tr("True score"), window),
            )
        )

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        del theme
        self._show_note()
        for view in (self.terms, self.curves):
            view.update()

    @Slot()
    def use(self) -> None:
        """Let what is in the field be learned from, or put the cursor where it is wrong."""
        if not self._checked.usable:
            self.field.setFocus()
            self.field.setCursorPosition(self._checked.column - 1)
            return
        self._wanted = self._checked.text
        if self._panel.settings.reward != self._wanted:
            self._panel.choose({"reward": self._wanted})
        self._show_note()

    @Slot()
    def _use_own(self) -> None:
        self.field.clear()
        self.use()

    @Slot()
    def _check(self) -> None:
        self._checked = checked(self.field.text(), self._quantities)
        self._show_note()
        self._show_moment(self._moments.moment, self._moments.entry)

    @Slot(str)
    def _write(self, text: str) -> None:
        """Write something where the cursor is; the brackets of a function are closed behind it."""
        self.field.insert(text)
        if text.endswith("("):
            self.field.insert(")")
            self.field.cursorBackward(False)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _set_up(self, preset: Preset) -> None:
        self._begin(preset)

    def _take_world(self, scene: Scene) -> None:
        entry, record = environment_entry(scene.wanted.environment), scene.record
        world = None if record is None else record.world
        spaces = world.spaces if world is not None and world.entry.id == entry.id else None
        quantities = quantities_of(entry, spaces)
        self.words.show_quantities(quantities)
        if quantities != self._quantities:
            self._quantities = quantities
            self._check()

    def _show_note(self) -> None:
        text, colour = self._said()
        theme = theme_in_use()
        self.note.say(text)
        self.note.setStyleSheet(f"color: {getattr(theme, colour).name()};")
        changed = self._checked.text != self._panel.settings.reward
        self.use_button.setEnabled(changed and self._checked.usable)
        self.own_button.setEnabled(bool(self.field.text() or self._panel.settings.reward))

    def _said(self) -> tuple[str, str]:
        """What there is to say of what is in the field, and in which of the theme's colours."""
        if self._checked.complaint:
            return self._checked.complaint, "bad"
        if self._checked.text != self._panel.settings.reward:
            return self.tr("Press Enter to learn from it."), "waiting"
        in_force = self._scene is None or self._scene.live.status.settings.reward == self._checked.text
        if not in_force:
            return self.tr("Acts from the next update, or from Reset where the world is another."), "waiting"
        if not self._checked.text:
            return self.tr("The world's own reward is in force."), "muted"
        return self.tr("In force. The score stays the world's own."), "good"

    @Slot(object, object)
    def _show_moment(self, moment: Moment | None, entry: EnvironmentEntry | None) -> None:
        """Show what the terms came to in the step that led to the shown moment."""
        reward = self._checked.reward
        if self._checked.complaint:
            self.terms.say(self.tr("Put the reward right to see its terms."))
        elif reward is None:
            self.terms.say(self.tr("Write a reward, and its terms are seen here, step by step."))
        elif moment is None or moment.passed is None or entry is None or entry.quantities != self._quantities:
            if not self.terms.bars or entry is None or entry.quantities != self._quantities:
                self.terms.say(self.tr("The terms are seen here once an episode of this world is shown."))
        else:
            gamma, total, own = self._panel.settings.gamma, self.tr("sum"), self.tr("the world's own")
            self.terms.show_bars(self._checked.text, bars_of(reward, moment, gamma, total, own))
