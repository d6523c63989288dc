"""The card of the cart-pole's physics: what the policy learns in, what it is shown in, what each episode draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.learning.settings.kinds import Group, TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.worlds.cart_pole.physics import FACTOR_HIGH, FACTOR_LOW, QUANTITIES, Physics
from pg_desktop.learning.worlds.cart_pole.variations import CartPoleVariations
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.learning.worlds.variation import variations_of
from pg_desktop.ui.cart_pole.physics.draws import draws_line
from pg_desktop.ui.cart_pole.physics.page import PhysicsPage
from pg_desktop.ui.cart_pole.physics.playback import PlaybackPhysics
from pg_desktop.ui.kit.cards import CardDock
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.settings.setting_controls import SettingControl, control_for, translated
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World

_MINIMUM_WIDTH: Final = 270


class PhysicsCard(CardDock):
    """The physics of training and of the shown episode. Lives in the GUI thread.

    The shown episode's physics belongs to the card; what the policy learns in, and the spreads, are settings of the
    run, whose controls the card only lays out.

    Signals:
        playback_changed (Physics): the shown episode is to be played in this physics from now on.
        playback_chosen (PlaybackPhysics, PlaybackPhysics): the user has chosen that, from one to another.
        settings_wanted (dict): the user wants these values, by key, for settings of the run, all in one step.
    """

    playback_changed = Signal(object)
    playback_chosen = Signal(object, object)
    settings_wanted = Signal(object)

    def __init__(self, settings: Settings, controls: Mapping[str, SettingControl], parent: QWidget) -> None:
        """Lay out the card.

        Args:
            settings: what `controls` show.
            controls: by key, those of all settings in the groups "physics" and "ranges"; others are left alone.
            parent: the window.
        """
        super().__init__(QCoreApplication.translate("PhysicsCard", "P&hysics"), "physics", parent)
        self.setMinimumWidth(_MINIMUM_WIDTH)
        self._settings = settings
        self._playback = settings.physics
        self._known = PlaybackPhysics(settings.physics, linked=True)
        self._gestures = 0
        self._last_gesture: tuple[str, int] | None = None
        self.link_box = self._make_link_box()
        self.training_page = self._training_page(_of_group(controls, Group.PHYSICS))
        self.playback_page = self._playback_page()
        self.ranges_page = self._ranges_page(_of_group(controls, Group.RANGES))
        self._stack = QStackedWidget(self.body)
        self._usable = QWidget(self.body)
        self.switch = self._make_switch()
        self._placeholder = self._make_placeholder()
        self._lay_out()
        self._show_link()
        self._show_playback(settings.physics)
        self._refresh()
        self.show_world(None)

    @property
    def playback(self) -> Physics:
        """What the shown episode is to be played in."""
        return self._playback

    @property
    def linked(self) -> bool:
        """Whether the shown episode follows training."""
        return self.link_box.isChecked()

    @property
    def gesture(self) -> int:
        """A number for what the latest choice for the shown episode is a part of; see `ControlPanel.gesture`."""
        return self._gestures

    @property
    def pages(self) -> tuple[PhysicsPage, PhysicsPage, PhysicsPage]:
        """What the switch chooses from."""
        return self.training_page, self.playback_page, self.ranges_page

    def show_settings(self, settings: Settings) -> None:
        """Show the settings that are wanted now, which the controls show already; cheap if nothing is new."""
        old, self._settings = self._settings, settings
        if (old.physics, old.ranges) == (settings.physics, settings.ranges):
            return
        if self.linked:
            self._show_playback(settings.physics)
            self._known = PlaybackPhysics(settings.physics, linked=True)
        self._refresh()

    def show_playback(self, wanted: PlaybackPhysics) -> None:
        """Let the shown episode be played in this from now on."""
        self._known = wanted
        with QSignalBlocker(self.link_box):
            self.link_box.setChecked(wanted.linked)
        self._show_link()
        self._show_playback(self._settings.physics if wanted.linked else wanted.physics)

    def show_world(self, world: World | None) -> None:
        """Offer the physics where it can be changed; without a world yet, as the chosen environment will have it."""
        entry = world.entry if world is not None else environment_entry(self._settings.environment)
        text = self.tr("The physics of {environment} cannot be changed. Choose one of the cart-pole worlds for that.")
        self._placeholder.setText(text.format(environment=entry.id))
        changeable = isinstance(variations_of(entry), CartPoleVariations)
        self._placeholder.setHidden(changeable)
        self._usable.setVisible(changeable)

    def show_theme(self, theme: Theme) -> None:
        """Draw the card for a look."""
        self.header.show_theme(theme)
        self.playback_page.show_theme(theme)

    def _make_link_box(self) -> QCheckBox:
        box = QCheckBox(self.tr("Linked to training"), self)
        box.setObjectName("physicsLinked")
        box.setAccessibleName(box.text())
        tip = self.tr(
            "Linked, the shown episode is played in the physics that the policy learns in. Unlinked, it has a physics "
            "of its own: see how the policy does in a world that it has never met."
        )
        box.setToolTip(f"<p>{tip}</p>")
        box.setWhatsThis(box.toolTip())
        box.setChecked(True)
        box.toggled.connect(self._link_toggled)
        return box

    def _training_page(self, controls: list[SettingControl]) -> PhysicsPage:
        button = self._reset_button("trainingReset", self.tr("Back to 1×"))
        button.setToolTip(self.tr("Train on the Earth again: every factor 1, no friction, no noise."))
        page = PhysicsPage(self._caption(self.tr("The policy learns in this.")), controls, button)
        button.clicked.connect(lambda: self.settings_wanted.emit(page.plain_values()))
        return page

    def _playback_page(self) -> PhysicsPage:
        button = self._reset_button("playbackReset", self.tr("Back to 1×"))
        button.setToolTip(self.tr("Play the shown episode on the Earth again: every factor 1, no friction, no noise."))
        controls = [self._playback_control(name) for name in QUANTITIES]
        button.clicked.connect(lambda: self._choose_playback(Physics()))
        return PhysicsPage(self.link_box, controls, button)

    def _ranges_page(self, controls: list[SettingControl]) -> PhysicsPage:
        button = self._reset_button("rangesReset", self.tr("Turn off"))
        button.setToolTip(self.tr("Let every training episode have the chosen physics."))
        for control in controls:
            # The page says that these are spreads, and a change that waits needs the room.
            control.name_label.setText(translated(HYPERPARAMETERS[control.row.key.removesuffix("_range")].name))
        text = self.tr(
            "Each episode draws factors from value\u00a0÷\u00a0spread to value\u00a0×\u00a0spread, "
            "within {low}× to {high}×."
        )
        low, high = (self.locale().toString(bound, "g", 3) for bound in (FACTOR_LOW, FACTOR_HIGH))
        page = PhysicsPage(self._caption(text.format(low=low, high=high)), controls, button)
        button.clicked.connect(lambda: self.settings_wanted.emit(page.plain_values()))
        return page

    def _playback_control(self, name: str) -> SettingControl:
        # It is no setting of the run: a change acts in the middle of the shown episode.
        row = replace(HYPERPARAMETERS[name], takes_effect=TakesEffect.NOW)
        control = control_for(row, self)
        title, help_text = translated(row.name), translated(row.help)
        note = self.tr("This is the shown episode's alone; the run does not change.")
        control.setObjectName(f"playback_{name}")
        for stop in control.stops:
            stop.setObjectName(f"playback_{stop.objectName()}")
            stop.setAccessibleName(self.tr("{quantity} of the shown episode").format(quantity=title))
        control.explain(f"<h3>{title} {row.symbol}</h3><p>{help_text}</p><p>{note}</p>")
        control.changed.connect(self._playback_edited)
        return control

    def _caption(self, text: str) -> QLabel:
        caption = QLabel(text, self)
        caption.setProperty("role", "muted")
        caption.setWordWrap(True)
        return caption

    def _reset_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setProperty("role", "plain")
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _make_placeholder(self) -> QLabel:
        placeholder = QLabel(self.body)
        placeholder.setObjectName("physicsPlaceholder")
        placeholder.setProperty("role", "muted")
        placeholder.setWordWrap(True)
        placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        placeholder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        return placeholder

    def _make_switch(self) -> Segments:
        return Segments(
            self.tr("Whose physics"),
            (
                Segment(self.tr("Training"), self.tr("What the policy learns in."), "physicsTraining"),
                Segment(
                    self.tr("Playback"),
                    self.tr("What the policy is shown in, in the pane in the middle."),
                    "physicsPlayback",
                ),
                Segment(
                    self.tr("Randomise"),
                    self.tr("How far the physics differs from training episode to training episode."),
                    "physicsRandomise",
                ),
            ),
            self._usable,
        )

    def _lay_out(self) -> None:
        for page in self.pages:
            self._stack.addWidget(page)
        self.switch.chosen.connect(self._stack.setCurrentIndex)
        column = QVBoxLayout(self._usable)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.switch)
        column.addWidget(self._stack, 1)
        self.layout_.addWidget(self._usable, 1)
        self.layout_.addWidget(self._placeholder, 1)

    @Slot(bool)
    def _link_toggled(self, linked: bool) -> None:
        self._show_link()
        self._choose_playback(self._settings.physics if linked else self._playback)

    def _show_link(self) -> None:
        self.playback_page.set_open(not self.linked)

    def _choose_playback(self, physics: Physics) -> None:
        self._gestures, self._last_gesture = self._gestures + 1, None
        self._show_playback(physics)
        self._tell_choice()

    def _show_playback(self, physics: Physics) -> None:
        for control in self.playback_page.controls:
            control.show_value(getattr(physics, control.row.key))
        self._take_playback()

    @Slot(str, object)
    def _playback_edited(self, key: str, _value: object) -> None:
        control = next(control for control in self.playback_page.controls if control.row.key == key)
        gesture = key, control.gesture.number
        if gesture != self._last_gesture:
            self._gestures, self._last_gesture = self._gestures + 1, gesture
        self._take_playback()
        self._tell_choice()

    def _take_playback(self) -> None:
        """Tell what the shown episode's controls show, if it is something new."""
        self.playback_page.refresh()
        values = {control.row.key: float(control.value()) for control in self.playback_page.controls}
        old, self._playback = self._playback, Physics(**values)
        self._mark_segments()
        if old != self._playback:
            self.playback_changed.emit(self._playback)

    def _tell_choice(self) -> None:
        before, self._known = self._known, PlaybackPhysics(self._playback, self.linked)
        self.playback_chosen.emit(before, self._known)

    def _refresh(self) -> None:
        self.training_page.refresh()
        self.ranges_page.refresh()
        self.ranges_page.show_line(draws_line(self._settings.physics, self._settings.ranges, self.locale()))
        self._mark_segments()

    def _mark_segments(self) -> None:
        """Put a dot on the pages that have something away from 1×."""
        for index, page in enumerate(self.pages):
            self.switch.mark(index, page.away)


def _of_group(controls: Mapping[str, SettingControl], group: Group) -> list[SettingControl]:
    return [controls[key] for key, row in HYPERPARAMETERS.items() if row.group is group]
