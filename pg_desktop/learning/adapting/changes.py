"""THE table of what may happen to the cart-pole in the middle of an episode. Plain Python: the window shows it.

A pole "four times as long" has four times the length, 4 m, and the same mass: `Physics.pole_length` is 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.messages import QT_TRANSLATE_NOOP

CHANGE_STEP: Final = 100
"""The env step at which a measured change comes: two seconds, in which the pole has come to rest."""
FURTHER_STEPS: Final = 500
"""Env steps for which is looked then who stands."""


@dataclass(frozen=True)
class Change:
    """What an episode's physics becomes, at once and without a reset.

    Attributes:
        id: its name in code.
        name: what the user reads; an English source for translation in the context "Adapting".
        physics: what there is from then on. Before, it is Gymnasium's own.
        reason: why it is there, a sentence; translated as well.
    """

    id: str
    name: str
    physics: Physics
    reason: str


NAMED: Final = (
    Change(
        "reversed",
        QT_TRANSLATE_NOOP("Adapting", "Motor reversed"),
        Physics(motor=-1.0),
        QT_TRANSLATE_NOOP("Adapting", "Left is right: one number is wrong, and all that was learned with it."),
    ),
    Change(
        "half",
        QT_TRANSLATE_NOOP("Adapting", "Half strength"),
        Physics(motor=0.5),
        QT_TRANSLATE_NOOP("Adapting", "The motor pushes half as hard, but the right way."),
    ),
    Change(
        "long_pole",
        QT_TRANSLATE_NOOP("Adapting", "Pole × 4"),
        Physics(pole_length=4.0),
        QT_TRANSLATE_NOOP("Adapting", "The pole is 4 m long and as heavy as before: it falls and answers slowly."),
    ),
)
"""What was looked at while the adapting controller was built."""

HELD_OUT: Final = (
    Change(
        "strong_late",
        QT_TRANSLATE_NOOP("Adapting", "Force × 3, late"),
        Physics(push_force=2.97, delay=2),
        QT_TRANSLATE_NOOP("Adapting", "Pushes are three times as strong and come 40 ms late: two things at once."),
    ),
    Change(
        "light_backlash",
        QT_TRANSLATE_NOOP("Adapting", "Light pole, play"),
        Physics(pole_mass=0.3, backlash=1),
        QT_TRANSLATE_NOOP("Adapting", "A lighter pole, and a motor that loses a step whenever it turns."),
    ),
    Change(
        "weak",
        QT_TRANSLATE_NOOP("Adapting", "Force × 0.57"),
        Physics(push_force=0.57),
        QT_TRANSLATE_NOOP("Adapting", "The same as a motor of 57 %: one number explains it."),
    ),
    Change(
        "light_pole",
        QT_TRANSLATE_NOOP("Adapting", "Pole mass × 0.45"),
        Physics(pole_mass=0.45),
        QT_TRANSLATE_NOOP("Adapting", "A lighter pole falls as fast as a heavy one; only the cart feels it."),
    ),
    Change(
        "strong",
        QT_TRANSLATE_NOOP("Adapting", "Force × 1.79"),
        Physics(push_force=1.79),
        QT_TRANSLATE_NOOP("Adapting", "The same as a motor of 179 %: one number explains it."),
    ),
    Change(
        "noise",
        QT_TRANSLATE_NOOP("Adapting", "Noise 0.12"),
        Physics(sensor_noise=0.12),
        QT_TRANSLATE_NOOP("Adapting", "The motor is as it was: what is there to be learned may be learned wrongly."),
    ),
    Change(
        "later_heavy",
        QT_TRANSLATE_NOOP("Adapting", "g × 1.21, late"),
        Physics(gravity=1.21, delay=5),
        QT_TRANSLATE_NOOP("Adapting", "Things fall faster, and a push comes 100 ms late."),
    ),
    Change(
        "heavy_cart",
        QT_TRANSLATE_NOOP("Adapting", "Cart mass × 1.42"),
        Physics(cart_mass=1.42),
        QT_TRANSLATE_NOOP("Adapting", "A push moves the cart less, as with a weaker motor."),
    ),
    Change(
        "reversed_weak",
        QT_TRANSLATE_NOOP("Adapting", "Reversed, 81 %"),
        Physics(motor=-0.81),
        QT_TRANSLATE_NOOP("Adapting", "Reversed and weaker at once: not the sign alone has to be found."),
    ),
    Change(
        "late_heavy",
        QT_TRANSLATE_NOOP("Adapting", "g × 1.26, late"),
        Physics(gravity=1.26, delay=3),
        QT_TRANSLATE_NOOP("Adapting", "Things fall faster, and a push comes 60 ms late."),
    ),
)
"""Drawn, see `drawing.drawn`, with a seed that was written down before; nothing was built for them or changed since."""


def change(id_: str) -> Change:
    """The one with this id.

    Raises:
        KeyError: if there is none.
    """
    return {each.id: each for each in (*NAMED, *HELD_OUT)}[id_]
