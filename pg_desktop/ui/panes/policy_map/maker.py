"""Computes maps beside the window, the latest wish first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pg_desktop.process import stand_back
from pg_desktop.runs.live.background import Background, Work
from pg_desktop.runs.live.turns import Turns

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import Float32
    from pg_desktop.learning.explaining.policy_map import Plane, Refinement, Surface

_EVERY_SECONDS: Final = 0.08
"""From the beginning of one map to that of the next, at least."""


@dataclass(frozen=True, eq=False)
class Wish:
    """A map that is wanted.

    Attributes:
        key: equal to that of any other wish for the same numbers.
        surfaces: what is mapped; of two, how much the first is above the second.
        plane: over what.
        others_BO: what the others are: one state, or several to be averaged over.
        world: where these states are from.
    """

    key: object
    surfaces: tuple[Surface, ...]
    plane: Plane
    others_BO: Float32
    world: object = None


class MapMaker(QObject):
    """One map at a time, in a thread of its own. Lives in the GUI thread.

    A wish takes the place of the one before as soon as there is anything to see of that; so what changes all the time
    is seen, though not at its finest.

    Attributes:
        begun: how many maps have been begun.

    Signals:
        made (Wish, Refinement): a map, or a finer one of the same wish.
        failed (Failure): it could not be made.
    """

    made = Signal(object, object)
    failed = Signal(object)
    _came = Signal(object, object)

    def __init__(self, turns: Turns, parent: QObject) -> None:
        super().__init__(parent)
        self.begun = 0
        self._turns = turns
        self._background = Background(self)
        self._job: Work | None = None
        self._wish: Wish | None = None
        self._next: Wish | None = None
        self._seen = self._closed = False
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._came.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether a map is being computed."""
        return self._job is not None

    def want(self, wish: Wish) -> None:
        """Compute a map, unless it is the one that was wanted last."""
        latest = self._next or self._wish
        if self._closed or (latest is not None and latest.key == wish.key):
            return
        self._next = wish
        self._go_on()

    def give_up(self) -> None:
        """Compute nothing more for now; the same wish is obeyed again."""
        self._next = self._wish = None
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def stop(self) -> None:
        """Give up for good, and wait until that has happened."""
        self._closed = True
        self.give_up()
        self._background.end()

    @Slot()
    def _go_on(self) -> None:
        """Begin with what is wanted next, if it is time to."""
        if self._next is None:
            return
        if self._job is not None:
            if self._seen:
                self._job.cancel()
            return
        wait = self._since + _EVERY_SECONDS - monotonic()
        if wait > 0:
            self._timer.start(round(1000 * wait) + 1)
            return
        self._wish, self._next, self._seen = self._next, None, False
        self._since = monotonic()
        self.begun += 1
        work = partial(_run, self._wish, self._came.emit, self._turns)
        self._job = self._background.begin(work, _nothing, self.failed.emit, self._finished)

    @Slot(object, object)
    def _take(self, wish: Wish, refinement: Refinement) -> None:
        if wish is not self._wish:
            return
        self._seen = True
        self.made.emit(wish, refinement)
        self._go_on()

    def _finished(self) -> None:
        self._job = None
        self._go_on()


def _nothing(result: object) -> None:
    """What there is to tell is told on the way."""


def _run(wish: Wish, tell: Callable[[Wish, Refinement], None], turns: Turns, stop: Callable[[], bool]) -> None:
    """In another thread."""
    from pg_desktop.learning.explaining.policy_map import refined  # noqa: PLC0415 (NumPy, after the first paint)

    stand_back()
    with turns.measuring_until(stop) as stopped:
        for refinement in refined(wish.surfaces, wish.plane, wish.others_BO, stopped):
            tell(wish, refinement)
