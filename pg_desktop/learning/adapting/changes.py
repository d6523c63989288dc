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
        "reversed_weak",
        QT_TRANSLATE_NOOP("Adapting", "Reversed, 60 %"),
        Physics(motor=-0.6),
        QT_TRANSLATE_NOOP("Adapting", "Reversed and weaker at once: not the sign alone has to be found."),
    ),
    Change(
        "quarter",
        QT_TRANSLATE_NOOP("Adapting", "Quarter strength"),
        Physics(motor=0.25),
        QT_TRANSLATE_NOOP("Adapting", "Weak enough that a belief about the push comes near nothing."),
    ),
    Change(
        "pole_3",
        QT_TRANSLATE_NOOP("Adapting", "Pole × 3"),
        Physics(pole_length=3.0),
        QT_TRANSLATE_NOOP("Adapting", "Between what needs nothing and the pole that is four times as long."),
    ),
    Change(
        "pole_half",
        QT_TRANSLATE_NOOP("Adapting", "Pole × ½"),
        Physics(pole_length=0.5),
        QT_TRANSLATE_NOOP("Adapting", "A short pole falls faster: there is less time to learn in."),
    ),
    Change(
        "reversed_long",
        QT_TRANSLATE_NOOP("Adapting", "Reversed, pole × 2"),
        Physics(motor=-1.0, pole_length=2.0),
        QT_TRANSLATE_NOOP("Adapting", "Two things at once, of which the known dynamics explain only one."),
    ),
    Change(
        "friction",
        QT_TRANSLATE_NOOP("Adapting", "Friction 4 N s/m"),
        Physics(friction=4.0),
        QT_TRANSLATE_NOOP("Adapting", "A force that the known dynamics have nothing of."),
    ),
    Change(
        "reversed_noisy",
        QT_TRANSLATE_NOOP("Adapting", "Reversed, noisy"),
        Physics(motor=-1.0, sensor_noise=0.1),
        QT_TRANSLATE_NOOP(
            "Adapting", "Reversed, and noise of 0.1: one change of velocity is lost in it; many are needed."
        ),
    ),
    Change(
        "noise",
        QT_TRANSLATE_NOOP("Adapting", "Noise 0.2"),
        Physics(sensor_noise=0.2),
        QT_TRANSLATE_NOOP("Adapting", "The motor is as it was: what is there to be learned may be learned wrongly."),
    ),
    Change(
        "delay",
        QT_TRANSLATE_NOOP("Adapting", "Delay 2 steps"),
        Physics(delay=2),
        QT_TRANSLATE_NOOP("Adapting", "A push that comes late looks like one of another strength."),
    ),
    Change(
        "backlash",
        QT_TRANSLATE_NOOP("Adapting", "Backlash 2 steps"),
        Physics(backlash=2),
        QT_TRANSLATE_NOOP("Adapting", "A motor that does not push while it turns looks like one that is broken."),
    ),
)
"""Fixed before the first of them was tried, and nothing was changed for them since.

What was changed afterwards is what the second stage and the oracle pay for a metre, for what was seen at the named
changes, and how their gains are worked out, to be faster.
"""


def change(id_: str) -> Change:
    """The one with this id.

    Raises:
        KeyError: if there is none.
    """
    return {each.id: each for each in (*NAMED, *HELD_OUT)}[id_]
