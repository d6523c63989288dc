"""Pushes by mouse and keys, from their beginning to their end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF

from pg_desktop.ui.exhibition.cart_pole_scene import CartPoleGeometry
from pg_desktop.ui.hands.grip import NO_FORCES, STEP_SECONDS, STRENGTHS, Forces, Grip, Motion, Part

HOLD_STEPS: Final = 10
"""Env steps after which what has not moved is no tap any more, but held: 0.2 s."""


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
        return on(self.part, self.direction * STRENGTHS[self.part].impulse / STEP_SECONDS)


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

    def __init__(self, grip: Grip, point: QPointF, drag_distance: float) -> None:
        """Take hold.

        Args:
            grip: where.
            point: where the mouse is, pixels.
            drag_distance: pixels that the mouse must move to drag before `HOLD_STEPS` have passed.
        """
        self.grip = grip
        self.point = point
        self._pressed_at = point
        self._drag_distance = drag_distance
        self._steps = 0
        self._moved = False
        self.force = 0.0
        self.acted = False

    @property
    def drags(self) -> bool:
        """Whether the spring pulls."""
        return self._moved or self._steps >= HOLD_STEPS

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
            self._steps += 1
            return NO_FORCES
        self.acted = True
        forces = self.grip.pull(geometry.to_world(self.point)[0], motion, geometry.pole_length)
        self.force = sum(forces)
        return forces


class KeyPush:
    """A hand that a key moves: a tap at once, and after `HOLD_STEPS` a steady push until the key is released.

    Attributes:
        key: the key.
        part: what it pushes; the pole at its tip.
        direction: 1 to the right, −1 to the left.
    """

    def __init__(self, key: int, part: Part, direction: int) -> None:
        self.key, self.part, self.direction = key, part, direction
        self._steps = 0

    @property
    def acted(self) -> bool:
        """Whether it has had any say in an env step."""
        return self._steps > 0

    @property
    def tap(self) -> Tap | None:
        """What is left to do when the key is released now."""
        return None if self.acted else Tap(self.part, self.direction)

    def forces(self, motion: Motion, geometry: CartPoleGeometry) -> Forces:
        """What acts during the next env step, whatever the motion."""
        del motion, geometry
        self._steps += 1
        if self._steps == 1:
            return Tap(self.part, self.direction).forces
        return on(self.part, self.direction * STRENGTHS[self.part].steady) if self._steps > HOLD_STEPS else NO_FORCES
