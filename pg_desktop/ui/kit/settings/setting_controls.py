"""The controls of the settings, each made from its row of the table of hyperparameters."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListView, QWidget

from pg_desktop.learning.settings.kinds import (
    ChoiceParameter,
    Hyperparameter,
    IntegerParameter,
    RealParameter,
    SwitchParameter,
    TextParameter,
    Value,
)
from pg_desktop.messages import UserError
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.settings.complaint import Complaint
from pg_desktop.ui.kit.settings.number_fields import (
    SPIN_BOX_FRAME,
    RealNumberField,
    WholeNumberField,
)
from pg_desktop.ui.kit.settings.scales import SliderScale, scale_for
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.settings.values import translated
from pg_desktop.ui.kit.wheel import ComboBox, Slider


class SliderControl(SettingControl):
    """A number with a slider and a spin box.

    The slider has its positions from when the control is first shown: most controls are out of sight when the window
    opens, and writing a thousand positions takes some 2 ms for each.
    """

    def __init__(self, row: RealParameter | IntegerParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._scale: SliderScale | None = None
        self._value: Value = row.low
        self.slider = Slider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(f"{row.key}_slider")
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.setMinimumWidth(90)
        self.spin_box = self._make_spin_box(row)
        self.spin_box.setObjectName(f"{row.key}_spin_box")
        self.spin_box.setFixedWidth(84)
        self._grid.addWidget(self.name_label, 0, 0)
        self._grid.addWidget(self.chip, 0, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self.slider, 1, 0, 1, 2)
        self._grid.addWidget(self.spin_box, 1, 2)
        self._grid.setColumnStretch(0, 1)
        self._describe(self.slider, self.spin_box)
        self.slider.valueChanged.connect(self._slider_moved)
        self.slider.sliderReleased.connect(self.gesture.end)
        self.spin_box.valueChanged.connect(self._spin_box_changed)
        self.spin_box.editingFinished.connect(self.gesture.end)

    def value(self) -> Value:
        """See `SettingControl.value`."""
        return self._value

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        self._place_slider(float(value))
        self._take(float(value))

    def _make_spin_box(self, row: RealParameter | IntegerParameter) -> WholeNumberField | RealNumberField:
        if isinstance(row, RealParameter):
            return RealNumberField(row, translated(row.special), self)
        return WholeNumberField(row, self)

    def showEvent(self, event: QShowEvent) -> None:
        """See `QWidget.showEvent`."""
        super().showEvent(event)
        if self._scale is None:
            self._scale = scale_for(self.row)
            with QSignalBlocker(self.slider):
                self.slider.setRange(0, self._scale.ticks)
                self.slider.setPageStep(max(1, self._scale.ticks // 10))
            self._place_slider(float(self._value))

    def _place_slider(self, value: float) -> None:
        if self._scale is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._scale.tick(value))

    @Slot(int)
    def _slider_moved(self, tick: int) -> None:
        if self._scale is not None:
            self._take(self._scale.value(tick))

    @Slot(int)
    @Slot(float)
    def _spin_box_changed(self, value: float) -> None:
        self.setValue(value)

    def _take(self, number: float) -> None:
        old, self._value = self._value, self.row.check(number)
        with QSignalBlocker(self.spin_box):
            self.spin_box.setValue(self._value)  # type: ignore[arg-type]
        if old != self._value:
            self._chosen()


class NumberControl(SettingControl):
    """A whole number with a spin box alone."""

    def __init__(self, row: IntegerParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self.spin_box = WholeNumberField(row, self)
        self.spin_box.setObjectName(f"{row.key}_spin_box")
        digits = self.spin_box.textFromValue(row.high)
        self.spin_box.setFixedWidth(max(92, self.spin_box.fontMetrics().horizontalAdvance(digits) + SPIN_BOX_FRAME))
        if row.special:
            self.spin_box.setSpecialValueText(translated(row.special))
        self._grid.addWidget(self.name_label, 0, 0)
        self._grid.addWidget(self.chip, 0, 1)
        self._grid.addWidget(self.spin_box, 0, 2)
        self._grid.setColumnStretch(0, 1)
        self._describe(self.spin_box)
        self.spin_box.valueChanged.connect(self._changed)
        self.spin_box.editingFinished.connect(self.gesture.end)

    def value(self) -> Value:
        """See `SettingControl.value`."""
        return self.spin_box.value()

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        self.spin_box.setValue(int(value))

    @Slot()
    def _changed(self) -> None:
        self._chosen()


class ChoiceControl(SettingControl):
    """A combo box."""

    BOX: type[ComboBox] = ComboBox

    def __init__(self, row: ChoiceParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._row = row
        self.combo_box = self.BOX(self)
        self.combo_box.setObjectName(f"{row.key}_combo_box")
        for index, choice in enumerate(row.choices):
            self.combo_box.addItem(translated(choice.name), choice.value)
            self.combo_box.setItemData(index, translated(choice.help), Qt.ItemDataRole.ToolTipRole)
        self._grid.addWidget(self.name_label, 0, 0)
        self._grid.addWidget(self.chip, 0, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self.combo_box, 1, 0, 1, 2)
        self._grid.setColumnStretch(0, 1)
        self._describe(self.combo_box)
        self.combo_box.currentIndexChanged.connect(self._changed)

    def value(self) -> Value:
        """See `SettingControl.value`."""
        value: str = self.combo_box.currentData()
        return value

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        self.combo_box.setCurrentIndex(self.combo_box.findData(value))

    def offer(self, values: Collection[Value]) -> None:
        """Offer only some of the choices; one that is chosen already stays."""
        model, view = self.combo_box.model(), self.combo_box.view()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 (what Qt makes for items that are added)
        assert isinstance(view, QListView)  # noqa: S101 (likewise)
        for index in range(self.combo_box.count()):
            offered = self.combo_box.itemData(index) in values
            model.item(index).setEnabled(offered)
            view.setRowHidden(index, not offered)

    def _choices_help(self) -> str:
        items = (f"<li><b>{translated(c.name)}</b>: {translated(c.help)}</li>" for c in self._row.choices)
        return f"<ul>{''.join(items)}</ul>"

    @Slot()
    def _changed(self) -> None:
        self._chosen()


class SwitchControl(SettingControl):
    """A check box."""

    def __init__(self, row: SwitchParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self.check_box = QCheckBox(translated(row.name), self)
        self.check_box.setObjectName(f"{row.key}_check_box")
        self.check_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
        self.name_label.hide()
        self._grid.addWidget(self.check_box, 0, 0)
        self._grid.addWidget(self.chip, 0, 1)
        self._grid.setColumnStretch(0, 1)
        self._describe(self.check_box)
        self.check_box.toggled.connect(self._changed)

    def value(self) -> Value:
        """See `SettingControl.value`."""
        return self.check_box.isChecked()

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        self.check_box.setChecked(bool(value))

    @Slot()
    def _changed(self) -> None:
        self._chosen()


class TextControl(SettingControl):
    """A field for a text. What is typed is taken over with Enter or when the focus leaves, if it is allowed."""

    def __init__(self, row: TextParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._row = row
        self._value = ""
        self.field = QLineEdit(self)
        self.field.setObjectName(f"{row.key}_field")
        self.field.setPlaceholderText(row.example)
        self._grid.addWidget(self.name_label, 0, 0)
        self._grid.addWidget(self.chip, 0, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self.field, 1, 0, 1, 2)
        self._grid.setColumnStretch(0, 1)
        self._describe(self.field)
        self.complaint = Complaint(self.field)
        self.field.editingFinished.connect(self._take)

    def value(self) -> Value:
        """See `SettingControl.value`."""
        return self._value

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        old, self._value = self._value, self._row.check(value)
        self.field.setText(self._row.written(self._value))
        self.complaint.withdraw()
        if self._value != old:
            self._chosen()

    @Slot()
    def _take(self) -> None:
        if self.field.text() == self._row.written(self._value):
            return
        try:
            self.setValue(self.field.text())
        except UserError as error:
            self.complaint.say(sentence(error))


def control_for(row: Hyperparameter, parent: QWidget | None = None) -> SettingControl:
    """The control for a row of the table.

    Raises:
        TypeError: for a kind of row that has none.
    """
    match row:
        case RealParameter():
            return SliderControl(row, parent)
        case IntegerParameter():
            return SliderControl(row, parent) if row.scale else NumberControl(row, parent)
        case ChoiceParameter():
            return ChoiceControl(row, parent)
        case SwitchParameter():
            return SwitchControl(row, parent)
        case TextParameter():
            return TextControl(row, parent)
    raise TypeError(f"no control for {row.key}")
