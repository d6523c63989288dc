"""A picture of the window before or after some training, for documentation and checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QObject, QTimer, Slot

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.messages import UserError
from pg_desktop.runs.live.status import Failure, RunState, Status, View
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.ui.shell.main_window import MainWindow

if TYPE_CHECKING:  # safetensors, which the window does not need for its first paint
    from pg_desktop.storage.policy_format import PolicyDocument

_SETTLE_MS: Final = 1500
"""Without anything new for this long, the plots have drawn everything and the shown episode is under way."""


class Photographer(QObject):
    """Trains, takes a picture of the window and ends the program. Lives in the GUI thread.

    Attributes:
        problem: why there is no picture, None if there is one.
    """

    def __init__(
        self,
        window: MainWindow,
        path: Path,
        updates: int,
        opened: tuple[Path, PolicyDocument] | None = None,
    ) -> None:
        """Prepare.

        Args:
            window: of which the picture is to be.
            path: where it goes.
            updates: to train before; 0 for the policy as it is.
            opened: a policy to open before, with its file; None to begin from the seed.
        """
        super().__init__(window)
        self.problem: UserError | None = None
        self._window = window
        self._path = path
        self._updates = updates
        self._opened = opened
        self._shutter = QTimer(self)
        self._shutter.setSingleShot(True)
        self._shutter.setInterval(_SETTLE_MS)
        self._shutter.timeout.connect(self._take)

    @Slot()
    def start(self) -> None:
        """Open and train what is wanted; the picture is taken when nothing happens any more."""
        session = self._window.session
        self._window.greeting.skip()
        self._window.notice.hide()  # what is said on start is for somebody who is there
        session.worker.run_began.connect(self._run_began)
        session.worker.state_changed.connect(self._state_changed)
        session.worker.failed.connect(self._failed)
        if self._opened is not None:
            self._window.files.take(*self._opened)
        if self._updates:
            session.want(_without_limits(session.wanted, self._updates))
            session.step(self._updates)
        self._look(session.status)  # the thread may have begun before anybody listened to it

    @Slot(object)
    def _run_began(self, view: View) -> None:
        self._look(view.status)

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        self._look(status)

    def _look(self, status: Status) -> None:
        wanted = status.origin is not None or self._opened is None
        rests = status.state in (RunState.READY, RunState.PAUSED, RunState.FINISHED)
        if wanted and rests and status.update >= self._updates:
            self._shutter.start()
        else:
            self._shutter.stop()

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        self.problem = UserError(failure.template, **dict(failure.values))
        self._end()

    @Slot()
    def _take(self) -> None:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._window.grab().save(buffer, "PNG")
        try:
            write_atomically(self._path, bytes(data.data()))
        except UserError as error:
            self.problem = error
        self._end()

    def _end(self) -> None:
        self._shutter.stop()
        self._window.session.close()
        QCoreApplication.exit(0)


def _without_limits(settings: Settings, updates: int) -> Settings:
    """Settings with which nothing ends training before so many updates."""
    changes: dict[str, Value] = {"pace": PACE_MAX, "stop_when_solved": False}
    if settings.update_limit < updates:
        changes["update_limit"] = 0
    if settings.episode_limit < updates * settings.episodes_per_update:
        changes["episode_limit"] = 0
    return settings.changed(changes)
