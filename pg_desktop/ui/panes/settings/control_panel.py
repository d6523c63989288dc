"""The settings, at the left side of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.kinds import Group, Needs, Value
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, applies, pending_until_reset
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.storage.presets import Preset, preset_for
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.settings.setting_controls import SettingControl, control_for
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.settings.environment_control import EnvironmentControl
from pg_desktop.ui.panes.settings.preset_control import PresetControl

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World

_MORE_KEYS_OUTSIDE = ("environment", "algorithm", "advantage")
"""Settings of the further groups that stand among the main ones."""
_FURTHER = (Group.LEARNING, Group.RUN, Group.VIEW)


class ControlPanel(QWidget):
    """A control for every setting. Lives in the GUI thread.

    Signals:
        settings_chosen (Settings): the user changed something; these are all settings now.
        other_environment_wanted (): the user wants one that is not in the table.
    """

    settings_chosen = Signal(object)
    other_environment_wanted = Signal()

    def __init__(self, settings: Settings, presets: Sequence[Preset], actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._presets = tuple(presets)
        self._theme: Theme | None = None
        self._world: World | None = None
        self._gestures = 0
        self._last_gesture: tuple[str, int] | None = None
        self._applied_shown: tuple[Settings, Settings, bool] | None = None
        self.controls = self._make_controls()
        self.preset = PresetControl(presets, self)
        self.preset.chosen.connect(self._preset_chosen)
        self.more_button = QToolButton(self)
        self._more = self._make_more()
        self._lay_out()
        self.show_settings(settings)
        for action in (actions.train_or_pause, actions.step, actions.reset, actions.new):
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

    @Slot()
    def settle(self) -> None:
        """Let everything that the controls show be wanted now, also what has not come to rest yet."""
        for control in self.controls.values():
            control.gesture.end()

    @property
    def preset_name(self) -> str:
        """The preset whose values are chosen, as the user reads it; "" if they are no preset's."""
        return self.preset_box.currentText() if self.preset_box.currentData() is not None else ""

    def show_settings(self, settings: Settings) -> None:
        """Show settings that something else chose: a file, a preset, undo."""
        self._settings = settings
        for key, control in self.controls.items():
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
        text = ""
        if moved is not None:
            kl = moved.moved or 0.0
            text = self.tr("{old} → {new} units moved the policy by {kl} nats.").format(
                old=moved.old,
                new=moved.new,
                kl=self.tr("less than 0.0001") if kl < 1e-4 else self.locale().toString(kl, "f", 4),
            )
        self.controls["hidden_size"].show_note(text)

    def show_world(self, world: World) -> None:
        """Offer what means something in a world."""
        if world != self._world:
            self._world = world
            self.environment.show_world(world)
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

    def _adapt_to(self, environment: str, algorithm: str, arguments: str = "") -> None:
        """Choose a world and what learns in it, with the settings that suit both."""
        preset = preset_for(environment, self._presets, algorithm)
        named: Mapping[str, Value] = {
            "environment": environment,
            "environment_arguments": arguments,
            "algorithm": algorithm,
        }
        self.show_settings(preset.apply(self._settings).changed(named))
        self.settings_chosen.emit(self._settings)

    def show_applied(self, applied: Settings, *, all_acting: bool) -> None:
        """Tell what is in force from what waits.

        Args:
            applied: the settings in force.
            all_acting: whether everything that needs no Reset is in force.
        """
        shown = self._settings, applied, all_acting
        if shown == self._applied_shown:
            return
        self._applied_shown = shown
        waiting = pending_until_reset(self._settings, applied)
        for key, control in self.controls.items():
            in_force = applied.value(key) if key in waiting or not all_acting else self._settings.value(key)
            control.show_applied(in_force)
        self.preset.show_applied(applied, all_acting=all_acting)

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        self._theme = theme
        self._show_chevron(self.more_button.isChecked())

    def _make_controls(self) -> dict[str, SettingControl]:
        controls = {key: control_for(row, self) for key, row in HYPERPARAMETERS.items() if key != "environment"}
        for key, control in controls.items():
            control.changed.connect(self._algorithm_chosen if key == "algorithm" else self._setting_changed)
        self.environment = EnvironmentControl(HYPERPARAMETERS["environment"], self)  # type: ignore[arg-type]
        self.environment.changed.connect(self._environment_chosen)
        self.environment.other_wanted.connect(self.other_environment_wanted)
        return controls | {"environment": self.environment}

    def _show_needed(self) -> None:
        """Leave out the settings that mean nothing as things are."""
        chosen = environment_entry(self._settings.environment).continuous
        in_force = self._world is not None and self._world.continuous
        met = {
            Needs.NOTHING: True,
            Needs.VALUE_BASELINE: self._settings.advantage == "value",
            Needs.CONTINUOUS_ACTIONS: chosen or in_force,
            Needs.CART_POLE: True,
        }
        for key, control in self.controls.items():
            # What the cart-pole worlds have of their own stands in a card, which tells where it means nothing.
            heeded = control.row.needs is Needs.CART_POLE or applies(key, self._settings)
            control.setVisible(heeded and met[control.row.needs])

    def _make_more(self) -> QWidget:
        more = QWidget(self)
        column = QVBoxLayout(more)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(10)
        for control in self._controls_of(*_FURTHER):
            column.addWidget(control)
        more.hide()
        button = self.more_button
        button.setObjectName("moreSettings")
        button.setProperty("role", "plain")
        button.setText(self.tr("&More settings"))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(self.tr("Show or hide the settings that are needed less often."))
        button.setArrowType(Qt.ArrowType.NoArrow)
        button.toggled.connect(self._show_more)
        button.toggled.connect(self._show_chevron)
        return more

    def _controls_of(self, *groups: Group) -> list[SettingControl]:
        return [
            control
            for key, control in self.controls.items()
            if control.row.group in groups and key not in _MORE_KEYS_OUTSIDE
        ]

    def _lay_out(self) -> None:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(11)
        for control in self._controls_of(Group.MAIN):
            column.addWidget(control)
        column.addWidget(self._rule())
        for key in _MORE_KEYS_OUTSIDE:
            column.addWidget(self.controls[key])
        column.addWidget(self.preset)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._more)
        column.addStretch(1)
        area = self._area = QScrollArea(self)
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

    def order_tabs(self, first: Sequence[QWidget]) -> None:
        """Let Tab go from control to control as they are read; to be called once the panel is in its window.

        Args:
            first: what comes before the settings.
        """
        order = list(first)
        for control in self._controls_of(Group.MAIN):
            order += control.stops
        for key in _MORE_KEYS_OUTSIDE:
            order += self.controls[key].stops
        order += [self.preset_box, self.more_button]
        for control in self._controls_of(*_FURTHER):
            order += control.stops
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _rule(self) -> QFrame:
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        return rule

    @Slot(bool)
    def _show_more(self, more: bool) -> None:
        self._more.setVisible(more)
        if more:
            # They have their places only once what this has posted has been done.
            QTimer.singleShot(0, self, self._bring_more_in_sight)

    @Slot()
    def _bring_more_in_sight(self) -> None:
        """Scroll to the first of the further settings and to a bit of what follows, and no further than that takes."""
        shown = (control for control in self._controls_of(*_FURTHER) if not control.isHidden())
        first = next(shown, None)
        if first is not None:
            self._area.ensureWidgetVisible(first, 0, first.height())

    @Slot(bool)
    def _show_chevron(self, expanded: bool) -> None:
        if self._theme is not None:
            self.more_button.setIcon(icon("chevron_up" if expanded else "chevron_down", self._theme.muted))

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
    def _preset_chosen(self, preset: Preset) -> None:
        self._begin_step()
        self.show_settings(preset.apply(self._settings))
        self.settings_chosen.emit(self._settings)
