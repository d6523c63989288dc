"""Things found out in the background, whose ends the window's thread is told of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot

from pg_desktop.runs.live.background import Background
from pg_desktop.runs.live.status import Failure


class Works(QObject):
    """Any number of works, each in a thread of its own. Lives in the GUI thread; `end` has to be called."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._works: list[Background] = []
        self._ended = False

    def begin(self, work: Callable[..., Any], done: Callable[..., None], failed: Callable[[Failure], None]) -> None:
        """Do something in the background.

        Args:
            work: see `Background`.
            done: is called with what it returned, in the GUI thread.
            failed: is called with why it did not.
        """
        if self._ended:
            return
        background = Background(work, self)
        relay = _Relay(done, failed, partial(self._over, background), background)
        background.done.connect(relay.done)
        background.failed.connect(relay.failed)
        background.finished.connect(relay.over)
        self._works.append(background)
        background.start()

    def cancel(self) -> None:
        """Ask all of them to stop."""
        for work in self._works:
            work.cancel()

    def end(self) -> None:
        """Stop all of them and wait for it, for good."""
        self._ended = True
        for work in self._works:
            work.end()
        self._works.clear()

    def _over(self, background: Background) -> None:
        if background in self._works:
            self._works.remove(background)
        background.deleteLater()


class _Relay(QObject):
    """Calls functions in the GUI thread: what is connected to a thread's signal as it is runs in that thread."""

    def __init__(
        self,
        done: Callable[[Any], None],
        failed: Callable[[Failure], None],
        over: Callable[[], None],
        background: Background,
    ) -> None:
        super().__init__(background)
        self._done, self._failed, self._over = done, failed, over

    @Slot(object)
    def done(self, result: object) -> None:
        self._done(result)

    @Slot(object)
    def failed(self, failure: Failure) -> None:
        self._failed(failure)

    @Slot()
    def over(self) -> None:
        self._over()
