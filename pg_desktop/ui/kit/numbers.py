"""How the window writes and reads numbers: the one place for controls, axes, figures, tooltips and pictures.

Numbers are written as in the user's country, with its decimal separator and its groups of thousands. The minus sign is
a real one, 0 has none, and powers of ten are written as such: 5·10⁻⁷. Where no locale is given, it is the program's,
`QLocale()`; one that names no country, such as "C", writes as English does. Files and the command line are no business
of this module: they have a point, whatever the country.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite, isnan
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.settings.spellings import Separators

MINUS: Final = "−"
NOTHING: Final = "–"
"""Stands where there is no number yet."""

_ONE_GAME: Final = 1.995
"""Returns from here on, rounded, are no longer those of a single game that is won or lost."""
_WHOLE_FROM: Final = 1e5
"""From here on, digits after the point say nothing."""
_POWER_FROM: Final = 1e7
_POWER_BELOW: Final = 1e-4
"""From and below which measured numbers are written with a power of ten."""
_COUNTED: Final = 1e15
"""Up to here a counted number is written in full."""
_EXACT_FROM: Final = 1e-6
"""From here on a chosen number is: the finest that a control sets is 0.00001."""
_POWER_DECIMALS: Final = 2
_ENGLISH: Final = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DECIMAL: Final = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?!\d|\.\d)")


def whole(number: float, locale: QLocale | None = None) -> str:
    """A number without digits after the point, which is rounded."""
    if not isfinite(number):
        return _not_finite(number)
    return _plain(number, 0, locale) if abs(number) < _COUNTED else _with_power(number, _POWER_DECIMALS, locale)


def fixed(value: float, decimals: int, locale: QLocale | None = None) -> str:
    """A number with always as many digits after the point, which neither come nor go while it changes.

    Large ones have none, from 100,000 on, and very large ones a power of ten.
    """
    if abs(value) < _WHOLE_FROM:
        return _plain(value, decimals, locale)
    return whole(value, locale) if abs(value) < _POWER_FROM else _large(value, locale)


def score(value: float, locale: QLocale | None = None) -> str:
    """A return or a mean of returns: "187.4", and "−0.25" where games are won and lost and each counts 1."""
    return fixed(value, 2 if abs(value) < _ONE_GAME else 1, locale)


def short(value: float, digits: int = 4, locale: QLocale | None = None) -> str:
    """A number with as few digits as tell it up to a number of significant ones: 0.5, 12.35, 5·10⁻⁷."""
    if abs(value) >= _WHOLE_FROM or not isfinite(value):
        return fixed(value, 0, locale)
    rounded = float(f"{value:.{digits - 1}e}")
    if not rounded:
        return _plain(0, 0, locale)
    exponent = _exponent(value, digits - 1)
    if abs(rounded) < _POWER_BELOW:
        return _times_power(_trimmed(_plain(_scaled(rounded, exponent), digits - 1, locale), locale), exponent)
    return _trimmed(_plain(rounded, max(digits - 1 - exponent, 0), locale), locale)


def exact(value: float, locale: QLocale | None = None) -> str:
    """A number with all the digits that tell it from any other."""
    if not value or not isfinite(value):
        return fixed(value, 0, locale)
    digits = Decimal(repr(value)).normalize().as_tuple()
    if _EXACT_FROM <= abs(value) < _COUNTED:
        return _plain(value, max(-int(digits.exponent), 0), locale)
    return _with_power(value, len(digits.digits) - 1, locale)


def brief(count: float, locale: QLocale | None = None) -> str:
    """A large number in few characters, in thousands or millions: 9,999, 37 k, 12 M."""
    if abs(count) < 10_000:
        return whole(count, locale)
    if abs(count) < 10_000_000:
        return QCoreApplication.translate("Numbers", "{count} k").format(count=whole(round(count / 1e3), locale))
    return QCoreApplication.translate("Numbers", "{count} M").format(count=whole(round(count / 1e6), locale))


def compact(value: float, locale: QLocale | None = None) -> str:
    """A measured number in six characters or so: 467.5, −1,234, 37 k."""
    return fixed(value, 1, locale) if abs(value) < 999.95 else brief(value, locale)


def percent(share: float, decimals: int = 0, locale: QLocale | None = None) -> str:
    """A share of 1 in percent; what is neither nothing nor all does not look like it.

    Args:
        share: 0 to 1.
        decimals: digits after the point.
        locale: the country; the program's if None.
    """
    translate = QCoreApplication.translate
    least = 10.0**-decimals
    value = round(100 * share, decimals)
    if share > 0 and value == 0:
        return translate("Numbers", "<\u00a0{percent}\u00a0%").format(percent=fixed(least, decimals, locale))
    if share < 1 and value == 100:
        return translate("Numbers", ">\u00a0{percent}\u00a0%").format(percent=fixed(100 - least, decimals, locale))
    return translate("Numbers", "{percent}\u00a0%").format(percent=fixed(value, decimals, locale))


def duration(seconds: float, locale: QLocale | None = None) -> str:
    """A time: 0.58 s, 12 s, 1:23 min, 1:02:03."""
    if round(seconds) < 60:
        return QCoreApplication.translate("Numbers", "{seconds} s").format(
            seconds=fixed(seconds, 2 if seconds < 10 else 0, locale)
        )
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return QCoreApplication.translate("Numbers", "{minutes} min").format(minutes=f"{minutes}:{rest:02}")


def power(value: float, exponent: int, decimals: int, locale: QLocale | None = None) -> str:
    """A number as a multiple of a power of ten, with so many digits after its point: 25.0·10⁻⁷."""
    return _times_power(_plain(_scaled(value, exponent), decimals, locale), exponent)


def in_text(text: str, locale: QLocale | None = None) -> str:
    """A sentence of the program's with its numbers as the user's country writes them; its own are in English."""
    point = _country(locale).decimalPoint()
    return text if point == "." else _DECIMAL.sub(rf"\g<1>{point}\g<2>", text)


def separators(locale: QLocale | None = None) -> Separators:
    """How a country writes numbers, for reading what was typed there; the program's if None."""
    locale = _country(locale)
    return Separators(locale.decimalPoint(), locale.groupSeparator())


