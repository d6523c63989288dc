"""Worlds that a policy was never told about: sealed physics, each known by a number. Plain Python, no NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from random import Random
from types import MappingProxyType
from typing import Final

from pg_desktop.learning.worlds.cart_pole.physics import TABLE, Kind, Physics
from pg_desktop.messages import QT_TRANSLATE_NOOP

REALITY_MAX: Final = 9999
"""The largest number of a sealed physics; 0 is the simulator."""


@dataclass(frozen=True)
class Reality:
    """A sealed physics with a name that tells its kind and no more; an English source for translation in "Realities".

    Attributes:
        name: what the user chooses it by.
        physics: what is sealed.
    """

    name: str
    physics: Physics


REALITIES: Final = (
    Reality(
        QT_TRANSLATE_NOOP("Realities", "Off by a factor and noisy"),
        Physics(push_force=0.5, sensor_noise=0.2),
    ),
    Reality(QT_TRANSLATE_NOOP("Realities", "40 ms late"), Physics(delay=2)),
    Reality(
        QT_TRANSLATE_NOOP("Realities", "Both, with backlash"),
        Physics(push_force=0.8, sensor_noise=0.03, delay=3, backlash=2),
    ),
)
"""Those that have names, by their numbers from 1 on; greater numbers are seeds."""

RANDOMISED: Final[Mapping[str, float]] = MappingProxyType({"delay": 4})
"""What a run draws that is prepared for much of this, by name: see `PhysicsRanges`."""

_FACTOR: Final = 1.5
"""A drawn factor is at the most this, and at the least one over this."""
_DRAWN: Final = MappingProxyType(
    {"friction": 0.5, "sensor_noise": 0.1, "delay": 4, "backlash": 2},
)
"""How much there is at the most of what a seed draws besides factors."""


def reality(number: int) -> Physics:
    """The sealed physics with a number.

    Args:
        number: from 1 to `REALITY_MAX`: that of one of `REALITIES`, or a seed. A seed draws the factors on pole, cart
            and push log-uniformly, friction, noise, delay and backlash uniformly; gravity is the Earth's, and the motor
            turns as it should.

    Raises:
        ValueError: for another number.
    """
    if not 1 <= number <= REALITY_MAX:
        raise ValueError(f"no reality has the number {number}")
    if number <= len(REALITIES):
        return REALITIES[number - 1].physics
    rng = Random(number)  # noqa: S311 (a physics, and no secret)
    drawn: dict[str, float] = {}
    for each in TABLE:
        share = rng.random()
        if each.kind is Kind.FACTOR and each.name != "gravity":
            drawn[each.name] = exp((2 * share - 1) * log(_FACTOR))
        elif each.kind is Kind.STEPS:
            drawn[each.name] = int(share * (_DRAWN[each.name] + 1))
        elif each.name in _DRAWN:
            drawn[each.name] = share * _DRAWN[each.name]
    return Physics(**drawn)
