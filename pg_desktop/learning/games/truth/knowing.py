"""What is known about a game, found by its row of the table."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from pg_desktop.learning.games.game import GameEntry, Truth


@cache
def truth_of(entry: GameEntry) -> Truth | None:
    """The truth about a game, the same object at every call; None where nobody knows it."""
    if not entry.truth:
        return None
    module, _, name = entry.truth.partition(":")
    truth: Truth = getattr(import_module(module), name)()
    return truth
