"""A number that is set with a slider and a spin box."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from pg_desktop.ui.panes.distribution.numbers import number

_TICKS_A_UNIT: Final = 20
_DECIMALS: Final = 2
_SPIN_BOX_WIDTH: Final = 60
_LEAST_SLIDER: Final = 24


class _ScrollFirst(QObject):
    """Leaves the wheel to the scroll area around a control that does not have the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class _SpinBox(QDoubleSpinBox):
    """Writes a real minus sign, and reads either."""

    def textFromValue(self, value: float) -> str:
        return number(value, self.decimals())

    def valueFromText(self, text: str) -> float:
        value, understood = QLocale().toDouble(_typed(text))
        return value if understood else self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # Qt takes over the text that comes back, so it must be the one that was typed.
        return super().validate(_typed(text), position)[0], text, position


def _typed(text: str) -> str:
    return text.strip().replace("−", QLocale().negativeSign())


class NumberControl(QWidget):
    """A slider and a spin box for one number. Lives in the GUI thread.

    Signals:
        changed (): the number is another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, low: float, high: float, value: float, *, name: str, tip: str) -> None:
        super().__init__(parent)
        self._value = value
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(round(low * _TICKS_A_UNIT), round(high * _TICKS_A_UNIT))
        self.slider.setPageStep(_TICKS_A_UNIT // 2)
        self.slider.setMinimumWidth(_LEAST_SLIDER)
        self.slider.setValue(round(value * _TICKS_A_UNIT))
        self.spin_box = _SpinBox(self)
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
        scroll_first = _ScrollFirst(self)
        for control in (self.slider, self.spin_box):
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            control.setToolTip(tip)
            control.setWhatsThis(tip)
            control.setAccessibleName(name)
            control.setAccessibleDescription(tip)
            control.installEventFilter(scroll_first)
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
