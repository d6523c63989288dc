"""Thinks beside the window: one question at a time, the latest first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.process import stand_back
from pg_desktop.runs.live.background import Background, Work
from pg_desktop.runs.live.turns import Turns

Stop = Callable[[], bool]
Tell = Callable[[object], None]


class Thinking(QObject):
    """Has questions answered in a thread of its own. Lives in the GUI thread.

    A question takes the place of the one before, of which nothing more is heard.

    Signals:
        told (object, object): a question, and what is known of its answer by now.
        failed (Failure): it could not be answered.
    """

    told = Signal(object, object)
    failed = Signal(object)
    _came = Signal(object, object)

    def __init__(self, turns: Turns, parent: QObject) -> None:
        super().__init__(parent)
        self._turns = turns
        self._background = Background(self)
        self._job: Work | None = None
        self._asked: object = None
        self._next: tuple[object, Callable[[Tell, Stop], None]] | None = None
        self._closed = False
        self._came.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether a question is being answered, or waits."""
        return self._job is not None or self._next is not None

    @property
    def asked(self) -> object:
        """What was asked last; None after `give_up`."""
        return self._asked

    def ask(self, question: object, work: Callable[[Tell, Stop], None]) -> None:
        """Have a question answered, in place of any other.

        Args:
            question: what comes back with the answer.
            work: answers it, in another thread: it tells what it knows, and asks often whether it is to stop; it may
                raise `RolloutStoppedError` then.
        """
        if self._closed:
            return
        self._asked, self._next = question, (question, work)
        if self._job is None:
            self._begin()
        else:
            self._job.cancel()

    def give_up(self) -> None:
        """Let nothing be answered for now."""
        self._asked = self._next = None
        if self._job is not None:
            self._job.cancel()

    def stop(self) -> None:
        """Give up for good, and wait until that has happened."""
        self._closed = True
        self.give_up()
        self._background.end()
        self._job = None

    def _begin(self) -> None:
        if self._next is None:
            return
        question, work = self._next
        self._next = None
        run = partial(_run, partial(self._came.emit, question), work, self._turns)
        self._job = self._background.begin(run, _nothing, self._fail, self._finished)

    @Slot(object, object)
    def _take(self, question: object, answer: object) -> None:
        if question is self._asked:
            self.told.emit(question, answer)

    def _fail(self, failure: object) -> None:
        if self._next is None and self._asked is not None:
            self.failed.emit(failure)

    def _finished(self) -> None:
        self._job = None
        self._begin()


def _nothing(result: object) -> None:
    """What there is to tell is told on the way."""


def _run(tell: Tell, work: Callable[[Tell, Stop], None], turns: Turns, stop: Stop) -> Any:
    """In another thread."""
    stand_back()
    with turns.measuring_until(stop) as stopped:
        work(tell, stopped)
