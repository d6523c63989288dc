"""How a policy chooses its actions."""

from enum import StrEnum


class ActionMode(StrEnum):
    """At random as it learned to, or always the most probable action."""

    SAMPLED = "sampled"
    GREEDY = "greedy"
