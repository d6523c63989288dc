"""What was changed while a run was going on, and when it took effect."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.settings.kinds import TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings

CLOSE_UPDATES: Final = 5
"""Updates between two edits of one setting up to which they belong together: a slider was being dragged."""


def changed_keys(old: Settings, new: Settings) -> tuple[str, ...]:
    """Keys of the settings that act on what is learned and differ."""
    return tuple(
        key
        for key, row in HYPERPARAMETERS.items()
        if row.takes_effect is not TakesEffect.NOW and old.value(key) != new.value(key)
    )


class EditLog:
    """All edits of a run, in order. Written by the thread that trains, read by any."""

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        """Begin with these edits, in order."""
        self._lock = threading.Lock()
        self._edits = list(edits)

    def record(self, edit: Edit) -> None:
        """Add the newest edit; several of one setting between two updates are one, where that comes to the same.

        What had been changed before a branch began is its parent's and stays as it is.
        """
        with self._lock:
            if edit.key == STREAM or HYPERPARAMETERS[edit.key].lasting:
                self._edits.append(edit)
                return
            for index, earlier in reversed(list(enumerate(self._edits))):
                if earlier.key == STREAM:
                    break
                if (earlier.update, earlier.key) == (edit.update, edit.key):
                    edit = replace(edit, old=earlier.old)
                    del self._edits[index]
                    break
            if edit.old != edit.new:
                self._edits.append(edit)

    def all(self) -> tuple[Edit, ...]:
        """Every edit so far."""
        with self._lock:
            return tuple(self._edits)
