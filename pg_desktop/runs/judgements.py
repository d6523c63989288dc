"""The moments that were judged in an experiment, by a human or the scripted one; a blocker learns from them."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final

from pg_desktop.learning.overseeing.judgement import Judgement

MOST: Final = 4000
"""As many are kept: the newest."""


class Judgements:
    """All of them, in the order in which they were made. Any thread may call any method."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._made: tuple[Judgement, ...] = ()
        self._version = 0

    @property
    def made(self) -> tuple[Judgement, ...]:
        """All of them."""
        return self._made

    @property
    def version(self) -> int:
        """How often something has changed."""
        return self._version

    def about(self, line: float) -> tuple[Judgement, ...]:
        """Those about a danger line."""
        return tuple(each for each in self._made if each.line == line)

    def add(self, judgements: Iterable[Judgement]) -> None:
        """Take more in."""
        with self._lock:
            self._replace((*self._made, *judgements))

    def take_back(self, line: float) -> Judgement | None:
        """Take out the last about a danger line; None if there is none."""
        with self._lock:
            last = next((number for number in reversed(range(len(self._made))) if self._made[number].line == line), -1)
            if last < 0:
                return None
            gone = self._made[last]
            self._replace(self._made[:last] + self._made[last + 1 :])
            return gone

    def fill(self, judgements: Iterable[Judgement]) -> None:
        """Hold those of a file, and none of those that were held before."""
        with self._lock:
            self._replace(tuple(judgements))

    def _replace(self, made: tuple[Judgement, ...]) -> None:
        if made != self._made:
            self._made = made[-MOST:]
            self._version += 1
