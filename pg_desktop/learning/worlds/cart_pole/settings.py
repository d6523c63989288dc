"""The rows of the table of hyperparameters that say what the cart-pole's world is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from pg_desktop.learning.settings.kinds import (
    Group,
    IntegerParameter,
    Needs,
    RealParameter,
    Scale,
    TakesEffect,
    row_field,
)
from pg_desktop.learning.worlds.cart_pole.physics import (
    FACTOR_HIGH,
    FACTOR_LOW,
    FRICTION_MAX,
    NOISE_MAX,
    QUANTITIES,
    SPREAD_MAX,
    STEPS_MAX,
    Physics,
    PhysicsRanges,
)
from pg_desktop.learning.worlds.cart_pole.reality import REALITY_MAX
from pg_desktop.messages import QT_TRANSLATE_NOOP

_RANGE: Final = "_range"


def _factor(name: str, symbol: str, help_text: str) -> Any:
    row = RealParameter(
        name=name,
        symbol=symbol,
        help=help_text,
        takes_effect=TakesEffect.NEXT_UPDATE,
        group=Group.PHYSICS,
        needs=Needs.CART_POLE,
        low=FACTOR_LOW,
        high=FACTOR_HIGH,
        scale=Scale.LOG,
        decimals=3,
        unit="×",
    )
    return row_field(1.0, row)


def _amount(name: str, symbol: str, help_text: str, high: float, unit: str) -> Any:
    row = RealParameter(
        name=name,
        symbol=symbol,
        help=help_text,
        takes_effect=TakesEffect.NEXT_UPDATE,
        group=Group.PHYSICS,
        needs=Needs.CART_POLE,
        low=0.0,
        high=high,
        scale=Scale.LINEAR,
        decimals=3,
        unit=unit,
    )
    return row_field(0.0, row)


def _spread(name: str) -> Any:
    row = RealParameter(
        name=name,
        help=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Domain randomisation: each training episode draws this quantity log-uniformly between the chosen value "
            "divided and multiplied by this. 1 turns it off.",
        ),
        takes_effect=TakesEffect.NEXT_UPDATE,
        group=Group.RANGES,
        needs=Needs.CART_POLE,
        low=1.0,
        high=SPREAD_MAX,
        scale=Scale.LOG,
        decimals=2,
        unit="×",
    )
    return row_field(1.0, row)


def _addition(name: str, high: float, unit: str) -> Any:
    row = RealParameter(
        name=name,
        help=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Domain randomisation: each training episode adds a uniform amount up to this. 0 turns it off.",
        ),
        takes_effect=TakesEffect.NEXT_UPDATE,
        group=Group.RANGES,
        needs=Needs.CART_POLE,
        low=0.0,
        high=high,
        scale=Scale.LINEAR,
        decimals=3,
        unit=unit,
    )
    return row_field(0.0, row)


def _steps(name: str, symbol: str, help_text: str) -> Any:
    row = IntegerParameter(
        name=name,
        symbol=symbol,
        help=help_text,
        takes_effect=TakesEffect.NEXT_UPDATE,
        group=Group.PHYSICS,
        needs=Needs.CART_POLE,
        low=0,
        high=STEPS_MAX,
        scale=Scale.LINEAR,
    )
    return row_field(0, row)


def _more_steps(name: str) -> Any:
    row = IntegerParameter(
        name=name,
        help=QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Domain randomisation: each training episode adds a number of env steps up to this. 0 turns it off.",
        ),
        takes_effect=TakesEffect.NEXT_UPDATE,
        group=Group.RANGES,
        needs=Needs.CART_POLE,
        low=0,
        high=STEPS_MAX,
        scale=Scale.LINEAR,
    )
    return row_field(0, row)


@dataclass(frozen=True)
class PhysicsSettings:
    """The physics that a policy is trained in; only the cart-pole worlds heed it."""

    OWNER: ClassVar[str] = "cart-pole"

    gravity: float = _factor(
        QT_TRANSLATE_NOOP("Hyperparameters", "Gravity"),
        "g",
        QT_TRANSLATE_NOOP("Hyperparameters", "How heavy everything is: 1 is the Earth, 0.38 Mars, 2.5 Jupiter."),
    )
    pole_length: float = _factor(
        QT_TRANSLATE_NOOP("Hyperparameters", "Pole length"),
        "ℓ",
        QT_TRANSLATE_NOOP("Hyperparameters", "A short pole falls fast, a long one slowly. 1 is one metre."),
    )
    pole_mass: float = _factor(
        QT_TRANSLATE_NOOP("Hyperparameters", "Pole mass"),
        "m",
        QT_TRANSLATE_NOOP("Hyperparameters", "A heavy pole drags the cart along. 1 is 0.1 kg."),
    )
    cart_mass: float = _factor(
        QT_TRANSLATE_NOOP("Hyperparameters", "Cart mass"),
        "M",
        QT_TRANSLATE_NOOP("Hyperparameters", "A heavy cart answers the pushes slowly. 1 is 1 kg."),
    )
    push_force: float = _factor(
        QT_TRANSLATE_NOOP("Hyperparameters", "Push force"),
        "F",
        QT_TRANSLATE_NOOP("Hyperparameters", "How hard an action pushes. 1 is 10 N."),
    )
    friction: float = _amount(
        QT_TRANSLATE_NOOP("Hyperparameters", "Friction"),
        "c",
        QT_TRANSLATE_NOOP("Hyperparameters", "How much the track slows the cart, for each metre a second."),
        FRICTION_MAX,
        "N s/m",
    )
    sensor_noise: float = _amount(
        QT_TRANSLATE_NOOP("Hyperparameters", "Sensor noise"),
        "ν",
        QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "Standard deviation of the noise on what the policy sees, in parts of 2.4 m, 1 m/s, 12° and 1 rad/s.",
        ),
        NOISE_MAX,
        "",
    )
    motor: float = row_field(
        1.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Motor"),
            symbol="κ",
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "Which part of an action's push arrives: 1 all of it, 0.5 half; −1 reverses it."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.PHYSICS,
            needs=Needs.CART_POLE,
            low=-1.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
            unit="×",
        ),
    )
    delay: int = _steps(
        QT_TRANSLATE_NOOP("Hyperparameters", "Delay"),
        "d",
        QT_TRANSLATE_NOOP("Hyperparameters", "Env steps of 20 ms from an action to its push."),
    )
    backlash: int = _steps(
        QT_TRANSLATE_NOOP("Hyperparameters", "Backlash"),
        "b",
        QT_TRANSLATE_NOOP(
            "Hyperparameters",
            "The play of the motor's gears: env steps of 20 ms without a push when it turns the other way.",
        ),
    )
    gravity_range: float = _spread(QT_TRANSLATE_NOOP("Hyperparameters", "Gravity, spread"))
    pole_length_range: float = _spread(QT_TRANSLATE_NOOP("Hyperparameters", "Pole length, spread"))
    pole_mass_range: float = _spread(QT_TRANSLATE_NOOP("Hyperparameters", "Pole mass, spread"))
    cart_mass_range: float = _spread(QT_TRANSLATE_NOOP("Hyperparameters", "Cart mass, spread"))
    push_force_range: float = _spread(QT_TRANSLATE_NOOP("Hyperparameters", "Push force, spread"))
    friction_range: float = _addition(QT_TRANSLATE_NOOP("Hyperparameters", "Friction, spread"), FRICTION_MAX, "N s/m")
    sensor_noise_range: float = _addition(QT_TRANSLATE_NOOP("Hyperparameters", "Sensor noise, spread"), NOISE_MAX, "")
    motor_range: float = row_field(
        0.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Motor, spread"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Domain randomisation: each training episode draws the motor's part uniformly, at the most this far "
                "from the chosen one. 0 turns it off.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.RANGES,
            needs=Needs.CART_POLE,
            low=0.0,
            high=2.0,
            scale=Scale.LINEAR,
            decimals=2,
            unit="×",
        ),
    )
    delay_range: int = _more_steps(QT_TRANSLATE_NOOP("Hyperparameters", "Delay, spread"))
    backlash_range: int = _more_steps(QT_TRANSLATE_NOOP("Hyperparameters", "Backlash, spread"))
    reality: int = row_field(
        0,
        IntegerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Reality"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "The number of the sealed physics that training episodes are played in instead of the simulator's: 1 "
                "to 3 have names, greater ones are drawn. 0 is the simulator.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.REALITY,
            needs=Needs.CART_POLE,
            low=0,
            high=REALITY_MAX,
            special=QT_TRANSLATE_NOOP("Hyperparameters", "simulator"),
        ),
    )

    @property
    def physics(self) -> Physics:
        """The chosen physics."""
        return Physics(**{name: getattr(self, name) for name in QUANTITIES})

    @property
    def ranges(self) -> PhysicsRanges:
        """How far each training episode's may differ."""
        return PhysicsRanges(**{name: getattr(self, name + _RANGE) for name in QUANTITIES})
