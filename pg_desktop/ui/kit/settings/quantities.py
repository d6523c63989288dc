"""Amounts of what a world's physics is made of, as sentences and titles tell them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.settings.kinds import IntegerParameter, RealParameter
from pg_desktop.learning.settings.table import hyperparameter
from pg_desktop.ui.kit.numbers import short, whole


def quantity_text(name: str, value: float, locale: QLocale | None = None) -> str:
    """An amount with its unit, in one piece.

    Args:
        name: of the quantity, which is that of its row of the settings.
        value: how much of it there is.
        locale: writes the number; the program's if None.
    """
    row = hyperparameter(name)
    if isinstance(row, IntegerParameter):
        translate = QCoreApplication.translate
        text = translate("Quantities", "1 step") if value == 1 else translate("Quantities", "{count} steps")
        return text.format(count=whole(value, locale)).replace(" ", "\u00a0")
    unit = row.unit if isinstance(row, RealParameter) else ""
    space = "\u00a0" if unit and unit != "×" else ""
    return f"{short(value, 3, locale)}{space}{unit}"
