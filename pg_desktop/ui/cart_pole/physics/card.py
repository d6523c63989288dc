"""The card of the cart-pole's physics: what the policy learns in, what it is shown in, what each episode draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from pg_desktop.learning.settings.kinds import Group, TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, rows_of
from pg_desktop.learning.worlds.cart_pole.physics import FACTOR_HIGH, FACTOR_LOW, QUANTITIES, Physics
from pg_desktop.ui.cart_pole.physics.draws import draws_line
from pg_desktop.ui.cart_pole.physics.page import PhysicsPage
from pg_desktop.ui.cart_pole.physics.playback import Playback
from pg_desktop.ui.kit.numbers import short
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.settings.setting_controls import control_for
from pg_desktop.ui.kit.settings.values import translated
from pg_desktop.ui.scene import Scene


class PhysicsCard(Pane):
    """The physics of training and of the shown episode. Lives in the GUI thread.

    What the policy learns in, and the spreads, are settings of the run, whose controls the card only lays out. It is
    for worlds whose physics can be changed.

    Signals:
        settings_wanted (dict): the user wants these values, by key, for settings of the run, all in one step.
    """

    settings_wanted = Signal(object)
    shared = True

    def __init__(self, playback: Playback, controls: Mapping[str, SettingControl], parent: QWidget) -> None:
        """Lay out the card.

        Args:
            playback: what the shown episode is played in.
            controls: by key, those of all settings in the groups "physics" and "ranges"; others are left alone.
            parent: the window.
        """
        super().__init__(parent)
        self._settings: Settings | None = None
        self._playback = playback
        self.link_box = self._make_link_box()
        self.training_page = self._training_page(_of_group(controls, Group.PHYSICS))
        self.playback_page = self._playback_page()
        self.ranges_page = self._ranges_page(_of_group(controls, Group.RANGES))
        self._stack = QStackedWidget(self)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the switch needs more
        self.switch = self._make_switch()
        self._lay_out()
        playback.changed.connect(self._show_playback)
        playback.linked_changed.connect(self._show_link)
        self._show_link()
        self._show_playback()

    @property
    def pages(self) -> tuple[PhysicsPage, PhysicsPage, PhysicsPage]:
        """What the switch chooses from."""
        return self.training_page, self.playback_page, self.ranges_page

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self.show_settings(scene.wanted)

    def show_settings(self, settings: Settings) -> None:
        """Show the settings that are wanted now, which the controls show already; cheap if nothing is new."""
        old, self._settings = self._settings, settings
        if old is not None and (old.physics, old.ranges) == (settings.physics, settings.ranges):
            return
        self.training_page.refresh()
        self.ranges_page.refresh()
        self.ranges_page.show_line(draws_line(settings.physics, settings.ranges, self.locale()))
        self._mark_segments()

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
        box.toggled.connect(self._link_toggled)
        return box

    def _training_page(self, controls: list[SettingControl]) -> PhysicsPage:
        button = self._reset_button("trainingReset", self.tr("Back to 1×"))
        button.setToolTip(self.tr("Train on the Earth again: every factor and the motor 1, nothing else."))
        page = PhysicsPage(
            self._caption(self.tr("The physics of all training episodes, from the next update on.")), controls, button
        )
        button.clicked.connect(lambda: self.settings_wanted.emit(page.plain_values()))
        return page

    def _playback_page(self) -> PhysicsPage:
        button = self._reset_button("playbackReset", self.tr("Back to 1×"))
        button.setToolTip(
            self.tr("Play the shown episode on the Earth again: every factor and the motor 1, nothing else.")
        )
        controls = [self._playback_control(name) for name in QUANTITIES]
        button.clicked.connect(lambda: self._playback.choose(Physics(), linked=False))
        return PhysicsPage(self.link_box, controls, button)

    def _ranges_page(self, controls: list[SettingControl]) -> PhysicsPage:
        button = self._reset_button("rangesReset", self.tr("Turn off"))
        button.setToolTip(self.tr("Let every training episode have the chosen physics."))
        for control in controls:
            # The page says that these are spreads, and a change that waits needs the room.
            control.name_label.setText(translated(HYPERPARAMETERS[control.row.key.removesuffix("_range")].name))
        text = self.tr(
            "From the next update on, each training episode draws factors from value\u00a0÷\u00a0spread to "
            "value\u00a0×\u00a0spread, within {low}× to {high}×."
        )
        low, high = (short(bound, 3, self.locale()) for bound in (FACTOR_LOW, FACTOR_HIGH))
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
            self,
        )

    def _lay_out(self) -> None:
        for page in self.pages:
            self._stack.addWidget(page)
        self.switch.chosen.connect(self._stack.setCurrentIndex)
        self.column.setSpacing(6)
        self.column.addSpacing(4)
        self.column.addWidget(self.switch)
        self.column.addWidget(self._stack, 1)

    @Slot(bool)
    def _link_toggled(self, linked: bool) -> None:
        self._playback.choose(self._playback.physics, linked=linked)

    @Slot()
    def _show_link(self) -> None:
        with QSignalBlocker(self.link_box):
            self.link_box.setChecked(self._playback.linked)
        self.playback_page.set_open(not self._playback.linked)

    @Slot()
    def _show_playback(self) -> None:
        for control in self.playback_page.controls:
            value = getattr(self._playback.physics, control.row.key)
            if control.value() != value:  # being shown a value ends a drag
                control.show_value(value)
        self.playback_page.refresh()
        self._mark_segments()

    @Slot(str, object)
    def _playback_edited(self, key: str, value: float) -> None:
        control = next(control for control in self.playback_page.controls if control.row.key == key)
        physics = replace(self._playback.physics, **{key: value})
        self._playback.choose(physics, linked=self._playback.linked, gesture=(key, control.gesture.number))

    def _mark_segments(self) -> None:
        """Put a dot on the pages that have something away from 1×."""
        for index, page in enumerate(self.pages):
            self.switch.mark(index, page.away)


def _of_group(controls: Mapping[str, SettingControl], group: Group) -> list[SettingControl]:
    return [controls[row.key] for row in rows_of(group)]
