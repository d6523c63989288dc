"""How an environment is made: all that another process must be told to make the same."""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.worlds.arguments import shown_arguments
from pg_desktop.learning.worlds.ids import short_id


@dataclass(frozen=True)
class Recipe:
    """How an environment is made.

    Attributes:
        id: Gymnasium's id, see `table.environment_entry`.
        arguments: what its maker is given, see `arguments`.
        max_episode_steps: env steps after which an episode is truncated; None for what is registered.
    """

    id: str
    arguments: str = ""
    max_episode_steps: int | None = None

    @property
    def name(self) -> str:
        """The environment as the user reads it: "FrozenLake-v1, is_slippery=false"."""
        return ", ".join(filter(None, (short_id(self.id), shown_arguments(self.arguments))))
