"""Which keys do what in each world. Plain Python: it is known before NumPy is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt

from pg_desktop.messages import QT_TRANSLATE_NOOP

LEFT, RIGHT, UP = (int(key) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up))
HOLD: Final = int(Qt.Key.Key_Space)
END: Final = int(Qt.Key.Key_Escape)

Action = int | tuple[float, ...]
"""A choice, or the numbers of a continuous action."""


@dataclass(frozen=True)
class Keys:
    """How a world is driven.

    Attributes:
        does: what is done while some of the arrow keys are down; the last number is what was done before.
        help: which key does what.
        idle: what happens without one.
        uses: the arrow keys that mean something.
    """

    does: Callable[[frozenset[int], Action | None], Action]
    help: str
    idle: str
    uses: frozenset[int] = frozenset({LEFT, RIGHT})


def _side(down: frozenset[int]) -> int:
    """−1, 0 or 1: to which side the keys point."""
    return (RIGHT in down) - (LEFT in down)


def _push(down: frozenset[int], before: Action | None) -> Action:
    side = _side(down)
    if side:
        return int(side > 0)
    return 0 if before == 1 else 1


def _three(down: frozenset[int], _before: Action | None) -> Action:
    return 1 + _side(down)


def _strength(most: float) -> Callable[[frozenset[int], Action | None], Action]:
    return lambda down, _before: (most * _side(down),)


def _lander(down: frozenset[int], _before: Action | None) -> Action:
    if UP in down:
        return 2
    return {-1: 1, 0: 0, 1: 3}[_side(down)]


def _throttled_lander(down: frozenset[int], _before: Action | None) -> Action:
    return (1.0 if UP in down else 0.0), float(_side(down))


_PUSH: Final = QT_TRANSLATE_NOOP("Driving", "← and → push")
_DRIVE: Final = QT_TRANSLATE_NOOP("Driving", "← and → drive")
_TURN: Final = QT_TRANSLATE_NOOP("Driving", "← and → turn the joint")
_ENGINES: Final = QT_TRANSLATE_NOOP("Driving", "↑ is the main engine, ← and → turn")
_ROLLS: Final = QT_TRANSLATE_NOOP("Driving", "without a key, the car rolls")
_SWINGS: Final = QT_TRANSLATE_NOOP("Driving", "without a key, it swings freely")
_FALLS: Final = QT_TRANSLATE_NOOP("Driving", "without a key, it falls")
_NOTHING: Final = QT_TRANSLATE_NOOP("Driving", "without a key, nothing does")
_CANCEL: Final = QT_TRANSLATE_NOOP("Driving", "without a key, pushes to both sides cancel out")
_WITH_UP: Final = frozenset({LEFT, RIGHT, UP})

KEYS: Final[Mapping[str, Keys]] = {
    "CartPole-v1": Keys(_push, _PUSH, _CANCEL),
    "CartPole-v0": Keys(_push, _PUSH, _CANCEL),
    "ContinuousCartPole": Keys(_strength(1.0), _PUSH, _NOTHING),
    "Acrobot-v1": Keys(_three, _TURN, _SWINGS),
    "MountainCar-v0": Keys(_three, _DRIVE, _ROLLS),
    "MountainCarContinuous-v0": Keys(_strength(1.0), _DRIVE, _ROLLS),
    # θ grows against the clock, so that a positive torque turns to the left.
    "Pendulum-v1": Keys(_strength(-2.0), _TURN, _SWINGS),
    "LunarLander-v3": Keys(_lander, _ENGINES, _FALLS, _WITH_UP),
    "LunarLanderContinuous-v3": Keys(_throttled_lander, _ENGINES, _FALLS, _WITH_UP),
}
"""By the id of the world."""


def help_of(keys: Keys, *, alone: bool) -> str:
    """Which key does what, translated, and if somebody drives alone, what happens without one."""
    told = QCoreApplication.translate("Driving", keys.help)
    if not alone:
        return told
    both = QCoreApplication.translate("Driving", "{keys}; {idle}")
    return both.format(keys=told, idle=QCoreApplication.translate("Driving", keys.idle))
