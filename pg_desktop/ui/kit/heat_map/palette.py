"""The colours of a heat map: one hue, the accent's, from the card's lightness away from it in equal steps.

Where values lie on two sides of something, two: the second colour's at the one end, the accent's at the other, and the
card's lightness between them.

Even steps of lightness in OKLab (Björn Ottosson, 2020) look even, need no sense of colour, and survive a bad projector.
More is darker on a light card and brighter on a dark one.
"""

from __future__ import annotations

from functools import cache
from math import atan2, cos, hypot, pi, sin
from typing import Final

from PySide6.QtGui import QColor

from pg_desktop.ui.kit.theme import Theme

SHADES: Final = 256
_LIGHT: Final = (0.955, 0.36)
_DARK: Final = (0.29, 0.92)
"""OKLab lightness at the low and at the high end."""
_CHROMA: Final = 0.125
_EDGE_CHROMA: Final = 0.022
_MIDDLE_LIGHT: Final = 0.975
_MIDDLE_DARK: Final = 0.27
"""OKLab lightness between two sides."""
_BLACK: Final = QColor(0, 0, 0)
_WHITE: Final = QColor(255, 255, 255)


def palette(theme: Theme) -> tuple[QColor, ...]:
    """The shades for a look, `SHADES` of them from low to high."""
    return _shades(theme.dark, theme.accent.rgb())


def two_sided(theme: Theme) -> tuple[QColor, ...]:
    """The shades for values on two sides of the middle one, `SHADES` of them from low to high."""
    return _two_sided(theme.dark, theme.second.rgb(), theme.accent.rgb())


def inks(theme: Theme) -> tuple[QColor, ...]:
    """What to write with on each of the shades."""
    return _inks(theme.dark, theme.accent.rgb())


def readable_on(ground: QColor) -> QColor:
    """Black or white, whichever is easier to read; the better of them has a contrast of at least 4.58 on any colour."""
    return max(_BLACK, _WHITE, key=lambda ink: contrast(ink, ground))


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of WCAG 2, 1 to 21."""
    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2, 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _inks(dark: bool, accent: int) -> tuple[QColor, ...]:
    return tuple(readable_on(shade) for shade in _shades(dark, accent))


@cache
def _two_sided(dark: bool, low: int, high: int) -> tuple[QColor, ...]:
    middle = _MIDDLE_DARK if dark else _MIDDLE_LIGHT
    ends = [_oklab(QColor.fromRgb(end)) for end in (low, high)]
    shades = []
    for number in range(SHADES):
        side = 2 * number / (SHADES - 1) - 1
        lightness, a, b = ends[side > 0]
        far = abs(side)
        mixed = middle + (lightness - middle) * far, a * far, b * far
        shades.append(_from_oklch(mixed[0], hypot(mixed[1], mixed[2]), atan2(mixed[2], mixed[1])))
    return tuple(shades)


@cache
def _shades(dark: bool, accent: int) -> tuple[QColor, ...]:
    hue = _hue(QColor.fromRgb(accent))
    low, high = _DARK if dark else _LIGHT
    shades = []
    for number in range(SHADES):
        share = number / (SHADES - 1)
        chroma = _EDGE_CHROMA + (_CHROMA - _EDGE_CHROMA) * sin(0.8 * pi * share)
        shades.append(_from_oklch(low + (high - low) * share, chroma, hue))
    return tuple(shades)


def _linear(colour: QColor) -> tuple[float, float, float]:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return red, green, blue


def _hue(colour: QColor) -> float:
    _, a, b = _oklab(colour)
    return atan2(b, a)


def _oklab(colour: QColor) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    l_ = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    m_ = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    s_ = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_
    a = 1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_
    b = 0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_
    return lightness, a, b


def _from_oklch(lightness: float, chroma: float, hue: float) -> QColor:
    a, b = chroma * cos(hue), chroma * sin(hue)
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )
    return QColor.fromRgbF(*(_encoded(min(1.0, max(0.0, part))) for part in linear))


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
