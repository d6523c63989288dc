"""What can be changed about the cart-pole's physics. Plain Python: the window shows it before NumPy is loaded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from operator import attrgetter
from typing import Final

FACTOR_LOW: Final = 0.25
FACTOR_HIGH: Final = 4.0
"""Bounds of what a quantity of Gymnasium's physics may be multiplied by."""
FRICTION_MAX: Final = 5.0
"""Largest viscous friction of the track, N s/m: a cart that rolls freely halves its speed in 0.15 s."""
NOISE_MAX: Final = 0.5
"""Largest standard deviation of the sensors' noise, in parts of `NOISE_SCALE`."""

STEPS_MAX: Final = 6
"""Longest delay of an action, and largest play of the motor's gears, env steps of 20 ms."""


class Kind(Enum):
    """How a quantity is given, and drawn: see `PhysicsRanges`."""

    FACTOR = auto()
    AMOUNT = auto()
    SHARE = auto()
    STEPS = auto()


@dataclass(frozen=True)
class Quantity:
    """One row of the table of what can be changed.

    Attributes:
        name: in code, settings and files.
        kind: how it is given.
        usual: Gymnasium's.
        low: the smallest.
        high: the largest.
        spread_high: the largest of what `PhysicsRanges` may have for it, whose smallest draws nothing.
    """

    name: str
    kind: Kind
    usual: float
    low: float
    high: float
    spread_high: float

    @property
    def no_spread(self) -> float:
        """What draws nothing."""
        return 1.0 if self.kind is Kind.FACTOR else 0.0

    def bounds(self, chosen: float, spread: float) -> tuple[float, float]:
        """The smallest and the largest that an episode can draw around a chosen value."""
        if self.kind is Kind.FACTOR:
            return max(chosen / spread, self.low), min(chosen * spread, self.high)
        if self.kind is Kind.SHARE:
            return max(chosen - spread, self.low), min(chosen + spread, self.high)
        return chosen, min(chosen + spread, self.high)


SPREAD_MAX: Final = FACTOR_HIGH / FACTOR_LOW
"""With this every factor between the bounds can be drawn, whatever the chosen one."""


def _factor(name: str) -> Quantity:
    return Quantity(name, Kind.FACTOR, 1.0, FACTOR_LOW, FACTOR_HIGH, SPREAD_MAX)


TABLE: Final = (
    *map(_factor, ("gravity", "pole_length", "pole_mass", "cart_mass", "push_force")),
    Quantity("friction", Kind.AMOUNT, 0.0, 0.0, FRICTION_MAX, FRICTION_MAX),
    Quantity("sensor_noise", Kind.AMOUNT, 0.0, 0.0, NOISE_MAX, NOISE_MAX),
    Quantity("motor", Kind.SHARE, 1.0, -1.0, 1.0, 2.0),
    Quantity("delay", Kind.STEPS, 0, 0, STEPS_MAX, STEPS_MAX),
    Quantity("backlash", Kind.STEPS, 0, 0, STEPS_MAX, STEPS_MAX),
)
"""All quantities, in their order, to which others may be added at the end."""

FACTORS: Final = tuple(each.name for each in TABLE if each.kind is Kind.FACTOR)
AMOUNTS: Final = {each.name: each.high for each in TABLE if each.kind is Kind.AMOUNT}


