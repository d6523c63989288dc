"""How far an update is while it is going on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Meter:
    """Counts what an update in progress has done. Belongs to the thread that trains; costs nothing beside an env step.

    Attributes:
        episodes: how many have ended.
        env_steps: how many have been taken, in all episodes together.
        learning: whether all episodes are over, and what is left is to learn from them.
        waited: seconds in which whoever was asked whether to stop has let the update stand still.
    """

    episodes: int = 0
    env_steps: int = 0
    learning: bool = False
    waited: float = 0.0
