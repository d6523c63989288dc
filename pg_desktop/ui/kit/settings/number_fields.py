"""What numbers are entered with.

Anything can be typed. With Enter, or when the focus leaves, it is read as the command line reads it, see
`learning.settings.spellings`: all of it is taken, or nothing, and then the field says why and keeps its value.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

from pg_desktop.learning.settings.kinds import DECIMALS_MAX, IntegerParameter, RealParameter
from pg_desktop.learning.settings.spellings import read_real
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.ui.kit import numbers
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.settings.complaint import Complaint
from pg_desktop.ui.kit.settings.values import real_text
from pg_desktop.ui.kit.wheel import DeliberateWheel, SpinBox

SPIN_BOX_FRAME: Final = 44
"""Pixels of a spin box that its text cannot use."""

_State = tuple[QValidator.State, str, int]

if TYPE_CHECKING:
    _SpinBox = QAbstractSpinBox
else:
    _SpinBox = object  # Qt's objects have one ancestor among Qt's classes


class _Typed(_SpinBox):
    """What the fields have in common; each says with `read` what a text means.

    To be mixed in before one of Qt's spin boxes. Qt refuses nothing that is typed, since it would leave out single
    keys: "1e-3" would be 13.
    """

    _complaint: Complaint | None = None

    def read(self, text: str) -> float:
        """The number that a text means.

        Raises:
            UserError: if it means none, or one that is not allowed.
        """
        raise NotImplementedError(type(self))

    def special(self) -> str:
        """The word for one of the values, in the user's language, or ""."""
        return ""

    def validate(self, text: str, position: int) -> _State:
        special, typed = self.special().casefold(), text.strip().casefold()
        if special and special.startswith(typed):
            return QValidator.State.Acceptable if typed == special else QValidator.State.Intermediate, text, position
        try:
            self.read(text)
        except UserError:
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:
        """Qt asks for it where what was typed is not acceptable, and then has the old value again."""
        try:
            self.read(text)
        except UserError as reason:
            self._complain(sentence(reason))
        return text

    def _complain(self, reason: str) -> None:
        if self._complaint is None:
            self._complaint = Complaint(self.lineEdit(), self)
        self._complaint.say(self.tr("{reason} The old value stays.").format(reason=reason))

    def _prepare(self) -> None:
        # A style sheet's padding does not reach the field inside a spin box.
        self.lineEdit().setTextMargins(4, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)


class WholeNumberField(_Typed, SpinBox):
    """A spin box for the whole numbers of a row of the table. Lives in the GUI thread."""

    def __init__(self, row: IntegerParameter, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row
        self._prepare()
        self.setRange(row.low, row.high)

    def read(self, text: str) -> int:
        """See `_Typed.read`."""
        return self._row.parse(numbers.typed(text, self.locale()), numbers.separators(self.locale()))

    def special(self) -> str:
        """See `_Typed.special`."""
        return self.specialValueText()

    def valueFromText(self, text: str) -> int:
        if self.special() and text.strip().casefold() == self.special().casefold():
            return self.minimum()
        try:
            return self.read(text)
        except UserError:
            return self.value()


class DecimalField(_Typed, DeliberateWheel, QDoubleSpinBox):
    """A spin box that writes as `kit.numbers` does. Lives in the GUI thread."""

    def textFromValue(self, value: float) -> str:
        return numbers.fixed(value, self.decimals(), self.locale())

    def valueFromText(self, text: str) -> float:
        try:
            return self.read(text)
        except UserError:
            return self.value()

    def read(self, text: str) -> float:
        """See `_Typed.read`."""
        locale = self.locale()
        number = read_real(numbers.typed(text, locale), numbers.separators(locale), self.maximum())
        if number is None or not self.minimum() <= number <= self.maximum():
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "It must be a number between {low} and {high}, but it is {value}."),
                low=self.minimum(),
                high=self.maximum(),
                value=repr(text) if number is None else number,
            )
        return number


class RealNumberField(DecimalField):
    """A spin box that writes as few digits as its number needs, and a word for its last value.

    Lives in the GUI thread.
    """

    CLICKS_GO_IN = True

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
        # What is typed, or comes from a file, may have more digits than the row's steps, and loses none.
        self.setDecimals(DECIMALS_MAX)
        self.setRange(row.low, row.high)
        self._prepare()

    def read(self, text: str) -> float:
        """See `_Typed.read`."""
        return self._row.parse(numbers.typed(text, self.locale()), numbers.separators(self.locale()))

    def special(self) -> str:
        """See `_Typed.special`."""
        return self._special

    def textFromValue(self, value: float) -> str:
        if value == round(value, self._row.decimals) or (self._special and value >= self._row.high):
            return real_text(self._row, value, self.locale())
        text = numbers.exact(value, self.locale())
        return f"{text} {self._row.unit}" if self._row.unit else text

    def valueFromText(self, text: str) -> float:
        if self._special and text.strip().casefold() == self._special.casefold():
            return self._row.high
        return super().valueFromText(text)

    def stepBy(self, steps: int) -> None:
        """Go by steps of the second digit, but of no less than the row's last decimal."""
        self.interpretText()
        value, least = self.value(), 10.0**-self._row.decimals
        # On the way down, the steps become smaller already at the power of ten.
        size = abs(value) / (1.01 if (value < 0) != (steps < 0) else 1)
        step = max(least, 10.0 ** (math.floor(math.log10(size)) - 1)) if size >= least else least
        self.setValue(round(value + steps * step, self._row.decimals))
        self.selectAll()
