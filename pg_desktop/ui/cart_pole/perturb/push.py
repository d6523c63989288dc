"""Pushes by mouse and keys, from their beginning to their end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF

from pg_desktop.learning.worlds.cart_pole.limits import TIME_STEP
from pg_desktop.ui.cart_pole.perturb.grip import NO_FORCES, STRENGTHS, Forces, Grip, Motion, Part
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry

HOLD_SECONDS: Final = 0.2
"""After these what has not moved is no tap any more, but held: a click is as long at every speed of the episode."""

Clock = Callable[[], float]
"""Seconds that go by, from whenever on."""


@dataclass(frozen=True)
class Tap:
    """A short push on the cart, or on the pole's tip.

    Attributes:
        part: on what.
        direction: 1 to the right, −1 to the left.
    """

    part: Part
    direction: int

    @property
    def forces(self) -> Forces:
        """What acts during one env step."""
        return on(self.part, self.direction * STRENGTHS[self.part].impulse / TIME_STEP)


def on(part: Part, force: float) -> Forces:
    """A force on the cart, or on the pole's tip."""
    return Forces(force, 0.0) if part is Part.CART else Forces(0.0, force)


class MousePush:
    """A hand that the mouse moves, from press to release.

    Attributes:
        grip: where it has hold.
        point: where the mouse is, pixels.
        force: what it last pulled with, newtons to the right.
        acted: whether it has had any say in an env step.
    """

    def __init__(self, grip: Grip, point: QPointF, drag_distance: float, clock: Clock) -> None:
        """Take hold.

        Args:
            grip: where.
            point: where the mouse is, pixels.
            drag_distance: pixels that the mouse must move to drag before `HOLD_SECONDS` have passed.
            clock: tells how long it holds.
        """
        self.grip = grip
        self.point = point
        self._pressed_at = point
        self._drag_distance = drag_distance
        self._clock, self._began = clock, clock()
        self._moved = False
        self.force = 0.0
        self.acted = False

    @property
    def drags(self) -> bool:
        """Whether the spring pulls."""
        return self._moved or self._clock() - self._began >= HOLD_SECONDS

    @property
    def tap(self) -> Tap | None:
        """What is left to do when the mouse is released now."""
        return None if self.drags else Tap(self.grip.part, self.grip.away)

    def move(self, point: QPointF) -> None:
        """Follow the mouse."""
        self.point = point
        self._moved = self._moved or (point - self._pressed_at).manhattanLength() >= self._drag_distance

    def forces(self, motion: Motion, geometry: CartPoleGeometry) -> Forces:
        """What acts during the next env step."""
        if not self.drags:
            return NO_FORCES
        self.acted = True
        forces = self.grip.pull(geometry.to_world(self.point)[0], motion, geometry.pole_length)
        self.force = sum(forces)
        return forces


class KeyPush:
    """A hand that a key moves: a tap at once, and after `HOLD_SECONDS` a steady push until the key is released.

    Attributes:
        key: the key.
        part: what it pushes; the pole at its tip.
        direction: 1 to the right, −1 to the left.
        acted: whether it has had any say in an env step.
    """

    def __init__(self, key: int, part: Part, direction: int, clock: Clock) -> None:
        self.key, self.part, self.direction = key, part, direction
        self._clock, self._began = clock, clock()
        self.acted = False

    @property
    def tap(self) -> Tap | None:
        """What is left to do when the key is released now."""
        return None if self.acted else Tap(self.part, self.direction)

    def forces(self, motion: Motion, geometry: CartPoleGeometry) -> Forces:
        """What acts during the next env step, whatever the motion."""
        del motion, geometry
        if not self.acted:
            self.acted = True
            return Tap(self.part, self.direction).forces
        held = self._clock() - self._began >= HOLD_SECONDS
        return on(self.part, self.direction * STRENGTHS[self.part].steady) if held else NO_FORCES
