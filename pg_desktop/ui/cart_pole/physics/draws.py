"""What each training episode draws when its physics is randomised, in numbers and as a line to read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.learning.worlds.cart_pole.physics import (
    FACTOR_HIGH,
    FACTOR_LOW,
    FACTORS,
    Physics,
    PhysicsRanges,
)
from pg_desktop.ui.kit.numbers import short


@dataclass(frozen=True)
class Draw:
    """A quantity that differs from episode to episode.

    Attributes:
        name: which of `QUANTITIES`.
        low: the smallest that an episode can draw, in the quantity's own unit.
        high: the largest.
    """

    name: str
    low: float
    high: float


def draws(physics: Physics, ranges: PhysicsRanges) -> tuple[Draw, ...]:
    """What differs from episode to episode, in the order of `QUANTITIES`; see `PhysicsRanges`.

    A quantity whose bounds leave it no room is left out.
    """
    return tuple(Draw(name, low, high) for name, (low, high) in ranges.bounds(physics).items() if low < high)


def draws_line(physics: Physics, ranges: PhysicsRanges, locale: QLocale) -> str:
    """What is drawn, as a sentence.

    Args:
        physics: the chosen one, around which episodes differ.
        ranges: how far they differ.
        locale: writes the numbers, with three digits.
    """
    drawn = draws(physics, ranges)
    if not drawn:
        return QCoreApplication.translate("PhysicsDraws", "Off: every training episode has the chosen physics.")
    phrases = ", ".join(_phrase(draw, locale) for draw in drawn)
    text = QCoreApplication.translate("PhysicsDraws", "Each training episode: {draws}.").format(draws=phrases)
    if not any(_is_cut(draw.name, physics, ranges) for draw in drawn):
        return text
    low, high = (short(bound, 3, locale) for bound in (FACTOR_LOW, FACTOR_HIGH))
    limits = QCoreApplication.translate("PhysicsDraws", "{text} {low}× and {high}× are the limits.")
    return limits.format(text=text, low=low, high=high)


def _is_cut(name: str, physics: Physics, ranges: PhysicsRanges) -> bool:
    """Whether the bounds of a factor keep its draws from reaching as far as its spread says."""
    if name not in FACTORS:
        return False
    chosen, spread = getattr(physics, name), getattr(ranges, name)
    return bool(chosen / spread < FACTOR_LOW or chosen * spread > FACTOR_HIGH)


def _phrase(draw: Draw, locale: QLocale) -> str:
    translate = QCoreApplication.translate
    phrase = {
        "gravity": translate("PhysicsDraws", "gravity {low}× to {high}×"),
        "pole_length": translate("PhysicsDraws", "pole length {low}× to {high}×"),
        "pole_mass": translate("PhysicsDraws", "pole mass {low}× to {high}×"),
        "cart_mass": translate("PhysicsDraws", "cart mass {low}× to {high}×"),
        "push_force": translate("PhysicsDraws", "push force {low}× to {high}×"),
        "friction": translate("PhysicsDraws", "friction {low} to {high}\u00a0N\u00a0s/m"),
        "sensor_noise": translate("PhysicsDraws", "sensor noise {low} to {high}"),
        "motor": translate("PhysicsDraws", "motor {low}× to {high}×"),
        "delay": translate("PhysicsDraws", "delay {low} to {high} steps"),
        "backlash": translate("PhysicsDraws", "backlash {low} to {high} steps"),
    }[draw.name]
    low, high = (short(bound, 3, locale) for bound in (draw.low, draw.high))
    return phrase.format(low=low, high=high)
