"""What the shown episode is played in."""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.worlds.cart_pole.physics import Physics


@dataclass(frozen=True)
class PlaybackPhysics:
    """What the user has chosen for the shown episode.

    Attributes:
        physics: in which it is played.
        linked: whether it follows training's.
    """

    physics: Physics
    linked: bool
