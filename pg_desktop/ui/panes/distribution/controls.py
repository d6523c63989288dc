"""A number that is set with a slider and a spin box."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pg_desktop.ui.kit.settings.number_fields import DecimalField
from pg_desktop.ui.kit.wheel import Slider

_TICKS_A_UNIT: Final = 20
_DECIMALS: Final = 2
_SPIN_BOX_WIDTH: Final = 60
_LEAST_SLIDER: Final = 24


class _SpinBox(DecimalField):
    """A number field that a click goes into."""

    CLICKS_GO_IN = True


class NumberControl(QWidget):
    """A slider and a spin box for one number. Lives in the GUI thread.

    Signals:
        changed (): the number is another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, low: float, high: float, value: float, *, name: str, tip: str) -> None:
        super().__init__(parent)
        self._value = value
        self.slider = Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(round(low * _TICKS_A_UNIT), round(high * _TICKS_A_UNIT))
        self.slider.setPageStep(_TICKS_A_UNIT // 2)
        self.slider.setMinimumWidth(_LEAST_SLIDER)
        self.slider.setValue(round(value * _TICKS_A_UNIT))
        self.spin_box = DecimalField(self)
        self.spin_box.setDecimals(_DECIMALS)
        self.spin_box.setRange(low, high)
        self.spin_box.setSingleStep(0.1)
        self.spin_box.setValue(value)
        self.spin_box.setKeyboardTracking(False)
        # A style sheet's padding does not reach the field inside a spin box.
        self.spin_box.lineEdit().setTextMargins(3, 0, 0, 0)
        self.spin_box.setFixedWidth(_SPIN_BOX_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.slider, 1)
        row.addWidget(self.spin_box)
        for control in (self.slider, self.spin_box):
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            control.setToolTip(tip)
            control.setWhatsThis(tip)
            control.setAccessibleName(name)
            control.setAccessibleDescription(tip)
        self.setFocusProxy(self.slider)
        self.slider.valueChanged.connect(self._slid)
        self.spin_box.valueChanged.connect(self._entered)

    @property
    def value(self) -> float:
        """The number."""
        return self._value

    @Slot(int)
    def _slid(self, tick: int) -> None:
        with QSignalBlocker(self.spin_box):
            self.spin_box.setValue(tick / _TICKS_A_UNIT)
        self._take(tick / _TICKS_A_UNIT)

    @Slot(float)
    def _entered(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value * _TICKS_A_UNIT))
        self._take(value)

    def _take(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit()
