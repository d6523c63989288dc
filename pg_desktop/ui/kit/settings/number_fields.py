"""What numbers and choices are entered with. In a scroll area they leave the wheel to it until they have the focus."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSlider, QSpinBox, QWidget

from pg_desktop.learning.settings.kinds import IntegerParameter, RealParameter

SPIN_BOX_FRAME: Final = 44
"""Pixels of a spin box that its text cannot use."""


class _FocusedWheel:
    """Leaves the wheel to others without the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class ComboBox(_FocusedWheel, QComboBox):
    """A combo box. Lives in the GUI thread."""


class Slider(_FocusedWheel, QSlider):
    """A slider. Lives in the GUI thread."""


class WholeNumberField(_FocusedWheel, QSpinBox):
    """A spin box for the whole numbers of a row of the table. Lives in the GUI thread."""

    def __init__(self, row: IntegerParameter, parent: QWidget) -> None:
        super().__init__(parent)
        _prepare(self)
        self.setRange(row.low, row.high)


class RealNumberField(_FocusedWheel, QDoubleSpinBox):
    """A spin box that writes as few digits as its number needs, and a word for its last value.

    It reads a point and a comma as the decimal separator, whichever of them the user's country has.
    Lives in the GUI thread.
    """

    def __init__(self, row: RealParameter, special: str, parent: QWidget) -> None:
        """Make a field.

        Args:
            row: its row of the table.
            special: the row's word for its last value, in the user's language, or "".
            parent: what it is a part of.
        """
        super().__init__(parent)
        self._row = row
        self._special = special
        self.setDecimals(row.decimals)
        self.setRange(row.low, row.high)
        _prepare(self)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:
        if self._special and value >= self._row.high:
            return self._special
        text = self.locale().toString(value, "f", self._row.decimals)
        point = self.locale().decimalPoint()
        if point in text:
            text = text.rstrip("0").rstrip(point)
        return f"{text} {self._row.unit}" if self._row.unit else text

    def valueFromText(self, text: str) -> float:
        if self._special and text.strip().casefold() == self._special.casefold():
            return self._row.high
        number, understood = self.locale().toDouble(self._number_in(text))
        return number if understood else self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # Qt takes over the text that comes back, so it must be the one that was typed, unit and all.
        special, typed = self._special.casefold(), text.strip().casefold()
        if special and special.startswith(typed):
            return QValidator.State.Acceptable if typed == special else QValidator.State.Intermediate, text, position
        state = super().validate(self._number_in(text), 0)[0]
        return state, text, position

    def _number_in(self, text: str) -> str:
        """What is typed without its unit, and with the country's decimal separator for its only point or comma."""
        number = text.removesuffix(self._row.unit).strip()
        separators = [character for character in number if character in ".,"]
        if len(separators) == 1:
            number = number.replace(separators[0], self.locale().decimalPoint())
        return number


def _prepare(spin_box: QAbstractSpinBox) -> None:
    # A style sheet's padding does not reach the field inside a spin box.
    spin_box.lineEdit().setTextMargins(4, 0, 0, 0)
    spin_box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    spin_box.setKeyboardTracking(False)