@dataclass(frozen=True, kw_only=True)
class Physics:
    """What differs from Gymnasium's cart and pole; the defaults are Gymnasium's own.

    Attributes:
        gravity: factor on 9.8 m/s².
        pole_length: factor on 1 m.
        pole_mass: factor on 0.1 kg.
        cart_mass: factor on 1 kg.
        push_force: factor on 10 N.
        friction: viscous friction of the track, N s/m.
        sensor_noise: standard deviation of the noise on what the policy sees, in parts of the track's and the angle's
            limits (2.4 m, 12°) and of 1 m/s and 1 rad/s.
        motor: which part of an action's push arrives, in [−1, 1]: 1 all of it, 0.5 half; −1 reverses it.
        delay: env steps from an action to its push, whole.
        backlash: env steps for which the motor pushes nothing when it turns the other way, whole.

    Raises:
        ValueError: if a number is out of its range.
    """

    gravity: float = 1.0
    pole_length: float = 1.0
    pole_mass: float = 1.0
    cart_mass: float = 1.0
    push_force: float = 1.0
    friction: float = 0.0
    sensor_noise: float = 0.0
    motor: float = 1.0
    delay: float = 0
    backlash: float = 0

    def __post_init__(self) -> None:
        for each in TABLE:
            _require(each, getattr(self, each.name), each.low, each.high)
        _make_whole(self)

    def __iter__(self) -> Iterator[float]:
        """All numbers, in their order."""
        return iter(_numbers(self))

    @property
    def nominal(self) -> bool:
        """See `Variation.nominal`."""
        return self == Physics()

    @property
    def factors(self) -> tuple[str, ...]:
        """See `Variation.factors`."""
        return FACTORS

    def as_dict(self) -> dict[str, float]:
        """See `Variation.as_dict`."""
        return dict(zip(QUANTITIES, self, strict=True))

    def differences(self) -> dict[str, float]:
        """See `Variation.differences`."""
        usual = Physics().as_dict()
        return {name: value for name, value in self.as_dict().items() if value != usual[name]}


@dataclass(frozen=True, kw_only=True)
class PhysicsRanges:
    """How far each episode's physics may differ from the chosen one (domain randomisation: Tobin et al. 2017).

    A factor's episode draws log-uniformly between value / spread and value × spread, within its bounds; friction and
    noise get a uniform amount up to the range added, delay and backlash a uniform number of steps; the motor's part is
    uniform between value − range and value + range, within its bounds. The defaults draw nothing.

    Attributes:
        gravity, pole_length, pole_mass, cart_mass, push_force: spreads, 1 to 16.
        friction, sensor_noise: what may be added.
        motor: how far it may be from the chosen part, 0 to 2.
        delay, backlash: steps that may be added, whole.

    Raises:
        ValueError: if a number is out of its range.
    """

    gravity: float = 1.0
    pole_length: float = 1.0
    pole_mass: float = 1.0
    cart_mass: float = 1.0
    push_force: float = 1.0
    friction: float = 0.0
    sensor_noise: float = 0.0
    motor: float = 0.0
    delay: float = 0
    backlash: float = 0

    def __post_init__(self) -> None:
        for each in TABLE:
            _require(each, getattr(self, each.name), each.no_spread, each.spread_high)
        _make_whole(self)

    @property
    def any(self) -> bool:
        """Whether anything is drawn."""
        return self != PhysicsRanges()

    def bounds(self, chosen: Physics) -> dict[str, tuple[float, float]]:
        """The smallest and the largest that an episode can draw of each quantity, by name, around a chosen physics."""
        return {each.name: each.bounds(getattr(chosen, each.name), getattr(self, each.name)) for each in TABLE}


QUANTITIES: Final = tuple(each.name for each in TABLE)
"""The names of all quantities, in their order."""

# Maps ask for those of thousands of episodes, and `astuple` copies each number deeply.
_numbers: Final = attrgetter(*QUANTITIES)


def _make_whole(of: Physics | PhysicsRanges) -> None:
    """Steps are counted, whatever numbers they were given as."""
    for name in _WHOLE:
        object.__setattr__(of, name, int(getattr(of, name)))


_WHOLE: Final = tuple(each.name for each in TABLE if each.kind is Kind.STEPS)


def _require(quantity: Quantity, value: float, low: float, high: float) -> None:
    if not isinstance(value, int | float) or not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{quantity.name} must be between {low} and {high}, not {value}")
    if quantity.kind is Kind.STEPS and value != int(value):
        raise ValueError(f"{quantity.name} must be whole, not {value}")
