"""The episodes that were shown in an experiment, by a human or a scripted player."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.learning.demonstrations.demonstration import Demonstration


class Demonstrations:
    """All of them, in the order in which they were shown. Any thread may call any method."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._shown: tuple[Demonstration, ...] = ()
        self._last_id = 0
        self._version = 0

    @property
    def shown(self) -> tuple[Demonstration, ...]:
        """All of them, in ascending order of their ids."""
        return self._shown

    @property
    def version(self) -> int:
        """How often something has changed."""
        return self._version

    def of(self, world: str) -> tuple[Demonstration, ...]:
        """Those of a world, by its id."""
        return tuple(each for each in self._shown if each.about.world == world)

    def add(self, demonstrations: Iterable[Demonstration]) -> tuple[Demonstration, ...]:
        """Take in what has been shown; returns the same with their numbers."""
        with self._lock:
            added = []
            for each in demonstrations:
                self._last_id += 1
                added.append(each.numbered(self._last_id))
            self._replace((*self._shown, *added))
            return tuple(added)

    def remove(self, ids: Iterable[int]) -> tuple[Demonstration, ...]:
        """Take some out; what it returns can be brought back with `restore`."""
        gone = set(ids)
        with self._lock:
            removed = tuple(each for each in self._shown if each.id in gone)
            self._replace(tuple(each for each in self._shown if each.id not in gone))
            return removed

    def restore(self, demonstrations: Iterable[Demonstration]) -> None:
        """Bring back what was taken out, to where it stood."""
        with self._lock:
            known = {each.id for each in self._shown}
            back = (each for each in demonstrations if each.id not in known)
            self._replace(tuple(sorted((*self._shown, *back), key=lambda each: each.id)))

    def fill(self, demonstrations: Iterable[Demonstration]) -> None:
        """Hold those of a file, and none of those that were held before."""
        with self._lock:
            self._replace(tuple(demonstrations))
            self._last_id = max((each.id for each in self._shown), default=0)

    def _replace(self, shown: tuple[Demonstration, ...]) -> None:
        self._shown = shown
        self._version += 1
