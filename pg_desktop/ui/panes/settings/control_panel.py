"""The settings: their controls, and the pane that has most of them in sections."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from pg_desktop.learning.algorithms.table import ALGORITHMS, algorithm_entry, is_for
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.kinds import SECTIONS, EnvironmentParameter, Group, Hyperparameter, Needs, Value
from pg_desktop.learning.settings.table import (
    HYPERPARAMETERS,
    Settings,
    applies,
    hyperparameter,
    pending_until_reset,
    rows_of,
)
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.storage.presets import Preset, preset_for
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.numbers import fixed
from pg_desktop.ui.kit.settings.bar_controls import bar_control_for
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.settings.setting_controls import ChoiceControl, control_for
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.settings.environment_control import EnvironmentControl
from pg_desktop.ui.panes.settings.lazy_controls import LazyControls
from pg_desktop.ui.panes.settings.preset_control import PresetControl
from pg_desktop.ui.panes.settings.section import Section
from pg_desktop.ui.panes.settings.world_words import WorldWords

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World

_FOLDED_AT_FIRST: Final = frozenset({Group.WORLD, Group.RUN})
_LEAST_KL: Final = 1e-4
"""The smallest movement of the policy that is told in digits, in nats."""


class ControlPanel(QWidget):
    """A control for every setting, and sections of those that have no place elsewhere. Lives in the GUI thread.

    What is shown and chosen is `settings`; a control is made when it is first needed, and then shows that.

    Attributes:
        controls: by key. The run bar lays out those of `Group.BAR`, and the card of a world those of its group.
        preset: the picker of presets, which has its place in the run bar.
        sections: by group, in the order in which they are read.
        world_words: what is told of the chosen world.

    Signals:
        settings_chosen (Settings): the user changed something; these are all settings now.
        other_environment_wanted (): the user wants one that is not in the table.
        control_made (SettingControl): a control has been made, for the window to treat it as it treats all.
    """

    settings_chosen = Signal(object)
    other_environment_wanted = Signal()
    control_made = Signal(object)

    def __init__(
        self,
        settings: Settings,
        presets: Sequence[Preset],
        actions: Actions,
        parent: QWidget,
        folded: Collection[Group] | None = None,
    ) -> None:
        """Show settings.

        Args:
            settings: the ones to begin with.
            presets: what can be chosen among.
            actions: those that begin something take over what has not come to rest yet.
            parent: the window.
            folded: the sections of which only the heading shows at first; the usual ones if None.
        """
        super().__init__(parent)
        self._settings = settings
        self._presets = tuple(presets)
        self._world: World | None = None
        self._gestures = 0
        self._last_gesture: tuple[str, int] | None = None
        self._in_force: tuple[Settings, bool] | None = None
        self._shown_in_force: tuple[Settings, Settings, bool] | None = None
        self._moved = self.tr("Another size keeps the policy as near as possible.")
        self.controls = LazyControls(self._make_control)
        self.preset = PresetControl(presets, self)
        self.preset.chosen.connect(self.choose_preset)
        self.world_words = WorldWords(self)
        hidden = _FOLDED_AT_FIRST if folded is None else folded
        self.sections = {group: self._make_section(group, folded=group in hidden) for group in SECTIONS}
        self._area = self._lay_out()
        self.show_settings(settings)
        for action in (actions.train_or_pause, actions.step, actions.reset, actions.new, actions.save_preset):
            action.triggered.connect(self.settle)

    @property
    def settings(self) -> Settings:
        """What the controls show."""
        return self._settings

    @property
    def gesture(self) -> int:
        """A number for what the latest change is a part of: a drag, a held key, or a choice of its own."""
        return self._gestures

    @property
    def preset_box(self) -> QComboBox:
        """The picker of presets."""
        return self.preset.combo_box

    @property
    def folded(self) -> frozenset[Group]:
        """The sections of which only the heading shows."""
        return frozenset(group for group, section in self.sections.items() if section.folded)

    @Slot()
    def settle(self) -> None:
        """Let everything that the controls show be wanted now, also what has not come to rest yet."""
        for control in self.controls.made.values():
            control.gesture.end()

    @property
    def preset_name(self) -> str:
        """The preset whose values are chosen, as the user reads it; "" if they are no preset's."""
        return self.preset_box.currentText() if self.preset_box.currentData() is not None else ""

    def show_settings(self, settings: Settings) -> None:
        """Show settings that something else chose: a file, a preset, undo."""
        self._settings = settings
        for key, control in self.controls.made.items():
            control.show_value(settings.value(key))
        self.preset.show_settings(settings)
        self._show_needed()

    def choose(self, values: Mapping[str, Value]) -> None:
        """Choose values, by key, all in one step, as a user would."""
        self._begin_step()
        self.show_settings(self._settings.changed(values))
        self.settings_chosen.emit(self._settings)

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Say how much the latest change of the hidden size has moved the policy."""
        moved = next((edit for edit in reversed(edits) if edit.moved is not None), None)
        if moved is None:
            return
        kl, locale = moved.moved or 0.0, self.locale()
        least = self.tr("< {kl}").format(kl=fixed(_LEAST_KL, 4, locale))
        self._moved = self.tr("{old} → {new} units moved the policy by {kl} nats.").format(
            old=moved.old, new=moved.new, kl=least if kl < _LEAST_KL else fixed(kl, 4, locale)
        )
        control = self.controls.made.get("hidden_size")
        if control is not None and control.note is not None and control.note.text() != self._moved:
            control.note.say(self._moved)

    def show_world(self, world: World) -> None:
        """Offer what means something in a world."""
        if world != self._world:
            self._world = world
            self._show_needed()

    @Slot(str, str)
    def choose_environment(self, environment: str, arguments: str = "") -> None:
        """Choose a world, with the settings that suit it, as a user would in the picker.

        Args:
            environment: its id.
            arguments: what it is made with, see `arguments`.
        """
        self._begin_step()
        self._adapt_to(environment, self._settings.algorithm, arguments)

    def show_applied(self, applied: Settings, *, all_acting: bool) -> None:
        """Tell what is in force from what waits.

        Args:
            applied: the settings in force.
            all_acting: whether everything that needs no Reset is in force.
        """
        shown = self._settings, applied, all_acting
        if shown == self._shown_in_force:
            return
        self._shown_in_force, self._in_force = shown, (applied, all_acting)
        for key, value in self._values_in_force(applied, all_acting=all_acting).items():
            if key in self.controls.made:
                self.controls[key].show_applied(value)
        self.preset.show_applied(applied, all_acting=all_acting)

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        for section in self.sections.values():
            section.show_theme(theme)

    def order_tabs(self, first: Sequence[QWidget]) -> None:
        """Let Tab go from control to control as they are read; to be called once the panel is in its window.

        Args:
            first: what comes before the settings.
        """
        sections = [stop for section in self.sections.values() for stop in section.stops]
        for before, after in pairwise([*first, *sections]):
            self.setTabOrder(before, after)

    def _make_control(self, key: str) -> SettingControl:
        row = hyperparameter(key)
        control: SettingControl
        if isinstance(row, EnvironmentParameter):
            control = EnvironmentControl(row, self)
            control.other_wanted.connect(self.other_environment_wanted)
            control.show_facts(*self.world_words.sentences)
        elif row.group is Group.BAR:
            control = bar_control_for(row, self)
        else:
            control = control_for(row, self)
        control.hide()  # until somebody gives it a place
        control.show_value(self._settings.value(key))
        if row.lasting:
            control.give_note_room(self._moved)
        if self._in_force is not None:
            applied, all_acting = self._in_force
            control.show_applied(self._values_in_force(applied, all_acting=all_acting)[key])
        if key == "algorithm":
            self._offer_algorithms(control)
        chosen = {"environment": self._environment_chosen, "algorithm": self._algorithm_chosen}
        control.changed.connect(chosen.get(key, self._setting_changed))
        self.control_made.emit(control)
        return control

    def _offer_algorithms(self, control: SettingControl) -> None:
        """Offer those that can learn in the world."""
        if isinstance(control, ChoiceControl):
            family = environment_entry(self._settings.environment).family
            control.offer([entry.id for entry in ALGORITHMS if is_for(entry, family)])

    def _values_in_force(self, applied: Settings, *, all_acting: bool) -> dict[str, Value]:
        waiting = pending_until_reset(self._settings, applied)
        return {
            key: applied.value(key) if key in waiting or not all_acting else self._settings.value(key)
            for key in HYPERPARAMETERS
        }

    def _make_section(self, group: Group, *, folded: bool) -> Section:
        titles = {
            Group.LEARNING: self.tr("Learning"),
            Group.POLICY: self.tr("Policy"),
            Group.WORLD: self.tr("World"),
            Group.RUN: self.tr("Run"),
        }
        head = self.world_words if group is Group.WORLD else None
        section = Section(group, titles[group], self.controls, self, folded=folded, head=head)
        section.unfolded.connect(self._bring_in_sight)
        return section

    def _lay_out(self) -> QScrollArea:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(2)
        for section in self.sections.values():
            column.addWidget(section)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("settingsArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area, 1)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _show_needed(self) -> None:
        """Leave out the settings that mean nothing as things are."""
        for group, section in self.sections.items():
            section.offer([row.key for row in rows_of(group) if self._means_something(row)])
        if "algorithm" in self.controls.made:
            self._offer_algorithms(self.controls["algorithm"])
        if self.world_words.show_chosen(self._settings.environment, self._world):
            picker = self.controls.made.get("environment")
            if isinstance(picker, EnvironmentControl):
                picker.show_facts(*self.world_words.sentences)

    def _means_something(self, row: Hyperparameter) -> bool:
        in_force = self._world is not None and self._world.continuous
        met = {
            Needs.VALUE_BASELINE: self._settings.advantage == "value",
            Needs.CONTINUOUS_ACTIONS: environment_entry(self._settings.environment).continuous or in_force,
        }
        return applies(row.key, self._settings) and met.get(row.needs, True)

    @Slot(object)
    def _bring_in_sight(self, section: Section) -> None:
        """Scroll to the first setting of what was unfolded and to a bit of what follows, no further than need be."""

        def scroll() -> None:
            if section.first is not None:
                self._area.ensureWidgetVisible(section.first, 0, section.first.height())

        QTimer.singleShot(0, section, scroll)  # it has its place only once what has been posted has been done

    def _adapt_to(self, environment: str, algorithm: str, arguments: str = "") -> None:
        """Choose a world and what learns in it, with the settings that suit both."""
        if not is_for(algorithm_entry(algorithm), environment_entry(environment).family):
            algorithm = ALGORITHMS[0].id
        preset = preset_for(environment, self._presets, algorithm)
        named: Mapping[str, Value] = {
            "environment": environment,
            "environment_arguments": arguments,
            "algorithm": algorithm,
        }
        self.show_settings(preset.apply(self._settings).changed(named))
        self.settings_chosen.emit(self._settings)

    def _begin_step(self) -> None:
        """What comes is a step of its own."""
        self._gestures += 1
        self._last_gesture = None

    def _go_on(self, key: str) -> None:
        """What comes belongs to the gesture on a control."""
        gesture = key, self.controls[key].gesture.number
        if gesture != self._last_gesture:
            self._begin_step()
            self._last_gesture = gesture

    @Slot(str, object)
    def _setting_changed(self, key: str, value: object) -> None:
        self._go_on(key)
        self._settings = self._settings.changed({key: value})  # type: ignore[dict-item]
        self.preset.show_settings(self._settings)
        self._show_needed()
        self.settings_chosen.emit(self._settings)

    @Slot(str, object)
    def _environment_chosen(self, key: str, environment: str) -> None:
        self._go_on(key)
        self._adapt_to(environment, self._settings.algorithm)

    @Slot(str, object)
    def _algorithm_chosen(self, key: str, algorithm: str) -> None:
        self._go_on(key)
        self._adapt_to(self._settings.environment, algorithm, self._settings.environment_arguments)

    @Slot(object)
    def choose_preset(self, preset: Preset) -> None:
        """Choose a preset, as the user does with its picker."""
        self._begin_step()
        self.show_settings(preset.apply(self._settings))
        self.settings_chosen.emit(self._settings)
