"""Moments of the update that is looked at, in the agent's pane: the way there, along the tape, and back.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from pg_desktop.runs.live.background import Background
from pg_desktop.runs.live.status import Failure
from pg_desktop.ui.kit.notices import sentence, show_error

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    import numpy as np
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.explaining.tape import Film, InnerStates, Tape
    from pg_desktop.runs.live.tracing import Traced
    from pg_desktop.ui.panes.agent.render_pane import RenderPane
    from pg_desktop.ui.panes.opened_update import OpenedUpdate


class Recorded:
    """A tape, and where on it one is.

    Attributes:
        tape: an episode of an update.
        step: of the moment that is shown, from 0 to the episode's length.
        title: what it is; "" of an episode of an update.
    """

    def __init__(self, tape: Tape, step: int, title: str = "") -> None:
        self.tape = tape
        self.title = title
        self.step = 0
        self._film: Film | None = None
        self.go_to(step)

    @property
    def moment(self) -> Moment:
        """What is shown now."""
        return self.tape.moments[self.step]

    def go_to(self, step: int) -> None:
        """Show a moment; what lies beyond the end is the end."""
        self.step = min(max(step, 0), len(self.tape.moments) - 1)

    def advance(self) -> bool:
        """Go on to the next moment; returns whether there is one."""
        before = self.step
        self.go_to(before + 1)
        return self.step != before

    def frame(self) -> NDArray[np.uint8] | None:
        """The environment's own picture of the moment; None if there is none, see `why_not`."""
        if self._film is None:
            from pg_desktop.learning.explaining.tape import Film  # noqa: PLC0415 (NumPy)

            self._film = Film(self.tape)
        return self._film.frame(self.step)

    @property
    def why_not(self) -> str:
        """A sentence that says why there is no picture; "" if there is one, or none was asked for."""
        error = None if self._film is None else self._film.why_not
        return "" if error is None else sentence(error)


class RecordedMoments(QObject):
    """Shows in the agent's pane the moment that was chosen elsewhere, and elsewhere where the pane has come to.

    Only a choice brings a recorded moment into view; that a newer update has come leaves the pane as it is. `end` has
    to be called.
    """

    def __init__(self, opened: OpenedUpdate, pane: RenderPane) -> None:
        """Connect them.

        Args:
            opened: the update that is looked at.
            pane: the agent's.
        """
        super().__init__(pane)
        self._opened, self._pane = opened, pane
        self._background = Background(self)
        self._states: tuple[object, InnerStates | None] | None = None
        self._wanted: tuple[object, int] | None = None
        opened.moment_wanted.connect(self._show_selected)
        opened.selected_changed.connect(self._follow_selection)
        opened.changed.connect(self._follow_opened)
        pane.moment_shown.connect(self._select_shown)
        pane.live_wanted.connect(self._show_live)

    def end(self) -> None:
        """End what is at work, for good."""
        self._background.end()

    @Slot()
    def _show_selected(self) -> None:
        """Show the moment that the user has chosen: at once if its episode is there, else once it was put together."""
        traced, selected = self._opened.traced, self._opened.selected
        if traced is None:
            return
        if self._on_tape(traced, selected.episode):
            self._pane.show_recorded_step(selected.step)
            return
        wanted = traced.trace, selected.episode
        if wanted != self._wanted:
            self._wanted = wanted
            known = self._states if self._states is not None and self._states[0] is traced.trace else None
            work = partial(_put_together, traced, selected.episode, known)
            self._background.begin(work, partial(self._show, wanted), partial(self._failed, wanted))

    def _show(self, wanted: tuple[object, int], found: tuple[Tape, InnerStates | None]) -> None:
        if wanted != self._wanted:
            return
        self._wanted = None
        tape, states = found
        self._states = tape.trace, states
        traced, selected = self._opened.traced, self._opened.selected
        still = traced is not None and traced.trace is tape.trace and selected.episode == tape.episode
        self._pane.show_recorded(Recorded(tape, selected.step if still else 0))

    def _failed(self, wanted: tuple[object, int], failure: Failure) -> None:
        if wanted == self._wanted:
            self._wanted = None
            show_error(self._pane.window(), sentence(failure), failure.details)

    @Slot()
    def _follow_selection(self) -> None:
        """Where an episode of this update is shown already, go with whoever chooses another moment of it."""
        traced, selected, recorded = self._opened.traced, self._opened.selected, self._pane.recorded
        if traced is None or recorded is None or recorded.tape.trace is not traced.trace:
            return
        if recorded.tape.episode != selected.episode:
            self._show_selected()
        elif selected.step != self._selectable(recorded):
            self._pane.show_recorded_step(selected.step)

    @Slot()
    def _follow_opened(self) -> None:
        """Where a recorded moment is shown already, go with whoever opens another update."""
        if self._pane.recorded is not None and not self._opened.follows:
            self._show_selected()

    @Slot()
    def _select_shown(self) -> None:
        """While the tape plays, the panes look at the moment that it has come to."""
        traced, recorded = self._opened.traced, self._pane.recorded
        if traced is not None and recorded is not None and self._on_tape(traced, recorded.tape.episode):
            self._opened.look_at(recorded.tape.episode, self._selectable(recorded))

    @Slot()
    def _show_live(self) -> None:
        self._wanted = None
        self._pane.show_recorded(None)
        self._opened.let_go()

    def _on_tape(self, traced: Traced, episode: int) -> bool:
        recorded = self._pane.recorded
        return recorded is not None and recorded.tape.trace is traced.trace and recorded.tape.episode == episode

    @staticmethod
    def _selectable(recorded: Recorded) -> int:
        """The step whose row belongs to the shown moment; what comes after the last step has none of its own."""
        return min(recorded.step, len(recorded.tape.moments) - 2)


def _put_together(
    traced: Traced, episode: int, known: tuple[object, InnerStates | None] | None, stop: Callable[[], bool]
) -> tuple[Tape, InnerStates | None]:
    """In another thread: an update of many episodes takes a while to be played again."""
    from pg_desktop.learning.explaining.tape import inner_states, tape_of  # noqa: PLC0415 (NumPy)

    del stop
    states = inner_states(traced.trace, traced.world) if known is None else known[1]
    return tape_of(traced.trace, traced.world, episode, states), states
