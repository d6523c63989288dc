"""What was changed while a run was going on, and when it took effect."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from pg_desktop.learning.hyperparameter_kinds import TakesEffect, Value
from pg_desktop.learning.hyperparameters import HYPERPARAMETERS, Settings


@dataclass(frozen=True)
class Edit:
    """One setting that changed.

    Attributes:
        update: updates that were done before; the next one is the first that it acted on.
        episode: episodes that were done before.
        env_step: env steps that were done before.
        key: the hyperparameter.
        old: its value until then.
        new: its value from then on.
    """

    update: int
    episode: int
    env_step: int
    key: str
    old: Value
    new: Value


def changed_keys(old: Settings, new: Settings) -> tuple[str, ...]:
    """Keys of the settings that act on what is learned and differ."""
    return tuple(
        key
        for key, row in HYPERPARAMETERS.items()
        if row.takes_effect is not TakesEffect.NOW and old.value(key) != new.value(key)
    )


class EditLog:
    """All edits of a run, in order. Written by the thread that trains, read by any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._edits: list[Edit] = []

    def record(self, edit: Edit) -> None:
        """Add the newest edit; several of one setting between two updates are one."""
        with self._lock:
            for index, earlier in enumerate(self._edits):
                if (earlier.update, earlier.key) == (edit.update, edit.key):
                    edit = replace(edit, old=earlier.old)
                    del self._edits[index]
                    break
            if edit.old != edit.new:
                self._edits.append(edit)

    def clear(self) -> None:
        """Forget all: a new run has begun."""
        with self._lock:
            self._edits = []

    def all(self) -> tuple[Edit, ...]:
        """Every edit so far."""
        with self._lock:
            return tuple(self._edits)
