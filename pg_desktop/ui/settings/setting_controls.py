"""The controls of the settings, each made from its row of the table of hyperparameters."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QWidget,
)

from pg_desktop.learning.hyperparameter_kinds import (
    ChoiceParameter,
    Hyperparameter,
    IntegerParameter,
    RealParameter,
    SwitchParameter,
    TakesEffect,
    Value,
)
from pg_desktop.ui.settings.scales import scale_for


def translated(text: str) -> str:
    """A text of the table of hyperparameters in the user's language."""
    return QCoreApplication.translate("Hyperparameters", text)


class EffectChip(QLabel):
    """Says when a change takes effect, or what is still waiting to. Lives in the GUI thread."""

    def __init__(self, takes_effect: TakesEffect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes_effect = takes_effect
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        self.setFont(font)
        self.show_applied()

    def show_applied(self) -> None:
        """Nothing waits."""
        texts = {
            TakesEffect.NOW: ("now", self.tr("now"), self.tr("A change acts at once.")),
            TakesEffect.NEXT_UPDATE: (
                "next",
                self.tr("next update"),
                self.tr("A change acts from the next update on, without stopping the run."),
            ),
            TakesEffect.RESET: (
                "reset",
                self.tr("on Reset"),
                self.tr("A change acts when the run is reset, or at once while it has not begun."),
            ),
        }
        self._show(*texts[self._takes_effect])

    def show_waiting(self, applied: str) -> None:
        """Something waits; `applied` is the value in force meanwhile."""
        if self._takes_effect is TakesEffect.RESET:
            text = self.tr("{applied} until Reset").format(applied=applied)
        else:
            text = self.tr("{applied} until next update").format(applied=applied)
        tip = self.tr("The run still uses {applied}.").format(applied=applied)
        self._show("waiting", text, tip)

    def _show(self, kind: str, text: str, tip: str) -> None:
        if self.property("chip") == kind and self.text() == text:
            return
        self.setProperty("chip", kind)
        self.setText(text)
        self.setToolTip(tip)
        self.style().unpolish(self)
        self.style().polish(self)


class SettingControl(QWidget):
    """One setting: its name, its control, and when a change takes effect. Lives in the GUI thread.

    Its object name is the setting's key.

    Attributes:
        row: its row of the table.
        stops: where Tab stops in it, in order.

    Signals:
        changed (str, object): the user chose another value: key and value.
    """

    changed = Signal(str, object)

    def __init__(self, row: Hyperparameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setObjectName(row.key)
        self.chip = EffectChip(row.takes_effect, self)
        self.name_label = QLabel(self._name_text(), self)
        self.name_label.setTextFormat(Qt.TextFormat.RichText)
        self.stops: list[QWidget] = []
        self._note: QLabel | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)

    def value(self) -> Value:
        """What the control shows."""
        raise NotImplementedError(type(self))

    def setValue(self, value: Value) -> None:
        """Choose a value as a user would; `changed` tells if it is another."""
        raise NotImplementedError(type(self))

    def show_value(self, value: Value) -> None:
        """Show a value that somebody else chose, without `changed`."""
        with QSignalBlocker(self):
            self.setValue(value)

    def show_applied(self, applied: Value) -> None:
        """Say whether what the control shows is in force yet."""
        if applied == self.value():
            self.chip.show_applied()
        else:
            self.chip.show_waiting(self.text_of(applied))

    def show_note(self, text: str) -> None:
        """Say something about the setting in a line below its control; nothing takes the line away."""
        if text == (self._note.text() if self._note is not None else ""):
            return
        if self._note is None:
            self._note = QLabel(self)
            self._note.setProperty("role", "muted")
            self._note.setWordWrap(True)
            self._grid.addWidget(self._note, self._grid.rowCount(), 0, 1, -1)
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def text_of(self, value: Value) -> str:
        """A value as the user reads it."""
        return str(value)

    def _name_text(self) -> str:
        name = translated(self.row.name)
        return f"{name}&nbsp;&nbsp;<i>{self.row.symbol}</i>" if self.row.symbol else name

    def _describe(self, *controls: QWidget) -> None:
        row = self.row
        help_text, formula = translated(row.help), row.formula
        tip = f"<p>{help_text}</p>" + (f"<p><i>{formula}</i></p>" if formula else "")
        whats_this = f"<h3>{translated(row.name)} {row.symbol}</h3>{tip}<p><code>--set {row.key}=…</code></p>"
        for control in controls:
            control.setToolTip(tip)
            control.setWhatsThis(whats_this + self._choices_help())
            control.setAccessibleName(translated(row.name))
            control.setAccessibleDescription(help_text)
        self.stops = list(controls)
        self.name_label.setToolTip(tip)
        self.name_label.setBuddy(controls[-1])

    def _choices_help(self) -> str:
        return ""


class _FocusedWheel:
    """For controls in a scroll area: without the focus they leave the wheel to it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class _ComboBox(_FocusedWheel, QComboBox):
    pass


class _Slider(_FocusedWheel, QSlider):
    pass


class _SpinBox(_FocusedWheel, QSpinBox):
    pass


_SPIN_BOX_FRAME = 44
"""Pixels of a spin box that its text cannot use."""


def _prepare(spin_box: QAbstractSpinBox) -> None:
    # A style sheet's padding does not reach the field inside a spin box.
    spin_box.lineEdit().setTextMargins(4, 0, 0, 0)
    spin_box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class _CompactSpinBox(_FocusedWheel, QDoubleSpinBox):
    """A spin box that writes as few digits as its number needs, and a word for its last value."""

    def __init__(self, row: RealParameter, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row
        self.setDecimals(row.decimals)
        self.setRange(row.low, row.high)
        _prepare(self)
        self.setKeyboardTracking(False)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:
        if self._row.special and value >= self._row.high:
            return translated(self._row.special)
        text = self.locale().toString(value, "f", self._row.decimals)
        point = self.locale().decimalPoint()
        if point in text:
            text = text.rstrip("0").rstrip(point)
        return f"{text} {self._row.unit}" if self._row.unit else text

    def valueFromText(self, text: str) -> float:
        if self._row.special and text.strip().casefold() == translated(self._row.special).casefold():
            return self._row.high
        number, understood = self.locale().toDouble(text.removesuffix(self._row.unit).strip())
        return number if understood else self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # Qt takes over the text that comes back, so it must be the one that was typed, unit and all.
        special, typed = translated(self._row.special).casefold(), text.strip().casefold()
        if special and special.startswith(typed):
            return QValidator.State.Acceptable if typed == special else QValidator.State.Intermediate, text, position
        state = super().validate(text.removesuffix(self._row.unit).strip(), 0)[0]
        return state, text, position


class SliderControl(SettingControl):
    """A number with a slider and a spin box."""

    def __init__(self, row: RealParameter | IntegerParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._scale = scale_for(row)
        self._value: Value = row.low
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(f"{row.key}_slider")
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.setRange(0, self._scale.ticks)
        self.slider.setPageStep(max(1, self._scale.ticks // 10))
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
        self.spin_box.valueChanged.connect(self._spin_box_changed)

    def value(self) -> Value:
        """See `SettingControl.value`."""
        return self._value

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._scale.tick(float(value)))
        self._take(float(value))

    def text_of(self, value: Value) -> str:
        """See `SettingControl.text_of`."""
        return self.spin_box.textFromValue(value)  # type: ignore[arg-type]

    def _make_spin_box(self, row: RealParameter | IntegerParameter) -> QSpinBox | QDoubleSpinBox:
        if isinstance(row, RealParameter):
            return _CompactSpinBox(row, self)
        spin_box = _SpinBox(self)
        _prepare(spin_box)
        spin_box.setRange(row.low, row.high)
        spin_box.setKeyboardTracking(False)
        return spin_box

    @Slot(int)
    def _slider_moved(self, tick: int) -> None:
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
            self.changed.emit(self.row.key, self._value)


class NumberControl(SettingControl):
    """A whole number with a spin box alone."""

    def __init__(self, row: IntegerParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self.spin_box = _SpinBox(self)
        _prepare(self.spin_box)
        self.spin_box.setObjectName(f"{row.key}_spin_box")
        self.spin_box.setRange(row.low, row.high)
        self.spin_box.setKeyboardTracking(False)
        digits = self.spin_box.textFromValue(row.high)
        self.spin_box.setFixedWidth(max(92, self.spin_box.fontMetrics().horizontalAdvance(digits) + _SPIN_BOX_FRAME))
        if row.special:
            self.spin_box.setSpecialValueText(translated(row.special))
        self._grid.addWidget(self.name_label, 0, 0)
        self._grid.addWidget(self.chip, 0, 1)
        self._grid.addWidget(self.spin_box, 0, 2)
        self._grid.setColumnStretch(0, 1)
        self._describe(self.spin_box)
        self.spin_box.valueChanged.connect(self._changed)

    def text_of(self, value: Value) -> str:
        """See `SettingControl.text_of`."""
        special = self.spin_box.specialValueText()
        return special if special and value == self.spin_box.minimum() else self.spin_box.textFromValue(int(value))

    def value(self) -> Value:
        """See `SettingControl.value`."""
        return self.spin_box.value()

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        self.spin_box.setValue(int(value))

    @Slot(int)
    def _changed(self, value: int) -> None:
        self.changed.emit(self.row.key, value)


class ChoiceControl(SettingControl):
    """A combo box."""

    def __init__(self, row: ChoiceParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._row = row
        self.combo_box = _ComboBox(self)
        self.combo_box.setObjectName(f"{row.key}_combo_box")
        self.combo_box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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

    def text_of(self, value: Value) -> str:
        """See `SettingControl.text_of`."""
        return self.combo_box.itemText(self.combo_box.findData(value))

    def _choices_help(self) -> str:
        items = (f"<li><b>{translated(c.name)}</b>: {translated(c.help)}</li>" for c in self._row.choices)
        return f"<ul>{''.join(items)}</ul>"

    @Slot(int)
    def _changed(self, _index: int) -> None:
        self.changed.emit(self.row.key, self.value())


class SwitchControl(SettingControl):
    """A check box."""

    def __init__(self, row: SwitchParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self.check_box = QCheckBox(translated(row.name), self)
        self.check_box.setObjectName(f"{row.key}_check_box")
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

    def text_of(self, value: Value) -> str:
        """See `SettingControl.text_of`."""
        return self.tr("on") if value else self.tr("off")

    @Slot(bool)
    def _changed(self, checked: bool) -> None:
        self.changed.emit(self.row.key, checked)


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
    raise TypeError(f"no control for {row.key}")
