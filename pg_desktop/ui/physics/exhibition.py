"""What the exhibition is played in."""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.cart_pole.physics import Physics


@dataclass(frozen=True)
class ExhibitionPhysics:
    """What the user has chosen for the exhibition.

    Attributes:
        physics: in which it is played.
        linked: whether it follows training's.
    """

    physics: Physics
    linked: bool