def typed(text: str, locale: QLocale | None = None) -> str:
    """What was typed, with a minus sign that is understood everywhere."""
    return text.replace(_country(locale).negativeSign(), "-")


def _country(locale: QLocale | None) -> QLocale:
    """How numbers are written: where no country has been named, as for "C" and "POSIX", as in the program's language.

    Qt would leave out the groups of thousands then.
    """
    locale = locale or QLocale()
    return _ENGLISH if locale.language() is QLocale.Language.C else locale


def _plain(value: float, decimals: int, locale: QLocale | None) -> str:
    locale = _country(locale)
    # Rounded here, and not by Qt, so that what becomes 0 loses its sign.
    rounded = round(value, decimals) if decimals else round(value)
    text = locale.toString(rounded + 0.0, "f", decimals) if decimals else locale.toString(rounded)
    return text.replace(locale.negativeSign(), MINUS)


def _large(value: float, locale: QLocale | None) -> str:
    return _with_power(value, _POWER_DECIMALS, locale) if isfinite(value) else _not_finite(value)


def _with_power(value: float, decimals: int, locale: QLocale | None) -> str:
    return power(value, _exponent(value, decimals), decimals, locale)


def _times_power(factor: str, exponent: int) -> str:
    return f"{factor}·10{str(exponent).translate(_SUPERSCRIPTS)}"


def _scaled(value: float, exponent: int) -> float:
    """A number divided by a power of ten, however small that is."""
    return float(Decimal(value).scaleb(-exponent))


def _trimmed(text: str, locale: QLocale | None) -> str:
    locale = _country(locale)
    point, zero = locale.decimalPoint(), locale.zeroDigit()
    return text.rstrip(zero).rstrip(point) if point in text else text


def _exponent(value: float, decimals: int) -> int:
    """The power of ten of a number's first digit, once it is rounded to so many digits after that one."""
    return int(f"{value:.{decimals}e}".partition("e")[2])


def _not_finite(value: float) -> str:
    if isnan(value):
        return "NaN"
    return "∞" if value > 0 else f"{MINUS}∞"
