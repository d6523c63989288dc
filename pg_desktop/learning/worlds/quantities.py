"""What a world's numbers are called, for rewards that are written in terms of them. Loads no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace
from pg_desktop.messages import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from pg_desktop.learning.worlds.spaces import Spaces


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A named number of a step; the meaning is an English source for translation in the context "Quantities".

    Attributes:
        name: how it is written.
        symbol: another way to write it, or "".
        meaning: what it is, with its unit.
        observed: which number of the observation it is, if it is one.
        action: which number of a continuous action it is, if it is one.
        values: of a discrete action, what each of them counts as; empty if it is none.
        formula: how it is computed from other quantities of the same moment, if it is.
    """

    name: str
    meaning: str
    symbol: str = ""
    observed: int | None = None
    action: int | None = None
    values: tuple[float, ...] = ()
    formula: str = ""

    @property
    def of_action(self) -> bool:
        """Whether it is what is done, and not what is seen."""
        return self.action is not None or bool(self.values)


_SEEN_OF_CART_POLE: Final = (
    Quantity(
        name="x", observed=0, meaning=QT_TRANSLATE_NOOP("Quantities", "where the cart is, m; the track ends at ±2.4")
    ),
    Quantity(name="v", observed=1, meaning=QT_TRANSLATE_NOOP("Quantities", "the cart's speed, m/s")),
    Quantity(
        name="theta",
        symbol="θ",
        observed=2,
        meaning=QT_TRANSLATE_NOOP("Quantities", "the pole's angle, rad; it has fallen at ±0.21"),
    ),
    Quantity(
        name="omega", symbol="ω", observed=3, meaning=QT_TRANSLATE_NOOP("Quantities", "the pole's angular speed, rad/s")
    ),
)
CART_POLE: Final = (
    *_SEEN_OF_CART_POLE,
    Quantity(name="u", values=(-1.0, 1.0), meaning=QT_TRANSLATE_NOOP("Quantities", "the push: −1 left, 1 right")),
)
CONTINUOUS_CART_POLE: Final = (
    *_SEEN_OF_CART_POLE,
    Quantity(name="u", action=0, meaning=QT_TRANSLATE_NOOP("Quantities", "the push, from −1 to 1")),
)
PENDULUM: Final = (
    Quantity(
        name="theta",
        symbol="θ",
        formula="atan2(sin_theta, cos_theta)",
        meaning=QT_TRANSLATE_NOOP("Quantities", "the angle from upright, rad, from −π to π"),
    ),
    Quantity(
        name="omega",
        symbol="ω",
        observed=2,
        meaning=QT_TRANSLATE_NOOP("Quantities", "the angular speed, rad/s, up to ±8"),
    ),
    Quantity(name="u", action=0, meaning=QT_TRANSLATE_NOOP("Quantities", "the torque, N m, from −2 to 2")),
    Quantity(name="cos_theta", observed=0, meaning=QT_TRANSLATE_NOOP("Quantities", "cos θ: 1 is upright")),
    Quantity(name="sin_theta", observed=1, meaning=QT_TRANSLATE_NOOP("Quantities", "sin θ")),
)
_SEEN_OF_MOUNTAIN_CAR: Final = (
    Quantity(
        name="position",
        symbol="x",
        observed=0,
        meaning=QT_TRANSLATE_NOOP("Quantities", "where the car is, from −1.2 to 0.6; the flag is at 0.5"),
    ),
    Quantity(
        name="velocity", symbol="v", observed=1, meaning=QT_TRANSLATE_NOOP("Quantities", "the car's speed, up to ±0.07")
    ),
    Quantity(
        name="height",
        formula="0.45 * sin(3 * position) + 0.55",
        meaning=QT_TRANSLATE_NOOP("Quantities", "how high the car is, from 0.1 to 1"),
    ),
    Quantity(
        name="energy",
        formula="(velocity^2 / 2 + 0.0025 / 3 * (sin(3 * position) + 1)) / 0.001665",
        meaning=QT_TRANSLATE_NOOP(
            "Quantities", "of height and speed together: 0 at rest in the valley, 1 is enough for the flag"
        ),
    ),
)
MOUNTAIN_CAR: Final = (
    *_SEEN_OF_MOUNTAIN_CAR,
    Quantity(
        name="u",
        values=(-1.0, 0.0, 1.0),
        meaning=QT_TRANSLATE_NOOP("Quantities", "the engine: −1 left, 0 off, 1 right"),
    ),
)
CONTINUOUS_MOUNTAIN_CAR: Final = (
    *_SEEN_OF_MOUNTAIN_CAR,
    Quantity(name="u", action=0, meaning=QT_TRANSLATE_NOOP("Quantities", "the engine, from −1 to 1")),
)
ACROBOT: Final = (
    Quantity(
        name="theta1",
        symbol="θ₁",
        formula="atan2(sin_theta1, cos_theta1)",
        meaning=QT_TRANSLATE_NOOP("Quantities", "the upper link's angle from hanging, rad"),
    ),
    Quantity(
        name="theta2",
        symbol="θ₂",
        formula="atan2(sin_theta2, cos_theta2)",
        meaning=QT_TRANSLATE_NOOP("Quantities", "the lower link's angle from the upper one, rad"),
    ),
    Quantity(name="omega1", symbol="ω₁", observed=4, meaning=QT_TRANSLATE_NOOP("Quantities", "the upper link, rad/s")),
    Quantity(name="omega2", symbol="ω₂", observed=5, meaning=QT_TRANSLATE_NOOP("Quantities", "the lower link, rad/s")),
    Quantity(
        name="height",
        formula="sin_theta1 * sin_theta2 - cos_theta1 - cos_theta1 * cos_theta2",
        meaning=QT_TRANSLATE_NOOP("Quantities", "the tip's height, from −2 to 2; the line is at 1"),
    ),
    Quantity(name="u", values=(-1.0, 0.0, 1.0), meaning=QT_TRANSLATE_NOOP("Quantities", "the torque, N m")),
    Quantity(name="cos_theta1", observed=0, meaning=QT_TRANSLATE_NOOP("Quantities", "cos θ₁")),
    Quantity(name="sin_theta1", observed=1, meaning=QT_TRANSLATE_NOOP("Quantities", "sin θ₁")),
    Quantity(name="cos_theta2", observed=2, meaning=QT_TRANSLATE_NOOP("Quantities", "cos θ₂")),
    Quantity(name="sin_theta2", observed=3, meaning=QT_TRANSLATE_NOOP("Quantities", "sin θ₂")),
)
_SEEN_OF_LANDER: Final = (
    Quantity(name="x", observed=0, meaning=QT_TRANSLATE_NOOP("Quantities", "left or right of the pad, from −1 to 1")),
    Quantity(name="y", observed=1, meaning=QT_TRANSLATE_NOOP("Quantities", "height above the pad")),
    Quantity(name="vx", observed=2, meaning=QT_TRANSLATE_NOOP("Quantities", "speed to the right")),
    Quantity(name="vy", observed=3, meaning=QT_TRANSLATE_NOOP("Quantities", "speed upwards")),
    Quantity(name="theta", symbol="θ", observed=4, meaning=QT_TRANSLATE_NOOP("Quantities", "the angle, rad")),
    Quantity(name="omega", symbol="ω", observed=5, meaning=QT_TRANSLATE_NOOP("Quantities", "the angular speed")),
    Quantity(name="left_leg", observed=6, meaning=QT_TRANSLATE_NOOP("Quantities", "1 while the left leg is down")),
    Quantity(name="right_leg", observed=7, meaning=QT_TRANSLATE_NOOP("Quantities", "1 while the right leg is down")),
    Quantity(
        name="contact",
        formula="max(left_leg, right_leg)",
        meaning=QT_TRANSLATE_NOOP("Quantities", "1 while a leg is down"),
    ),
)
_FUEL: Final = Quantity(
    name="fuel",
    formula="0.3 * main + 0.03 * abs(side)",
    meaning=QT_TRANSLATE_NOOP("Quantities", "what the engines burn in this step, as the world itself charges it"),
)
LUNAR_LANDER: Final = (
    *_SEEN_OF_LANDER,
    Quantity(
        name="main", values=(0.0, 0.0, 1.0, 0.0), meaning=QT_TRANSLATE_NOOP("Quantities", "1 if the main engine fires")
    ),
    Quantity(
        name="side",
        values=(0.0, -1.0, 0.0, 1.0),
        meaning=QT_TRANSLATE_NOOP("Quantities", "−1 if the left engine fires, 1 if the right one does"),
    ),
    _FUEL,
)
CONTINUOUS_LUNAR_LANDER: Final = (
    *_SEEN_OF_LANDER,
    Quantity(name="throttle", action=0, meaning=QT_TRANSLATE_NOOP("Quantities", "what is asked of the main engine")),
    Quantity(name="steering", action=1, meaning=QT_TRANSLATE_NOOP("Quantities", "what is asked of the side engines")),
    Quantity(
        name="main",
        formula="where(throttle > 0, (throttle + 1) / 2, 0)",
        meaning=QT_TRANSLATE_NOOP("Quantities", "how hard the main engine fires, 0 or 0.5 to 1"),
    ),
    Quantity(
        name="side",
        formula="where(abs(steering) > 0.5, steering, 0)",
        meaning=QT_TRANSLATE_NOOP("Quantities", "how hard a side engine fires: left below 0, right above"),
    ),
    _FUEL,
)


def numbered(spaces: Spaces) -> tuple[Quantity, ...]:
    """What the numbers of a world are called that the table has no names for: s0, s1, ... and a, or a0, a1, ...

    Args:
        spaces: what is observed and done there.
    """
    seen = tuple(
        Quantity(name=f"s{index}", observed=index, meaning=QT_TRANSLATE_NOOP("Quantities", "a number that is observed"))
        for index in range(spaces.observation.size)
    )
    done: tuple[Quantity, ...] = ()
    if isinstance(spaces.action, DiscreteSpace):
        done = (
            Quantity(
                name="a",
                values=tuple(map(float, range(spaces.action.n))),
                meaning=QT_TRANSLATE_NOOP("Quantities", "the action's number, from 0"),
            ),
        )
    elif isinstance(spaces.action, BoxSpace):
        done = tuple(
            Quantity(name=f"a{index}", action=index, meaning=QT_TRANSLATE_NOOP("Quantities", "a number of the action"))
            for index in range(spaces.action.size)
        )
    return seen + done
