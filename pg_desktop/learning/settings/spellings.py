"""Reading a number that somebody has typed: the one place for the window's fields and the command line.

All of what was typed is understood, or none of it. Understood are Python's spellings, `1e-3`, `.5`, `1_000`, and those
of people: a point or a comma before the decimals, thousands apart, another script's digits, the window's own 5·10⁻⁷.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from math import inf, isfinite
from typing import Final

_LONGEST: Final = 100
"""Characters; no number that is meant has more, and reading thousands of digits takes its time."""
_MINUS: Final = "−"
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER: Final = re.compile(r"\s*[·*×]\s*10(?:\^|\*\*)?([⁻⁺−+-]?[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")
_PARTS: Final = re.compile(r"([+-]?)\s*([^eE+-]*)(?:[eE]([+-]?[0-9]+(?:_[0-9]+)*))?")
_DIGITS: Final = re.compile(r"[0-9]+(?:_[0-9]+)*")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:([.,'’]|\s)[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
"""In groups of three, or as India has them: 12,34,567."""
_ONE_GROUP: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


@dataclass(frozen=True)
class Separators:
    """How a country writes numbers.

    Attributes:
        decimal: what stands before the decimals.
        thousands: what stands between thousands.
    """

    decimal: str = "."
    thousands: str = ","


ENGLISH: Final = Separators()
"""Those of the command line, whatever the country."""


def read_real(text: str, separators: Separators = ENGLISH, most: float = inf) -> float | None:
    """The number that a text spells, or None if it spells none that is finite.

    A point and a comma are both understood. Where only one of them is there, once, it is the decimal separator, unless
    it may just as well stand before thousands, as the country writes them: "1,500" in English.

    Args:
        text: what was typed.
        separators: the country's.
        most: numbers above this are not meant.
    """
    number = _read(text, separators, most)
    if number is None:
        return None
    value = float(number)
    return value if isfinite(value) else None


def read_whole(text: str, separators: Separators = ENGLISH, most: float = inf) -> int | None:
    """The whole number that a text spells, or None if it spells none; see `read_real`. "1e3" and "2.0" are such."""
    number = _read(text, separators, most)
    # Of what is far too large, the digits are not written out.
    if number is None or number.adjusted() > _LONGEST or number != number.to_integral_value():
        return None
    return int(number)


def _read(text: str, separators: Separators, most: float) -> Decimal | None:
    if len(text) > _LONGEST:
        return None
    plain = _POWER.sub(_as_exponent, _in_latin(text.strip(), separators))
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None
    sign, mantissa, exponent = found.groups()
    digits = _plain(mantissa, separators, most)
    if digits is None:
        return None
    power = int(exponent or 0)
    # Beyond this every float is 0 or infinite, and `Decimal` has limits of its own.
    if abs(power) > 100_000:
        return None
    return Decimal(f"{sign}{digits}").scaleb(power) if Decimal(digits) else Decimal(0)


def _as_exponent(found: re.Match[str]) -> str:
    return f"e{found[1].translate(_SUPERSCRIPTS).replace(_MINUS, '-')}"


def _in_latin(text: str, separators: Separators) -> str:
    """With the digits, separators and minus sign of any script as those of ASCII; superscripts stay."""
    for theirs, ours in ((separators.decimal, "."), (separators.thousands, "'")):
        if theirs not in ".,":
            text = text.replace(theirs, ours)
    text = "".join(sign if sign.isascii() else str(unicodedata.decimal(sign, sign)) for sign in text)
    return text.replace(_MINUS, "-")


def _plain(mantissa: str, separators: Separators, most: float) -> str | None:
    """Digits with at most a point among them; None if it is something else."""
    marks = [sign for sign in mantissa if sign in ".,"]
    if not marks or marks.count(marks[-1]) > 1 or _is_grouped(mantissa, separators, most):
        return _whole_part(mantissa)
    before, _, after = mantissa.rpartition(marks[-1])
    whole = _whole_part(before) if before else ""
    decimals = _DIGITS.fullmatch(after) if after else True
    if whole is None or decimals is None or not (before or after):
        return None
    return f"{whole or '0'}.{after.replace('_', '') or '0'}"


def _is_grouped(mantissa: str, separators: Separators, most: float) -> bool:
    """Whether the only separator stands before thousands in this country."""
    return (
        separators.thousands in mantissa
        and _ONE_GROUP.fullmatch(mantissa) is not None
        and float(mantissa.replace(separators.thousands, "")) <= most
    )


def _whole_part(text: str) -> str | None:
    if _DIGITS.fullmatch(text):
        return text.replace("_", "")
    return re.sub("[^0-9]", "", text) if _THOUSANDS.fullmatch(text) else None
