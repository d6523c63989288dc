"""The update that panes look at closely, and the moment of it that they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pg_desktop.messages import UserError
from pg_desktop.runs.live.background import Background
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import Failure, RunState
from pg_desktop.runs.live.tracing import Traced
from pg_desktop.ui.panes.shown_run import ShownRun

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from collections.abc import Callable

    from pg_desktop.learning.explaining.anatomy import Anatomy
    from pg_desktop.runs.record import RunRecord
    from pg_desktop.runs.reopening import WayBack

_EVERY_SECONDS: Final = 0.7
"""How long an update of a run in full training is looked at before the next takes its place: to be read."""
_FINDING_SHARE: Final = 0.2
"""The most of the time that finding out about updates may take then."""
_LEASE_MS: Final = 1500
"""How long after the last look updates are still laid open."""


@dataclass(frozen=True)
class Selected:
    """A moment of the opened update.

    Attributes:
        episode: which of its episodes, from 0.
        step: env steps since that episode began.
    """

    episode: int = 0
    step: int = 0


@dataclass(frozen=True, eq=False)
class Opening:
    """An earlier update on its way.

    Attributes:
        way: how it is played again.
        reached: the number of the last update that has been played.
    """

    way: WayBack
    reached: int


class OpenedUpdate(QObject):
    """The newest update of the run that is trained, or an earlier one that was played again. Lives in the GUI thread.

    Panes that look at it call `look` when they are refreshed. While one does, the training thread lays its updates
    open; what takes longer to find out is found in the background.

    Attributes:
        traced: the update; None before one has been opened.
        anatomy: what it did to every action; None until that is known.
        selected: the moment that all panes look at.
        opening: an earlier update that is being played again; None if none is.
        failure: why none could be opened, or what went wrong with this one; None if nothing did.

    Signals:
        changed (): it is another update, or none.
        anatomy_found (): the anatomy of this update is there.
        selected_changed (): another moment of it is looked at.
        moment_wanted (): the user has chosen the moment that is selected, and wants to see it in the world.
        follows_changed (): it follows from now on, or no longer does.
        opening_changed (): the way to an earlier update has begun, come further, or ended; or something went wrong.
    """

    changed = Signal()
    anatomy_found = Signal()
    selected_changed = Signal()
    moment_wanted = Signal()
    follows_changed = Signal()
    opening_changed = Signal()
    _came_further = Signal(int, object)

    def __init__(self, session: Session, shown: ShownRun, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._shown = session, shown
        self.traced: Traced | None = None
        self.anatomy: Anatomy | None = None
        self.selected = Selected()
        self.opening: Opening | None = None
        self.failure: Failure | None = None
        self._follows = True
        self._held_for_moment = False
        self._taken = self._finding = 0.0
        self._background = Background(self)
        self._lease = QTimer(self)
        self._lease.setSingleShot(True)
        self._lease.setInterval(_LEASE_MS)
        self._lease.timeout.connect(self._let_go)
        self._came_further.connect(self._show_further)
        shown.changed.connect(self.follow_live)

    @property
    def follows(self) -> bool:
        """Whether the newest update takes the place of the one before, and not somebody has chosen one."""
        return self._follows

    @property
    def watched(self) -> bool:
        """Whether any pane looks."""
        return self._lease.isActive()

    def look(self) -> None:
        """Take what is new; called by every pane that looks, when it is refreshed."""
        self._lease.start()
        self._session.tracing.wanted = True
        latest = self._session.tracing.latest
        if not self._follows or self.opening is not None:
            return
        if latest is not None and self._is_current(latest):
            training = self._session.status.state is RunState.TRAINING
            if latest is not self.traced and not (training and self._is_being_read):
                self._take(latest)
        else:
            self._open_last()

    def select(self, episode: int, step: int) -> None:
        """Look at a moment of the update, as the user has chosen; what lies beyond its end is its last.

        In training the update is held: the next one would sweep away what was chosen.

        Args:
            episode: which of its episodes, from 0.
            step: env steps since that episode began.
        """
        if self.traced is None:
            return
        if self._follows and self._shown.is_live and self._session.status.state is RunState.TRAINING:
            self._held_for_moment = True
            self._set_follows(False)
        self.look_at(episode, step)
        self.moment_wanted.emit()

    def look_at(self, episode: int, step: int) -> None:
        """Look at a moment, without showing it in the world; see `select`."""
        if self.traced is None:
            return
        lengths = self.traced.trace.rollout.length_N
        episode = min(max(episode, 0), len(lengths) - 1)
        selected = Selected(episode, min(max(step, 0), int(lengths[episode]) - 1))
        if selected != self.selected:
            self.selected = selected
            self.selected_changed.emit()

    def let_go(self) -> None:
        """The chosen moment is not looked at any more; the newest update is, if it was before the choice."""
        if self._held_for_moment:
            self.follow_live()

    def hold(self) -> None:
        """Keep looking at this update while training goes on."""
        self._held_for_moment = False
        self._set_follows(False)

    @Slot()
    def follow_live(self) -> None:
        """Look at the newest update of the run that is shown, from now on."""
        self._held_for_moment = False
        self._set_follows(True)
        self._end_opening()
        record = self._shown.record
        if self.traced is not None and (record is None or record.id != self.traced.run):
            self._forget()

    def open(self, update: int) -> None:
        """Look at an update of the run that is shown: at once if it is the newest, else once it was played again.

        Args:
            update: its number, from 1.
        """
        record, traced = self._shown.record, self.traced
        if record is None:
            return
        self.hold()
        self._end_opening()
        for known in (traced, self._session.tracing.latest):
            if known is not None and (known.run, known.trace.update) == (record.id, update):
                if known is not traced:
                    self._take(known)
                return
        self._play_again(record, update)

    def cancel_opening(self) -> None:
        """Do not open what is being played again; what was open before stays, if anything was."""
        if self.opening is not None:
            self.hold()
            self._end_opening()

    def stop(self) -> None:
        """End whatever is at work, for good."""
        self._let_go()
        self._background.end()

    def _set_follows(self, follows: bool) -> None:
        if follows != self._follows:
            self._follows = follows
            self.follows_changed.emit()

    @property
    def _is_being_read(self) -> bool:
        """Whether the next update has to wait, for whoever reads this one or for what is being found out about it."""
        finding = self.anatomy is None and self.failure is None and self.traced is not None
        return finding or monotonic() - self._taken < max(_EVERY_SECONDS, self._finding / _FINDING_SHARE)

    def _is_current(self, traced: Traced) -> bool:
        """Whether an update is the newest of the run that is shown, or will give way to it in a moment."""
        record, status = self._shown.record, self._shown.status
        if record is None or traced.run != record.id:
            return False
        return traced.trace.update == status.update or (self._shown.is_live and status.state is RunState.TRAINING)

    def _open_last(self) -> None:
        """Play the last update of the shown run again, where it was not laid open when it was done."""
        record, status = self._shown.record, self._shown.status
        if record is None or status.update == 0:
            if self.traced is not None:
                self._forget()
            return
        if self._shown.is_live and status.state is RunState.TRAINING:
            return  # the next one will be there before
        if self.traced is not None and (self.traced.run, self.traced.trace.update) == (record.id, status.update):
            return
        if self.failure is None:
            self._play_again(record, status.update)

    def _play_again(self, record: RunRecord, update: int) -> None:
        from pg_desktop.runs.reopening import reopened, way_back  # noqa: PLC0415 (NumPy)

        try:
            way = way_back(record, update)
        except UserError as error:
            self._fail(Failure(error.template, tuple(error.values.items())))
            return
        turns, world = self._session.turns, record.world

        def work(stop: Callable[[], bool]) -> Traced:
            with turns.measuring_until(stop) as stopped:
                trace = reopened(way, stopped, lambda done: self._came_further.emit(done, way))
            if world is None:
                raise ValueError("a run that has done updates has a world")
            return Traced(record.id, world, trace)

        self.failure = None
        self.opening = Opening(way, way.entry.update)
        self._background.begin(work, partial(self._arrived, way), partial(self._failed_way, way))
        self.opening_changed.emit()

    @Slot(int, object)
    def _show_further(self, reached: int, way: WayBack) -> None:
        if self.opening is not None and self.opening.way is way:
            self.opening = Opening(way, reached)
            self.opening_changed.emit()

    def _arrived(self, way: WayBack, traced: Traced) -> None:
        if self.opening is not None and self.opening.way is way:
            self.opening = None
            self._take(traced)
            self.opening_changed.emit()

    def _failed_way(self, way: WayBack, failure: Failure) -> None:
        if self.opening is not None and self.opening.way is way:
            self._fail(failure)

    def _fail(self, failure: Failure) -> None:
        self.opening, self.failure = None, failure
        self.opening_changed.emit()

    def _end_opening(self) -> None:
        failed, self.failure = self.failure is not None, None
        opened, self.opening = self.opening is not None, None
        self._background.cancel()
        if failed or opened:
            self.opening_changed.emit()

    def _take(self, traced: Traced) -> None:
        self.traced, self.anatomy, self.failure = traced, None, None
        self._taken = monotonic()
        lengths = traced.trace.rollout.length_N
        episode = min(self.selected.episode, len(lengths) - 1)
        self.selected = Selected(episode, min(self.selected.step, int(lengths[episode]) - 1))
        self.changed.emit()
        self.selected_changed.emit()
        self._background.begin(partial(self._find_anatomy, traced), partial(self._found, traced), self._fail)

    def _find_anatomy(self, traced: Traced, stop: Callable[[], bool]) -> Anatomy:
        """In another thread."""
        from pg_desktop.learning.explaining.anatomy import anatomy_of  # noqa: PLC0415 (torch)

        with self._session.turns.measuring_until(stop) as stopped:
            return anatomy_of(traced.trace, stopped)

    def _found(self, traced: Traced, anatomy: Anatomy) -> None:
        if traced is self.traced:
            self.anatomy, self._finding = anatomy, monotonic() - self._taken
            self.anatomy_found.emit()

    def _forget(self) -> None:
        self.traced = self.anatomy = None
        self.selected = Selected()
        self.changed.emit()
        self.selected_changed.emit()

    @Slot()
    def _let_go(self) -> None:
        self._lease.stop()
        self._session.tracing.wanted = False
