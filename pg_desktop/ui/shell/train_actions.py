"""The Train menu at work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from pg_desktop.runs.live.session import Session
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.notices import NoticeBar


class TrainActions(QObject):
    """Trains, pauses, steps and begins anew, as the user says. Lives in the GUI thread."""

    def __init__(
        self, session: Session, actions: Actions, notice: NoticeBar, changed: Callable[[], None], parent: QObject
    ) -> None:
        """Connect the actions.

        Args:
            session: what is told.
            actions: the window's.
            notice: why training paused, which is over when it goes on.
            changed: shows what is wanted now.
            parent: the window.
        """
        super().__init__(parent)
        self._session = session
        self._notice = notice
        self._changed = changed
        actions.train_or_pause.triggered.connect(self._train_or_pause)
        actions.step.triggered.connect(self._step)
        actions.reset.triggered.connect(self.reset)

    @Slot()
    def _train_or_pause(self) -> None:
        if self._session.will_train:
            self._session.pause()
        else:
            self._notice.hide()
            self._session.train()
        self._changed()

    @Slot()
    def _step(self) -> None:
        self._notice.hide()
        self._session.step()
        self._changed()

    @Slot()
    def reset(self) -> None:
        """Begin a new run with the wanted settings."""
        self._notice.hide()
        self._session.reset()
