"""Controls of settings that stand in a bar: one line high, as narrow as need be, without a chip."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from pg_desktop.learning.settings.kinds import (
    ChoiceParameter,
    Hyperparameter,
    IntegerParameter,
    RealParameter,
    TakesEffect,
    Value,
)
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.settings.setting_controls import ChoiceControl, SliderControl
from pg_desktop.ui.kit.wheel import PickerBox

_SLIDER: Final = 110
"""Pixels of a slider in a bar."""


class BarSlider(SliderControl):
    """A number with its name, a short slider and a field, all in one line. Lives in the GUI thread.

    Its changes act at once, so that it needs no chip.
    """

    def __init__(self, row: RealParameter | IntegerParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self.leave_unsaid(row.takes_effect)
        self.slider.setFixedWidth(_SLIDER)
        self.name_label.setProperty("role", "muted")
        self._grid.removeWidget(self.chip)
        for column, part in enumerate((self.name_label, self.slider, self.spin_box)):
            self._grid.addWidget(part, 0, column)
        self._grid.setColumnStretch(0, 0)

    def fit(self, width: int) -> None:
        """Show what there is room for: always the field, rather the slider than the name.

        Args:
            width: pixels that all of it may take.
        """
        gap = self._grid.horizontalSpacing()
        with_slider = self.least_width + self.slider.minimumWidth() + gap
        self.slider.setVisible(width >= with_slider)
        self.name_label.setVisible(width >= with_slider + self.name_label.sizeHint().width() + gap)

    def show_applied(self, applied: Value) -> None:
        """See `SettingControl.show_applied`; what the run has not taken notice of yet, it soon will."""
        super().show_applied(applied)
        self.chip.hide()

    @property
    def least_width(self) -> int:
        """Pixels of the field alone."""
        return self.spin_box.width()


class BarChoice(ChoiceControl):
    """A combo box alone; its border and its tooltip say when a choice waits. Lives in the GUI thread."""

    BOX = PickerBox
    combo_box: PickerBox

    def __init__(self, row: ChoiceParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        for part in (self.name_label, self.chip):
            self._grid.removeWidget(part)
            part.hide()
        self._grid.addWidget(self.combo_box, 0, 0)
        self._grid.setRowMinimumHeight(0, 0)
        self.combo_box.explain(self.combo_box.toolTip())

    def show_applied(self, applied: Value) -> None:
        """See `SettingControl.show_applied`."""
        waits = applied != self.value()
        text = self.tr("The run still uses {applied}; this acts on Reset.")
        soon = self.tr("The run still uses {applied}; this acts from the next update on.")
        text = text if self.row.takes_effect is TakesEffect.RESET else soon
        self.combo_box.show_waiting(text.format(applied=self.text_of(applied)) if waits else "")


def bar_control_for(row: Hyperparameter, parent: QWidget | None = None) -> SettingControl:
    """The control in a bar for a row of the table.

    Raises:
        TypeError: for a kind of row that has none.
    """
    match row:
        case RealParameter() | IntegerParameter():
            return BarSlider(row, parent)
        case ChoiceParameter():
            return BarChoice(row, parent)
    raise TypeError(f"no control in a bar for {row.key}")
