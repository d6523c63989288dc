"""Training and measuring, in turns, and both behind the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import perf_counter, sleep
from typing import Final

SPELL_SECONDS: Final = 0.004
"""How long a measurement works at a time."""
_REST_SHARE: Final = 2.0
"""How long it rests then, in parts of that, while there is training."""
_REST_SECONDS_MAX: Final = 0.05
"""After the first spell, which loads libraries, a rest in proportion would be a wait."""
_HANDOVER_SECONDS: Final = 0.0005
_PATIENCE_SECONDS: Final = 0.01
"""How long a measurement waits for training, which gives way between two env steps but not while it learns."""
_WAIT_SECONDS_MAX: Final = 0.05
"""How long training waits at the most: the computer may have no time for a measurement."""
LATE_SECONDS: Final = 0.1
"""Two refreshes of the window."""
_ASIDE_SECONDS_MAX: Final = 1.0
"""How long whoever computes stands aside for a late window at the most: it may wait for just that."""


class _Turn:
    """Once that a measurement works: training has given way to it, and it is over."""

    def __init__(self) -> None:
        self.given, self.over = threading.Event(), threading.Event()


class Turns:
    """Lets one thread at a time compute beside the window's: training or, for a moment, a measurement.

    Python runs one thread at a time and hands over to whichever happens to come first. Two that compute take it from
    each other all the time, and the window's thread, which is a third, may wait for tens of milliseconds. Where that
    one has much to do, such as to dress all that it shows anew, it asks for Python thousands of times, and each time it
    might wait for milliseconds: so both stand aside once it is late.
    """

    def __init__(self) -> None:
        self._answered_at = inf
        self._stood_aside_for = inf
        self._answers = threading.Event()
        self._measuring = threading.Lock()
        self._turn: _Turn | None = None
        self._given: _Turn | None = None
        self._trains = False

    @contextmanager
    def training(self) -> Iterator[None]:
        """Within this, the calling thread trains, and calls `give_way` often."""
        self._trains = True
        try:
            yield
        finally:
            self._leave_to_measurements()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Within this, in the middle of `training`, the thread that trains waits for something else."""
        self._leave_to_measurements()
        try:
            yield
        finally:
            self._trains = True

    def window_answers(self) -> None:
        """The window's event loop goes round; called there often, and from then on it may be late."""
        self._answered_at = perf_counter()
        self._answers.set()

    def window_goes(self) -> None:
        """There is no window any more to stand aside for."""
        self._answered_at = inf
        self._answers.set()

    def give_way(self) -> None:
        """Wait while a measurement has its turn or the window is late.

        Called by the thread that trains, before every env step.
        """
        self._stand_aside()
        turn = self._turn
        if turn is not None and turn is not self._given:
            self._given = turn
            turn.given.set()
            turn.over.wait(_WAIT_SECONDS_MAX)

    @contextmanager
    def measuring(self) -> Iterator[Callable[[], None]]:
        """Within this, the calling thread measures, and calls often what this returns: it rests there now and then.

        Only one thread measures at a time; others get their turn after each rest.
        """
        with self._measuring:
            self._begin_turn()
            since = perf_counter()

            def breathe() -> None:
                nonlocal since
                self._stand_aside()
                worked = perf_counter() - since
                if worked >= SPELL_SECONDS:
                    self._rest(worked)
                    since = perf_counter()

            try:
                yield breathe
            finally:
                self._end_turn()

    @contextmanager
    def measuring_until(self, stop: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
        """The same for work that asks often whether it is to stop: it rests where it asks.

        Args:
            stop: whether it is.
        """
        with self.measuring() as breathe:

            def asked() -> bool:
                breathe()
                return stop()

            yield asked

    def _stand_aside(self) -> None:
        """Wait while the window is late, once at the most for each time that it is."""
        answered_at = self._answered_at
        if perf_counter() - answered_at > LATE_SECONDS and answered_at != self._stood_aside_for:
            self._answers.clear()
            if answered_at == self._answered_at:
                self._answers.wait(_ASIDE_SECONDS_MAX)
            self._stood_aside_for = answered_at

    def _leave_to_measurements(self) -> None:
        self._trains = False
        turn = self._turn
        if turn is not None:
            turn.given.set()

    def _begin_turn(self) -> None:
        self._turn = turn = _Turn()
        if self._trains:
            turn.given.wait(_PATIENCE_SECONDS)

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.over.set()

    def _rest(self, worked: float) -> None:
        self._end_turn()
        if self._trains:
            sleep(min(_REST_SHARE * worked, _REST_SECONDS_MAX))
        self._measuring.release()
        sleep(_HANDOVER_SECONDS)  # or this thread would take it again before another is awake
        self._measuring.acquire()
        self._begin_turn()
