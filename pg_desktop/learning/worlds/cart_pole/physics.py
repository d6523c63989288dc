"""What can be changed about the cart-pole's physics. Plain Python: the window shows it before NumPy is loaded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

FACTOR_LOW: Final = 0.25
FACTOR_HIGH: Final = 4.0
"""Bounds of what a quantity of Gymnasium's physics may be multiplied by."""
FRICTION_MAX: Final = 5.0
"""Largest viscous friction of the track, N s/m: a cart that rolls freely halves its speed in 0.15 s."""
NOISE_MAX: Final = 0.5
"""Largest standard deviation of the sensors' noise, in parts of `NOISE_SCALE`."""

FACTORS: Final = ("gravity", "pole_length", "pole_mass", "cart_mass", "push_force")
AMOUNTS: Final = {"friction": FRICTION_MAX, "sensor_noise": NOISE_MAX}


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

    def __post_init__(self) -> None:
        for name in FACTORS:
            _require_between(name, getattr(self, name), FACTOR_LOW, FACTOR_HIGH)
        for name, high in AMOUNTS.items():
            _require_between(name, getattr(self, name), 0.0, high)

    def __iter__(self) -> Iterator[float]:
        """The seven numbers, in their order."""
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
    noise get a uniform amount up to the range added. The defaults draw nothing.

    Attributes:
        gravity, pole_length, pole_mass, cart_mass, push_force: spreads, 1 to 16.
        friction, sensor_noise: what may be added.

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

    def __post_init__(self) -> None:
        for name in FACTORS:
            _require_between(name, getattr(self, name), 1.0, SPREAD_MAX)
        for name, high in AMOUNTS.items():
            _require_between(name, getattr(self, name), 0.0, high)

    @property
    def any(self) -> bool:
        """Whether anything is drawn."""
        return self != PhysicsRanges()

    def bounds(self, chosen: Physics) -> dict[str, tuple[float, float]]:
        """The smallest and the largest that an episode can draw of each quantity, by name, around a chosen physics."""
        return {name: self._bounds(name, getattr(chosen, name)) for name in QUANTITIES}

    def _bounds(self, name: str, chosen: float) -> tuple[float, float]:
        spread = getattr(self, name)
        if name in FACTORS:
            return max(chosen / spread, FACTOR_LOW), min(chosen * spread, FACTOR_HIGH)
        return chosen, min(chosen + spread, AMOUNTS[name])


SPREAD_MAX: Final = FACTOR_HIGH / FACTOR_LOW
"""With this every value between the bounds can be drawn, whatever the chosen one."""

QUANTITIES: Final = tuple(entry.name for entry in fields(Physics))
"""The names of the seven numbers, in their order."""

# Maps ask for those of thousands of episodes, and `astuple` copies each number deeply.
_numbers: Final = attrgetter(*QUANTITIES)


def _require_between(name: str, value: float, low: float, high: float) -> None:
    if not isinstance(value, int | float) or not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be between {low} and {high}, not {value}")
