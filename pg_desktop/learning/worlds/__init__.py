"""Environments to play in: how they are made from the table's entries, and how several of them step together."""

from pg_desktop.learning.worlds.vectorisation import Vectorisation
from pg_desktop.learning.worlds.world import World, make_world

__all__ = ["Vectorisation", "World", "make_world"]
