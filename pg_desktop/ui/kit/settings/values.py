"""The values of settings in writing, alike wherever they are told: in controls, marks, lists and the Edit menu."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.settings.kinds import (
    ChoiceParameter,
    Hyperparameter,
    IntegerParameter,
    RealParameter,
    TextParameter,
    Value,
)
from pg_desktop.learning.worlds.ids import short_id
from pg_desktop.ui.kit import numbers


def translated(text: str) -> str:
    """A text of the table of hyperparameters in the user's language, with numbers as the country writes them."""
    return numbers.in_text(QCoreApplication.translate("Hyperparameters", text))


def value_text(row: Hyperparameter, value: Value, locale: QLocale | None = None) -> str:
    """A value as the user reads it.

    Args:
        row: of the setting.
        value: one that it can have.
        locale: how numbers are written; the program's if None.
    """
    match row:
        case RealParameter():
            return real_text(row, float(value), locale)
        case IntegerParameter():
            return translated(row.special) if row.special and value == row.low else numbers.whole(int(value), locale)
        case ChoiceParameter():
            name = next((choice.name for choice in row.choices if choice.value == value), "")
            return translated(name) if name else short_id(str(value))
        case TextParameter():
            return row.written(str(value)) or QCoreApplication.translate("Settings", "none")
    return QCoreApplication.translate("Settings", "on") if value else QCoreApplication.translate("Settings", "off")


def change_text(row: Hyperparameter, old: Value, new: Value, locale: QLocale | None = None) -> tuple[str, str]:
    """Two different values as the user reads them, with as many digits as it takes to tell them apart."""
    texts = value_text(row, old, locale), value_text(row, new, locale)
    if texts[0] == texts[1] and old != new and isinstance(row, RealParameter):
        return numbers.exact(float(old), locale), numbers.exact(float(new), locale)
    return texts


def real_text(row: RealParameter, value: float, locale: QLocale | None = None) -> str:
    """A real number with as many digits as its row has, without zeros at the end, and with its unit; or its word."""
    if row.special and value >= row.high:
        return translated(row.special)
    text = numbers.exact(round(value, row.decimals), locale)
    return f"{text} {row.unit}" if row.unit else text
